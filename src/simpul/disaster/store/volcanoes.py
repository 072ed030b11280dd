"""Volcanoes, how their levels changed, what erupted. Personal data: none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, Double, Integer, RowMapping, SmallInteger, Table, Text, delete, select
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.model.volcanoes import EruptionSaid, Volcano, VolcanoChange, VolcanoLevel
from simpul.kernel.database import Instant, metadata

volcanoes = Table(
    "disaster_volcano",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("elevation_m", Integer),
    Column("level", SmallInteger, nullable=False),
    Column("since", Instant, nullable=False),
    Column("reported_at", Instant, nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)
changes = Table(
    "disaster_volcano_change",
    metadata,
    Column("volcano", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("level", SmallInteger, nullable=False),
    Column("before", SmallInteger),
)
eruptions = Table(
    "disaster_volcano_eruption",
    metadata,
    Column("volcano", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("plume_m", Integer),
    Column("words", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)
_PLAIN = (
    "code",
    "name",
    "region",
    "advice",
    "source",
    "longitude",
    "latitude",
    "elevation_m",
    "since",
    "reported_at",
    "heard_at",
    "synthetic",
)


def known(connection: Connection) -> list[Volcano]:
    """Every volcano, the most active first."""
    wanted = select(volcanoes).order_by(volcanoes.c.level.desc(), volcanoes.c.name)
    return [_volcano(row) for row in connection.execute(wanted).mappings()]


def get(connection: Connection, code: str) -> Volcano | None:
    """The volcano of this code."""
    row = connection.execute(select(volcanoes).where(volcanoes.c.code == code)).mappings().one_or_none()
    return _volcano(row) if row else None


def keep(connection: Connection, one: Volcano) -> None:
    """The volcano is known as given."""
    values = {name: getattr(one, name) for name in _PLAIN} | {"level": int(one.level)}
    statement = insert(volcanoes).values(values)
    fresh = {name: value for name, value in values.items() if name != "code"}
    connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=fresh))


def add_change(connection: Connection, one: VolcanoChange) -> None:
    """The change is in the volcano's history; told twice it stands there once."""
    values = {"volcano": one.volcano, "at": one.at, "level": int(one.level), "before": one.before}
    connection.execute(insert(changes).values(values).on_conflict_do_nothing())


def changes_of(connection: Connection, code: str) -> list[VolcanoChange]:
    """How the volcano's level changed, the first first."""
    found = connection.execute(select(changes).where(changes.c.volcano == code).order_by(changes.c.at)).mappings()
    return [
        VolcanoChange(
            row["volcano"],
            row["at"],
            VolcanoLevel(row["level"]),
            None if row["before"] is None else VolcanoLevel(row["before"]),
        )
        for row in found
    ]


def add_eruptions(connection: Connection, told: Sequence[EruptionSaid], at: datetime, *, synthetic: bool) -> int:
    """How many of these eruptions were not known."""
    rows = [
        {
            "volcano": one.volcano,
            "at": one.at,
            "plume_m": one.plume_m,
            "words": one.words,
            "source": one.source,
            "received_at": at,
            "synthetic": synthetic,
        }
        for one in told
    ]
    if not rows:
        return 0
    fresh = insert(eruptions).values(rows).on_conflict_do_nothing().returning(eruptions.c.volcano)
    return len(list(connection.scalars(fresh)))


def eruptions_of(connection: Connection, code: str = "", *, limit: int = 100) -> list[tuple[EruptionSaid, bool]]:
    """The newest eruptions of a volcano (empty: of all), and whether each was made up for trying out."""
    wanted = select(eruptions).order_by(eruptions.c.at.desc(), eruptions.c.volcano).limit(limit)
    if code:
        wanted = wanted.where(eruptions.c.volcano == code)
    names = ("volcano", "at", "plume_m", "words", "source")
    found = connection.execute(wanted).mappings()
    return [(EruptionSaid(**{name: row[name] for name in names}), row["synthetic"]) for row in found]


def forget_synthetic(connection: Connection) -> None:
    """What was made up for trying out is gone."""
    made_up = select(volcanoes.c.code).where(volcanoes.c.synthetic)
    connection.execute(delete(changes).where(changes.c.volcano.in_(made_up)))
    connection.execute(delete(eruptions).where(eruptions.c.synthetic))
    connection.execute(delete(volcanoes).where(volcanoes.c.synthetic))


def _volcano(row: RowMapping) -> Volcano:
    return Volcano(**{name: row[name] for name in _PLAIN}, level=VolcanoLevel(row["level"]))
