"""One real PostgreSQL for the run, one template database, a fresh copy of it for each test."""

import asyncio
import hashlib
import hmac
import os
import queue
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from simpul.app import build_platform, create_app
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.migrate import migrate
from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.keys import Keys
from simpul.kernel.log import configure_logging
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings
from simpul.kernel.web.request import Session, Sessions

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have httpx2, which nothing else here needs
    from starlette.testclient import TestClient

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

configure_logging(level="error", form="json")
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")  # how long an example takes is the machine's; timings gate no test


def _fast_folder() -> str:
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 3 * 1024**3
    return str(memory) if roomy else "/tmp"


@pytest.fixture(scope="session")
def run_directory() -> Iterator[Path]:
    """A folder for this process of the run; short, since a socket lies in it; in memory, where there is enough.

    A fresh database is 300 files: 10 ms in memory, 130 ms on ext4 once many were deleted a moment ago.
    """
    folder = Path(tempfile.mkdtemp(prefix="simpul-", dir=_fast_folder()))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder for a PostgreSQL of a test's own: pytest's are closed to PostgreSQL's user, and too long for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="simpul-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def keys(run_directory: Path) -> Keys:
    return Keys.kept_in(run_directory / "keys")


@pytest.fixture(scope="session")
def server_url(run_directory: Path, keys: Keys) -> Iterator[str]:
    """The server's own database; SIMPUL_TEST_DATABASE_URL uses another server (PostgreSQL >= 15)."""
    given = os.environ.get("SIMPUL_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with embedded_postgres_at(run_directory, keys, "postgres") as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # tests of durability start servers of their own
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            connection.execute("ALTER SYSTEM SET max_wal_size = '512MB'")
            connection.execute("SELECT pg_reload_conf()")
        yield url


@pytest.fixture(scope="session")
def template(server_url: str, keys: Keys, run_directory: Path) -> str:
    """The name of a database that stands at the newest migration."""
    name = f"template_{os.getpid()}"
    _create(server_url, name, None)
    platform = build_platform(settings_for(run_directory), keys=keys, url=_at(server_url, name))
    migrate(platform.database.engine)
    platform.database.close()
    return name


def settings_for(folder: Path, **changes: object) -> Settings:
    """Settings for a test, whatever the environment holds."""
    values: dict[str, object] = {
        "node": "uji",
        "agency": "BPBD Uji",
        "region": "31",
        "data_dir": folder,
        "database_pool": 4,
        "database_url": "",
        "public_url": "",
        "language": "id",
        "modules": "identity,disaster,exchange",
        "exchange_port": 0,
        "exchange_node_port": 0,
        "demo": False,
    }
    return Settings(**(values | changes))  # type: ignore[arg-type]


_count = iter(range(1_000_000))


class Copies:
    """Fresh copies of the template, made while tests run: who asks for one does not wait, nor who is done with one."""

    READY = 2

    def __init__(self, url: str, template: str) -> None:
        self._url, self._template = url, template
        self._ready: queue.Queue[str] = queue.Queue(self.READY)
        self._done: queue.Queue[str] = queue.Queue()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._make, self._drop)]
        for thread in self._threads:
            thread.start()

    def take(self) -> str:
        """The name of a copy that nobody else has."""
        return self._ready.get(timeout=60)

    def give_back(self, name: str) -> None:
        """The copy goes, a moment later."""
        self._done.put(name)

    def end(self) -> None:
        """Every copy is gone."""
        self._ended.set()
        while self._threads[0].is_alive():
            with suppress(queue.Empty):
                self._done.put(self._ready.get(timeout=0.05))
        while not self._ready.empty():
            self._done.put(self._ready.get())
        self._done.put("")
        self._threads[1].join(60)

    def _make(self) -> None:
        for number in count():
            if self._ended.is_set():
                return
            name = f"copy_{os.getpid()}_{number}"
            _create(self._url, name, self._template)
            self._ready.put(name)

    def _drop(self) -> None:
        while name := self._done.get():
            with psycopg.connect(self._url, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def copies(server_url: str, template: str) -> Iterator[Copies]:
    made = Copies(server_url, template)
    yield made
    made.end()


@pytest.fixture
def database_url(server_url: str, copies: Copies) -> Iterator[str]:
    """The URL of a fresh copy of the template."""
    name = copies.take()
    yield _at(server_url, name)
    copies.give_back(name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A node's parts on a fresh database, at a fixed time."""
    built = build_platform(settings_for(run_directory), keys=keys, url=database_url, clock=clock)
    yield built
    built.database.close()


class StandInSessions:
    """Signs in whom a test names: the cookie's value is the key. Anything else goes to the real keeper."""

    def __init__(self, real: Sessions) -> None:
        self.real = real
        self.people: dict[str, Actor] = {}

    def find(self, platform: Platform, token: str) -> Session | None:
        if token in self.people:
            return Session(UUID(int=len(token)), self.people[token], token)
        return self.real.find(platform, token)

    def bearer(self, platform: Platform, token: str) -> Actor | None:
        return self.people.get(token) or self.real.bearer(platform, token)


@pytest.fixture
def sessions(platform: Platform) -> StandInSessions:
    return StandInSessions(platform.port(Sessions))


@pytest.fixture
def client_for(platform: Platform, sessions: StandInSessions) -> Iterator[Callable[..., TestClient]]:
    """Makes clients of the whole application: `client_for(actor)` is signed in as `actor`, `client_for()` is nobody."""
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: sessions})
    application = create_app(platform, background=False)
    with ExitStack() as stack:

        def make(actor: Actor | None = None) -> TestClient:
            client = TestClient(
                application, base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False
            )
            stack.callback(client.close)
            if actor is not None:
                sessions.people[str(actor.id)] = actor
                client.cookies.set(platform.settings.cookie, str(actor.id))
            return client

        yield make


@pytest.fixture
def client(client_for: Callable[..., TestClient]) -> TestClient:
    """A visitor without an account."""
    return client_for()


@pytest.fixture
def post(platform: Platform) -> Callable[..., Any]:
    """Sends a form as a page of this client's device would, whether or not the page has that form now."""

    def posted(client: TestClient, path: str, **fields: Any) -> Any:
        name = f"{platform.settings.cookie}_device"
        mark = client.cookies.get(name)
        if mark is None:
            mark = "perangkat-uji-yang-sama"
            client.cookies.set(name, mark)
        device = hmac.new(platform.keys.derive("kernel.web.device"), mark.encode(), hashlib.sha256).hexdigest()[:32]
        token = hmac.new(platform.keys.derive("kernel.web.csrf"), device.encode(), hashlib.sha256).hexdigest()
        return client.post(path, data={"csrf": token, **fields}, follow_redirects=True)

    return posted


def officer(region: str = "31", *roles: str) -> Actor:
    """An officer of BPBD in `region`, with the officer's role or with `roles`."""
    granted = frozenset(roles or ("disaster.officer",))
    return Actor(UUID(int=7), "Petugas Uji", agency=f"ID/GOV/{region}/BPBD", region=region, roles=granted)


def _create(url: str, name: str, template: str | None) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        copy = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
        connection.execute(f'CREATE DATABASE "{name}"{copy}')


def _at(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?", 1) if "/postgres?" in url else url.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(autouse=True)
def _own_event_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright's loop stays open between the browser's tests; a test beside them must not find it running."""
    if "browser" in request.path.parts:
        yield
        return
    browsers = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(browsers)
