"""SQL about subscriptions and what their subscribers have pulled, for asyncpg: the gateway's. No personal data."""

import json
from datetime import datetime

import asyncpg

from simpul.exchange.model.events import KeptEvent, Subscription
from simpul.exchange.store.events import LOCK, event_of, subscription_of, uuid_of

CHANGED = "simpul_subscriptions"
"""NOTIFY rings here when a subscription is added, changed or ended; the payload is the owner's path."""
_ONE = """
SELECT s.*, t.days FROM exchange_subscription s JOIN exchange_event_type t ON t.owner = s.owner AND t.name = s.type
WHERE s.owner = $1 AND s.type = $2 AND s.subscriber = $3
"""
_ONE_TO_CHANGE = """
SELECT s.*, t.days FROM exchange_subscription s JOIN exchange_event_type t ON t.owner = s.owner AND t.name = s.type
WHERE s.owner = $1 AND s.type = $2 AND s.subscriber = $3 FOR UPDATE OF s
"""
_ALL = """
SELECT s.*, t.days FROM exchange_subscription s JOIN exchange_event_type t ON t.owner = s.owner AND t.name = s.type
WHERE s.owner = $1 AND s.subscriber = $2 ORDER BY s.type
"""
_ADD = """
INSERT INTO exchange_subscription (id, owner, type, subscriber, delivery, target, options, state, position, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT coalesce(max(seq), 0) FROM exchange_event), $9)
ON CONFLICT (owner, type, subscriber) DO NOTHING RETURNING true
"""
_CHANGE = """
UPDATE exchange_subscription SET delivery = $2, target = $3, options = $4, state = $5, attempts = 0, next_at = NULL
WHERE id = $1
"""
_END = "DELETE FROM exchange_subscription WHERE owner = $1 AND type = $2 AND subscriber = $3 RETURNING id"
_END_ACKNOWLEDGED = "DELETE FROM exchange_acknowledged WHERE subscription = $1"
_RING = "SELECT pg_notify('simpul_subscriptions', $1)"
_NEXT = """
WITH next AS (
  SELECT e.seq, octet_length(e.content) AS size FROM exchange_event e
  WHERE e.owner = $1 AND e.type = $2 AND e.seq > $3 AND e.at > $4 AND e.stopped_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM exchange_acknowledged a WHERE a.subscription = $5 AND a.seq = e.seq)
  ORDER BY e.seq LIMIT $6
), summed AS (
  SELECT seq, sum(size) OVER (ORDER BY seq) - size AS before FROM next
)
SELECT e.* FROM exchange_event e JOIN summed s ON s.seq = e.seq WHERE s.before <= $7 ORDER BY e.seq
"""
_NAMED = """
SELECT e.seq, (e.seq <= $3 OR EXISTS (SELECT 1 FROM exchange_acknowledged a WHERE a.subscription = $6 AND a.seq = e.seq))
  AS done
FROM exchange_event e WHERE e.owner = $1 AND e.type = $2 AND (e.item = $4 OR e.id = $5)
ORDER BY (e.item IS NOT DISTINCT FROM $4) DESC, done, e.seq LIMIT 1
"""
_ACKNOWLEDGE = "INSERT INTO exchange_acknowledged (subscription, seq) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_LAST = "SELECT coalesce(max(seq), 0) FROM exchange_acknowledged WHERE subscription = $1"
_MOVE = "UPDATE exchange_subscription SET position = greatest(position, $2) WHERE id = $1"
_COMPACT = "DELETE FROM exchange_acknowledged WHERE subscription = $1 AND seq <= $2"
Who = tuple[str, str, str]
"""Owner, type, subscriber."""


async def find(connection: asyncpg.Connection, who: Who, *, to_change: bool = False) -> tuple[Subscription, int] | None:
    """The subscription, and for how many days its type keeps events; None where there is none.

    With `to_change`, nobody else changes it until the transaction ends.
    """
    row = await connection.fetchrow(_ONE_TO_CHANGE if to_change else _ONE, *who)
    return None if row is None else (subscription_of(row), row["days"])


async def of_subscriber(connection: asyncpg.Connection, owner: str, subscriber: str) -> list[tuple[Subscription, int]]:
    """Every subscription of a subscriber in an owner's room, by type, with its type's days."""
    return [(subscription_of(row), row["days"]) for row in await connection.fetch(_ALL, owner, subscriber)]


async def add(connection: asyncpg.Connection, new: Subscription) -> bool:
    """Whether it was added; False when the subscriber has one. It begins behind the events that there are."""
    row = (new.id, new.owner, new.type, new.subscriber, new.delivery.value, new.target, _options(new), new.state.value)
    async with connection.transaction():
        await connection.execute(LOCK, [new.owner])
        added = bool(await connection.fetchval(_ADD, *row, new.added_at))
        await connection.execute(_RING, new.owner)
    return added


async def change(connection: asyncpg.Connection, changed: Subscription) -> None:
    """The subscription is as in `changed`, and is tried at once; where it stands in the log stays."""
    row = (changed.id, changed.delivery.value, changed.target, _options(changed), changed.state.value)
    await connection.execute(_CHANGE, *row)
    await connection.execute(_RING, changed.owner)


async def end(connection: asyncpg.Connection, who: Who) -> bool:
    """Whether there was such a subscription; it is gone."""
    async with connection.transaction():
        ended = await connection.fetchval(_END, *who)
        if ended is None:
            return False
        await connection.execute(_END_ACKNOWLEDGED, ended)
        await connection.execute(_RING, who[0])
    return True


async def waiting(
    connection: asyncpg.Connection, of: Subscription, since: datetime, most: int, size: int = 0
) -> list[KeptEvent]:
    """The next events that are neither done, nor stopped, nor older than `since`; at most so many, in order.

    Those before the last have together no more than `size` bytes: what nobody gets is not fetched either.
    """
    rows = await connection.fetch(_NEXT, of.owner, of.type, of.position, since, of.id, most, size)
    return [event_of(row) for row in rows]


async def acknowledge(
    connection: asyncpg.Connection, of: Subscription, named: str, since: datetime, *, through: bool
) -> bool:
    """Whether the named event (its item, or its own id) was still to be done; it is, and with `through` all before it.

    The caller holds the subscription (`find(…, to_change=True)`) in its transaction.
    """
    row = await connection.fetchrow(_NAMED, of.owner, of.type, of.position, uuid_of(named), named, of.id)
    if row is None or row["done"]:
        return False
    if through:
        await _move(connection, of, row["seq"])
        return True
    await connection.execute(_ACKNOWLEDGE, of.id, row["seq"])
    left = await waiting(connection, of, since, 1)
    await _move(connection, of, left[0].seq - 1 if left else await connection.fetchval(_LAST, of.id))
    return True


async def _move(connection: asyncpg.Connection, of: Subscription, position: int) -> None:
    if position > of.position:
        await connection.execute(_MOVE, of.id, position)
        await connection.execute(_COMPACT, of.id, position)


def _options(of: Subscription) -> str:
    return json.dumps(({} if of.ttl is None else {"TTL": of.ttl}) | {"FIFO": of.fifo})
