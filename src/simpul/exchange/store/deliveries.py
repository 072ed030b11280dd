"""SQL about what this node pushes, for its pages and commands: subscriptions, deliveries, dead letters.

Personal data: what a dead letter's event says may be about people; see event_tables.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert

from simpul.exchange.model.deliveries import DeadLetter, EventDelivery, Settled, Subscribed, SubscriptionState
from simpul.exchange.store.event_tables import acknowledged, dead_letter, delivery, event, subscription

BEHIND_MOST = 100_000
"""So many waiting events are counted; more are shown as so many."""


def subscriptions(connection: Connection, q: str = "") -> list[SubscriptionState]:
    """The subscriptions to this node's event types, by type and subscriber; those that `q` fits, if it is not empty."""
    query = _subscriptions().order_by(subscription.c.owner, subscription.c.type, subscription.c.subscriber)
    if q:
        s = subscription.c
        query = query.where(or_(s.type.icontains(q, autoescape=True), s.subscriber.icontains(q, autoescape=True)))
    return [SubscriptionState(**row._asdict()) for row in connection.execute(query)]


def find(connection: Connection, id: UUID) -> SubscriptionState | None:
    """The subscription; None where there is none."""
    row = connection.execute(_subscriptions().where(subscription.c.id == id)).first()
    return None if row is None else SubscriptionState(**row._asdict())


def add_for_demo(connection: Connection, one: Subscribed) -> bool:
    """Whether the subscription was added, behind the events that there are; False where the subscriber has one."""
    told = select(func.coalesce(func.max(event.c.seq), 0)).scalar_subquery()
    values = {"id": one.id, "owner": one.owner, "type": one.type, "subscriber": one.subscriber, "added_at": one.heard_at}
    row = insert(subscription).values(**values, delivery=one.delivery, target=one.target, options={}, position=told)
    added = row.on_conflict_do_nothing().returning(subscription.c.id)
    return connection.scalar(added) is not None


def set_state(connection: Connection, id: UUID, state: str) -> bool:
    """Whether there is such a subscription; it is in that state, and an active one is tried at once."""
    values = {"state": state, "next_at": None, "attempts": 0}
    return connection.execute(update(subscription).where(subscription.c.id == id).values(values)).rowcount == 1


def deliveries(
    connection: Connection, q: str, wish: tuple[UUID | None, bool], place: tuple[int, int]
) -> tuple[list[EventDelivery], int]:
    """Deliveries that fit, the newest first, and how many; `wish` is (of one subscription, failed ones alone)."""
    query = _deliveries(q, wish)
    count = connection.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = connection.execute(query.offset(place[0]).limit(place[1]))
    return [EventDelivery(**row._asdict()) for row in rows], count


def dead_letters(
    connection: Connection, q: str, settled: Settled | None, place: tuple[int, int]
) -> tuple[list[DeadLetter], int]:
    """Dead letters that fit, the newest first, and how many there are."""
    query = _dead_letters()
    if settled is not None:
        query = query.where(dead_letter.c.settled == settled.value)
    if q:
        names = (dead_letter.c.type, dead_letter.c.key, subscription.c.subscriber)
        query = query.where(or_(*(name.icontains(q, autoescape=True) for name in names)))
    count = connection.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = connection.execute(query.offset(place[0]).limit(place[1]))
    return [_dead_letter(row) for row in rows], count


def dead_letter_of(connection: Connection, subscription: UUID, seq: int) -> DeadLetter | None:
    """The dead letter; None where there is none."""
    t = dead_letter.c
    row = connection.execute(_dead_letters().where(t.subscription == subscription, t.seq == seq)).first()
    return None if row is None else _dead_letter(row)


def waiting_letters(connection: Connection, subscription: UUID | None) -> list[tuple[UUID, int]]:
    """(subscription, seq) of the dead letters that wait, of one subscription or of all."""
    t = dead_letter.c
    query = select(t.subscription, t.seq).where(t.settled == Settled.WAITING.value).order_by(t.subscription, t.seq)
    if subscription is not None:
        query = query.where(t.subscription == subscription)
    return [(row.subscription, row.seq) for row in connection.execute(query)]


def settle(connection: Connection, letter: tuple[UUID, int], to: Settled, at: datetime | None) -> bool:
    """Whether the dead letter waited; it is `to` now."""
    t = dead_letter.c
    which = and_(t.subscription == letter[0], t.seq == letter[1], t.settled == Settled.WAITING.value)
    return connection.execute(update(dead_letter).where(which).values(settled=to.value, settled_at=at)).rowcount == 1


def try_at_once(connection: Connection, ids: Sequence[UUID]) -> None:
    """The pauses of these subscriptions are over."""
    connection.execute(update(subscription).where(subscription.c.id.in_(ids)).values(next_at=None))


def erase(connection: Connection, before: datetime, letters_before: datetime) -> None:
    """Deliveries before an instant are gone, and dead letters before another, settled or not."""
    connection.execute(delete(delivery).where(delivery.c.at < before))
    connection.execute(delete(dead_letter).where(dead_letter.c.settled_at < before))
    connection.execute(delete(dead_letter).where(dead_letter.c.at < letters_before))


def _waits() -> ColumnElement[int]:
    """How many events the subscription has not got yet."""
    s, e = subscription.c, event.c
    got = select(acknowledged.c.seq).where(acknowledged.c.subscription == s.id, acknowledged.c.seq == e.seq).exists()
    fits = and_(e.owner == s.owner, e.type == s.type, e.seq > s.position, e.stopped_at.is_(None), ~got)
    some = select(e.seq).where(fits).limit(BEHIND_MOST).correlate(subscription).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _subscriptions() -> Select[Any]:
    own, letter = subscription.c, dead_letter.c
    waits = and_(letter.subscription == own.id, letter.settled == Settled.WAITING.value)
    dead = select(func.count()).where(waits).correlate(subscription).scalar_subquery()
    columns = [column for column in own if column.name != "options"]
    return select(*columns, _waits().label("behind"), dead.label("dead"))


def _deliveries(q: str, wish: tuple[UUID | None, bool]) -> Select[Any]:
    of, failed = wish
    kept, own = delivery.c, subscription.c
    joined = delivery.outerjoin(subscription, own.id == kept.subscription)
    names = (func.coalesce(own.type, "").label("type"), func.coalesce(own.subscriber, "").label("subscriber"))
    query = select(*kept, *names).select_from(joined).order_by(kept.at.desc(), kept.id.desc())
    query = query.where(kept.subscription == of if of is not None else true())
    if failed:
        query = query.where(or_(kept.fault != "", kept.status < 200, kept.status > 299))
    if q:
        parts = [name.icontains(q, autoescape=True) for name in (own.type, own.subscriber)]
        query = query.where(or_(kept.message == q, *parts))
    return query


def _dead_letters() -> Select[Any]:
    kept, own = dead_letter.c, subscription.c
    joined = dead_letter.outerjoin(subscription, own.id == kept.subscription)
    name = func.coalesce(own.subscriber, "").label("subscriber")
    return select(*kept, name).select_from(joined).order_by(kept.at.desc(), kept.seq.desc(), kept.subscription)


def _dead_letter(row: Any) -> DeadLetter:
    values = row._asdict()
    return DeadLetter(**{**values, "settled": Settled(values["settled"])})
