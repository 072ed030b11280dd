"""Files of reports that offices send.

Personal data in `disaster_import`: `content`, the file as it was sent, with what people wrote in it, kept so that it can be
checked and taken in, and erased when it was taken in or thrown away, after 7 days at the latest; `by` and `by_name`, the
officer who sent it, part of the account of what came in, 5 years. `disaster_import_flaw`: the cells of rows that were left
out, so that they can be mended; 7 days. `disaster_import_report` joins an import with the numbers of its reports.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB, insert

from simpul.disaster.model import Report, Step
from simpul.disaster.model.imports import WORKED, ImportFlaw, ImportPage, ImportState, ReportImport
from simpul.disaster.store.rows import step_row
from simpul.disaster.store.tables import reports, steps
from simpul.kernel.database import Instant, metadata

imports = Table(
    "disaster_import",
    metadata,
    Column("id", postgresql.UUID(), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", postgresql.UUID()),
    Column("by_name", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("region", Text, index=True),
    Column("file", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("heads", JSONB, nullable=False),
    Column("columns", JSONB, nullable=False),
    Column("source", Text, nullable=False),
    Column("hazard", Text, nullable=False),
    Column("checked", Boolean, nullable=False),
    Column("training", Boolean, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("taken_at", Instant),
    Column("undone_at", Instant),
    Column("problem", Text, nullable=False),
    Column("content", LargeBinary),
    Column("beat_at", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
)

flaws = Table(
    "disaster_import_flaw",
    metadata,
    Column("import", postgresql.UUID(), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("why", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("cells", JSONB, nullable=False),
)

taken = Table(
    "disaster_import_report",
    metadata,
    Column("import", postgresql.UUID(), primary_key=True),
    Column("number", BigInteger, primary_key=True),
)

SILENT, TRIES = timedelta(minutes=2), 3
"""After so long without a sign of life another worker takes an import over; so often in all."""
_i, _f, _t = imports.c, flaws.c, taken.c
_KEPT = tuple(ReportImport.__dataclass_fields__)
_SHOWN = [_i[name] for name in _KEPT]
_PLAIN = frozenset(_KEPT) - {"state", "heads", "columns", "counts"}


def begin(connection: Connection, one: ReportImport, content: bytes) -> None:
    """The import waits to be checked."""
    values = {name: getattr(one, name) for name in _PLAIN}
    lists = {"heads": list(one.heads), "columns": dict(one.columns), "counts": dict(one.counts)}
    connection.execute(insert(imports).values(**values, **lists, state=one.state.value, content=content))


def find(connection: Connection, id: UUID, *, lock: bool = False) -> ReportImport | None:
    """The import; with `lock` nobody else changes it until this transaction ends."""
    wanted = select(*_SHOWN).where(_i.id == id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return None if row is None else _import(row)


def _import(row: Row[Any]) -> ReportImport:
    values = {name: getattr(row, name) for name in _PLAIN}
    return ReportImport(
        **values, state=ImportState(row.state), heads=tuple(row.heads), columns=row.columns, counts=row.counts
    )


def content_of(connection: Connection, id: UUID) -> bytes | None:
    """The file as it was sent, while it is kept."""
    return connection.scalar(select(_i.content).where(_i.id == id))


def listed(connection: Connection, region: str | None, page: int, per_page: int) -> ImportPage:
    """The imports of agencies that answer for the region or a part of it, the newest first."""
    chosen: list[ColumnElement[bool]] = []
    if region is not None:
        chosen.append(or_(_i.region == region, _i.region.like(f"{region}.%")))
    total = connection.scalar(select(func.count()).select_from(imports).where(*chosen)) or 0
    wanted = select(*_SHOWN).where(*chosen).order_by(_i.at.desc(), _i.id.desc())
    found = connection.execute(wanted.limit(per_page).offset((page - 1) * per_page))
    return ImportPage(tuple(_import(row) for row in found), total)


def anything(connection: Connection) -> bool:
    """Whether an import waits for a worker, or is worked on."""
    return connection.scalar(select(_i.id).where(_i.state.in_(WORKED)).limit(1)) is not None


def claim(connection: Connection, now: datetime) -> tuple[ReportImport, int] | None:
    """The oldest import that somebody must work on, now this worker's, and how often it was begun; None without any."""
    free = or_(_i.beat_at.is_(None), _i.beat_at < now - SILENT)
    waits = select(_i.id).where(_i.state.in_(WORKED), free).order_by(_i.at).limit(1).with_for_update(skip_locked=True)
    mine = update(imports).where(_i.id.in_(waits)).values(beat_at=now, tries=_i.tries + 1)
    row = connection.execute(mine.returning(*_SHOWN, _i.tries)).one_or_none()
    return None if row is None else (_import(row), row.tries)


def change(connection: Connection, id: UUID, **values: Any) -> None:
    """The import has these values."""
    connection.execute(update(imports).where(_i.id == id).values(**values))


def next_step(connection: Connection, id: UUID, state: ImportState, **values: Any) -> None:
    """The import waits for a worker in this state, from its first row on."""
    change(connection, id, state=state.value, done=0, beat_at=None, tries=0, problem="", **values)


