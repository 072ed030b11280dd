"""SQL of surveillance: what areas add up to, months for a plot, people at risk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, select

from simpul.malaria.model.register import COUNTS
from simpul.malaria.store.register import within
from simpul.malaria.store.register_tables import tallies
from simpul.malaria.store.tables import villages
from simpul.malaria.store.tallies import MONTH, PLACE, REGENCY

_t = tallies.c
_SUMS = [func.sum(_t[name]).label(name) for name in COUNTS]
PLOTTED = ("tested", "positive", "pf", "pv", "mix")
"""What is told of each month."""
LENGTHS = {0: 2, 2: 5, 5: 8, 8: 13, 13: 13}
"""Length of an area's code, and of the codes of what lies below it."""


@dataclass(frozen=True, slots=True)
class Summed:
    """What an area adds up to."""

    code: str
    counts: Mapping[str, int]
    synthetic: bool


def below(connection: Connection, region: str | None, time: tuple[date, date]) -> list[Summed]:
    """What lies below the region, each added up over the months that begin in this time."""
    return _summed(connection, (_level(region), region, time), LENGTHS[len(region or "")])


def regencies(connection: Connection, region: str | None, time: tuple[date, date]) -> list[Summed]:
    """The kabupaten of the region (or it itself), each added up over the months that begin in this time."""
    return _summed(connection, (REGENCY, region, time), LENGTHS[2])


def _summed(connection: Connection, asked: tuple[str, str | None, tuple[date, date]], length: int) -> list[Summed]:
    code = func.left(_t.area, length)
    wanted = select(code.label("code"), *_SUMS, func.bool_or(_t.synthetic).label("synthetic"))
    rows = connection.execute(wanted.where(*_chosen(*asked)).group_by(code).order_by(code))
    return [Summed(row.code, _counts(row), row.synthetic) for row in rows]


def months(connection: Connection, region: str | None, time: tuple[date, date]) -> dict[date, dict[str, int]]:
    """The region's months, of `PLOTTED` counts."""
    sums = [func.sum(_t[name]).label(name) for name in PLOTTED]
    wanted = select(_t.first, *sums).where(*_chosen(_level(region), region, time)).group_by(_t.first)
    return {row.first: {name: int(getattr(row, name)) for name in PLOTTED} for row in connection.execute(wanted)}


def _level(region: str | None) -> str:
    return REGENCY if len(region or "") < LENGTHS[2] else PLACE


def _chosen(level: str, region: str | None, time: tuple[date, date]) -> list[Any]:
    return [_t.level == level, _t.span == MONTH, _t.first >= time[0], _t.first < time[1], *within(_t.area, region)]


def _counts(row: Any) -> dict[str, int]:
    return {name: int(getattr(row, name)) for name in COUNTS}


def people(connection: Connection, region: str | None) -> dict[str, int]:
    """People of what lies below the region, as far as the programme's villages have a number."""
    code = func.left(villages.c.code, LENGTHS[len(region or "")])
    wanted = select(code, func.sum(villages.c.population)).where(
        villages.c.population.is_not(None), *within(villages.c.code, region)
    )
    return {row[0]: int(row[1]) for row in connection.execute(wanted.group_by(code))}


def people_told(connection: Connection, region: str | None) -> dict[str, int | None]:
    """The same; None where a village of the programme has no number."""
    code = func.left(villages.c.code, LENGTHS[len(region or "")])
    whole = case((func.count() == func.count(villages.c.population), func.sum(villages.c.population)))
    rows = connection.execute(select(code, whole).where(*within(villages.c.code, region)).group_by(code))
    return {row[0]: None if row[1] is None else int(row[1]) for row in rows}
