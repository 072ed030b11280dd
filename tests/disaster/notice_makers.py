"""People who want to be told, and warnings to tell them of."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from simpul.disaster.actions import noticing, subscribing
from simpul.disaster.model.subscriptions import Alarm, Severity, Telling, Wish
from simpul.disaster.model.warnings import Certainty, HazardWarning, Urgency, WarningSeverity, WarningState, WarningStatus
from simpul.disaster.store import subscribers as store
from simpul.kernel.platform import Platform

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Noon in Jakarta: nobody's quiet hours."""


def alarm(version: int = 1, kind: Telling = Telling.ALERT, **changes: Any) -> Alarm:
    fields = {"severity": Severity.SEVERE, "urgency": "immediate", "regions": ("31",)} | changes
    return Alarm("w1", version, kind, fields.pop("hazard", "flood"), **fields)


def warning(number: int = 1, **changes: Any) -> HazardWarning:
    """Warning `number` as another part of the program would give it."""
    fields: dict[str, Any] = {
        "id": UUID(int=number),
        "number": number,
        "version": 1,
        "hazard": "flood",
        "event": "Flood",
        "severity": WarningSeverity.SEVERE,
        "urgency": Urgency.IMMEDIATE,
        "certainty": Certainty.OBSERVED,
        "status": WarningStatus.ACTUAL,
        "state": WarningState.IN_FORCE,
        "regions": ("31",),
        "polygon": None,
        "circle": None,
        "headline": {"id": "Banjir di Jakarta Utara", "en": "Flood in Jakarta Utara"},
        "description": {"id": "Air naik.", "en": "Water rises."},
        "instruction": {"id": "Pindah ke tempat tinggi.", "en": "Go to higher ground."},
        "onset": START,
        "expires": datetime(2026, 11, 24, 5, 0, tzinfo=UTC),
        "sent": START,
        "sender": "bpbd.example",
    }
    return HazardWarning(**(fields | changes))


def subscriber(platform: Platform, name: str, channel: str = "telegram", **wish: Any) -> int:
    """The number of somebody who is told."""
    wished = Wish(**({"regions": ("31.72",), "wakes": False} | wish))
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        near = subscribing.near_codes(platform, wished.around)
        who = subscribing._asking(platform, channel, name)
        return store.keep(unit.connection, who, wished, near, unit.clock.now())


def tell(platform: Platform, told: Alarm) -> int:
    """How many were queued of this alarm."""
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        noticing.tell(unit, told)
    return noticing.queue_open(platform)


def queue(platform: Platform) -> list[tuple[int, int, int]]:
    """Subscriber, version and state of every notice."""
    with platform.database.reading() as unit:
        rows = unit.connection.execute(text("SELECT subscriber, version, state FROM disaster_notice ORDER BY 1, 2"))
        return [tuple(row) for row in rows]


def act(platform: Platform, statement: str, **binds: Any) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(text(statement), binds)
