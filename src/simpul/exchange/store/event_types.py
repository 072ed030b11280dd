"""SQL about event types, and about events of this node's own modules. Personal data: see event_tables."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.exchange.model.events import EventType, NewEvent
from simpul.exchange.model.services import Classification
from simpul.exchange.store.event_tables import event as events_table
from simpul.exchange.store.event_tables import event_type as types_table
from simpul.exchange.store.event_tables import subscription as subscriptions_table
from simpul.exchange.store.events import CHANNEL, LOCKED


def types(connection: Connection, owner: str = "", *, retired: bool = False) -> list[EventType]:
    """The event types of a subsystem, or of all of this node, by owner and name; removed ones where they are asked for."""
    t = types_table
    query = select(t).order_by(t.c.owner, t.c.name)
    query = query.where(t.c.owner == owner) if owner else query
    return [_type(row) for row in connection.execute(query if retired else query.where(t.c.retired_at.is_(None)))]


def find_type(connection: Connection, owner: str, name: str) -> EventType | None:
    """The event type; None where there is none, or it was removed."""
    t = types_table
    row = connection.execute(select(t).where(t.c.owner == owner, t.c.name == name, t.c.retired_at.is_(None))).first()
    return None if row is None else _type(row)


def add_type(connection: Connection, new: EventType) -> bool:
    """Whether the type was added; False when there is one of this name. A removed one's name may be used again."""
    t = types_table
    values = {
        "title": new.title,
        "description": new.description,
        "schema": json.loads(new.schema),
        "classification": new.classification.value,
        "public": new.public,
        "days": new.days,
        "added_at": new.added_at,
        "retired_at": None,
    }
    row = insert(t).values(owner=new.owner, name=new.name, **values)
    done = row.on_conflict_do_update(index_elements=["owner", "name"], set_=values, where=t.c.retired_at.is_not(None))
    return connection.scalar(done.returning(t.c.name)) is not None


def retire_type(connection: Connection, owner: str, name: str, at: datetime) -> bool:
    """Whether there was such a type; nothing of it is published any more, and what was stays until it is due."""
    t = types_table
    gone = update(t).where(t.c.owner == owner, t.c.name == name, t.c.retired_at.is_(None)).values(retired_at=at)
    return connection.execute(gone).rowcount == 1


def append(connection: Connection, new: Sequence[NewEvent]) -> int:
    """How many of the events were new, by source and id; the rest stay as they were. Pushing hears of it at the commit."""
    owners = sorted({one.owner for one in new})
    for owner in owners:
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(LOCKED + owner, 0))))
    rows = [{name: getattr(one, name) for name in NewEvent.__slots__} for one in new]
    done = insert(events_table).on_conflict_do_nothing(constraint="exchange_event_once").returning(events_table.c.seq)
    kept = [connection.scalar(done.values(row)) for row in rows]
    for owner in owners:
        connection.execute(select(func.pg_notify(CHANNEL, owner)))
    return sum(1 for seq in kept if seq is not None)


def subscribers(connection: Connection, owner: str, name: str) -> int:
    """How many subscriptions to the type there are."""
    s = subscriptions_table
    return int(connection.scalar(select(func.count()).select_from(s).where(s.c.owner == owner, s.c.type == name)) or 0)


def _type(row: Any) -> EventType:
    return EventType(
        owner=row.owner,
        name=row.name,
        schema=json.dumps(row.schema),
        added_at=row.added_at,
        title=row.title,
        description=row.description,
        classification=Classification(row.classification),
        public=row.public,
        days=row.days,
        retired_at=row.retired_at,
    )