def clear_flaws(connection: Connection, id: UUID) -> None:
    """Nothing is said about the import's rows."""
    connection.execute(delete(flaws).where(_f["import"] == id))


def keep_flaws(connection: Connection, id: UUID, many: Iterable[ImportFlaw]) -> None:
    """These rows are left out, each for its reason; of a row that has one already the first stays."""
    values = [
        {"import": id, "line": f.line, "why": f.why, "column": f.column, "value": f.value, "cells": list(f.cells)}
        for f in many
    ]
    if values:
        connection.execute(insert(flaws).on_conflict_do_nothing(), values)


def flawed(connection: Connection, id: UUID) -> frozenset[int]:
    """The lines of the rows that are left out."""
    return frozenset(connection.scalars(select(_f.line).where(_f["import"] == id)))


def flaws_of(connection: Connection, id: UUID, page: int, per_page: int) -> ImportPage:
    """The rows that are left out, in the order of the file."""
    total = connection.scalar(select(func.count()).select_from(flaws).where(_f["import"] == id)) or 0
    wanted = select(flaws).where(_f["import"] == id).order_by(_f.line)
    found = connection.execute(wanted.limit(per_page).offset((page - 1) * per_page))
    lines = tuple(ImportFlaw(row.line, row.why, row.column, row.value, tuple(row.cells)) for row in found)
    return ImportPage(lines, total)


def reasons(connection: Connection, id: UUID) -> list[tuple[str, str, int]]:
    """Why rows are left out, for which column, and how many; the most frequent first."""
    count = func.count().label("n")
    wanted = select(_f.why, _f.column, count).where(_f["import"] == id).group_by(_f.why, _f.column)
    return [(row.why, row.column, row.n) for row in connection.execute(wanted.order_by(count.desc(), _f.why, _f.column))]


def of_forms(connection: Connection, forms: Sequence[UUID]) -> Mapping[UUID, tuple[str, float, float]]:
    """Hazard and point of the reports that were made of these forms before, by the form."""
    columns = (reports.c.form_id, reports.c.hazard, reports.c.longitude, reports.c.latitude)
    found = connection.execute(select(*columns).where(reports.c.form_id.in_(forms)))
    return {row.form_id: (row.hazard, row.longitude, row.latitude) for row in found}


def keep_taken(connection: Connection, id: UUID, numbers: Iterable[int]) -> None:
    """These reports came with the import."""
    values = [{"import": id, "number": number} for number in numbers]
    if values:
        connection.execute(insert(taken).on_conflict_do_nothing(), values)


def numbers_of(connection: Connection, id: UUID, *, most: int, after: int = 0) -> list[int]:
    """The numbers of the import's reports above `after`, in their order, at most so many."""
    wanted = select(_t.number).where(_t["import"] == id, _t.number > after).order_by(_t.number).limit(most)
    return list(connection.scalars(wanted))


def count_taken(connection: Connection, id: UUID) -> int:
    """How many reports came with the import."""
    return connection.scalar(select(func.count()).select_from(taken).where(_t["import"] == id)) or 0


_HIDE = (
    "UPDATE disaster_report SET status = 'hidden', version = version + 1, changed_at = %(at)s, decided_at = %(at)s,"
    " decided_by = %(by)s, reason = %(why)s, external = NULL, form_id = given.form"
    " FROM unnest(%(ids)s::uuid[], %(forms)s::uuid[]) AS given (id, form) WHERE disaster_report.id = given.id"
)


def hide(connection: Connection, many: Sequence[tuple[Report, Step]]) -> None:
    """These reports are hidden, all by the same decision, each with its step; their names are free for others."""
    if not many:
        return
    decision = many[0][0].decision
    assert decision is not None
    given = {"ids": [report.id for report, _ in many], "forms": [report.form_id for report, _ in many]}
    connection.exec_driver_sql(_HIDE, {**given, "at": decision.at, "by": decision.by, "why": decision.reason})
    connection.execute(insert(steps), [step_row(step) for _, step in many])


def forget_taken(connection: Connection, id: UUID, numbers: Iterable[int]) -> None:
    """These reports are the import's no more."""
    connection.execute(delete(taken).where(_t["import"] == id, _t.number.in_(list(numbers))))


def forget(connection: Connection, rows_before: datetime, imports_before: datetime) -> int:
    """How many files were erased: those sent before `rows_before`; accounts of imports go with `imports_before`."""
    left = connection.execute(
        update(imports).where(_i.at < rows_before, _i.content.is_not(None)).values(content=None)
    ).rowcount
    old = select(_i.id).where(_i.at < rows_before)
    connection.execute(delete(flaws).where(_f["import"].in_(old)))
    stale = (_i.at < rows_before, _i.state.in_((ImportState.READY.value, ImportState.CHECKING.value)))
    connection.execute(update(imports).where(*stale).values(state=ImportState.DISCARDED.value))
    connection.execute(delete(imports).where(_i.at < imports_before))
    return left
