"""SQL about imports of e-SISMAL's sheets, what was read of them, and the monthly sheets that stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, literal, or_, select, update

from simpul.malaria.model.sismal import WORKED, SismalFlaw, SismalImport, SismalMonth, SismalPage, SismalRow, SismalState
from simpul.malaria.rules.sismal.cases import id_of
from simpul.malaria.store.register import within
from simpul.malaria.store.register_tables import tests
from simpul.malaria.store.sismal_tables import flaws, imports, months, rows

SILENT, TRIES = timedelta(minutes=2), 3
_i = imports.c
_KEPT = tuple(SismalImport.__dataclass_fields__)
_FLAW = tuple(SismalFlaw.__dataclass_fields__)


def begin(connection: Connection, one: SismalImport) -> None:
    """The import waits to be read."""
    values = {name: getattr(one, name) for name in _KEPT}
    connection.execute(insert(imports).values(**values | {"state": one.state.value, "counts": dict(one.counts)}))


def find(connection: Connection, id: UUID, *, lock: bool = False) -> SismalImport | None:
    """The import; with `lock` nobody else changes it until this transaction ends."""
    wanted = select(imports).where(_i.id == id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return None if row is None else _import(row)


def _import(row: Any) -> SismalImport:
    return SismalImport(**{name: getattr(row, name) for name in _KEPT} | {"state": SismalState(row.state)})


def listed(connection: Connection, region: str | None, page: int, per_page: int) -> SismalPage:
    """The imports of agencies in the region, the newest first."""
    chosen = within(_i.region, region)
    total = connection.scalar(select(func.count()).select_from(imports).where(*chosen)) or 0
    wanted = (
        select(imports).where(*chosen).order_by(_i.at.desc(), _i.id.desc()).limit(per_page).offset((page - 1) * per_page)
    )
    return SismalPage([_import(row) for row in connection.execute(wanted)], total)


def same_file(connection: Connection, one: SismalImport) -> SismalImport | None:
    """The import of the very same file that stands, if there is one."""
    chosen = (_i.digest == one.digest, _i.id != one.id, _i.state == SismalState.TAKEN, *within(_i.region, one.region))
    row = connection.execute(select(imports).where(*chosen).order_by(_i.at.desc()).limit(1)).one_or_none()
    return None if row is None else _import(row)


def anything(connection: Connection) -> bool:
    """Whether an import waits for a worker, or is worked on."""
    return connection.scalar(select(_i.id).where(_i.state.in_(WORKED)).limit(1)) is not None


def claim(connection: Connection, now: datetime) -> tuple[SismalImport, int] | None:
    """The oldest import that somebody must work on, now this worker's, and how often it was begun; None without any."""
    free = or_(_i.beat_at.is_(None), _i.beat_at < now - SILENT)
    waits = select(_i.id).where(_i.state.in_(WORKED), free).order_by(_i.at).limit(1).with_for_update(skip_locked=True)
    taken = update(imports).where(_i.id.in_(waits)).values(beat_at=now, tries=_i.tries + 1)
    row = connection.execute(taken.returning(*imports.c)).one_or_none()
    return None if row is None else (_import(row), row.tries)


def change(connection: Connection, id: UUID, **values: Any) -> None:
    """The import has these values."""
    connection.execute(update(imports).where(_i.id == id).values(**values))


def clear(connection: Connection, id: UUID) -> None:
    """Nothing that was read of the import is kept."""
    for table in (rows, flaws):
        connection.execute(delete(table).where(table.c["import"] == id))


def keep_rows(connection: Connection, id: UUID, many: Sequence[SismalRow], number: int) -> None:
    """These rows of the import are kept, numbered from `number` on; each stands where the register has its id already."""
    standing = _standing(connection, many)
    values = []
    for at, one in enumerate(many):
        village, known_as = _stands(one, standing)
        facts = {**one.facts, "village" if "village" in one.facts else "area": village, "id": str(known_as)}
        place = {"import": id, "number": number + at, "kind": one.kind.value, "sheet": one.sheet, "line": one.line}
        values.append(place | {"village": village, "test": known_as, "facts": facts})
    if values:
        connection.execute(insert(rows), values)


def _standing(connection: Connection, many: Sequence[SismalRow]) -> Mapping[UUID, str]:
    found = connection.execute(select(tests.c.id, tests.c.village).where(tests.c.id.in_([one.id for one in many])))
    return {row.id: row.village for row in found} | {
        row.id: row.area
        for row in connection.execute(select(months.c.id, months.c.area).where(months.c.id.in_([one.id for one in many])))
    }


def _stands(one: SismalRow, standing: Mapping[UUID, str]) -> tuple[str, UUID]:
    """Where it stands already in the same kabupaten, else where the sheet says; another's id is not taken."""
    found = standing.get(one.id, one.village)
    if found[:5] == one.village[:5]:
        return found, one.id
    return one.village, id_of("elsewhere", one.village[:5], str(one.id))


