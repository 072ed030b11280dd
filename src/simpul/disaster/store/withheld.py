"""Texts and photographs that an officer took from the public and may give back for a while: see `desk_tables`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.store.desk_tables import withheld
from simpul.disaster.store.rows import report_of
from simpul.disaster.store.tables import reports

PARTS: Mapping[str, tuple[str, ...]] = {"text": ("title", "text"), "photo": ("photo", "thumbnail", "photo_hash")}
"""Which columns each part of a report has."""


def keep(connection: Connection, report: UUID, part: str, values: Mapping[str, Any]) -> None:
    """The part is kept aside; a part that was kept aside before is replaced."""
    row = {"report": report, "part": part, **values}
    same = insert(withheld).values(row).on_conflict_do_update(index_elements=["report", "part"], set_=row)
    connection.execute(same)


def take_back(connection: Connection, report: UUID, part: str) -> dict[str, Any]:
    """The columns of the part as they were; empty when they were erased meanwhile."""
    gone = delete(withheld).where(withheld.c.report == report, withheld.c.part == part).returning(withheld)
    row = connection.execute(gone).mappings().first()
    return {name: row[name] for name in PARTS[part]} if row else {}


def of_report(connection: Connection, report: UUID) -> dict[str, dict[str, Any]]:
    """What is withheld of a report, by part."""
    rows = connection.execute(select(withheld).where(withheld.c.report == report)).mappings()
    return {row["part"]: dict(row) for row in rows}


def of_photo(connection: Connection, name: str) -> list[Any]:
    """The reports whose withheld photograph or thumbnail is this file."""
    shown = or_(withheld.c.photo == name, withheld.c.thumbnail == name)
    found = select(reports).join(withheld, withheld.c.report == reports.c.id).where(shown)
    return [report_of(row) for row in connection.execute(found).mappings()]


def forget(connection: Connection, before: datetime) -> list[str]:
    """What was withheld before `before` is erased; the files that no report shows and nobody else's holds back."""
    gone = delete(withheld).where(withheld.c.at < before).returning(withheld.c.photo, withheld.c.thumbnail)
    files = {name for row in connection.execute(gone) for name in row if name}
    if not files:
        return []
    shown: set[str] = set()
    for column in (reports.c.photo, reports.c.thumbnail, withheld.c.photo, withheld.c.thumbnail):
        shown |= set(connection.scalars(select(column).where(column.in_(files))))
    return sorted(files - shown)
