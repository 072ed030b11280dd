"""Flood gauges with their observations, and infrastructure. Personal data: none.

`disaster_gauge_state` and what was refused are in `gauge_intake`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    Identity,
    Integer,
    RowMapping,
    SmallInteger,
    Table,
    Text,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from simpul.disaster.model.gauges import (
    Expected,
    Gauge,
    GaugeReading,
    Infrastructure,
    InfrastructureKind,
    Observation,
)
from simpul.kernel.database import Instant, metadata

gauges = Table(
    "disaster_gauge",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("region", Text, nullable=False),
    Column("downstream", ARRAY(Text), nullable=False),
    Column("source", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    *(Column(f"siaga{level}_cm", Integer) for level in (1, 2, 3)),
    *(Column(name, Integer, nullable=False) for name in ("least_cm", "most_cm", "rise_cm", "version")),
    Column("active", Boolean, nullable=False),
    Column("registered_at", Instant, nullable=False),
)
observations = Table(
    "disaster_gauge_observation",
    metadata,
    Column("gauge", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("depth_cm", Integer, nullable=False),
    Column("warning", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
)
infrastructure = Table(
    "disaster_infrastructure",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("geometry", JSONB, nullable=False),
    Column("tags", JSONB, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)
_NAMES = ("id", "name", "longitude", "latitude", "region", "source", "synthetic")
_SIAGA = ("siaga1_cm", "siaga2_cm", "siaga3_cm")
_BOUNDS = ("least_cm", "most_cm", "rise_cm")


def keep_gauges(connection: Connection, things: Iterable[Gauge], at: datetime) -> None:
    """These stations are there as given; what officers said is to be expected of a known one stays."""
    rows = [{**_row(one), "version": 1, "active": True, "registered_at": at} for one in things]
    statement = insert(gauges)
    fresh = {name: statement.excluded[name] for name in (*_NAMES[1:], "downstream")}
    known = {name: func.coalesce(gauges.c[name], statement.excluded[name]) for name in _SIAGA}
    if rows:
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=fresh | known), rows)


def _row(one: Gauge) -> dict[str, Any]:
    siaga = one.expected.siaga or (None, None, None)
    plain = {name: getattr(one, name) for name in _NAMES} | {"downstream": list(one.downstream)}
    bounds = {name: getattr(one.expected, name) for name in _BOUNDS}
    return plain | bounds | dict(zip(_SIAGA, siaga, strict=True))


def add_gauge(connection: Connection, one: Gauge, at: datetime) -> int | None:
    """The new station's number; None where there is one of this id."""
    row = insert(gauges).values({**_row(one), "version": 1, "active": True, "registered_at": at})
    number: int | None = connection.scalar(row.on_conflict_do_nothing().returning(gauges.c.number))
    return number


def change_gauge(connection: Connection, one: Gauge) -> bool:
    """Whether the station is as given now: it was at the version before."""
    values = {**_row(one), "version": one.version, "active": one.active}
    same = (gauges.c.id == one.id, gauges.c.version == one.version - 1)
    return connection.execute(update(gauges).where(*same).values(values)).rowcount == 1


def keep_observations(connection: Connection, things: Iterable[tuple[str, Observation]]) -> int:
    """How many observations were new or corrected."""
    rows = [
        {"gauge": gauge, "at": one.at, "depth_cm": one.depth_cm, "warning": one.warning, "name": one.name}
        for gauge, one in things
    ]
    if not rows:
        return 0
    statement = insert(observations)
    fresh = {name: statement.excluded[name] for name in ("depth_cm", "warning", "name")}
    same = statement.on_conflict_do_update(index_elements=["gauge", "at"], set_=fresh)
    connection.execute(same, rows)
    return len(rows)


def readings(
    connection: Connection, since: datetime, until: datetime, *, within: str = "", number: int | None = None
) -> list[GaugeReading]:
    """Every gauge in service with its observations from `since` to `until`, oldest first, also those without any."""
    wanted = select(gauges).where(gauges.c.active).order_by(gauges.c.id)
    if within:
        wanted = wanted.where(or_(gauges.c.region == within, gauges.c.region.startswith(f"{within}.", autoescape=True)))
    if number is not None:
        wanted = wanted.where(gauges.c.number == number)
    found = [gauge_of(row) for row in connection.execute(wanted).mappings()]
    seen = (
        select(observations)
        .where(observations.c.at.between(since, until))
        .order_by(observations.c.gauge, observations.c.at)
    )
    by_gauge: dict[str, list[Observation]] = {}
    for row in connection.execute(seen.where(observations.c.gauge.in_([one.id for one in found]))).mappings():
        one = Observation(row["at"], row["depth_cm"], row["warning"], row["name"])
        by_gauge.setdefault(row["gauge"], []).append(one)
    return [GaugeReading(one, tuple(by_gauge.get(one.id, ()))) for one in found]


def observations_of(connection: Connection, gauge: str, since: datetime, until: datetime) -> tuple[Observation, ...]:
    """What the gauge said from `since` to `until`, oldest first."""
    wanted = select(observations).where(observations.c.gauge == gauge, observations.c.at.between(since, until))
    found = connection.execute(wanted.order_by(observations.c.at)).mappings()
    return tuple(Observation(row["at"], row["depth_cm"], row["warning"], row["name"]) for row in found)


def known_ids(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of these ids that gauges in service have."""
    return set(connection.scalars(select(gauges.c.id).where(gauges.c.id.in_(ids), gauges.c.active)))


def forget_observations(connection: Connection, ids: Sequence[str], before: datetime) -> None:
    """What these gauges said earlier is gone."""
    old = (observations.c.gauge.in_(ids), observations.c.at < before)
    connection.execute(delete(observations).where(*old))


def gauge_of(row: RowMapping) -> Gauge:
    """The station in a row of all its columns."""
    siaga = tuple(row[name] for name in _SIAGA)
    expected = Expected(None if None in siaga else siaga, **{name: row[name] for name in _BOUNDS})
    same = {name: row[name] for name in (*_NAMES, "number", "active", "version", "registered_at")}
    return Gauge(**same, downstream=tuple(row["downstream"]), expected=expected)


def replace_infrastructure(
    connection: Connection, kind: InfrastructureKind, things: Sequence[Infrastructure], *, synthetic: bool
) -> int:
    """The layer holds these things and no others of the same making; how many they are.

    What was imported takes the place of what was made up; samples never take the place of what was imported.
    """
    old = delete(infrastructure).where(infrastructure.c.kind == kind.value)
    connection.execute(old.where(infrastructure.c.synthetic) if synthetic else old)
    rows: list[dict[str, Any]] = [
        {
            "kind": kind.value,
            "name": one.name,
            "region": one.region,
            "source": one.source,
            "geometry": dict(one.geometry),
            "tags": dict(one.tags),
            "synthetic": synthetic,
        }
        for one in things
    ]
    if rows:
        connection.execute(insert(infrastructure), rows)
    return len(rows)


def layer(connection: Connection, kind: InfrastructureKind, *, within: str = "") -> list[Infrastructure]:
    """What the layer holds, in the order of import."""
    found = select(infrastructure).where(infrastructure.c.kind == kind.value).order_by(infrastructure.c.number)
    if within:
        here = infrastructure.c.region
        found = found.where(or_(here == within, here.startswith(f"{within}.", autoescape=True)))
    names = ("name", "geometry", "region", "tags", "source", "synthetic", "number")
    return [
        Infrastructure(InfrastructureKind(row["kind"]), **{name: row[name] for name in names})
        for row in connection.execute(found).mappings()
    ]
