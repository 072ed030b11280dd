"""The archive's tables: what was reported and which areas were under water in February 2017, and the replay that runs.

Personal data: `disaster_archive_report.text` may hold what residents wrote, as published by PetaBencana.id under CC BY 4.0
without handles, links and long numbers; it is there only when an operator imported it. Nothing else here is about persons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    Integer,
    SmallInteger,
    Table,
    Text,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from simpul.disaster.rules.replay import Replay
from simpul.kernel.database import Instant, metadata

reports = Table(
    "disaster_archive_report",
    metadata,
    Column("archive", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("source", Text, nullable=False),
    Column("depth_cm", Integer),
    Column("had_photo", Boolean, nullable=False),
    Column("text", Text),
)
areas = Table(
    "disaster_archive_area",
    metadata,
    Column("archive", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("name", Text),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("geometry", JSONB),
)
states = Table(
    "disaster_archive_state",
    metadata,
    Column("archive", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("state", SmallInteger, nullable=False),
)
replays = Table(
    "disaster_replay",
    metadata,
    Column("archive", Text, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant, nullable=False),
    Column("speed", Double, nullable=False),
    Column("running", Boolean, nullable=False),
)
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """A report as a resident sent it then."""

    number: int
    at: datetime
    longitude: float
    latitude: float
    source: str
    depth_cm: int | None
    had_photo: bool
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ArchiveArea:
    """A neighbourhood (RW) that was under water; `geometry` is its GeoJSON outline where one was imported."""

    area: str
    name: str | None
    longitude: float
    latitude: float
    geometry: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """The state (1 unknown, 2 to 70 cm, 3 to 150 cm, 4 more) of an area in the hour that begins `at`."""

    area: str
    at: datetime
    state: int


def keep(connection: Connection, table: Table, archive: str, things: Iterable[Any]) -> int:
    """How many rows of `things` were new; those that are there already stay as they are."""
    names = [column.name for column in table.columns if column.name != "archive"]
    values = [{"archive": archive, **{name: getattr(one, name) for name in names}} for one in things]
    statement = insert(table).on_conflict_do_nothing().returning(table.c.archive)
    return sum(len(connection.execute(statement, part).all()) for part in _parts(values))


def _parts(values: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


def set_texts(connection: Connection, archive: str, texts: Sequence[tuple[int, str | None]]) -> None:
    """The reports of these numbers hold these texts."""
    change = (
        update(reports)
        .where(reports.c.archive == archive, reports.c.number == bindparam("of"))
        .values(text=bindparam("words"))
    )
    connection.execute(change, [{"of": number, "words": words} for number, words in texts])


def set_outlines(connection: Connection, archive: str, outlines: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """The areas of these codes hold these outlines."""
    change = (
        update(areas)
        .where(areas.c.archive == archive, areas.c.area == bindparam("of"))
        .values(geometry=bindparam("outline", type_=JSONB))
    )
    connection.execute(change, [{"of": area, "outline": outline} for area, outline in outlines])


def all_reports(connection: Connection, archive: str) -> list[ArchiveReport]:
    """Every report of the archive, in the order of time."""
    found = connection.execute(select(reports).where(reports.c.archive == archive).order_by(reports.c.at, reports.c.number))
    return [ArchiveReport(**_without_archive(row)) for row in found.mappings()]


def all_areas(connection: Connection, archive: str) -> list[ArchiveArea]:
    """Every area of the archive."""
    found = connection.execute(select(areas).where(areas.c.archive == archive).order_by(areas.c.area))
    return [ArchiveArea(**_without_archive(row)) for row in found.mappings()]


def all_states(connection: Connection, archive: str) -> list[ArchiveState]:
    """Every area state of the archive, in the order of time."""
    found = connection.execute(select(states).where(states.c.archive == archive).order_by(states.c.at, states.c.area))
    return [ArchiveState(**_without_archive(row)) for row in found.mappings()]


def _without_archive(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "archive"}


def fullness(connection: Connection, archive: str) -> tuple[int, int, int, int]:
    """How many reports, texts, areas and outlines the archive holds: what changes when facts or imports come in."""
    words = select(func.count(), func.count(reports.c.text)).where(reports.c.archive == archive)
    outlines = select(func.count(), func.count(areas.c.geometry)).where(
        areas.c.archive == archive, areas.c.area.is_not(None)
    )
    first, second = connection.execute(words).one(), connection.execute(outlines).one()
    return first[0], first[1], second[0], second[1]


def replay_of(connection: Connection, archive: str) -> Replay | None:
    """The archive's replay as it was last set; None when there never was one."""
    row = connection.execute(select(replays).where(replays.c.archive == archive)).mappings().one_or_none()
    return Replay(**row) if row else None


def keep_replay(connection: Connection, replay: Replay) -> None:
    """This is the archive's replay from now on."""
    values = {name: getattr(replay, name) for name in replays.columns.keys()}  # noqa: SIM118 (columns iterate as columns)
    statement = insert(replays).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["archive"], set_=values))
