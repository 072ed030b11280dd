"""The kernel: a unit that writes, audits and emits, against a bare insert of the same driver in the same run."""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from simpul.app import build_platform
from simpul.kernel.database.migrate import migrate
from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings

SECONDS = 3.0
THREADS = 16


def run() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder:
        settings = Settings(data_dir=Path(folder), database_pool=THREADS)
        keys = Keys.kept_in(settings.data_dir / "keys")
        with embedded_postgres_at(settings.data_dir, keys) as url:
            platform = build_platform(settings, keys=keys, url=url)
            migrate(platform.database.engine)
            bare = per_second(lambda: _bare(platform))
            unit = per_second(lambda: _unit(platform))
            platform.database.close()
    row = {"section": "kernel", "name": f"audited units, {THREADS} in flight", "value": unit, "unit": "1/s"}
    return [{**row, "baseline": bare, "ratio": unit / bare, "target": None, "met": None}]


def _bare(platform: Platform) -> None:
    with platform.database.engine.begin() as connection:
        connection.execute(text("INSERT INTO kernel_limit VALUES (:key, now(), 1)"), {"key": str(platform.ids.new())})


def _unit(platform: Platform) -> None:
    with platform.database.writing() as unit:
        subject = str(platform.ids.new())
        unit.connection.execute(text("INSERT INTO kernel_limit VALUES (:key, now(), 1)"), {"key": subject})
        unit.audit("bench.write", subject=subject, after={"value": 1})


def per_second(act: Callable[[], None]) -> float:
    """How often `act` is done in a second by the threads together."""
    deadline = time.perf_counter() + SECONDS

    def repeat() -> int:
        done = 0
        while time.perf_counter() < deadline:
            act()
            done += 1
        return done

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(lambda _: repeat(), range(THREADS))) / SECONDS
