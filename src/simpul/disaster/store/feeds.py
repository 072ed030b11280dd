"""Feeds of other agencies: when each answered, when it said something new, what was wrong. Personal data: none."""

from sqlalchemy import Boolean, Column, Connection, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from simpul.disaster.model.feeds import Feed, FeedKind
from simpul.kernel.database import Instant, metadata

feeds = Table(
    "disaster_feed",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("tried_at", Instant),
    Column("heard_at", Instant),
    Column("changed_at", Instant),
    Column("failing_since", Instant),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("marks", JSONB, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)
_NAMES = (
    "tried_at",
    "heard_at",
    "changed_at",
    "failing_since",
    "reason",
    "source",
    "marks",
    "refused",
    "synthetic",
)


def feed(connection: Connection, kind: FeedKind) -> Feed:
    """What is known of a feed; nothing but its kind where it never said anything."""
    row = connection.execute(select(feeds).where(feeds.c.kind == kind.value)).mappings().one_or_none()
    return Feed(kind, **{name: row[name] for name in _NAMES}) if row else Feed(kind)


def keep(connection: Connection, one: Feed) -> None:
    """The feed is known as given."""
    values = {name: getattr(one, name) for name in _NAMES} | {"marks": dict(one.marks)}
    statement = insert(feeds).values(kind=one.kind.value, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["kind"], set_=values))
