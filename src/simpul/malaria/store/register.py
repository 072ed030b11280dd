"""SQL about the register: rows kept, taken away, read; where a case was caught."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Connection, Select, delete, func, or_, select, update

from simpul.malaria.model.register import RegisterAsked, RegisterRow
from simpul.malaria.store.register_tables import tests

_AT_ONCE = 1_000
_NAMES = RegisterRow.__slots__
_KEEP = (
    "INSERT INTO malaria_test ("
    "village, id, person, day, at, source, facility, method, result, species, sex, age, occupation, "
    "reason, purpose, pregnant, severe, admitted, died, treated, primaquine, primaquine_due, origin, "
    "investigated_on, synthetic"
    ") SELECT "
    "village, id, person, day, at, source, facility, method, result, species, sex, age, occupation, "
    "reason, purpose, pregnant, severe, admitted, died, treated, primaquine, primaquine_due, origin, "
    "investigated_on, synthetic"
    " FROM json_populate_recordset(NULL::malaria_test, %(rows)s::json) ON CONFLICT (village, id) DO UPDATE SET "
    "person = excluded.person, day = excluded.day, at = excluded.at, source = excluded.source, "
    "facility = excluded.facility, method = excluded.method, result = excluded.result, "
    "species = excluded.species, sex = excluded.sex, age = excluded.age, "
    "occupation = excluded.occupation, reason = excluded.reason, purpose = excluded.purpose, "
    "pregnant = excluded.pregnant, severe = excluded.severe, admitted = excluded.admitted, "
    "died = excluded.died, treated = excluded.treated, primaquine = excluded.primaquine, "
    "primaquine_due = excluded.primaquine_due, synthetic = excluded.synthetic"
    ", origin = COALESCE(excluded.origin, malaria_test.origin),"
    " investigated_on = COALESCE(excluded.investigated_on, malaria_test.investigated_on)"
)


def keep(connection: Connection, rows: Sequence[RegisterRow]) -> None:
    """The register has these rows; where a case was caught stays as it was found out, unless a row says it itself."""
    for start in range(0, len(rows), _AT_ONCE):
        part = orjson.dumps([asdict(row) for row in rows[start : start + _AT_ONCE]]).decode()
        connection.exec_driver_sql(_KEEP, {"rows": part})


def remove(connection: Connection, village: str, ids: Iterable[UUID]) -> list[date]:
    """These tests are not in the register; the days on which they stood."""
    gone = delete(tests).where(tests.c.village == village, tests.c.id.in_(list(ids))).returning(tests.c.day)
    return list(connection.scalars(gone))


def of_people(connection: Connection, village: str, people: Iterable[UUID]) -> dict[UUID, date]:
    """The tests of these people that village workers recorded, with their days."""
    t = tests.c
    wanted = select(t.id, t.day).where(t.village == village, t.person.in_(list(people)), t.source == "field")
    return {row.id: row.day for row in connection.execute(wanted)}


def rows(connection: Connection, asked: RegisterAsked) -> Iterator[RegisterRow]:
    """The tests asked for, by day; read in parts, never all in memory."""
    wanted = _asked(asked).order_by(tests.c.day, tests.c.id)
    found = connection.execute(wanted, execution_options={"yield_per": _AT_ONCE})
    return (_row(row) for row in found)


def count(connection: Connection, asked: RegisterAsked) -> int:
    """How many tests `rows` would give."""
    return connection.scalar(select(func.count()).select_from(_asked(asked).subquery())) or 0


def row(connection: Connection, village: str, id: UUID) -> RegisterRow | None:
    """The test of this village."""
    found = connection.execute(select(tests).where(tests.c.village == village, tests.c.id == id)).one_or_none()
    return _row(found) if found else None


def find(connection: Connection, id: UUID) -> RegisterRow | None:
    """The test with this id, wherever it is; the first of several."""
    found = connection.execute(select(tests).where(tests.c.id == id).order_by(tests.c.village).limit(1)).one_or_none()
    return _row(found) if found else None


def set_origin(connection: Connection, village: str, id: UUID, origin: str | None, on: date | None) -> date | None:
    """Where the case was caught is this, looked into on that day; the test's day, None where there is no such test."""
    changed = update(tests).where(tests.c.village == village, tests.c.id == id)
    day: date | None = connection.scalar(changed.values(origin=origin, investigated_on=on).returning(tests.c.day))
    return day


def within(column: ColumnElement[str], region: str | None) -> list[ColumnElement[bool]]:
    """The conditions under which a code is the region or lies in it; none for the whole country."""
    return [] if region is None else [or_(column == region, column.startswith(f"{region}.", autoescape=True))]


def _asked(asked: RegisterAsked) -> Select[Any]:
    t = tests.c
    wanted = select(tests).where(t.day >= asked.first, t.day < asked.until, *within(t.village, asked.region))
    if asked.positive:
        wanted = wanted.where(t.result == "positive", t.purpose == "diagnosis")
    return wanted if asked.synthetic is None else wanted.where(t.synthetic == asked.synthetic)


def _row(row: Any) -> RegisterRow:
    return RegisterRow(**{name: getattr(row, name) for name in _NAMES})
