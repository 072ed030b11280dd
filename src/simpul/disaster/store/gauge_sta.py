"""Observations as SensorThings asks for them: conditions and orders of its query, on columns. Personal data: none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select, true

from simpul.disaster.model.sta import Compared, Expression, Joined, Literal, Negated, NothingThere, NotUnderstood, Path
from simpul.disaster.rules.sta.entities import observation_of
from simpul.disaster.rules.sta.weighing import COMPARING
from simpul.disaster.store.gauge_states import Slice
from simpul.disaster.store.gauges import gauges, observations

_ID = ("id", "@iot.id")
_COLUMNS: Mapping[tuple[str, ...], tuple[ColumnElement[Any], type]] = {
    ("phenomenonTime",): (observations.c.at, datetime),
    ("resultTime",): (observations.c.at, datetime),
    ("result",): (observations.c.depth_cm, float),
    ("parameters", "warning"): (observations.c.warning, float),
    ("parameters", "warningName"): (observations.c.name, str),
    ("Datastream", "name"): (gauges.c.name, str),
    ("Datastream", "Thing", "name"): (gauges.c.name, str),
    **{
        (*way, name): (gauges.c.number, float)
        for way in (("Datastream",), ("FeatureOfInterest",), ("Datastream", "Thing"), ("Datastream", "Sensor"))
        for name in _ID
    },
}
_MIRRORED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}


@dataclass(frozen=True, slots=True)
class Which:
    """Observations of a gauge (None: of all), or the one of a gauge at an instant."""

    number: int | None = None
    at: datetime | None = None


def conditions(which: Which, condition: Expression | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions on the columns; NotUnderstood for what cannot be asked of observations."""
    found: list[ColumnElement[bool]] = []
    if which.number is not None:
        found.append(gauges.c.number == which.number)
    if which.at is not None:
        found.append(observations.c.at >= which.at)
        found.append(observations.c.at < which.at + timedelta(milliseconds=1))
    if condition is not None:
        found.append(_condition(condition))
    return tuple(found)


def part(which: Which, condition: Expression | None, order: Sequence[tuple[Path, bool]], span: tuple[int, int]) -> Slice:
    """The part of all observations that is asked for; `span`: how many to skip and how many to take. NotUnderstood."""
    columns = [(_column(path)[0], down) for path, down in order]
    by = [column.desc() if down else column.asc() for column, down in columns]
    if not any(column is observations.c.at for column, _ in columns):
        by.append(observations.c.at.desc())
    return Slice(conditions(which, condition), (*by, gauges.c.number.asc()), *span)


def _condition(one: Expression) -> ColumnElement[bool]:
    match one:
        case Joined(operator, parts):
            joined = [_condition(part) for part in parts]
            return and_(*joined) if operator == "and" else or_(*joined)
        case Negated(part):
            return not_(_condition(part))
        case Compared(Path() as path, operator, Literal(value)):
            return _compared(path, operator, value)
        case Compared(Literal(value), operator, Path() as path):
            return _compared(path, _MIRRORED.get(operator, operator), value)
        case _:
            raise NotUnderstood(reason="of observations, $filter compares properties with values; functions are not known")


def _compared(path: Path, operator: str, value: Any) -> ColumnElement[bool]:
    if path.steps in ((_ID[0],), (_ID[1],)):
        return _of_id(operator, value)
    column, kind = _column(path)
    if value is None:
        return false() if operator == "eq" else true()
    if not isinstance(value, kind) or isinstance(value, bool):
        raise NotUnderstood(reason=f"{'/'.join(path.steps)} is not compared with such a value")
    return _operator(operator)(column, value)


def _operator(name: str) -> Callable[[Any, Any], ColumnElement[bool]]:
    return COMPARING[name]


def _of_id(operator: str, value: Any) -> ColumnElement[bool]:
    if operator not in ("eq", "ne"):
        raise NotUnderstood(reason="ids of observations are compared by eq and ne")
    try:
        number, at = observation_of(value)
    except NothingThere:
        return false() if operator == "eq" else true()
    same = and_(*conditions(Which(number, at), None))
    return same if operator == "eq" else not_(same)


def _column(path: Path) -> tuple[ColumnElement[Any], type]:
    found = _COLUMNS.get(path.steps)
    if found is None:
        known = ", ".join("/".join(steps) for steps in _COLUMNS)
        raise NotUnderstood(reason=f"observations have no {'/'.join(path.steps)[:60]} to ask for; there are: id, {known}")
    return found


def spans(connection: Connection) -> dict[str, tuple[datetime, datetime]]:
    """From when to when each gauge in service was observed; those that never were are left out."""
    own = observations.c.gauge == gauges.c.id
    first = select(func.min(observations.c.at)).where(own).scalar_subquery()
    last = select(func.max(observations.c.at)).where(own).scalar_subquery()
    wanted = select(gauges.c.id, first.label("first"), last.label("last")).where(gauges.c.active)
    return {row.id: (row.first, row.last) for row in connection.execute(wanted) if row.first is not None}
