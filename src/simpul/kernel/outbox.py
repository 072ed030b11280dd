"""The relay: hands on what units emitted, after their commit, at least once; the inbox makes it exactly once.

It picks unpublished rows with SKIP LOCKED, never "id > last": a transaction that commits late is not passed over.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Row, func, select, update

from simpul.kernel.actor import Actor
from simpul.kernel.database.schema import outbox
from simpul.kernel.database.unit import Unit
from simpul.kernel.events import event_type

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform

BATCH = 100
ATTEMPTS = 12
_log = structlog.get_logger("simpul.outbox")


def relay(platform: "Platform") -> int:
    """How many events of one batch were picked up; each is published, put off, or (after 12 attempts) set aside."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("the outbox keeps its own account")
        rows = unit.connection.execute(
            select(outbox)
            .where(outbox.c.published_at.is_(None), outbox.c.dead_at.is_(None), outbox.c.next_at <= unit.clock.now())
            .order_by(outbox.c.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            _hand_on(platform, unit, row)
        return len(rows)


def waiting(unit: Unit) -> tuple[int, int]:
    """How many events wait to be handed on, and how many were set aside after too many failures."""
    row = unit.connection.execute(
        select(
            func.count().filter(outbox.c.published_at.is_(None), outbox.c.dead_at.is_(None)),
            func.count().filter(outbox.c.dead_at.is_not(None)),
        )
    ).one()
    return int(row[0]), int(row[1])


def _hand_on(platform: "Platform", unit: Unit, row: "Row[Any]") -> None:
    now = unit.clock.now()
    try:
        platform.bus.deliver(platform, row.id, event_type(row.name).of(row.payload))
    except Exception as failure:  # noqa: BLE001 (whatever a handler raises, the event is tried again)
        _log.warning("event.failed", event_id=str(row.id), event_name=row.name, error=type(failure).__name__)
        attempts = row.attempts + 1
        dead = now if attempts >= ATTEMPTS else None
        pause = timedelta(seconds=min(2**attempts, 3600))
        change: dict[str, Any] = {
            "attempts": attempts,
            "next_at": now + pause,
            "dead_at": dead,
            "error": type(failure).__name__,
        }
    else:
        change = {"published_at": now, "error": None}
    unit.connection.execute(update(outbox).where(outbox.c.id == row.id).values(change))
