"""SQL about access rights as the provider's console lists them: all of them, with those that ended. No personal data."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true, update

from simpul.exchange.model.access import HeldRight, RightState
from simpul.exchange.store.event_tables import event_type
from simpul.exchange.store.services import grant_of
from simpul.exchange.store.tables import grant as t


def right(connection: Connection, id: UUID, *, to_change: bool = False) -> HeldRight | None:
    """The right, whatever became of it; with `to_change`, nobody else changes it until the transaction ends."""
    query = select(t).where(t.c.id == id)
    row = connection.execute(query.with_for_update() if to_change else query).first()
    return None if row is None else _held(row)


def rights(connection: Connection, condition: ColumnElement[bool], *, first: int = 0, most: int = 1000) -> list[HeldRight]:
    """The rights for which the condition holds: first those that end first, then those without an end."""
    query = select(t).where(condition).order_by(t.c.expires_at.asc().nulls_last(), t.c.given_at.desc(), t.c.id)
    return [_held(row) for row in connection.execute(query.offset(first).limit(most))]


def count(connection: Connection, condition: ColumnElement[bool]) -> int:
    """How many rights there are for which the condition holds."""
    return connection.scalar(select(func.count()).select_from(t).where(condition)) or 0


def of_request(connection: Connection, request: UUID) -> list[HeldRight]:
    """The rights that came of a request, in the order in which they were given."""
    query = select(t).where(t.c.request == request).order_by(t.c.given_at, t.c.id)
    return [_held(row) for row in connection.execute(query)]


def of_subject(connection: Connection, subject: str, owner: str, service: str, now: datetime) -> list[HeldRight]:
    """The rights of a subsystem to a service that hold now."""
    own = (t.c.subject_kind == "subsystem", t.c.subject == subject, t.c.subsystem == owner, t.c.service == service)
    query = select(t).where(*own, _holding(now)).order_by(t.c.given_at, t.c.id)
    return [_held(row) for row in connection.execute(query)]


def matching(q: str, state: RightState | None, now: datetime, soon: timedelta) -> ColumnElement[bool]:
    """The condition that a right holds `q` and is in that state; `soon` is what counts as ending."""
    path = t.c.subsystem + "/" + t.c.service
    columns = (t.c.subject, path, t.c.purpose, t.c.legal_basis, t.c.agreement)
    words = or_(*(column.icontains(q, autoescape=True) for column in columns)) if q else true()
    match state:
        case None:
            return words
        case RightState.REVOKED:
            return and_(words, t.c.revoked_at.is_not(None))
        case RightState.EXPIRED:
            return and_(words, t.c.revoked_at.is_(None), t.c.expires_at <= now)
        case RightState.ENDING:
            return and_(words, _holding(now), t.c.expires_at <= now + soon)
        case RightState.ACTIVE:
            return and_(words, _holding(now))


def set_expiry(connection: Connection, id: UUID, expires_at: datetime) -> None:
    """The right ends then."""
    connection.execute(update(t).where(t.c.id == id).values(expires_at=expires_at))


def is_event_type(connection: Connection, owner: str, name: str) -> bool:
    """Whether the subsystem has an event type of that name which is not retired."""
    return event_type_words(connection, owner, name) is not None


def event_type_words(connection: Connection, owner: str, name: str) -> tuple[str, str] | None:
    """Title and classification of the subsystem's event type; None where it has none of that name that is not retired."""
    own = (event_type.c.owner == owner, event_type.c.name == name, event_type.c.retired_at.is_(None))
    row = connection.execute(select(event_type.c.title, event_type.c.classification).where(*own)).first()
    return None if row is None else (row.title or name, row.classification)


def _holding(now: datetime) -> ColumnElement[bool]:
    return and_(t.c.revoked_at.is_(None), or_(t.c.expires_at.is_(None), t.c.expires_at > now))


def _held(row: Any) -> HeldRight:
    return HeldRight(grant_of(row), row.given_at, row.request, row.revoked_reason)
