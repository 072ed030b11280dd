"""What a handler returns: a page, JSON, or the way to another page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from starlette.responses import HTMLResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from simpul.kernel.web.request import Request

__all__ = ["Response", "html", "json", "redirect"]


def html(request: "Request", template: str, context: Mapping[str, Any] | None = None, status: int = 200) -> Response:
    """The page that `template` (`<module>/<file>.html`) makes of `context`, in the request's language."""
    page: str = request.scope["simpul.templates"].render(request, template, context or {})
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store" if request.actor.signed_in else "no-cache"})


def json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`value` as JSON."""
    return Response(orjson.dumps(value), status, dict(headers or {}), "application/json")


def redirect(request: "Request", path: str, status: int = 303) -> Response:
    """The way to another page of this node, in the same language. `path` begins with one slash."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        path = "/"
    prefix = "" if request.lang == request.platform.settings.language else f"/{request.lang}"
    return RedirectResponse(prefix + path, status)
