"""The pushing process's SQL, for asyncpg: who waits for events, the next batch, what came of it; a commit a batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from simpul.exchange.model.events import KeptEvent
from simpul.exchange.rules.events import delivered

LOCK = 0x53494D50_50555300
"""The advisory lock that the node's one pushing process holds."""
WAITING = """
SELECT s.id, s.owner, s.type, s.subscriber, s.target, s.attempts, s.last_error,
       least((s.options->>'TTL')::float8, t.days * 86400.0) AS life
FROM exchange_subscription s JOIN exchange_event_type t ON t.owner = s.owner AND t.name = s.type
WHERE s.delivery = 'push' AND s.state = 'active' AND (s.next_at IS NULL OR s.next_at <= $1)
  AND (EXISTS (SELECT 1 FROM exchange_event e WHERE e.owner = s.owner AND e.type = s.type AND e.seq > s.position
               AND e.stopped_at IS NULL)
       OR EXISTS (SELECT 1 FROM exchange_dead_letter d WHERE d.subscription = s.id AND d.settled = 'retrying'))
"""
NEXT = """
WITH next AS (
  SELECT e.seq, octet_length(e.content) AS size
  FROM exchange_subscription s JOIN exchange_event e ON e.owner = s.owner AND e.type = s.type AND e.seq > s.position
  WHERE s.id = $1 AND s.target = $2 AND s.delivery = 'push' AND s.state = 'active' AND e.stopped_at IS NULL
  ORDER BY e.seq LIMIT $3
), summed AS (
  SELECT seq, sum(size) OVER (ORDER BY seq) - size AS before FROM next
)
SELECT e.seq, e.item, e.type, e.id, e.source, e.publisher, e.key, e.at, e.content
FROM exchange_event e JOIN summed ON summed.seq = e.seq WHERE summed.before <= $4 ORDER BY e.seq
"""
AGAIN = """
SELECT d.seq, d.event, d.type, d.key, d.at
FROM exchange_dead_letter d JOIN exchange_subscription s ON s.id = d.subscription
WHERE d.subscription = $1 AND d.settled = 'retrying' AND s.target = $2 AND s.state = 'active' ORDER BY d.seq LIMIT 1
"""
TAKEN = """
WITH told AS (
  INSERT INTO exchange_delivery (id, subscription, message, first_seq, last_seq, count, at, status, fault, attempt)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)
UPDATE exchange_subscription SET position = greatest(position, $5::bigint), attempts = 0, next_at = NULL, last_error = '',
  last_at = $7::timestamptz WHERE id = $2
"""
PUT_OFF = """
WITH told AS (
  INSERT INTO exchange_delivery (id, subscription, message, first_seq, last_seq, count, at, status, fault, attempt)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)
UPDATE exchange_subscription SET attempts = $11, next_at = $12, last_error = $13, last_at = $7::timestamptz WHERE id = $2
"""
DEAD = """
WITH told AS (
  INSERT INTO exchange_delivery (id, subscription, message, first_seq, last_seq, count, at, status, fault, attempt)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
), kept AS (
  INSERT INTO exchange_dead_letter (subscription, seq, event, type, key, at, attempts, reason, status)
  VALUES ($2, $5, $11, $12, $13, $14, $10, 'refused', $8)
  ON CONFLICT (subscription, seq) DO UPDATE
  SET settled = '', attempts = exchange_dead_letter.attempts + 1, status = $8, reason = 'refused'
)
UPDATE exchange_subscription SET position = greatest(position, $5::bigint), attempts = 0, next_at = NULL,
  last_error = $15, last_at = $7::timestamptz WHERE id = $2
"""
SETTLED = """
WITH told AS (
  INSERT INTO exchange_delivery (id, subscription, message, first_seq, last_seq, count, at, status, fault, attempt)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
), settled AS (
  UPDATE exchange_dead_letter SET settled = 'retried', settled_at = $7::timestamptz
  WHERE subscription = $2 AND seq = $5 AND settled = 'retrying'
)
UPDATE exchange_subscription SET attempts = 0, next_at = NULL, last_error = '', last_at = $7::timestamptz WHERE id = $2
"""
REST = "UPDATE exchange_subscription SET attempts = attempts + 1, next_at = $2, last_error = $3 WHERE id = $1"
LETTERS = """
SELECT count(*) FROM (
  SELECT 1 FROM exchange_dead_letter WHERE subscription = $1 AND settled IN ('', 'retrying') LIMIT $2
) AS waiting
"""
DROP_ENDED = """
UPDATE exchange_dead_letter d SET settled = 'dropped', settled_at = $1
WHERE d.settled = 'retrying' AND NOT EXISTS (SELECT 1 FROM exchange_subscription s WHERE s.id = d.subscription)
"""
THOSE_OF = "SELECT id FROM exchange_subscription WHERE id = ANY($1::uuid[])"
EXPIRE = """
WITH kept AS (
  INSERT INTO exchange_dead_letter (subscription, seq, event, type, key, at, attempts, reason)
  SELECT $1, late.seq, late.event, late.type, late.key, late.at, 0, 'expired'
  FROM unnest($2::bigint[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[]) AS late(seq, event, type, key, at)
  ON CONFLICT DO NOTHING
)
UPDATE exchange_subscription SET position = greatest(position, (SELECT max(seq) FROM unnest($2::bigint[]) AS late(seq))),
  attempts = 0, next_at = NULL, last_error = 'expired' WHERE id = $1
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """A push subscription with something to send: `life` is the seconds after which an event is no longer tried."""

    id: UUID
    owner: str
    type: str
    subscriber: str
    target: str
    attempts: int
    last_error: str
    life: float


@dataclass(frozen=True, slots=True)
class Event:
    """An event on its way: its place, and the CloudEvent in JSON as the subscriber gets it."""

    seq: int
    content: bytes
    type: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pushed:
    """A try: the delivery's id, its subscription, the message, what it held, when, and what came back."""

    id: UUID
    subscription: UUID
    message: str
    first: int
    last: int
    count: int
    at: datetime
    status: int
    fault: str
    attempt: int

    @property
    def values(self) -> tuple[Any, ...]:
        """The columns, in order."""
        return (
            *(self.id, self.subscription, self.message, self.first, self.last),
            *(self.count, self.at, self.status, self.fault, self.attempt),
        )


