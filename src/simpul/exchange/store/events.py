"""SQL about event types, events and subscriptions, for asyncpg: the gateway's. Personal data: see event_tables.

Order: `append` takes each owner's advisory lock before it inserts, so that within an owner `seq` grows with commits.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from simpul.exchange.model.events import Delivery, EventType, KeptEvent, NewEvent, Standing, Subscription
from simpul.exchange.model.services import Classification

CHANNEL = "simpul_events"
"""NOTIFY rings here after each commit that added events; the payload is the owner's path."""
LOCKED = "exchange.event:"
"""What stands before an owner's path in the name of its lock."""
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('exchange.event:' || o, 0)) FROM unnest($1::text[]) AS o"
_APPEND = """
WITH asked AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                       $8::timestamptz[], $9::bytea[], $10::text[], $11::timestamptz[])
  WITH ORDINALITY AS a(owner, type, id, source, item, publisher, key, at, content, message, added_at, place)
), live AS (
  SELECT a.* FROM asked a JOIN exchange_event_type t
    ON t.owner = a.owner AND t.name = a.type AND t.retired_at IS NULL AND t.added_at = a.added_at
), kept AS (
  INSERT INTO exchange_event (owner, type, id, source, item, publisher, key, at, content, message)
  SELECT owner, type, id, source, item, publisher, key, at, content, message FROM live ORDER BY place
  ON CONFLICT ON CONSTRAINT exchange_event_once DO NOTHING RETURNING owner
), rung AS (
  SELECT pg_notify('simpul_events', k.owner) FROM (SELECT DISTINCT owner FROM kept) AS k
)
SELECT place, (SELECT count(*) FROM rung) FROM live
"""
_TYPES = "SELECT * FROM exchange_event_type WHERE owner = $1 AND retired_at IS NULL ORDER BY name"
_TYPE = "SELECT * FROM exchange_event_type WHERE owner = $1 AND name = $2"
_ADD_TYPE = """
INSERT INTO exchange_event_type (owner, name, title, description, schema, classification, public, days, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (owner, name) DO UPDATE SET title = $3, description = $4, schema = $5, classification = $6, public = $7,
  days = $8, added_at = $9, retired_at = NULL
WHERE exchange_event_type.retired_at IS NOT NULL RETURNING true
"""
_RETIRE_TYPE = """
UPDATE exchange_event_type SET retired_at = $3 WHERE owner = $1 AND name = $2 AND retired_at IS NULL RETURNING true
"""
_CHANGED = "SELECT pg_notify('simpul', 'exchange')"
_EVENT = """
SELECT * FROM exchange_event WHERE owner = $1 AND type = $2 AND (item = $3 OR id = $4)
ORDER BY (item IS NOT DISTINCT FROM $3) DESC, seq LIMIT 1
"""
_STOP = "UPDATE exchange_event SET stopped_at = $2 WHERE seq = $1 AND stopped_at IS NULL RETURNING true"
_ERASE = """
DELETE FROM exchange_event e USING exchange_event_type t, LATERAL (
  SELECT f.seq FROM (
    SELECT o.seq, o.at FROM exchange_event o WHERE o.owner = t.owner AND o.type = t.name ORDER BY o.seq LIMIT 5000
  ) AS f WHERE f.at < $1::timestamptz - t.days * interval '1 day' - interval '10 minutes'
) AS old WHERE e.seq = old.seq
"""
_FORGET = """
DELETE FROM exchange_acknowledged a WHERE NOT EXISTS (SELECT 1 FROM exchange_event e WHERE e.seq = a.seq)
"""


@dataclass(frozen=True, slots=True)
class Appended:
    """An event to append, and when its type was added: of a type that was removed, or made anew since, nothing is taken."""

    event: NewEvent
    type_added_at: datetime


_ORDER = ("owner", "type", "id", "source", "item", "publisher", "key", "at", "content", "message")


