"""A page that tells what is wrong, with the status and headers that belong to it."""

from collections.abc import Mapping
from typing import Any

from simpul.kernel.errors import Refusal
from simpul.kernel.web import Request, Response, html
from simpul.kernel.web.problems import headers_of, status_of


def answered(request: Request, template: str, context: Mapping[str, Any], refusal: Refusal | None) -> Response:
    """The page of this template, which finds the refusal, or None, under `refusal`."""
    response = html(request, template, {**context, "refusal": refusal}, status_of(refusal) if refusal else 200)
    if refusal:
        response.headers.update(headers_of(refusal, status_of(refusal)))
    return response
