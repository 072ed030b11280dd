"""SQL about who was there, and what is asked for a certificate."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.attendance import CertificateRule, Presence, Way
from simpul.cooperation.store.attendance_tables import attendance, rules

_t, _r = attendance.c, rules.c


def first(connection: Connection, one: Presence) -> bool:
    """Whether the presence is new; one that is there for this person and day already stays as it is."""
    made = upsert(attendance).values(**_values(one))
    return (
        connection.scalar(made.on_conflict_do_nothing(index_elements=["nomination", "day"]).returning(_t.day)) is not None
    )


def keep(connection: Connection, one: Presence) -> None:
    """The person's presence on that day is as `one` says."""
    values = _values(one)
    made = upsert(attendance).values(**values)
    connection.execute(made.on_conflict_do_update(index_elements=["nomination", "day"], set_=values))


def drop(connection: Connection, nomination: UUID, day: date) -> None:
    """Nothing is known of this person on that day."""
    connection.execute(delete(attendance).where(_t.nomination == nomination, _t.day == day))


def get(connection: Connection, nomination: UUID, day: date, *, to_change: bool = False) -> Presence | None:
    """The person's presence on that day, if anything is known."""
    asked = select(attendance).where(_t.nomination == nomination, _t.day == day)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _presence(row) if row else None


def of_activity(connection: Connection, activity: UUID) -> list[Presence]:
    """All that is known of an activity, by day."""
    asked = select(attendance).where(_t.activity == activity).order_by(_t.day, _t.at)
    return [_presence(row) for row in connection.execute(asked)]


def count(connection: Connection, activity: UUID, day: date) -> int:
    """How many are there on that day."""
    asked = select(func.count()).where(_t.activity == activity, _t.day == day, _t.present)
    return connection.scalar(asked) or 0


def rule(connection: Connection, activity: UUID, *, to_change: bool = False) -> CertificateRule:
    """What is asked for a certificate; the usual where nothing was said."""
    asked = select(rules).where(_r.activity == activity)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return CertificateRule(activity, row.share, tuple(row.languages), row.version) if row else CertificateRule(activity)


def keep_rule(connection: Connection, one: CertificateRule) -> None:
    """This is asked from now on."""
    values = {"share": one.share, "languages": list(one.languages), "version": one.version}
    made = upsert(rules).values(activity=one.activity, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["activity"], set_=values))


def _values(one: Presence) -> dict[str, Any]:
    return {
        "nomination": one.nomination,
        "activity": one.activity,
        "day": one.day,
        "present": one.present,
        "way": one.way.value,
        "at": one.at,
        "left_at": one.left_at,
        "by_name": one.by_name,
        "reason": one.reason,
        "corrected": one.corrected,
        "was": _told(one.was) if one.was else None,
        "version": one.version,
    }


def _told(one: Presence) -> dict[str, Any]:
    return {
        "present": one.present,
        "way": one.way.value,
        "at": one.at.isoformat(),
        "left_at": one.left_at.isoformat() if one.left_at else None,
        "by_name": one.by_name,
        "reason": one.reason,
        "corrected": one.corrected,
    }


def _presence(row: Row[Any]) -> Presence:
    return Presence(
        nomination=row.nomination,
        activity=row.activity,
        day=row.day,
        present=row.present,
        way=Way(row.way),
        at=row.at,
        left_at=row.left_at,
        by_name=row.by_name,
        reason=row.reason,
        corrected=row.corrected,
        was=_before(row, row.was) if row.was else None,
        version=row.version,
    )


def _before(row: Row[Any], was: Mapping[str, Any]) -> Presence:
    return Presence(
        nomination=row.nomination,
        activity=row.activity,
        day=row.day,
        present=was["present"],
        way=Way(was["way"]),
        at=datetime.fromisoformat(was["at"]),
        left_at=datetime.fromisoformat(was["left_at"]) if was["left_at"] else None,
        by_name=was["by_name"],
        reason=was["reason"],
        corrected=was["corrected"],
    )
