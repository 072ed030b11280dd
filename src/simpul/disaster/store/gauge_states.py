"""How gauges stand: each with its newest observations; parts of all observations, for programs. Personal data: none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from simpul.disaster.model.gauges import Gauge, Observation
from simpul.disaster.store.gauges import gauge_of, gauges, observations
from simpul.kernel.database import Instant

NEWEST = 20
_HOUR, _HOUR_LEAST, _HOUR_MOST = timedelta(hours=1), timedelta(minutes=50), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Recent:
    """A gauge, its newest observation, the times of the newest ones, and the observation about an hour before."""

    gauge: Gauge
    last: Observation | None
    times: tuple[datetime, ...]
    before: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class Which:
    """Which gauges are wanted: inside a region, of one number or id, in service only."""

    within: str = ""
    number: int | None = None
    id: str | None = None
    active: bool = True


def recent(connection: Connection, now: datetime, which: Which = Which()) -> list[Recent]:
    """The gauges that are wanted, by id, each with its newest observations until now."""
    o = observations
    own = o.c.gauge == gauges.c.id
    newest = select(o).where(own, o.c.at <= now).order_by(o.c.at.desc()).limit(1).lateral("newest")
    last = select(o.c.at).where(own, o.c.at <= now).order_by(o.c.at.desc()).limit(NEWEST)
    times = func.array(last.correlate(gauges).scalar_subquery(), type_=ARRAY(Instant)).label("times")
    span = o.c.at.between(newest.c.at - _HOUR_MOST, newest.c.at - _HOUR_LEAST)
    before = select(o.c.at, o.c.depth_cm).where(own, span).order_by(o.c.at.desc()).limit(1).lateral("before")
    wanted = (
        _those(select(gauges, *_labelled("last", newest.c), *_labelled("before", before.c), times), which)
        .select_from(gauges)
        .outerjoin(newest, true())
        .outerjoin(before, true())
        .order_by(gauges.c.id)
    )
    return [_recent(row) for row in connection.execute(wanted).mappings()]


def _labelled(name: str, columns: Any) -> list[ColumnElement[Any]]:
    return [column.label(f"{name}_{column.name}") for column in columns]


def _those(wanted: Select[Any], which: Which) -> Select[Any]:
    if which.active:
        wanted = wanted.where(gauges.c.active)
    if which.within:
        inside = gauges.c.region.startswith(f"{which.within}.", autoescape=True)
        wanted = wanted.where(or_(gauges.c.region == which.within, inside))
    if which.number is not None:
        wanted = wanted.where(gauges.c.number == which.number)
    if which.id is not None:
        wanted = wanted.where(gauges.c.id == which.id)
    return wanted


def _recent(row: Any) -> Recent:
    last = None
    if row["last_at"] is not None:
        last = Observation(row["last_at"], row["last_depth_cm"], row["last_warning"], row["last_name"])
    before = None if row["before_at"] is None else (row["before_at"], row["before_depth_cm"])
    return Recent(gauge_of(row), last, tuple(row["times"] or ()), before)


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation with the number and id of its gauge."""

    number: int
    gauge: str
    observation: Observation


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of the observations: conditions on their columns, in which order, from where on and how many."""

    where: tuple[ColumnElement[bool], ...] = ()
    order: tuple[ColumnElement[Any], ...] = ()
    skip: int = 0
    top: int = 100


def observed(connection: Connection, part: Slice) -> list[Seen]:
    """The observations of gauges in service that are wanted."""
    o = observations
    wanted = select(o, gauges.c.number.label("number")).join(gauges, gauges.c.id == o.c.gauge)
    order = part.order or (o.c.at.desc(), gauges.c.number)
    wanted = wanted.where(gauges.c.active, *part.where).order_by(*order).offset(part.skip).limit(part.top)
    return [
        Seen(row.number, row.gauge, Observation(row.at, row.depth_cm, row.warning, row.name))
        for row in connection.execute(wanted)
    ]


def count(connection: Connection, where: Sequence[ColumnElement[bool]] = ()) -> int:
    """How many observations of gauges in service there are."""
    o = observations
    wanted = select(func.count()).select_from(o).join(gauges, gauges.c.id == o.c.gauge)
    return int(connection.scalar(wanted.where(gauges.c.active, *where, literal(value=True))) or 0)
