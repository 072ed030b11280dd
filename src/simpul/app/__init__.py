"""Composition root: Settings → Platform → ASGI application; the ports filled in. `subscriptions`: the table of events."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio.to_thread
from starlette.routing import Router
from starlette.types import ASGIApp

from simpul import regions
from simpul.app.subscriptions import subscriptions
from simpul.app.surface import page_routes_served, rooms, templates_of
from simpul.kernel.announcing import Announcer
from simpul.kernel.audit.chain import seal
from simpul.kernel.audit.entry import Scribe
from simpul.kernel.background import Background
from simpul.kernel.bell import Bell, ring_once
from simpul.kernel.bus import InProcessBus
from simpul.kernel.clock import Clock, SystemClock
from simpul.kernel.database import Database
from simpul.kernel.database.migrate import head, migrate
from simpul.kernel.errors import Refusal
from simpul.kernel.files import Files
from simpul.kernel.forgetting import forget_events, forget_values
from simpul.kernel.hearing import Hearing, ToHearers
from simpul.kernel.i18n import ALL_LANGUAGES, translator
from simpul.kernel.ids import RandomIds
from simpul.kernel.jobs import Job
from simpul.kernel.keys import Keys
from simpul.kernel.limits import forget as forget_counters
from simpul.kernel.log import configure_logging
from simpul.kernel.mailer import mailer_of
from simpul.kernel.measuring import Measuring, OfModules
from simpul.kernel.operate.serve import database_of
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings
from simpul.kernel.web.front import Front
from simpul.kernel.web.request import Sessions
from simpul.kernel.web.routing import nothing_here


def seal_audit(platform: Platform) -> None:
    """Rows committed since the last time are in the audit chain."""
    with platform.database.writing() as unit:
        unit.unaudited("the chain is the audit trail's own")
        while seal(unit.connection, clock=platform.clock, keys=platform.keys):
            pass


def forget(platform: Platform) -> None:
    """What the kernel keeps and is due is erased: counters, events that took effect, values beside the audit trail."""
    with platform.database.writing() as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        forget_counters(unit)
        forget_events(unit)
        forget_values(unit)


JOBS: tuple[Job, ...] = (
    Job("kernel.seal_audit", timedelta(seconds=2), seal_audit),
    Job("kernel.forget", timedelta(hours=1), forget),
)


def _tables(settings: Settings, name: str) -> list[Mapping[str, Any]]:
    """What the modules of this node listen to among others' events (HEARS), or can measure of an agency (MEASURES)."""
    return [getattr(room, name) for room in rooms(settings, "handlers") if hasattr(room, name)]


def jobs(settings: Settings) -> tuple[Job, ...]:
    """Regular work of the kernel and of the modules this node runs."""
    return JOBS + tuple(job for room in rooms(settings, "handlers") for job in getattr(room, "JOBS", ()))


def ports(settings: Settings) -> dict[type, Any]:
    """Which part fills which port."""
    from simpul import exchange, identity
    from simpul.cooperation.model.showcase import FiguresOfServices
    from simpul.exchange.actions.announcing import ToSubscribers
    from simpul.exchange.model.persons import People
    from simpul.identity.actions import SessionKeeper
    from simpul.kernel.holders import Holders

    hearing = ToHearers(lambda: _tables(settings, "HEARS"))
    measuring = OfModules(lambda: _tables(settings, "MEASURES"))
    found: dict[type, Any] = {Sessions: SessionKeeper(), People: identity, Holders: identity, Announcer: ToSubscribers()}
    return found | {Hearing: hearing, Measuring: measuring, FiguresOfServices: exchange}


@contextmanager
def opened(settings: Settings, clock: Clock | None = None) -> Iterator[Platform]:
    """The platform of `settings`, with its database running; all closed at the end of the block."""
    keys = Keys.kept_in(settings.data_dir / "keys")
    with database_of(settings) as url:
        platform = build_platform(settings, keys=keys, url=url, clock=clock)
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
        mailer=mailer_of(settings, clock),
        settings=settings,
        keys=keys,
        ports=ports(settings),
    )


def create_app(platform: Platform, *, background: bool = True) -> Front:
    """The ASGI application of `platform`; with its relay, bell and jobs unless `background` is False."""
    settings = platform.settings
    routes = Router(
        page_routes_served(settings),
        redirect_slashes=False,
        default=_not_found,
        lifespan=_lifespan(platform) if background else None,
    )
    return Front(platform, routes, _raw(platform), templates_of(settings), platform.port(Sessions))


def asgi() -> Front:
    """What a server process runs: settings from the environment, a platform, the application."""
    settings = Settings()
    configure_logging(level=settings.log_level, form=settings.log_format)
    keys = Keys.kept_in(settings.data_dir / "keys")
    return create_app(build_platform(settings, keys=keys, url=settings.database_url))


@asynccontextmanager
async def module_application(settings: Settings) -> AsyncIterator[Front]:
    """The node's application for calls in this process, its live rooms following the database; no relay, no jobs."""
    keys = Keys.kept_in(settings.data_dir / "keys")
    platform = build_platform(settings, keys=keys, url=settings.database_url)
    bell, live = Bell(platform.database.url), rooms(settings, "live")
    platform.database.rings(bell.ring)
    platform.state["bell"] = bell
    for room in live:
        room.start(platform, bell)
    bell.start()
    try:
        yield await anyio.to_thread.run_sync(lambda: create_app(platform, background=False))
    finally:
        for room in live:
            room.stop(platform)
        await anyio.to_thread.run_sync(bell.stop)
        platform.database.close()


async def _not_found(scope: Any, receive: Any, send: Any) -> None:
    from starlette.requests import Request

    response = await nothing_here(Request(scope, receive))
    await response(scope, receive, send)