def keep_flaws(connection: Connection, id: UUID, many: Iterable[SismalFlaw], number: int) -> None:
    """These flaws of the import are kept, numbered from `number` on."""
    values = [
        {"import": id, "number": number + at, **{name: getattr(one, name) for name in _FLAW}} for at, one in enumerate(many)
    ]
    if values:
        connection.execute(insert(flaws), values)


def judge(connection: Connection, id: UUID) -> None:
    """Rows that are left out for what stands in the register have their reason among the flaws, instead of an older one."""
    f, r = flaws.c, rows.c
    connection.execute(delete(flaws).where(f["import"] == id, f.why.in_(("clash", "alike"))))
    last = select(func.coalesce(func.max(f.number), 0)).where(f["import"] == id).scalar_subquery()
    shown = func.concat_ws(" ", r.facts["day"].astext, r.facts["sex"].astext, r.facts["age"].astext)
    found = select(
        *(r["import"], last + func.row_number().over(order_by=r.number), r.sheet, r.line, literal(""), shown, r.outcome),
        *(literal(""), literal(True)),
    ).where(r["import"] == id, r.outcome.in_(("clash", "alike")))
    names = ["import", "number", "sheet", "line", "column", "value", "why", "other", "left_out"]
    connection.execute(insert(flaws).from_select(names, found))


def reported(connection: Connection, id: UUID, page: int, per_page: int) -> SismalPage:
    """What was wrong in the file: rows that were refused before mere notes, both by where they stand."""
    f = flaws.c
    total = connection.scalar(select(func.count()).select_from(flaws).where(f["import"] == id)) or 0
    wanted = select(flaws).where(f["import"] == id).order_by(f.left_out.desc(), f.sheet, f.line, f.number)
    found = connection.execute(wanted.limit(per_page).offset((page - 1) * per_page))
    return SismalPage([SismalFlaw(**{name: getattr(row, name) for name in _FLAW}) for row in found], total)


def reasons(connection: Connection, id: UUID) -> list[tuple[str, str, bool, int]]:
    """Why, in which column, whether the row is left out, and how often; the most frequent first."""
    f = flaws.c
    count = func.count().label("n")
    wanted = select(f.why, f.column, f.left_out, count).where(f["import"] == id).group_by(f.why, f.column, f.left_out)
    found = connection.execute(wanted.order_by(f.left_out.desc(), count.desc(), f.why, f.column).limit(100))
    return [(row.why, row.column, row.left_out, row.n) for row in found]


def needed_file(connection: Connection, kept: str) -> bool:
    """Whether an import waits for this file."""
    found = select(_i.id).where(_i.kept == kept, _i.state.in_((SismalState.WAITING, SismalState.READING))).limit(1)
    return connection.scalar(found) is not None


def ready(connection: Connection, region: str | None) -> int:
    """How many imports of the region wait for a decision."""
    chosen = (_i.state == SismalState.READY, *within(_i.region, region))
    return connection.scalar(select(func.count()).select_from(imports).where(*chosen)) or 0


def examples(connection: Connection, id: UUID, most: int) -> list[tuple[str, str, int, Mapping[str, Any]]]:
    """The first rows that would change something: outcome, sheet, line, facts."""
    r = rows.c
    wanted = select(r.outcome, r.sheet, r.line, r.facts).where(r["import"] == id, r.outcome.in_(("new", "changed")))
    return [tuple(row) for row in connection.execute(wanted.order_by(r.number).limit(most))]


def kept_months(connection: Connection, region: str | None, first: date, until: date) -> list[SismalMonth]:
    """The monthly sheets of facilities in the region that begin in this time."""
    m = months.c
    wanted = (
        select(months)
        .where(m.first >= first, m.first < until, *within(m.area, region))
        .order_by(m.first, m.area, m.facility)
    )
    names = tuple(SismalMonth.__dataclass_fields__)
    return [SismalMonth(**{name: getattr(row, name) for name in names}) for row in connection.execute(wanted)]


def forget(connection: Connection, before: datetime, long_before: datetime) -> list[str]:
    """Rows and flaws of imports sent before are erased, and imports sent long before; the names of files still kept."""
    old = select(_i.id).where(_i.at < before)
    for table in (rows, flaws):
        connection.execute(delete(table).where(table.c["import"].in_(old)))
    files = update(imports).where(_i.at < before, _i.kept != "").values(kept="", state=SismalState.FAILED)
    left = list(connection.scalars(select(_i.kept).where(_i.at < before, _i.kept != "")))
    connection.execute(files)
    connection.execute(delete(imports).where(_i.at < long_before))
    return left
