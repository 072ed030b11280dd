"""SQL that counts an event's entries for the live board: by gate, by agency, by minute, in one pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from simpul.cooperation.store.gate_tables import checkins, devices

_c, _d = checkins.c, devices.c


@dataclass(frozen=True, slots=True)
class Entered:
    """How many came in: by gate, by agency, by the minute they came; and how many tickets let in more than one."""

    gates: Mapping[UUID, int]
    agencies: Mapping[str, int]
    minutes: Mapping[datetime, int]
    doubles: int


def entered(connection: Connection, event: UUID) -> Entered:
    """The counts of now."""
    minute = func.date_trunc("minute", _c.at).label("minute")
    sets = func.grouping_sets(_c.gate, _c.agency, minute)
    kind = func.grouping(_c.gate, _c.agency, minute).label("kind")
    asked = select(kind, _c.gate, _c.agency, minute, func.count().label("n"))
    rows = connection.execute(asked.where(_c.event == event, _c.at.is_not(None)).group_by(sets)).all()
    doubles = connection.scalar(select(func.count()).where(_c.event == event, _c.doubles > 0)) or 0
    return Entered(
        {row.gate: row.n for row in rows if row.kind == 0b011},
        {row.agency: row.n for row in rows if row.kind == 0b101},
        {row.minute: row.n for row in rows if row.kind == 0b110},
        doubles,
    )


def changed(connection: Connection, event: UUID) -> datetime | None:
    """When an entry of this event changed last."""
    latest: datetime | None = connection.scalar(select(func.max(_c.changed_at)).where(_c.event == event))
    return latest


def silent(connection: Connection, event: UUID, since: datetime) -> dict[UUID, int]:
    """By gate: how many signed-on devices were not heard of since then, or hold something they have not sent."""
    asked = select(_d.gate, func.count().label("n")).where(
        _d.event == event, _d.revoked_at.is_(None), _d.seen_at.is_not(None), (_d.seen_at < since) | (_d.unsent > 0)
    )
    return {row.gate: row.n for row in connection.execute(asked.group_by(_d.gate))}
