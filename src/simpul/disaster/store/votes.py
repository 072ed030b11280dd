"""Residents' votes and flags. What personal data they hold, why and for how long: `desk_tables`."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.model.flags import Flag, FlagOutcome, FlagReason
from simpul.disaster.store.desk_tables import flags, votes
from simpul.disaster.store.tables import reports


def vote(connection: Connection, *, report: UUID, voter: str, points: int, at: datetime) -> int:
    """By how much this vote changes the report's sum: the voter's new points less those they had given before."""
    before = connection.scalar(
        select(votes.c.points).where(votes.c.report == report, votes.c.voter == voter).with_for_update()
    )
    row = insert(votes).values(report=report, voter=voter, points=points, at=at)
    connection.execute(row.on_conflict_do_update(index_elements=["report", "voter"], set_={"points": points, "at": at}))
    return points - (before or 0)


def counted(connection: Connection, report: UUID, changes: Mapping[str, int], at: datetime) -> Mapping[str, int]:
    """The report's points and open flags after these changes; its version stays, so that votes stop no officer."""
    values: dict[str, Any] = {name: reports.c[name] + by for name, by in changes.items()}
    done = (
        update(reports).where(reports.c.id == report).values(**values, changed_at=func.greatest(reports.c.changed_at, at))
    )
    row = connection.execute(done.returning(reports.c.points, reports.c.flags)).one()
    return {"points": row.points, "flags": row.flags}


def forget_votes(connection: Connection, before: datetime) -> int:
    """How many votes older than `before` were forgotten; the reports keep their sums."""
    return connection.execute(delete_from(votes).where(votes.c.at < before)).rowcount


def keep_flag(connection: Connection, flag: Flag) -> bool:
    """Whether the objection is kept as a new open one; False when this sender objected to this report already."""
    row = insert(flags).values(_row(flag)).on_conflict_do_nothing(index_elements=["report", "sender"])
    return connection.execute(row.returning(flags.c.id)).first() is not None


def withdraw_flag(connection: Connection, *, report: UUID, sender: str, at: datetime) -> bool:
    """Whether the sender's open objection was withdrawn."""
    theirs = and_(flags.c.report == report, flags.c.sender == sender, flags.c.closed_at.is_(None))
    gone = {"closed_at": at, "outcome": FlagOutcome.WITHDRAWN.value, "sender": None}
    return connection.execute(update(flags).where(theirs).values(gone)).rowcount > 0


def open_flags(connection: Connection, report: UUID) -> list[Flag]:
    """The open objections to a report, the oldest first."""
    return [_flag(row) for row in connection.execute(_open().where(flags.c.report == report)).mappings()]


def flagged(connection: Connection, within: ColumnElement[bool] | None, *, most: int) -> list[tuple[int, Flag]]:
    """The open objections to reports of a region that are not hidden, the oldest first, each with the report's number."""
    joined = flags.join(reports, flags.c.report == reports.c.id)
    found = select(reports.c.number, flags).select_from(joined).where(flags.c.closed_at.is_(None))
    found = found.where(reports.c.status != "hidden").order_by(flags.c.at, flags.c.id).limit(most)
    rows = connection.execute(found if within is None else found.where(within)).mappings()
    return [(row["number"], _flag(row)) for row in rows]


def close_flags(connection: Connection, report: UUID, answered: Flag) -> int:
    """How many open objections to the report were closed, with the outcome and answer of `answered`."""
    values = {
        "closed_at": answered.closed_at,
        "outcome": answered.outcome.value if answered.outcome else None,
        "closed_by": answered.closed_by,
        "answer": answered.answer,
    }
    open_ones = update(flags).where(flags.c.report == report, flags.c.closed_at.is_(None)).values(values)
    return connection.execute(open_ones).rowcount


def forget_flags(connection: Connection, *, senders: datetime, notes: datetime) -> int:
    """How many objections lost their sender's hash (sent before `senders`) or their note (answered before `notes`)."""
    hashes = update(flags).where(flags.c.at < senders, flags.c.sender.is_not(None)).values(sender=None)
    due = or_(flags.c.closed_at < notes, and_(flags.c.closed_at.is_(None), flags.c.at < notes))
    texts = update(flags).where(due, flags.c.note.is_not(None)).values(note=None)
    return connection.execute(hashes).rowcount + connection.execute(texts).rowcount


def _open() -> Any:
    return select(flags).where(flags.c.closed_at.is_(None)).order_by(flags.c.at, flags.c.id)


def _row(flag: Flag) -> dict[str, Any]:
    return {**asdict(flag), "reason": flag.reason.value, "outcome": flag.outcome.value if flag.outcome else None}


def _flag(row: RowMapping) -> Flag:
    outcome = FlagOutcome(row["outcome"]) if row["outcome"] else None
    same = ("id", "report", "at", "sender", "note", "closed_at", "closed_by", "answer")
    return Flag(reason=FlagReason(row["reason"]), outcome=outcome, **{name: row[name] for name in same})
