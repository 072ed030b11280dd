"""Serving: Granian with one worker per core, each running `simpul.app.asgi` by way of `launch`."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.errors import Conflict, Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.operate.datapath import DataPath
from simpul.kernel.settings import Settings

DEMO_MARK = "DEMO"
"""The file that marks a data directory as made by `simpul demo`."""


class DemoDirectory(Conflict):
    """The data directory was made by `simpul demo`; its accounts are known to everybody."""

    code = "demo-directory"
    sentence = "This data directory was made by `simpul demo` and its passwords are known. Choose another SIMPUL_DATA_DIR."


def refuse_demo_directory(settings: Settings) -> None:
    """Nothing, unless the directory is a demo's and the demo did not start this."""
    if (settings.data_dir / DEMO_MARK).exists() and not settings.demo:
        raise DemoDirectory()


def serve(settings: Settings, *, migrate: Callable[[str], None]) -> None:
    """Answers on the settings' address until it is told to stop; `migrate(url)` is called for a database that is behind."""
    refuse_demo_directory(settings)
    with database_of(settings) as url:
        if not up_to_date(url):
            migrate(url)
        _run(settings, database_url=url)


@contextmanager
def database_of(settings: Settings) -> Iterator[str]:
    """The address of the node's database, running: the given one, or one of our own."""
    if settings.database_url:
        yield settings.database_url
        return
    with embedded_postgres_at(settings.data_dir, Keys.kept_in(settings.data_dir / "keys")) as url:
        yield url


def up_to_date(url: str) -> bool:
    """Whether the database stands at the newest migration's number; asked without Alembic, which takes long to load."""
    newest = max(path.name[:4] for path in (Path(__file__).parents[2] / "migrations" / "versions").glob("[0-9]*.py"))
    try:
        with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=5) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return False
    except psycopg.OperationalError as error:
        raise Unavailable(part="database") from error
    return row == (newest,)


def _run(settings: Settings, *, database_url: str) -> None:
    os.environ.update(environment_of(settings, database_url=database_url))
    _fresh_metrics(settings.data_dir / "metrics")
    server = Granian(
        "simpul.kernel.operate.launch:asgi",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        backlog=4096,
        backpressure=32768,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        websockets=False,
        log_enabled=False,
        http1_settings=HTTP1Settings(header_read_timeout=15000),
    )
    with DataPath(settings, ending=lambda: bool(server.interrupt_signal)):
        server.serve()


def environment_of(settings: Settings, *, database_url: str) -> dict[str, str]:
    """The settings as the variables from which a child process reads the same ones."""
    values = settings.model_dump(mode="json")
    given = {f"SIMPUL_{name.upper()}": _written(value) for name, value in values.items() if value is not None}
    return given | {"SIMPUL_DATABASE_URL": database_url, "PROMETHEUS_MULTIPROC_DIR": str(settings.data_dir / "metrics")}


def _written(value: object) -> str:
    return ",".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _fresh_metrics(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
