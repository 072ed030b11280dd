"""Routes, and the one list that says which role each demands. What is not listed is not served."""

import inspect
import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import anyio
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from simpul.kernel.actor import Actor
from simpul.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from simpul.kernel.web.forms import FILE_LIMIT
from simpul.kernel.web.problems import answer
from simpul.kernel.web.request import Request

Handler = Callable[[Any], Response] | Callable[[Any], Awaitable[Response]]
ACCESS = Path(__file__).parents[2] / "access.toml"


@dataclass(frozen=True, slots=True)
class RouteSpec:
    """A route: method, path with `{parameters}`, what answers, and how many bytes a file in its form may have."""

    method: str
    path: str
    handler: Handler
    file_most: int = FILE_LIMIT

    @property
    def key(self) -> str:
        """How the route stands in `access.toml`."""
        return f"{self.method} {self.path}"


def route(method: str, path: str, handler: Handler, *, file_most: int = FILE_LIMIT) -> RouteSpec:
    """A route for a module's ROUTES; it is served only when `access.toml` lists it."""
    return RouteSpec(method, path, handler, file_most)


class SignInFirst(NotAllowed):
    """The page is for people who are signed in."""

    code = "sign-in-first"
    sentence = "Sign in first; you come back here afterwards."


class RoleMissing(NotAllowed):
    """The page demands a role that this account does not hold."""

    code = "role-missing"
    sentence = "Your account does not have the role this page demands."


def access_table(path: Path = ACCESS) -> Mapping[str, str]:
    """`METHOD /path` → `public`, `signed-in` or a role, from the one list."""
    with path.open("rb") as source:
        sections = tomllib.load(source)
    return {key: role for section in sections.values() for key, role in section.items()}


def permit(actor: Actor, demands: str) -> None:
    """Nothing, when the actor may enter; SignInFirst or RoleMissing otherwise."""
    if demands == "public":
        return
    if not actor.signed_in:
        raise SignInFirst(role=demands)
    if demands != "signed-in" and not actor.has(demands):
        raise RoleMissing(role=demands)


def starlette_routes(specs: Sequence[RouteSpec], access: Mapping[str, str]) -> list[Route]:
    """Starlette's routes for those that the list knows; the others are left out (deny by default)."""
    return [_page(spec, access[spec.key]) for spec in specs if spec.key in access]


def _page(spec: RouteSpec, demands: str) -> "_Page":
    page = _Page(spec.path, endpoint=_Endpoint(spec.handler, demands, spec.path), methods=[spec.method])
    page.file_most = spec.file_most
    return page


def larger_files(routes: object) -> Callable[[str], int]:
    """What tells of a path how many bytes a file in a form posted to it may have; `FILE_LIMIT` for most."""
    pages = [one for one in getattr(routes, "routes", ()) if isinstance(one, _Page) and one.file_most > FILE_LIMIT]

    def most(path: str) -> int:
        return next((one.file_most for one in pages if one.path_regex.match(path)), FILE_LIMIT)

    return most


class MethodNotAllowed(Invalid):
    """The address exists; this method on it does not."""

    code = "method-not-allowed"
    sentence = "This address does not know that method."


class _Page(Route):
    """A route whose refusal of a method is an honest page too."""

    file_most: int = FILE_LIMIT

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or says which methods the address knows."""
        if scope["method"] in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        response = await anyio.to_thread.run_sync(answer, Request(scope, receive, send), MethodNotAllowed())
        response.headers["Allow"] = ", ".join(sorted(self.methods or ()))
        await response(scope, receive, send)


class _Endpoint:
    """An ASGI endpoint: permits, runs the handler (in a thread unless it is async), and answers refusals."""

    def __init__(self, handler: Handler, demands: str, path: str) -> None:
        self._handler = handler
        self._path = path
        self._demands = demands
        self._is_async = inspect.iscoroutinefunction(handler)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        scope["simpul.route"] = self._path  # the pattern: the address itself may hold what people wrote
        try:
            permit(request.actor, self._demands)
            response = await self._run(request)
        except Refusal as refusal:
            response = await anyio.to_thread.run_sync(answer, request, refusal)
        await response(scope, receive, send)

    async def _run(self, request: Request) -> Response:
        if self._is_async:
            return cast("Response", await self._handler(request))  # type: ignore[misc]
        return await anyio.to_thread.run_sync(self._handler, request)  # type: ignore[arg-type]


async def nothing_here(request: StarletteRequest) -> Response:
    """The page for an unknown address."""
    ours = Request(request.scope, request.receive)
    return await anyio.to_thread.run_sync(answer, ours, NotFound())
