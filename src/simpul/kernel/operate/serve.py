"""Serving: Granian with one worker per core, each running `simpul.app:asgi`."""

import os
import shutil
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from simpul.kernel.errors import Conflict
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


def serve(settings: Settings, *, database_url: str) -> None:
    """Answers on the settings' address until it is told to stop."""
    os.environ.update(environment_of(settings, database_url=database_url))
    _fresh_metrics(settings.data_dir / "metrics")
    Granian(
        "simpul.app:asgi",
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
        process_name=f"simpul {settings.node}",
    ).serve()


def environment_of(settings: Settings, *, database_url: str) -> dict[str, str]:
    """The settings as the variables from which a child process reads the same ones."""
    values = settings.model_dump(mode="json")
    given = {f"SIMPUL_{name.upper()}": _written(value) for name, value in values.items()}
    return given | {"SIMPUL_DATABASE_URL": database_url, "PROMETHEUS_MULTIPROC_DIR": str(settings.data_dir / "metrics")}


def _written(value: object) -> str:
    return ",".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _fresh_metrics(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
