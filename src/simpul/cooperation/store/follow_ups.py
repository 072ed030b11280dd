"""SQL about actions that follow from decisions, and their history."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from simpul.cooperation.model.governance import EntryKind, FollowUp, FollowUpEntry, FollowUpState
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store.governance_tables import entries, follow_ups

_f, _e = follow_ups.c, entries.c


def add(connection: Connection, one: FollowUp, at: datetime) -> None:
    """A new action is kept."""
    row = {"id": one.id, "programme": one.programme, "decision": one.decision, "synthetic": one.synthetic}
    connection.execute(insert(follow_ups).values(**row, **_values(one, at)))


def keep(connection: Connection, one: FollowUp, at: datetime) -> None:
    """An action that is there is as `one` says."""
    connection.execute(update(follow_ups).where(_f.id == one.id).values(_values(one, at)))


def reminded(connection: Connection, ids: Collection[UUID], at: datetime) -> None:
    """A mail about these actions went out."""
    connection.execute(update(follow_ups).where(_f.id.in_(list(ids))).values(reminded_at=at))


def _values(one: FollowUp, at: datetime) -> dict[str, Any]:
    return {
        "what": one.what,
        "side": one.side.value,
        "owner": one.owner,
        "owner_name": one.owner_name,
        "due": one.due,
        "state": one.state.value,
        "note": one.note,
        "done_on": one.done_on,
        "reminded_at": one.reminded_at,
        "version": one.version,
        "changed_at": at,
    }


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> FollowUp | None:
    """The action, if there is one."""
    asked = select(follow_ups).where(_f.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _follow_up(row) if row else None


def of_programme(connection: Connection, code: str) -> list[FollowUp]:
    """The programme's actions, the earliest due first."""
    return listed(connection, (code,))


def listed(connection: Connection, codes: Collection[str]) -> list[FollowUp]:
    """The actions of these programmes, the earliest due first."""
    asked = select(follow_ups).where(_f.programme.in_(list(codes))).order_by(_f.due, _f.id)
    return [_follow_up(row) for row in connection.execute(asked)]


def open_ones(connection: Connection) -> list[FollowUp]:
    """Every open action of every programme, the earliest due first."""
    asked = select(follow_ups).where(_f.state == FollowUpState.OPEN.value).order_by(_f.due, _f.id)
    return [_follow_up(row) for row in connection.execute(asked)]


def add_entry(connection: Connection, one: FollowUpEntry) -> None:
    """A line more of an action's history."""
    connection.execute(
        insert(entries).values(
            id=one.id,
            follow_up=one.follow_up,
            kind=one.kind.value,
            at=one.at,
            by=one.by,
            by_name=one.by_name,
            words=one.words,
            due_before=one.due_before,
            due_after=one.due_after,
        )
    )


def entries_of(connection: Connection, follow_up: UUID) -> list[FollowUpEntry]:
    """An action's history, the newest first."""
    asked = select(entries).where(_e.follow_up == follow_up).order_by(_e.at.desc(), _e.id.desc())
    return [_entry(row) for row in connection.execute(asked)]


def last_closed(connection: Connection, follow_up: UUID) -> FollowUpEntry | None:
    """The line by which the action was last done or dropped."""
    closed = (EntryKind.DONE.value, EntryKind.DROPPED.value)
    asked = select(entries).where(_e.follow_up == follow_up, _e.kind.in_(closed)).order_by(_e.at.desc(), _e.id.desc())
    row = connection.execute(asked.limit(1)).one_or_none()
    return _entry(row) if row else None


def _follow_up(row: Row[Any]) -> FollowUp:
    return FollowUp(
        id=row.id,
        programme=row.programme,
        decision=row.decision,
        what=row.what,
        side=Side(row.side),
        owner=row.owner,
        owner_name=row.owner_name,
        due=row.due,
        state=FollowUpState(row.state),
        note=row.note,
        done_on=row.done_on,
        reminded_at=row.reminded_at,
        synthetic=row.synthetic,
        version=row.version,
    )


def _entry(row: Row[Any]) -> FollowUpEntry:
    return FollowUpEntry(
        id=row.id,
        follow_up=row.follow_up,
        kind=EntryKind(row.kind),
        at=row.at,
        by=row.by,
        by_name=row.by_name,
        words=row.words,
        due_before=row.due_before,
        due_after=row.due_after,
    )
