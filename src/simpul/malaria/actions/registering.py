"""The register of tests follows what is recorded: rows, where a case was caught, and what they add up to."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.model.register import RegisterRow
from simpul.malaria.store import register as store
from simpul.malaria.store import tallies


def keep(unit: Unit, rows: Iterable[RegisterRow]) -> None:
    """The register has these rows, and what they add up to is right."""
    many = sorted(rows, key=lambda row: (row.village, row.id))
    store.keep(unit.connection, many)
    for village, of_place in groupby(many, key=lambda row: row.village):
        changed(unit, village, {row.day for row in of_place})


def remove(unit: Unit, village: str, ids: Iterable[UUID]) -> int:
    """How many of these tests stood in the register; none does now."""
    days = store.remove(unit.connection, village, ids)
    changed(unit, village, set(days))
    return len(days)


def replace(unit: Unit, village: str, people: Sequence[UUID], rows: Sequence[RegisterRow]) -> None:
    """What village workers recorded of these people is this and no more."""
    before = store.of_people(unit.connection, village, people)
    gone = before.keys() - {row.id for row in rows}
    if gone:
        store.remove(unit.connection, village, gone)
    store.keep(unit.connection, rows)
    changed(unit, village, set(before.values()) | {row.day for row in rows})


def classify(unit: Unit, village: str, id: UUID, *, origin: str | None, investigated_on: date | None) -> bool:
    """Whether there is such a test; where it was caught is this now, looked into on that day."""
    day = store.set_origin(unit.connection, village, id, origin, investigated_on)
    if day is not None:
        changed(unit, village, {day})
    return day is not None


def changed(unit: Unit, village: str, days: Collection[date]) -> None:
    """What the tests of these days add up to is right, for whoever changed them in this transaction."""
    tallies.recount(unit.connection, village, days)


def refresh(platform: Platform) -> None:
    """No regency's tally is behind."""
    with platform.database.writing() as unit:
        unit.unaudited("sums of what is there")
        if tallies.refresh(unit.connection):
            unit.ring("malaria")
