"""JSON interfaces: one FastAPI application, deny by default, refusals as RFC 9457 problem details."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response

from simpul.kernel.errors import Invalid, NotFound, Refusal
from simpul.kernel.web.problems import Unexpected, problem
from simpul.kernel.web.request import Request
from simpul.kernel.web.routing import MethodNotAllowed, permit

PREFIX = "/api/v1"
ABOUT = (
    "What this node of Simpul answers to programs. Refusals are problem details (RFC 9457). Other agencies call services "
    "through the exchange (Sistem Penghubung Layanan) instead, signed and on record."
)


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "instance", "facts"],
    "properties": {
        "type": {"type": "string", "description": "urn:simpul:problem: and the refusal's code."},
        "title": {"type": "string", "description": "What was refused and what to do, in the request's language."},
        "status": {"type": "integer"},
        "instance": {"type": "string", "description": "The request's number, as x-request-id has it."},
        "facts": {"type": "object", "description": "By what the rule was broken."},
    },
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A refusal as problem details (RFC 9457).",
        "content": {"application/problem+json": {"schema": _PROBLEM}},
    }
}


class BadParameters(Invalid):
    """A parameter or the body does not have the described form."""

    code = "bad-parameters"
    sentence = "A parameter or the body does not have the form that the description gives."


def asking(request: StarletteRequest) -> Request:
    """The request as our handlers see it."""
    return Request(request.scope, request.receive)


Asking = Annotated[Request, Depends(asking)]


def api_application(
    routers: Sequence[APIRouter], access: Mapping[str, str], version: str, contact: Mapping[str, str]
) -> FastAPI:
    """The interface under `/api/v1`; a route that `access` does not list answers 404. `contact`: name and url."""

    def demanded(request: Asking, response: Response) -> None:
        path = getattr(request.scope.get("route"), "path_format", "")
        key = f"{'GET' if request.method == 'HEAD' else request.method} {PREFIX}{path}"
        request.scope["simpul.route"] = PREFIX + path
        if key not in access:
            raise NotFound()
        permit(request.actor, access[key])
        if request.actor.signed_in:
            response.headers["Cache-Control"] = "no-store"  # what one account may read is kept by nobody on the way

    application = FastAPI(
        title="Simpul",
        version=version,
        description=ABOUT,
        contact={key: said for key, said in contact.items() if said},
        openapi_tags=[{"name": str(tag)} for tag in dict.fromkeys(tag for router in routers for tag in router.tags)],
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        dependencies=[Depends(demanded)],
        servers=[{"url": PREFIX}],
        responses=_REFUSED,
    )
    for router in routers:
        application.include_router(router)
    application.add_exception_handler(Refusal, _refused)
    application.add_exception_handler(RequestValidationError, _bad)
    application.add_exception_handler(HTTPException, _http)
    application.add_exception_handler(Exception, _failed)
    return application


def _refused(request: StarletteRequest, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem(asking(request), error)


def _bad(request: StarletteRequest, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    places = [{"place": ".".join(str(p) for p in e["loc"]), "problem": e["type"]} for e in error.errors()[:20]]
    return problem(asking(request), BadParameters(errors=places))


def _http(request: StarletteRequest, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refusal = (
        MethodNotAllowed() if error.status_code == 405 else NotFound() if error.status_code == 404 else BadParameters()
    )
    response = problem(asking(request), refusal, error.status_code)
    response.headers.update(error.headers or {})
    return response


def _failed(request: StarletteRequest, _error: Exception) -> Response:
    """What the client sees of a defect; FastAPI raises it further, and the front writes it down."""
    return problem(asking(request), Unexpected())
