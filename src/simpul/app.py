"""Composition root: Settings → Platform → ASGI application. The table of event subscriptions; the ports filled in."""

import importlib
import importlib.util
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from types import ModuleType
from typing import Any

from jinja2 import PackageLoader
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from simpul import __version__
from simpul.kernel.audit.chain import seal
from simpul.kernel.audit.entry import Scribe
from simpul.kernel.background import Background
from simpul.kernel.bell import Bell
from simpul.kernel.bus import InProcessBus, Subscription
from simpul.kernel.clock import Clock, SystemClock
from simpul.kernel.database import Database
from simpul.kernel.database.embedded import embedded_postgres_at
from simpul.kernel.files import Files
from simpul.kernel.ids import RandomIds
from simpul.kernel.jobs import Job
from simpul.kernel.keys import Keys
from simpul.kernel.limits import forget
from simpul.kernel.log import configure_logging
from simpul.kernel.mailer import NoMailer
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings
from simpul.kernel.web import health
from simpul.kernel.web.api import PREFIX, api_application
from simpul.kernel.web.front import Front
from simpul.kernel.web.request import Sessions
from simpul.kernel.web.routing import RouteSpec, access_table, nothing_here, starlette_routes
from simpul.kernel.web.templates import Templates

ALWAYS = ("ui", "regions", "portal")
"""Parts every node has, whatever modules it runs."""


def seal_audit(platform: Platform) -> None:
    """Rows committed since the last time are in the audit chain."""
    with platform.database.writing() as unit:
        unit.unaudited("the chain is the audit trail's own")
        while seal(unit.connection, clock=platform.clock, keys=platform.keys):
            pass


def forget_limits(platform: Platform) -> None:
    """Counters older than 48 hours are erased."""
    with platform.database.writing() as unit:
        unit.unaudited("counters hold keyed hashes and end by themselves")
        forget(unit)


JOBS: tuple[Job, ...] = (
    Job("kernel.seal_audit", timedelta(seconds=2), seal_audit),
    Job("kernel.forget_limits", timedelta(hours=1), forget_limits),
)


def subscriptions(settings: Settings) -> tuple[Subscription, ...]:
    """Who hears what: each event, the name of the effect, the handler."""
    return ()


def jobs(settings: Settings) -> tuple[Job, ...]:
    """Regular work of the kernel and of the modules this node runs."""
    return JOBS + tuple(job for room in _rooms(settings, "handlers") for job in getattr(room, "JOBS", ()))


def ports(settings: Settings) -> dict[type, Any]:
    """Which part fills which port."""
    from simpul.identity.actions import SessionKeeper

    return {Sessions: SessionKeeper()}


@contextmanager
def opened(settings: Settings, clock: Clock | None = None) -> Iterator[Platform]:
    """The platform of `settings`, with its database running; all closed at the end of the block."""
    keys = Keys.kept_in(settings.data_dir / "keys")
    if settings.database_url:
        yield from _closing(build_platform(settings, keys=keys, url=settings.database_url, clock=clock))
        return
    with embedded_postgres_at(settings.data_dir, keys) as url:
        yield from _closing(build_platform(settings, keys=keys, url=url, clock=clock))


def _closing(platform: Platform) -> Iterator[Platform]:
    try:
        yield platform
    finally:
        platform.database.close()


def build_platform(settings: Settings, *, keys: Keys, url: str, clock: Clock | None = None) -> Platform:
    """One node's parts on the database at `url`."""
    clock, ids = clock or SystemClock(), RandomIds()
    return Platform(
        database=Database(url, clock=clock, ids=ids, scribe=Scribe(keys), pool=settings.database_pool),
        bus=InProcessBus(subscriptions(settings)),
        clock=clock,
        ids=ids,
        files=Files(settings.data_dir / "files"),
        mailer=NoMailer(),
        settings=settings,
        keys=keys,
        ports=ports(settings),
    )


def create_app(platform: Platform, *, background: bool = True) -> Front:
    """The ASGI application of `platform`; with its relay, bell and jobs unless `background` is False."""
    settings, access = platform.settings, access_table()
    pages: list[RouteSpec] = [*health.ROUTES]
    for room in _rooms(settings, "pages"):
        pages += room.ROUTES
    routers = [room.router for room in _rooms(settings, "api") if hasattr(room, "router")]
    for room in _rooms(settings, "api"):
        pages += getattr(room, "ROUTES", [])
    api = api_application(routers, access, __version__)
    routes = Starlette(
        routes=[*starlette_routes(pages, access), Mount(PREFIX, api)],
        lifespan=_lifespan(platform) if background else None,
    )
    routes.router.redirect_slashes = False
    routes.router.default = _not_found
    return Front(platform, routes, _raw(platform), templates_of(settings), platform.port(Sessions))


def page_routes(settings: Settings) -> list[RouteSpec]:
    """Every page route of the node, for the access list's test."""
    specs = [*health.ROUTES]
    for name in ("pages", "api"):
        for room in _rooms(settings, name):
            specs += getattr(room, "ROUTES", [])
    return specs


def templates_of(settings: Settings) -> Templates:
    """Every module's templates under its name, and GOV.UK Frontend's macros."""
    extra: dict[str, Any] = {}
    loaders = {}
    for name in (*ALWAYS, *settings.modules):
        if importlib.util.find_spec(f"simpul.{name}") is not None:
            loaders[name] = PackageLoader(f"simpul.{name}")
            extra.update(getattr(importlib.import_module(f"simpul.{name}"), "TEMPLATE_GLOBALS", {}))
    return Templates(loaders, PackageLoader("govuk_frontend_jinja"), extra)


def asgi() -> Front:
    """What a server process runs: settings from the environment, a platform, the application."""
    settings = Settings()
    configure_logging(level=settings.log_level, form=settings.log_format)
    keys = Keys.kept_in(settings.data_dir / "keys")
    return create_app(build_platform(settings, keys=keys, url=settings.database_url))


async def _not_found(scope: Any, receive: Any, send: Any) -> None:
    from starlette.requests import Request

    response = await nothing_here(Request(scope, receive))
    await response(scope, receive, send)


def _lifespan(platform: Platform) -> Callable[[Any], Any]:
    @asynccontextmanager
    async def lifespan(application: Any) -> AsyncIterator[None]:
        bell = Bell(platform.database.url)
        platform.database.rings(bell.ring)
        platform.state["bell"] = bell
        for room in _rooms(platform.settings, "live"):
            room.start(platform, bell)
        background = Background(platform, bell, jobs(platform.settings))
        background.start()
        yield
        for room in _rooms(platform.settings, "live"):
            room.stop(platform)
        background.stop()
        platform.database.close()

    return lifespan


def _raw(platform: Platform) -> Mapping[str, ASGIApp]:
    """Hot paths that pass by every middleware, by exact path; their rows stand in `access.toml` too."""
    return {path: make(platform) for room in _rooms(platform.settings, "live") for path, make in room.RAW.items()}


def _rooms(settings: Settings, room: str) -> list[ModuleType]:
    """That room of every module of this node, where it has one."""
    names = [f"simpul.{module}.{room}" for module in (*ALWAYS, *settings.modules)]
    return [importlib.import_module(name) for name in names if _exists(name)]


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
