"""SQL about alerts: raised once for a rule, an area and a time; judged by people, step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.kernel.actor import Actor
from simpul.malaria.model.alerts import Alert, AlertFinding, AlertState, AlertStep
from simpul.malaria.store.alert_tables import alerts, steps
from simpul.malaria.store.register import within

FRESH: ColumnElement[bool] = literal_column("xmax = 0")


_AT_ONCE = 500


def raise_(connection: Connection, found: Sequence[tuple[UUID, AlertFinding]], now: datetime) -> list[Alert]:
    """The alerts that were not there before. One that is there and that nobody has judged is told the newer count."""
    once = {(one.rule, one.area, one.first): _values(key, one, now) for key, one in found}
    rows = list(once.values())
    return [one for start in range(0, len(rows), _AT_ONCE) for one in _raise(connection, rows[start : start + _AT_ONCE])]


def _raise(connection: Connection, rows: Sequence[dict[str, Any]]) -> Iterator[Alert]:
    statement = upsert(alerts).values(rows)
    fresh = {name: statement.excluded[name] for name in ("observed", "expected", "upper", "facts")}
    changed = or_(*(alerts.c[name].is_distinct_from(statement.excluded[name]) for name in fresh))
    kept = statement.on_conflict_do_update(
        index_elements=["rule", "area", "first"], set_=fresh, where=and_(alerts.c.state == AlertState.NEW.value, changed)
    ).returning(*alerts.c, FRESH.label("fresh"))
    return (_alert(row) for row in connection.execute(kept) if row.fresh)


def _values(id: UUID, one: AlertFinding, now: datetime) -> dict[str, Any]:
    return {
        "id": id,
        "rule": one.rule,
        "area": one.area,
        "first": one.first,
        "observed": one.observed,
        "expected": one.expected,
        "upper": one.upper,
        "facts": dict(one.facts or {}),
        "state": AlertState.NEW.value,
        "raised_at": now,
        "version": 1,
        "by_name": "",
        "reason": "",
        "changed_at": now,
        "synthetic": one.synthetic,
    }


@dataclass(frozen=True, slots=True)
class AlertChosen:
    """Which alerts: in one of these states (none: in any), of this rule, in one of these areas (None: in any)."""

    states: tuple[str, ...] = ()
    rule: str = ""
    areas: tuple[str, ...] | None = None


def page(
    connection: Connection, region: str | None, chosen: AlertChosen, place: tuple[int, int]
) -> tuple[list[Alert], int]:
    """A page of the region's alerts, the newest first, and how many there are; `place`: (offset, most)."""
    wanted = _wanted(region, chosen)
    total = connection.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ordered = wanted.order_by(alerts.c.first.desc(), alerts.c.raised_at.desc(), alerts.c.id)
    return [_alert(row) for row in connection.execute(ordered.offset(place[0]).limit(place[1]))], total


def _wanted(region: str | None, chosen: AlertChosen) -> Select[Any]:
    wanted = select(alerts).where(*within(alerts.c.area, region))
    if chosen.states:
        wanted = wanted.where(alerts.c.state.in_(chosen.states))
    if chosen.rule:
        wanted = wanted.where(alerts.c.rule == chosen.rule)
    return wanted if chosen.areas is None else wanted.where(alerts.c.area.in_(chosen.areas))


def one(connection: Connection, id: UUID, *, locked: bool = False) -> Alert | None:
    """The alert with this id."""
    wanted = select(alerts).where(alerts.c.id == id)
    row = connection.execute(wanted.with_for_update() if locked else wanted).one_or_none()
    return _alert(row) if row else None


def same_time(connection: Connection, alert: Alert) -> list[Alert]:
    """Other alerts of the area in the weeks around."""
    wanted = select(alerts).where(alerts.c.area == alert.area, alerts.c.id != alert.id)
    near = func.abs(alerts.c.first - alert.first) <= 35
    return [_alert(row) for row in connection.execute(wanted.where(near).order_by(alerts.c.first.desc()).limit(20))]


def change(connection: Connection, alert: Alert, step: AlertStep, by: Actor, id: UUID) -> bool:
    """Whether the alert stood as it was known; it stands as the step says now, and the step is kept."""
    a = alerts.c
    values = {"state": step.after.value, "by": by.id, "by_name": step.by_name, "reason": step.reason}
    changed = update(alerts).where(and_(a.id == alert.id, a.version == alert.version))
    if not connection.execute(changed.values(**values, changed_at=step.at, version=alert.version + 1)).rowcount:
        return False
    row = {"id": id, "alert": alert.id, "by": by.id, "by_name": step.by_name, "reason": step.reason, "at": step.at}
    connection.execute(insert(steps).values(**row, before=step.before.value, after=step.after.value))
    return True


def history(connection: Connection, id: UUID) -> list[AlertStep]:
    """What was said of the alert, the oldest first."""
    rows = connection.execute(select(steps).where(steps.c.alert == id).order_by(steps.c.at, steps.c.id))
    return [AlertStep(AlertState(row.before), AlertState(row.after), row.by_name, row.reason, row.at) for row in rows]


def waiting(connection: Connection, region: str | None) -> list[Alert]:
    """The region's alerts that nobody has judged yet, or that are an outbreak, the newest first, at most twenty."""
    states = (AlertState.NEW.value, AlertState.SEEN.value, AlertState.CONFIRMED.value)
    return page(connection, region, AlertChosen(states), (0, 20))[0]


def _alert(row: Any) -> Alert:
    values = {name: getattr(row, name) for name in Alert.__slots__ if name != "state"}
    return Alert(**values, state=AlertState(row.state))