async def only_one(connection: asyncpg.Connection) -> bool:
    """Whether this connection holds the lock of the node's one pushing process; for as long as it lives."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK))


async def waiting(connection: asyncpg.Connection, now: datetime) -> list[Lane]:
    """The active push subscriptions whose next try is due and that have something to send."""
    return [Lane(**dict(row)) for row in await connection.fetch(WAITING, now)]


async def letters(connection: asyncpg.Connection, subscription: UUID, most: int) -> int:
    """How many dead letters of the subscription are not settled; more than `most` are told as so many."""
    return int(await connection.fetchval(LETTERS, subscription, most))


async def drop_ended(connection: asyncpg.Connection, now: datetime) -> None:
    """Dead letters that were to be sent again, to subscriptions that ended meanwhile, are dropped."""
    await connection.execute(DROP_ENDED, now)


async def those_of(connection: asyncpg.Connection, ids: Sequence[UUID]) -> list[UUID]:
    """Those of the ids that are subscriptions still."""
    return [row["id"] for row in await connection.fetch(THOSE_OF, ids)]


async def next_events(connection: asyncpg.Connection, lane: Lane, most: int, size: int) -> list[Event]:
    """The next events after the subscription's position, in order; none while it is paused, or sent elsewhere by now.

    Those before the last have together no more than `size` bytes: what is not sent now is not fetched either.
    """
    found = [KeptEvent(*row) for row in await connection.fetch(NEXT, lane.id, lane.target, most, size)]
    return [Event(one.seq, delivered(one), one.type, one.key, one.at) for one in found]


async def to_retry(connection: asyncpg.Connection, lane: Lane) -> list[Event]:
    """The first dead letter that somebody wants sent again; at most one."""
    return [Event(*row) for row in await connection.fetch(AGAIN, lane.id, lane.target)]


async def taken(connection: asyncpg.Connection, pushed: Pushed) -> None:
    """The delivery is on record, and the position is its last event."""
    await connection.execute(TAKEN, *pushed.values)


async def put_off(connection: asyncpg.Connection, pushed: Pushed, until: datetime | None, error: str) -> None:
    """The delivery is on record; the subscription is tried again at `until`, after `pushed.attempt` failures."""
    await connection.execute(PUT_OFF, *pushed.values, pushed.attempt if until else 0, until, error)


async def rest(connection: asyncpg.Connection, subscription: UUID, until: datetime, error: str) -> None:
    """Nothing is sent to the subscription before `until`, and `error` says why."""
    await connection.execute(REST, subscription, until, error)


async def set_aside(connection: asyncpg.Connection, pushed: Pushed, letter: Event) -> None:
    """The one event is a dead letter, and the position is beyond it."""
    await connection.execute(
        DEAD, *pushed.values, letter.content, letter.type, letter.key, letter.at, f"refused:{pushed.status}"
    )


async def settled(connection: asyncpg.Connection, pushed: Pushed) -> None:
    """The delivery of a dead letter is on record, and the letter is settled."""
    await connection.execute(SETTLED, *pushed.values)


async def expire(connection: asyncpg.Connection, subscription: UUID, late: Sequence[Event]) -> None:
    """These events, the next ones, are dead letters since their time has passed, and the position is beyond them."""
    columns = [[getattr(one, name) for one in late] for name in ("seq", "content", "type", "key", "at")]
    await connection.execute(EXPIRE, subscription, *columns)
