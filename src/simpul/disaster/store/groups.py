"""Many reports at once: in brief for the queue, whole to be decided about; and decisions about several."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, Connection, Text, and_, bindparam, case, cast, delete, func, insert, select, update

from simpul.disaster.model import Placed, Report, Status, Wanted
from simpul.disaster.model.desk import Batch, BatchKind, Brief
from simpul.disaster.store.desk_tables import batches
from simpul.disaster.store.lists import conditions, inside
from simpul.disaster.store.rows import report_of
from simpul.disaster.store.tables import reports

_region = func.coalesce(reports.c.village, reports.c.district, reports.c.regency, reports.c.province, "")
_BRIEF = select(
    reports.c.number,
    reports.c.version,
    reports.c.hazard,
    func.coalesce(reports.c.card["report_type"].astext, "").label("kind"),
    reports.c.reported_at,
    reports.c.longitude,
    reports.c.latitude,
    reports.c.severity,
    reports.c.status,
    reports.c.placed,
    reports.c.text,
    reports.c.photo_hash,
    reports.c.thumbnail,
    reports.c.client_at,
    reports.c.address,
    reports.c.partner,
    reports.c.signed_by.is_not(None),
    reports.c.points,
    reports.c.flags,
    cast(reports.c.reasons, Text),
    reports.c.incident,
    _region,
)
_STATUSES = {one.value: one for one in Status}
_PLACED = {one.value: one for one in Placed}


def briefs(connection: Connection, wanted: Wanted, *, most: int) -> list[Brief]:
    """The reports that are wanted, in brief: undecided ones first, then the newest, at most so many."""
    waiting = case((reports.c.status == Status.UNVERIFIED.value, 0), else_=1)
    found = _BRIEF.where(and_(*conditions(wanted))).order_by(waiting, reports.c.number.desc()).limit(most)
    return [_brief(row) for row in connection.execute(found).all()]


def changed(connection: Connection, wanted: Wanted, since: datetime) -> list[Brief]:
    """Those of the reports that are wanted which came or changed at or after `since`, in brief."""
    found = _BRIEF.where(and_(*conditions(wanted)), reports.c.changed_at >= since)
    return [_brief(row) for row in connection.execute(found).all()]


def left(connection: Connection, region: str, since: datetime) -> set[int]:
    """The numbers of reports outside the region that changed at or after `since`."""
    outside = select(reports.c.number).where(reports.c.changed_at >= since, inside(region).is_not(True))
    return set(connection.scalars(outside))


def _brief(row: Sequence[Any]) -> Brief:
    values: list[Any] = [*row]
    reasons = row[19]
    values[8], values[9] = _STATUSES[row[8]], _PLACED[row[9]]
    values[19] = () if reasons == "[]" else tuple(orjson.loads(reasons))
    return Brief(*values)


def came_after(connection: Connection, wanted: Wanted, number: int) -> int:
    """How many of the reports that are wanted have a higher number."""
    newer = select(func.count()).select_from(reports).where(and_(*conditions(wanted)), reports.c.number > number)
    return connection.scalar(newer) or 0


def whole(connection: Connection, numbers: Iterable[int]) -> dict[int, Report]:
    """The reports of these numbers, by number."""
    rows = connection.execute(select(reports).where(reports.c.number.in_(sorted(set(numbers))))).mappings()
    return {row["number"]: report_of(row) for row in rows}


def claim(connection: Connection, numbers: Iterable[int]) -> dict[int, Report]:
    """As `whole`; nobody else may change them until this transaction ends. Locked in their order: no two wait crosswise."""
    wanted = select(reports).where(reports.c.number.in_(sorted(set(numbers)))).order_by(reports.c.number).with_for_update()
    return {row["number"]: report_of(row) for row in connection.execute(wanted).mappings()}


def keep_batch(connection: Connection, batch: Batch) -> None:
    """The decision about several reports is kept."""
    numbers = {str(number): version for number, version in batch.reports.items()}
    connection.execute(
        insert(batches).values(id=batch.id, at=batch.at, by=batch.by, kind=batch.kind.value, reports=numbers)
    )


def claim_batch(connection: Connection, id: UUID) -> Batch | None:
    """The decision of this id, which nobody else may undo until this transaction ends."""
    row = connection.execute(select(batches).where(batches.c.id == id).with_for_update()).mappings().first()
    return _batch(row) if row else None


def get_batch(connection: Connection, id: UUID) -> Batch | None:
    """The decision of this id."""
    row = connection.execute(select(batches).where(batches.c.id == id)).mappings().first()
    return _batch(row) if row else None


def _batch(row: Mapping[Any, Any]) -> Batch:
    numbers = {int(number): version for number, version in row["reports"].items()}
    return Batch(row["id"], row["at"], row["by"], BatchKind(row["kind"]), numbers, row["undone_at"])


def batch_undone(connection: Connection, id: UUID, at: datetime) -> None:
    """The decision was taken back."""
    connection.execute(update(batches).where(batches.c.id == id).values(undone_at=at))


def forget_batches(connection: Connection, before: datetime) -> int:
    """How many decisions about several reports were forgotten; each report's own history stays."""
    return connection.execute(delete(batches).where(batches.c.at < before)).rowcount


_RESCORED = (
    update(reports)
    .where(reports.c.number == bindparam("which", type_=BigInteger))
    .values(score=bindparam("now_score"), reasons=bindparam("now_reasons", type_=reports.c.reasons.type))
)


def rescore(connection: Connection, scores: Mapping[int, tuple[int, Sequence[str]]]) -> None:
    """The reports carry these scores and reasons; neither version nor time of change is touched: nobody else sees them."""
    rows = [
        {"which": number, "now_score": score, "now_reasons": list(why)} for number, (score, why) in sorted(scores.items())
    ]
    if rows:
        connection.execute(_RESCORED, rows)
