"""What the rules of alerts read: days and local cases of villages, where villages lie, how many people live where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from simpul.malaria.rules.alerting import IMPORTED
from simpul.malaria.store.register_tables import tallies, tests
from simpul.malaria.store.tables import villages as table
from simpul.malaria.store.tallies import REGENCY, REGENCY_LENGTH, WEEK

_t = tests.c
_CASE = (_t.result == "positive", _t.purpose == "diagnosis")
_LOCAL = or_(_t.origin.is_(None), _t.origin.not_in(IMPORTED))


@dataclass(frozen=True, slots=True)
class Place:
    """A village of the programme: its name, (longitude, latitude) where known, whether it is made up."""

    name: str
    at: tuple[float, float] | None
    synthetic: bool


def villages(connection: Connection) -> dict[str, Place]:
    """The programme's villages by code."""
    rows = connection.execute(select(table.c.code, table.c.name, table.c.longitude, table.c.latitude, table.c.synthetic))
    return {
        row.code: Place(row.name, None if row.longitude is None else (row.longitude, row.latitude), row.synthetic)
        for row in rows
    }


def days(connection: Connection, first: date, last: date) -> list[tuple[str, date, int]]:
    """(place, day, positive tests) of these days."""
    wanted = select(_t.village, _t.day, func.count()).where(*_CASE, _t.day.between(first, last))
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted.group_by(_t.village, _t.day))]


def local_days(connection: Connection, first: date, last: date) -> list[tuple[str, date, int]]:
    """The same, without cases that were found to come from elsewhere or from before."""
    wanted = select(_t.village, _t.day, func.count()).where(*_CASE, _LOCAL, _t.day.between(first, last))
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted.group_by(_t.village, _t.day))]


def last_local(connection: Connection, places: Sequence[str], before: date) -> dict[str, date]:
    """The day of each place's last local or unexplained case before this day."""
    wanted = select(_t.village, func.max(_t.day)).where(*_CASE, _LOCAL, _t.village.in_(places), _t.day < before)
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(_t.village))}


def looked_since(connection: Connection, level: str, areas: Sequence[str]) -> dict[str, date]:
    """The Monday from which on each place or regency has tests in the register."""
    t = tallies.c
    wanted = select(t.area, func.min(t.first)).where(t.level == level, t.span == WEEK, t.area.in_(areas))
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(t.area))}


def synthetic_regencies(connection: Connection) -> set[str]:
    """Kabupaten of which something in the tallies is made up."""
    wanted = select(tallies.c.area).where(tallies.c.level == REGENCY, tallies.c.synthetic).distinct()
    return set(connection.scalars(wanted))


def populations(connection: Connection) -> dict[str, int]:
    """People of the programme's villages, by kabupaten."""
    regency = func.left(table.c.code, REGENCY_LENGTH)
    wanted = select(regency, func.sum(table.c.population)).where(table.c.population.is_not(None)).group_by(regency)
    return {row[0]: int(row[1]) for row in connection.execute(wanted)}
