"""Long work beside the regular jobs: in a thread of its own, one of each kind in a process, begun when something waits."""

from collections.abc import Callable
from datetime import datetime
from threading import Thread
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from simpul.kernel.platform import Platform

IN_ONE_GO = 20
T = TypeVar("T")
Work = Callable[[Platform, T, int], None]
"""What is done with a thing that was claimed; the number says how often it has been by now."""
_log = structlog.get_logger("simpul.beside")


def begin(
    platform: Platform, job: str, anything: Callable[[Connection], object], work: Callable[[Platform], object]
) -> None:
    """A thread of this process does `work` where `anything` waits, unless one of this job does already.

    What fails is logged; whoever claims work again later says how often.
    """
    before: Thread | None = platform.state.get(job)
    if before is not None and before.is_alive():
        return
    with platform.database.reading() as unit:
        if not anything(unit.connection):
            return
    thread = Thread(target=_working, args=(platform, job, work), name=job, daemon=True)
    platform.state[job] = thread
    thread.start()


def work_through(platform: Platform, claim: Callable[[Connection, datetime], tuple[T, int] | None], one: Work[T]) -> int:
    """How many things were waiting and have been worked on in this call: each claimed in a transaction, then `one`."""
    for done in range(IN_ONE_GO):
        with platform.database.writing() as unit:
            unit.unaudited("what is claimed says itself who works on it")
            claimed = claim(unit.connection, unit.clock.now())
        if claimed is None:
            return done
        one(platform, *claimed)
    return IN_ONE_GO


def _working(platform: Platform, job: str, work: Callable[[Platform], object]) -> None:
    try:
        work(platform)
    except Exception:  # noqa: BLE001 (what failed is begun again; it is logged)
        _log.exception("beside.failed", job=job)
