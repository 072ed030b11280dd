"""A front over routes of the tests' own, so that the kernel is tried without any module."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import APIRouter
from starlette.routing import Mount, Router
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from tests.conftest import START, _at, _create, settings_for

from simpul.app import _not_found, build_platform
from simpul.app.surface import templates_of
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany, Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request, Response, json, redirect, route
from simpul.kernel.web.api import PREFIX, api_application
from simpul.kernel.web.front import Front
from simpul.kernel.web.health import ROUTES as HEALTH
from simpul.kernel.web.request import Session
from simpul.kernel.web.routing import starlette_routes

OFFICER = Actor(UUID(int=7), "Petugas", agency="ID/GOV/6000/BPBD", region="31", roles=frozenset({"test.officer"}))
RESIDENT = Actor(UUID(int=8), "Warga")
REFUSALS = {r.code: r for r in (NotFound, NotAllowed, Conflict, Invalid, TooMany, Unavailable)}


@dataclass
class Doors:
    """Who is let in by which secret. `gone` stands for a database that is away."""

    people: dict[str, Actor] = field(default_factory=lambda: {"officer": OFFICER, "resident": RESIDENT})
    gone: bool = False

    def find(self, platform: Platform, token: str) -> Session | None:
        if self.gone:
            raise Unavailable(part="database")
        return Session(UUID(int=1), self.people[token], token) if token in self.people else None

    def bearer(self, platform: Platform, token: str) -> Actor | None:
        return self.people.get(token)


def whoami(request: Request) -> Response:
    return json(
        {
            "name": request.actor.name,
            "lang": request.lang,
            "here": request.here,
            "csrf": request.csrf,
            "form": request.form().fields,
            "device": request.device,
            "expired": request.session_expired,
        }
    )


def refuses(request: Request) -> Response:
    raise REFUSALS[request.path_params["code"]](seconds=7)


def breaks(request: Request) -> Response:
    raise RuntimeError("rahasia: Budi, 0812")


def goes(request: Request) -> Response:
    return redirect(request, request.query("to", "/whoami"))


async def slow_stream(request: Request) -> Response:
    from starlette.responses import StreamingResponse

    async def body():
        yield b"began"
        raise RuntimeError("rahasia")

    return StreamingResponse(body())


ROUTES = [
    *HEALTH,
    route("GET", "/whoami", whoami),
    route("POST", "/whoami", whoami),
    route("GET", "/refuses/{code}", refuses),
    route("GET", "/breaks", breaks),
    route("GET", "/stream", slow_stream),
    route("GET", "/goes", goes),
    route("GET", "/for/officers", whoami),
    route("GET", "/for/people/{name}", whoami),
    route("GET", "/forgotten", whoami),
    route("GET", "/compat/other/whoami", whoami),
    route("POST", "/compat/other/whoami", whoami),
]
ACCESS = {spec.key: "public" for spec in ROUTES} | {
    "GET /for/officers": "test.officer",
    "GET /for/people/{name}": "signed-in",
    "GET /api/v1/thing/{id}": "public",
    "POST /api/v1/thing": "test.officer",
    "GET /api/v1/breaks": "public",
}
del ACCESS["GET /forgotten"]


def _router() -> APIRouter:
    router = APIRouter()

    @router.get("/thing/{id}")
    def thing(id: int) -> dict[str, int]:
        if id == 404:
            raise NotFound()
        return {"id": id}

    @router.post("/thing")
    def make() -> dict[str, bool]:
        return {"made": True}

    @router.get("/breaks")
    def fails() -> None:
        raise RuntimeError("rahasia: Budi, 0812")

    @router.get("/forgotten")
    def forgotten() -> dict[str, bool]:
        return {"served": True}

    return router


@pytest.fixture(scope="session")
def shared_platform(server_url: str, template: str, keys: Keys, run_directory: Path) -> Iterator[Platform]:
    """One platform for all tests of the front, which reads the database and hardly ever writes to it."""
    name = f"front_{os.getpid()}"
    _create(server_url, name, template)
    built = build_platform(settings_for(run_directory), keys=keys, url=_at(server_url, name), clock=FixedClock(START))
    yield built
    built.database.close()


def _named(name: str) -> ASGIApp:
    """A hot path that says its name and what was asked of it."""

    async def answer(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": f"{name} {scope['path']}".encode()})

    return answer


@pytest.fixture(scope="session")
def shared_front(shared_platform: Platform) -> tuple[Front, Doors]:
    api = api_application([_router()], ACCESS, "0", {})
    routes = Router([*starlette_routes(ROUTES, ACCESS), Mount(PREFIX, api)], redirect_slashes=False, default=_not_found)
    doors = Doors()
    raw = {"/hot": lambda _: _named("exact"), "/hot/": lambda _: _named("prefix"), "/hot/er/": lambda _: _named("longer")}
    made = {path: make(shared_platform) for path, make in raw.items()}
    return Front(shared_platform, routes, made, templates_of(shared_platform.settings), doors), doors


@pytest.fixture
def front(shared_front: tuple[Front, Doors]) -> Front:
    return shared_front[0]


@pytest.fixture
def doors(shared_front: tuple[Front, Doors]) -> Iterator[Doors]:
    yield shared_front[1]
    shared_front[1].gone = False


@pytest.fixture
def ask(front: Front) -> Iterator[Callable[..., TestClient]]:
    """Makes clients: `ask("officer")` comes with that person's session, `ask()` is nobody."""
    with ExitStack() as stack:

        def make(who: str = "") -> TestClient:
            client = TestClient(front, base_url="http://node.test", follow_redirects=False, raise_server_exceptions=True)
            stack.callback(client.close)
            if who:
                client.cookies.set("simpul_uji", who)
            return client

        yield make
