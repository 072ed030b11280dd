"""Regular work: each job runs in one worker at a time, by a lease in the database, and again if that worker died."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.kernel.actor import Actor
from simpul.kernel.database.schema import job as table

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform

_LEASES = (timedelta(seconds=30), timedelta(minutes=5))
_log = structlog.get_logger("simpul.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is due every so often; safe to run twice."""

    name: str
    every: timedelta
    run: Callable[["Platform"], None]


def run_due(platform: "Platform", jobs: Sequence[Job]) -> int:
    """How many of the jobs were due and have run in this call."""
    with platform.database.reading() as unit:
        waits = select(table.c.name).where(table.c.due_at > platform.clock.now())
        waiting = set(unit.connection.scalars(waits))
    return sum(_run_if_due(platform, job) for job in jobs if job.name not in waiting)


def _lease(job: Job) -> timedelta:
    """How long a worker may take before another takes the job over."""
    return min(max(job.every * 5, _LEASES[0]), _LEASES[1])


def _run_if_due(platform: "Platform", job: Job) -> bool:
    now = platform.clock.now()
    if not _claimed(platform, job):
        return False
    error = None
    try:
        job.run(platform)
    except Exception as failure:  # noqa: BLE001 (a job that fails is tried again; the others go on)
        error = type(failure).__name__
        _log.exception("job.failed", job=job.name)
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("the job table is its own account")
        change = {"due_at": now + job.every, "done_at": platform.clock.now(), "error": error}
        unit.connection.execute(update(table).where(table.c.name == job.name).values(change))
    return True


def _claimed(platform: "Platform", job: Job) -> bool:
    now = platform.clock.now()
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("the job table is its own account")
        row = insert(table).values(name=job.name, due_at=now)
        unit.connection.execute(row.on_conflict_do_nothing())
        claim = update(table).where(table.c.name == job.name, table.c.due_at <= now).values(due_at=now + _lease(job))
        return unit.connection.execute(claim).rowcount == 1
