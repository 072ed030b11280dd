"""One report: read, changed, and its history. How reports come in: `intake`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, insert, or_, select, update

from simpul.disaster.model import Report, Step
from simpul.disaster.store.rows import report_of, row_of, step_of, step_row
from simpul.disaster.store.tables import reports, steps


def get(connection: Connection, number: int) -> Report | None:
    """The report of this number."""
    return _one(connection, select(reports).where(reports.c.number == number)) if 0 < number < 2**63 else None


def claim(connection: Connection, number: int) -> Report | None:
    """The report of this number, which nobody else may change until this transaction ends."""
    wanted = select(reports).where(reports.c.number == number).with_for_update()
    return _one(connection, wanted) if 0 < number < 2**63 else None


def claim_id(connection: Connection, id: UUID) -> Report | None:
    """The report of this id, which nobody else may change until this transaction ends."""
    return _one(connection, select(reports).where(reports.c.id == id).with_for_update())


def _one(connection: Connection, wanted: Select[Any]) -> Report | None:
    row = connection.execute(wanted).mappings().one_or_none()
    return report_of(row) if row else None


def change(connection: Connection, report: Report, step: Step) -> None:
    """The report stands as given, and its history says why."""
    connection.execute(update(reports).where(reports.c.id == report.id).values(row_of(report)))
    connection.execute(insert(steps).values(step_row(step)))


def history(connection: Connection, report: UUID) -> list[Step]:
    """Every step of a report, the first one first."""
    found = connection.execute(select(steps).where(steps.c.report == report).order_by(steps.c.version))
    return [step_of(row) for row in found.mappings()]


def of_photo(connection: Connection, name: str) -> list[Report]:
    """The reports that show this file, as photograph or thumbnail."""
    shown = or_(reports.c.photo == name, reports.c.thumbnail == name)
    return [report_of(row) for row in connection.execute(select(reports).where(shown)).mappings()]