def _lifespan(platform: Platform) -> Callable[[Any], Any]:
    @asynccontextmanager
    async def lifespan(_application: Any) -> AsyncIterator[None]:
        bell = Bell(platform.database.url)
        platform.database.rings(bell.ring)
        platform.state["bell"] = bell
        for room in rooms(platform.settings, "live"):
            room.start(platform, bell)
        background = Background(platform, bell, jobs(platform.settings))
        background.start()
        warm = threading.Timer(1.0, _warm, (platform,))
        warm.daemon = True
        warm.start()  # a little later: whoever waits for the first page comes first
        yield
        warm.cancel()
        for room in rooms(platform.settings, "live"):
            room.stop(platform)
        background.stop()
        platform.database.close()

    return lifespan


def _warm(platform: Platform) -> None:
    """What the first visitor would have to wait for is in memory: the index of regions, every language."""
    for language in ALL_LANGUAGES:
        translator(language)
    with suppress(Refusal):
        regions.edition(platform)


def _raw(platform: Platform) -> Mapping[str, ASGIApp]:
    """Paths that pass by every middleware: hot ones, and those of other programs' interfaces; exact, or prefixes."""
    found = [room for name in ("api", "live") for room in rooms(platform.settings, name)]
    return {path: make(platform) for room in found for path, make in getattr(room, "RAW", {}).items()}


def opener() -> Any:
    """The platform for a command, migrated."""
    settings = Settings()
    configure_logging(level="warning", form="console")
    return _migrated(settings)


@contextmanager
def _migrated(settings: Settings) -> Iterator[Platform]:
    topics: set[str] = set()
    with opened(settings) as platform:
        migrate(platform.database.engine)
        platform.database.rings(topics.add)
        try:
            yield platform
        finally:
            ring_once(platform.database.url, topics)


def command_groups() -> dict[str, Any]:
    """The commands of the modules, by name; loaded when asked for."""
    groups: dict[str, Any] = {}
    for room in rooms(Settings(), "commands"):
        module = room.__name__.split(".")[1]
        groups.update(getattr(room, "GROUPS", None) or {module: room.app})
    return groups


def migrate_at(settings: Settings, url: str) -> None:
    """The database at `url` stands at the newest migration."""
    platform = build_platform(settings, keys=Keys.kept_in(settings.data_dir / "keys"), url=url)
    try:
        migrate(platform.database.engine)
    finally:
        platform.database.close()


def prepare_demo(nodes: Sequence[tuple[Settings, str]]) -> tuple[list[list[tuple[str, str, str]]], str]:
    """The demo's databases are migrated and hold accounts, the replay and the exchange; each node's accounts, and its key.

    The first node is the exchange's operator; the key is the register's verifier key.
    """
    from simpul import disaster, malaria
    from simpul.exchange.actions.demo_whole import Told, prepare

    told = Told({"disaster": disaster.announced(), "malaria": malaria.announced()}, malaria.example_floods)
    with ExitStack() as stack:
        platforms = []
        for settings, url in nodes:
            platform = build_platform(settings, keys=Keys.kept_in(settings.data_dir / "keys"), url=url)
            stack.callback(platform.database.close)
            migrate(platform.database.engine)
            platforms.append(platform)
        accounts = [_seeded(platform) for platform in platforms]
        return accounts, prepare(platforms, told)


def _seeded(platform: Platform) -> list[tuple[str, str, str]]:
    """The node's demo accounts; what its modules show in a demo is there too."""
    from simpul import cooperation, disaster, identity, malaria, maturity

    accounts = identity.seed_demo(platform)  # before the rest, which may give them work
    parts = {"disaster": disaster, "malaria": malaria, "maturity": maturity, "cooperation": cooperation}
    for name, part in parts.items():
        if name in platform.settings.modules:
            part.seed_demo(platform)
    return accounts


def migrate_now(settings: Settings) -> None:
    """The database stands at the newest migration."""
    with _migrated(settings):
        print(f"The database stands at migration {head()}.")


def check(settings: Settings) -> int:
    """Prints a line for each part; 0 when all is well, else 1."""
    from simpul.kernel.operate.checks import findings

    with opened(settings) as platform:
        results = []
        more = [look for room in rooms(settings, "handlers") for look in getattr(room, "CHECKS", ())]
        for finding in findings(platform, more):
            results.append(finding)
            print(f"{'ok  ' if finding.well else 'MEND'}  {finding.part:<14} {finding.state}")
            if not finding.well:
                print(f"      {'':<14} {finding.advice}")
    return 0 if all(f.well for f in results) else 1


def backup(settings: Settings, to: Path) -> None:
    """Writes the node's backup to `to`."""
    from simpul.kernel.operate.backup import backup as run

    with opened(settings) as platform:
        print(f"{to}: {run(platform, to.resolve()):,} bytes. It holds the node's secrets; keep it safe.")


def restore(settings: Settings, source: Path, *, replace: bool) -> None:
    """Puts back what a backup holds."""
    from simpul.kernel.operate.backup import restore as run

    with opened(settings) as platform:
        run(platform, source.resolve(), replace=replace)
    print("Restored. Start the node again.")


def verify_audit(settings: Settings) -> int:
    """Prints what the walk along the audit chain found; 0 when it holds, else 1."""
    from simpul.kernel.audit.chain import check as walk

    with opened(settings) as platform, platform.database.reading() as unit:
        verdict = walk(unit.connection, keys=platform.keys)
    broken = f"broken at row {verdict.broken_at}: {verdict.why}" if verdict.broken_at else "holds"
    print(f"The chain {broken}; {verdict.rows} rows in it, {verdict.unsealed} not yet.")
    return 1 if verdict.broken_at else 0
