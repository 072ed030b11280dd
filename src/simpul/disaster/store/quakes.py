"""Earthquakes and their revisions. Personal data: none."""

from collections.abc import Sequence
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
    Table,
    Text,
    delete,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.model.quakes import Quake, QuakeRevision, QuakeSaid
from simpul.kernel.database import Instant, metadata


def _said() -> tuple[Column[Any], ...]:
    return (
        Column("at", Instant, nullable=False),
        Column("longitude", Double, nullable=False),
        Column("latitude", Double, nullable=False),
        Column("magnitude", Double, nullable=False),
        Column("depth_km", Double),
        Column("place", Text, nullable=False),
        Column("felt", Text, nullable=False),
        Column("potential", Text, nullable=False),
        Column("shakemap", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("tsunami", Boolean),
        Column("issued_at", Instant),
    )


quakes = Table(
    "disaster_quake",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("event", Text, nullable=False),
    *_said(),
    Column("region", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)
revisions = Table(
    "disaster_quake_revision",
    metadata,
    Column("quake", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    *_said(),
    Column("received_at", Instant, nullable=False),
    Column("late", Boolean, nullable=False),
)
_SAID = (
    "at",
    "longitude",
    "latitude",
    "magnitude",
    "depth_km",
    "place",
    "felt",
    "potential",
    "tsunami",
    "shakemap",
    "issued_at",
    "source",
)


def alone(connection: Connection) -> None:
    """Nobody else matches earthquakes until this transaction ends: two readers would make two markers of one."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('disaster_quake'))"))


def between(connection: Connection, since: datetime, until: datetime, *, synthetic: bool | None = None) -> list[Quake]:
    """The earthquakes that happened in the span, newest first."""
    wanted = select(quakes).where(quakes.c.at.between(since, until))
    if synthetic is not None:
        wanted = wanted.where(quakes.c.synthetic == synthetic)
    found = connection.execute(wanted.order_by(quakes.c.at.desc(), quakes.c.number.desc())).mappings()
    return [_quake(row) for row in found]


def by_event(connection: Connection, event: str) -> Quake | None:
    """The earthquake that its issuer calls by this id."""
    row = connection.execute(select(quakes).where(quakes.c.event == event).limit(1)).mappings().one_or_none()
    return _quake(row) if row else None


def get(connection: Connection, number: int) -> Quake | None:
    """The earthquake of this number."""
    row = connection.execute(select(quakes).where(quakes.c.number == number)).mappings().one_or_none()
    return _quake(row) if row else None


def add(connection: Connection, one: Quake) -> int:
    """The number of the earthquake, which is known from now on."""
    return int(connection.execute(insert(quakes).values(_values(one)).returning(quakes.c.number)).scalar_one())


def change(connection: Connection, one: Quake) -> None:
    """The earthquake is known as given."""
    connection.execute(update(quakes).where(quakes.c.number == one.number).values(_values(one)))


def add_revision(connection: Connection, quake: int, one: QuakeRevision) -> None:
    """The revision is kept."""
    values = {name: getattr(one.said, name) for name in _SAID}
    fresh = {"quake": quake, "revision": one.number, "received_at": one.received_at, "late": one.late}
    connection.execute(insert(revisions).values(**values, **fresh))


def revisions_of(connection: Connection, numbers: Sequence[int]) -> dict[int, list[QuakeRevision]]:
    """The revisions of these earthquakes, the first first."""
    found: dict[int, list[QuakeRevision]] = {}
    wanted = select(revisions).where(revisions.c.quake.in_(list(numbers))).order_by(revisions.c.quake, revisions.c.revision)
    for row in connection.execute(wanted).mappings():
        one = QuakeRevision(row["revision"], _words(row), row["received_at"], row["late"])
        found.setdefault(row["quake"], []).append(one)
    return found


def forget_synthetic(connection: Connection) -> None:
    """What was made up for trying out is gone."""
    made_up = select(quakes.c.number).where(quakes.c.synthetic)
    connection.execute(delete(revisions).where(revisions.c.quake.in_(made_up)))
    connection.execute(delete(quakes).where(quakes.c.synthetic))


def inside(code: str) -> Any:
    """The condition that an earthquake lies in the region."""
    return or_(quakes.c.region == code, quakes.c.region.startswith(f"{code}.", autoescape=True))


def _values(one: Quake) -> dict[str, Any]:
    more = ("region", "revision", "first_at", "changed_at", "synthetic")
    return {
        **{name: getattr(one.said, name) for name in _SAID},
        **{name: getattr(one, name) for name in more},
        "event": one.said.event,
    }


def _quake(row: RowMapping) -> Quake:
    more = ("number", "region", "revision", "first_at", "changed_at", "synthetic")
    return Quake(said=_words(row, row["event"]), **{name: row[name] for name in more})


def _words(row: RowMapping, event: str = "") -> QuakeSaid:
    return QuakeSaid(**{name: row[name] for name in _SAID}, event=event)
