"""SQL about events that arrived at this node, and about subscriptions of its own subsystems elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert

from simpul.exchange.model.deliveries import ReceivedEvent, Subscribed
from simpul.exchange.store.event_tables import received, subscribed

FRESH: ColumnElement[bool] = literal_column("xmax = 0")
"""Whether a row was inserted just now, and not there before."""


def keep(connection: Connection, events: Sequence[ReceivedEvent]) -> list[tuple[str, str]]:
    """(source, id) of the events that are new; of the others one duplicate more is counted. No event stands twice."""
    rows = [{name: getattr(event, name) for name in _NAMES} for event in events]
    statement = insert(received).values(rows)
    again = statement.on_conflict_do_update(
        index_elements=["subscriber", "owner", "source", "id"], set_={"duplicates": received.c.duplicates + 1}
    ).returning(received.c.source, received.c.id, FRESH.label("fresh"))
    return [(row.source, row.id) for row in connection.execute(again) if row.fresh]


def page(connection: Connection, q: str, type: str, place: tuple[int, int]) -> tuple[list[ReceivedEvent], int]:
    """Received events that fit, the newest first, and how many there are; `place` is (offset, most)."""
    offset, most = place
    query = _fitting(q, type).order_by(received.c.received_at.desc(), received.c.sequence.desc(), received.c.id)
    count = connection.scalar(select(func.count()).select_from(_fitting(q, type).subquery()))
    rows = connection.execute(query.offset(offset).limit(most))
    return [_received(row) for row in rows], count or 0


def by_message(connection: Connection, message: str) -> list[ReceivedEvent]:
    """What a message brought that was new, in order."""
    query = select(received).where(received.c.message == message).order_by(received.c.sequence)
    return [_received(row) for row in connection.execute(query)]


def types(connection: Connection) -> list[str]:
    """The types of what was received."""
    return list(connection.scalars(select(received.c.type).distinct().order_by(received.c.type)))


def erase(connection: Connection, before: datetime) -> None:
    """What was received before then is erased."""
    connection.execute(delete(received).where(received.c.received_at < before))


def keep_subscribed(connection: Connection, one: Subscribed) -> None:
    """The subscription is known as the owner told it."""
    values = {name: getattr(one, name) for name in Subscribed.__slots__}
    row = insert(subscribed).values(values)
    changed = {k: v for k, v in values.items() if k not in ("owner", "type", "subscriber")}
    connection.execute(row.on_conflict_do_update(index_elements=["owner", "type", "subscriber"], set_=changed))


def forget_subscribed(connection: Connection, owner: str, type: str, subscriber: str) -> None:
    """The subscription is no longer known."""
    t = subscribed.c
    connection.execute(delete(subscribed).where(t.owner == owner, t.type == type, t.subscriber == subscriber))


def is_subscribed(connection: Connection, owner: str, type: str, subscriber: str) -> bool:
    """Whether the subscriber, one of this node's, has a subscription to the owner's events of the type, as far as known."""
    t = subscribed.c
    found = select(t.id).where(t.owner == owner, t.type == type, t.subscriber == subscriber)
    return connection.scalar(found) is not None


def all_subscribed(connection: Connection) -> list[Subscribed]:
    """The subscriptions of this node's subsystems, as far as known."""
    rows = connection.execute(select(subscribed).order_by(subscribed.c.owner, subscribed.c.type, subscribed.c.subscriber))
    return [Subscribed(*row) for row in rows]


_NAMES = ReceivedEvent.__slots__


def _fitting(q: str, type: str) -> Select[Any]:
    query = select(received)
    if type:
        query = query.where(received.c.type == type)
    if q:
        t = received.c
        part = t.owner.icontains(q, autoescape=True)
        query = query.where(or_(t.message == q, t.id == q, t.key == q, part))
    return query


def _received(row: Any) -> ReceivedEvent:
    return ReceivedEvent(**{name: getattr(row, name) for name in _NAMES})