async def append(connection: asyncpg.Connection, rows: Sequence[Appended]) -> set[int]:
    """The places of the rows that are in the log, durable when this returns; the others' types are no longer there.

    What was there already, by source and id, stays as it was and counts as being there.
    """
    columns = [[getattr(row.event, name) for row in rows] for name in _ORDER]
    async with connection.transaction():
        await connection.execute(LOCK, sorted({row.event.owner for row in rows}))
        found = await connection.fetch(_APPEND, *columns, [row.type_added_at for row in rows])
    return {row["place"] - 1 for row in found}


async def types(connection: asyncpg.Connection, owner: str) -> list[EventType]:
    """The event types of a subsystem, by name; removed ones left out."""
    return [type_of(row) for row in await connection.fetch(_TYPES, owner)]


async def find_type(connection: asyncpg.Connection, owner: str, name: str, *, retired: bool = False) -> EventType | None:
    """The event type; None where there is none, or (unless `retired`) it was removed."""
    row = await connection.fetchrow(_TYPE, owner, name)
    return None if row is None or (row["retired_at"] is not None and not retired) else type_of(row)


async def add_type(connection: asyncpg.Connection, new: EventType) -> bool:
    """Whether the type was added; False when there is one of this name. A removed one's name may be used again."""
    row = (new.owner, new.name, new.title, new.description, new.schema, new.classification.value, new.public, new.days)
    async with connection.transaction():
        added = bool(await connection.fetchval(_ADD_TYPE, *row, new.added_at))
        await connection.execute(_CHANGED)
    return added


async def retire_type(connection: asyncpg.Connection, owner: str, name: str, at: datetime) -> bool:
    """Whether there was such a type; nothing of it is published any more, and what was stays until it is due."""
    async with connection.transaction():
        retired = bool(await connection.fetchval(_RETIRE_TYPE, owner, name, at))
        await connection.execute(_CHANGED)
    return retired


async def find_event(connection: asyncpg.Connection, room: tuple[str, str], named: str) -> tuple[KeptEvent, bool] | None:
    """The event of (owner, type) that `named` names, by its item or its own id, and whether it was stopped."""
    row = await connection.fetchrow(_EVENT, *room, uuid_of(named), named)
    return None if row is None else (event_of(row), row["stopped_at"] is not None)


async def stop(connection: asyncpg.Connection, seq: int, at: datetime) -> bool:
    """Whether the event was still delivered; from now on it is not."""
    return bool(await connection.fetchval(_STOP, seq, at))


async def erase(connection: asyncpg.Connection, now: datetime) -> None:
    """Events that their types keep no longer are gone, and what was said of them.

    Ten minutes later than anybody gets them: pushing pauses for five at most, then sets aside what it could not send.
    """
    await connection.execute(_ERASE, now)
    await connection.execute(_FORGET)


def uuid_of(text: str) -> UUID | None:
    """The UUID in a text; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def type_of(row: Any) -> EventType:
    """An event type from its row."""
    return EventType(
        owner=row["owner"],
        name=row["name"],
        schema=row["schema"],
        added_at=row["added_at"],
        title=row["title"],
        description=row["description"],
        classification=Classification(row["classification"]),
        public=row["public"],
        days=row["days"],
        retired_at=row["retired_at"],
    )


def event_of(row: Any) -> KeptEvent:
    """An event from its row."""
    return KeptEvent(
        seq=row["seq"],
        item=row["item"],
        type=row["type"],
        id=row["id"],
        source=row["source"],
        publisher=row["publisher"],
        key=row["key"],
        at=row["at"],
        content=row["content"],
    )


def subscription_of(row: Any) -> Subscription:
    """A subscription from its row."""
    options = json.loads(row["options"]) if isinstance(row["options"], str) else row["options"]
    return Subscription(
        id=row["id"],
        owner=row["owner"],
        type=row["type"],
        subscriber=row["subscriber"],
        delivery=Delivery(row["delivery"]),
        target=row["target"],
        ttl=options.get("TTL"),
        fifo=bool(options.get("FIFO", False)),
        state=Standing(row["state"]),
        position=row["position"],
        attempts=row["attempts"],
        next_at=row["next_at"],
        last_error=row["last_error"],
        last_at=row["last_at"],
        added_at=row["added_at"],
    )
