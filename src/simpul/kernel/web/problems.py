"""Refusals on their way out: RFC 9457 problem details for machines, an honest page for people."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson
from starlette.responses import Response

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany, Unavailable
from simpul.kernel.web.responses import html

if TYPE_CHECKING:
    from simpul.kernel.web.request import Request

_STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (Invalid, 422),
    (TooMany, 429),
    (Unavailable, 503),
)


class Unexpected(Refusal):
    """A defect of the program: logged with its place, shown without it."""

    code = "unexpected"
    sentence = "Something went wrong on our side. It has been noted. Please try again."


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal, by its parent."""
    by_code = {"body-too-large": 413, "not-readable": 400, "method-not-allowed": 405}
    return by_code.get(refusal.code) or next((s for kind, s in _STATUS if isinstance(refusal, kind)), 500)


def problem(request: "Request", refusal: Refusal, status: int | None = None) -> Response:
    """The refusal as problem details (RFC 9457), its sentence in the request's language."""
    code = status or status_of(refusal)
    body = {
        "type": f"urn:simpul:problem:{refusal.code}",
        "title": request.t.gettext(refusal.sentence, **refusal.facts),
        "status": code,
        "instance": request.scope.get("simpul.request_id", ""),
        "facts": refusal.facts,
    }
    return Response(_json(body), code, headers_of(refusal, code), "application/problem+json")


def _json(body: Mapping[str, object]) -> bytes:
    """The body as JSON, whatever strange texts (a lone surrogate) a client's own words brought into the facts."""
    try:
        return orjson.dumps(body, default=str)
    except TypeError:
        return json.dumps(body, default=str).encode()


def answer(request: "Request", refusal: Refusal) -> Response:
    """Problem details or an error page, as the client prefers."""
    if request.wants_json:
        return problem(request, refusal)
    status = status_of(refusal)
    context = {"refusal": refusal, "status": status, "expired": request.session_expired}
    page = html(request, "ui/error.html", context, status)
    page.headers.update(headers_of(refusal, status))
    return page


def headers_of(refusal: Refusal, status: int) -> dict[str, str]:
    """Headers an error answer carries: never kept, and when to try again."""
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503):
        headers["Retry-After"] = str(refusal.facts.get("seconds", 30))
    return headers
