"""Flood gauges with their observations, and infrastructure. Personal data: none."""

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
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from simpul.disaster.model.gauges import Gauge, GaugeReading, Infrastructure, InfrastructureKind, Observation
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


def keep_gauges(connection: Connection, things: Iterable[Gauge]) -> None:
    """These stations are there as given."""
    rows = [{**{name: getattr(one, name) for name in _NAMES}, "downstream": list(one.downstream)} for one in things]
    statement = insert(gauges)
    fresh = {name: statement.excluded[name] for name in (*_NAMES[1:], "downstream")}
    if rows:
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=fresh), rows)


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
    """Every gauge with its observations from `since` to `until`, oldest first; gauges without any are among them."""
    wanted = select(gauges).order_by(gauges.c.id)
    if within:
        wanted = wanted.where(or_(gauges.c.region == within, gauges.c.region.startswith(f"{within}.", autoescape=True)))
    if number is not None:
        wanted = wanted.where(gauges.c.number == number)
    found = [_gauge(row) for row in connection.execute(wanted).mappings()]
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


def _gauge(row: RowMapping) -> Gauge:
    return Gauge(**{name: row[name] for name in _NAMES}, downstream=tuple(row["downstream"]), number=row["number"])


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
