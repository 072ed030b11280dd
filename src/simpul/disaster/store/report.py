"""One report: kept, read, changed. Few statements, since each is a way to the database and back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Text, and_, bindparam, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from simpul.disaster.model import Report, Step
from simpul.disaster.store.rows import report_of, row_of, step_of, step_row
from simpul.disaster.store.tables import reports, steps
from simpul.kernel.database import Instant
from simpul.kernel.database.schema import limit

_counted = (
    insert(limit)
    .from_select(
        ["key", "since", "spent"],
        select(func.unnest(bindparam("keys", type_=ARRAY(Text))), bindparam("window", type_=Instant), literal(1)),
    )
    .on_conflict_do_update(index_elements=["key", "since"], set_={"spent": limit.c.spent + 1})
    .returning(limit.c.key, limit.c.spent)
    .cte("counted")
)
_spent = select(func.jsonb_object_agg(_counted.c.key, _counted.c.spent)).scalar_subquery().label("spent")
_ours = or_(
    reports.c.form_id == bindparam("form"),
    and_(reports.c.device == bindparam("by"), reports.c.reported_at > bindparam("since")),
)
_one_row = select(literal(1).label("one")).subquery("one_row")
_BEFORE = select(_spent, reports).select_from(_one_row.outerjoin(reports, _ours))


def before(
    connection: Connection, *, form: UUID, device: str | None, since: datetime, counted: tuple[datetime, list[str]]
) -> tuple[list[Report], dict[str, int]]:
    """The reports made of this form or sent by this device after `since`, oldest first; and how far each counter stands.

    One statement counts the keys in `counted` (in the window that begins there) and reads: what `kernel.limits.spend` does
    one by one would be three ways to the database, on the path that must take 300 reports a second.
    """
    window, keys = counted
    given = {"form": form, "by": device, "since": since, "window": window, "keys": sorted(keys)}
    rows = connection.execute(_BEFORE, given).mappings().all()
    found = [report_of(row) for row in rows if row["id"] is not None]
    return sorted(found, key=lambda report: report.number), rows[0]["spent"] or {}


_names = [column.name for column in reports.columns if column.name != "number"]
_kept = (
    insert(reports)
    .values({name: bindparam(name) for name in _names})
    .on_conflict_do_nothing(index_elements=["form_id"])
    .returning(reports.c.id, reports.c.number)
    .cte("kept")
)
_stepped = (
    insert(steps)
    .from_select(
        ["report", "version", "at", "kind", "values", "actor"],
        select(
            _kept.c.id,
            bindparam("version"),
            bindparam("changed_at"),
            bindparam("kind", type_=steps.c.kind.type),
            bindparam("values", type_=steps.c["values"].type),
            bindparam("actor", type_=steps.c.actor.type),
        ),
    )
    .cte("stepped")
)
_KEEP = select(_kept.c.number).add_cte(_stepped)


def keep(connection: Connection, report: Report, step: Step) -> int | None:
    """The number under which the report and its first step are kept; None when this form was sent before."""
    values: dict[str, Any] = {**row_of(report), **step_row(step)}
    number: int | None = connection.scalar(_KEEP, values)
    return number


def of_form(connection: Connection, form: UUID) -> Report:
    """The report that was made of this form, which there is."""
    return report_of(connection.execute(select(reports).where(reports.c.form_id == form)).mappings().one())


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
