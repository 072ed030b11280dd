"""SQL about the joint committee's meetings and decisions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from simpul.cooperation.model.governance import Decision, Meeting
from simpul.cooperation.store.governance_tables import decisions, meetings

_m, _d = meetings.c, decisions.c


def add(connection: Connection, one: Meeting, at: datetime) -> None:
    """A new meeting is kept."""
    connection.execute(insert(meetings).values(id=one.id, programme=one.programme, **_values(one, at)))


def keep(connection: Connection, one: Meeting, at: datetime) -> None:
    """A meeting that is there is as `one` says."""
    connection.execute(update(meetings).where(_m.id == one.id).values(_values(one, at)))


def _values(one: Meeting, at: datetime) -> dict[str, Any]:
    return {
        "title": dict(one.title),
        "held_on": one.on,
        "place": one.place,
        "attended": list(one.attended),
        "agenda": list(one.agenda),
        "minutes": one.minutes,
        "sources": list(one.sources),
        "synthetic": one.synthetic,
        "version": one.version,
        "changed_at": at,
    }


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> Meeting | None:
    """The meeting, if there is one."""
    asked = select(meetings).where(_m.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _meeting(row) if row else None


def of_programme(connection: Connection, code: str) -> list[Meeting]:
    """The programme's meetings, the newest first."""
    return listed(connection, (code,))


def listed(connection: Connection, codes: Collection[str]) -> list[Meeting]:
    """The meetings of these programmes, the newest first."""
    asked = select(meetings).where(_m.programme.in_(list(codes))).order_by(_m.held_on.desc(), _m.id)
    return [_meeting(row) for row in connection.execute(asked)]


def add_decision(connection: Connection, one: Decision, at: datetime) -> None:
    """A new decision of a meeting is kept; its number must be free there."""
    connection.execute(
        insert(decisions).values(
            id=one.id,
            meeting=one.meeting,
            programme=one.programme,
            number=one.number,
            text=one.text,
            decided_on=one.on,
            synthetic=one.synthetic,
            version=one.version,
            struck_at=one.struck_at,
            changed_at=at,
        )
    )


def keep_decision(connection: Connection, one: Decision, at: datetime) -> None:
    """A decision that is there has these words, and is struck or not."""
    values = {"text": one.text, "version": one.version, "struck_at": one.struck_at, "decided_on": one.on}
    connection.execute(update(decisions).where(_d.id == one.id).values(values | {"changed_at": at}))


def next_number(connection: Connection, meeting: UUID) -> int:
    """The number of the meeting's next decision; struck ones keep theirs."""
    return (connection.scalar(select(func.max(_d.number)).where(_d.meeting == meeting)) or 0) + 1


def decision(connection: Connection, id: UUID, *, to_change: bool = False) -> Decision | None:
    """The decision, if there is one; struck ones too."""
    asked = select(decisions).where(_d.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _decision(row) if row else None


def decisions_of(connection: Connection, code: str) -> list[Decision]:
    """What the programme's meetings decided, by day and number, without what was struck."""
    return decisions_in(connection, (code,))


def decisions_in(connection: Connection, codes: Collection[str]) -> list[Decision]:
    """What these programmes' meetings decided, by day and number, without what was struck."""
    asked = select(decisions).where(_d.programme.in_(list(codes)), _d.struck_at.is_(None))
    return [_decision(row) for row in connection.execute(asked.order_by(_d.decided_on, _d.meeting, _d.number))]


def of_meeting(connection: Connection, meeting: UUID) -> list[Decision]:
    """A meeting's decisions by number, struck ones too."""
    return [
        _decision(row) for row in connection.execute(select(decisions).where(_d.meeting == meeting).order_by(_d.number))
    ]


def _meeting(row: Row[Any]) -> Meeting:
    return Meeting(
        id=row.id,
        programme=row.programme,
        title=row.title,
        on=row.held_on,
        place=row.place,
        attended=tuple(row.attended),
        minutes=row.minutes,
        sources=tuple(row.sources),
        synthetic=row.synthetic,
        version=row.version,
        agenda=tuple(row.agenda),
    )


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        id=row.id,
        meeting=row.meeting,
        programme=row.programme,
        number=row.number,
        text=row.text,
        on=row.decided_on,
        synthetic=row.synthetic,
        version=row.version,
        struck_at=row.struck_at,
    )
