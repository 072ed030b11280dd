"""SQL about who is nominated. Addresses are sealed: they are read and kept apart from the rest (`sealed_email`)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from simpul.cooperation.model.activities import Nomination, NominationState
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store.activity_tables import activities, documents, links, nominations

_n, _a = nominations.c, activities.c


def add(connection: Connection, one: Nomination, sealed_email: bytes | None) -> None:
    """The nomination is there."""
    values = _values(one) | {"id": one.id, "activity": one.activity, "programme": one.programme, "at": one.at}
    connection.execute(insert(nominations).values(email=sealed_email, **values))


def keep(connection: Connection, one: Nomination) -> None:
    """The nomination is as `one` says; its address stays."""
    connection.execute(update(nominations).where(_n.id == one.id).values(**_values(one)))


def get(connection: Connection, nomination: UUID, *, to_change: bool = False) -> Nomination | None:
    """The nomination without its address, if there is one."""
    asked = select(nominations).where(_n.id == nomination)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _nomination(row) if row else None


def of_activity(connection: Connection, activity: UUID) -> list[Nomination]:
    """Everybody nominated, whatever became of it, by agency and in the order they were named; no addresses."""
    asked = select(nominations).where(_n.activity == activity).order_by(_n.agency_name, _n.agency, _n.rank, _n.id)
    return [_nomination(row) for row in connection.execute(asked)]


def of_agency(connection: Connection, activity: UUID, agency: str) -> list[Nomination]:
    """An agency's people of an activity, in the order they were named; no addresses."""
    asked = select(nominations).where(_n.activity == activity, _n.agency == agency).order_by(_n.rank, _n.id)
    return [_nomination(row) for row in connection.execute(asked)]


def taken_by(connection: Connection, agency: str) -> dict[UUID, dict[str, int]]:
    """How many of an agency's people are in which state, by activity."""
    asked = select(_n.activity, _n.state, func.count()).where(_n.agency == agency).group_by(_n.activity, _n.state)
    counted: dict[UUID, dict[str, int]] = {}
    for activity, state, number in connection.execute(asked):
        counted.setdefault(activity, {})[state] = number
    return counted


def sealed_emails(connection: Connection, activity: UUID) -> dict[UUID, bytes]:
    """The sealed addresses of an activity's people, by nomination."""
    asked = select(_n.id, _n.email).where(_n.activity == activity, _n.email.is_not(None))
    return {row.id: bytes(row.email) for row in connection.execute(asked)}


def next_to_tell(connection: Connection, skip: frozenset[UUID]) -> tuple[Nomination, bytes] | None:
    """One whose mail is due, with the sealed address, held until this transaction ends; others hold theirs."""
    due = select(nominations).where(_n.told == "due", _n.email.is_not(None), _n.id.not_in(skip))
    row = connection.execute(due.order_by(_n.at).limit(1).with_for_update(skip_locked=True)).one_or_none()
    return (_nomination(row), bytes(row.email)) if row else None


def set_told(connection: Connection, nomination: UUID, told: str) -> None:
    """What became of the mail."""
    connection.execute(update(nominations).where(_n.id == nomination).values(told=told))


def erase_emails(connection: Connection, ended_before: date) -> int:
    """How many addresses were erased: those of activities that ended before this day."""
    over = select(_a.id).where(_a.until < ended_before)
    gone = update(nominations).where(_n.email.is_not(None), _n.activity.in_(over)).values(email=None, told="")
    return connection.execute(gone).rowcount


def erase_gone(connection: Connection, ended_before: date) -> int:
    """How many people were erased who were not accepted to activities that ended before this day."""
    over = select(_a.id).where(_a.until < ended_before)
    gone = select(_n.id).where(_n.state != NominationState.ACCEPTED.value, _n.activity.in_(over))
    connection.execute(delete(links).where(links.c.nomination.in_(gone)))
    connection.execute(delete(documents).where(documents.c.nomination.in_(gone)))
    return connection.execute(delete(nominations).where(_n.id.in_(gone))).rowcount


def _values(one: Nomination) -> dict[str, Any]:
    return {
        "side": one.side.value,
        "agency": one.agency,
        "agency_name": one.agency_name,
        "name": one.name,
        "office": one.office,
        "language": one.language,
        "state": one.state.value,
        "rank": one.rank,
        "reason": one.reason,
        "told": one.told,
        "by": one.by,
        "synthetic": one.synthetic,
        "version": one.version,
    }


def _nomination(row: Row[Any]) -> Nomination:
    return Nomination(
        id=row.id,
        activity=row.activity,
        programme=row.programme,
        side=Side(row.side),
        agency=row.agency,
        agency_name=row.agency_name,
        name=row.name,
        office=row.office,
        email="",
        state=NominationState(row.state),
        rank=row.rank,
        by=row.by,
        at=row.at,
        language=row.language,
        reason=row.reason,
        told=row.told,
        synthetic=row.synthetic,
        version=row.version,
    )
