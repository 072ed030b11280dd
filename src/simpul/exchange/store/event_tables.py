"""The tables of events: types, the log of each owner's events, who subscribes, what was pushed and received.

Order: every insert into `exchange_event` first takes the owner's advisory lock (`store.events.LOCK`), so that within an
owner `seq` grows in the order of commits and a reader that remembers its last one skips nothing (docs/adr/0019-events.md).

Personal data: `exchange_event.content`, `exchange_dead_letter.event` and `exchange_received.content` hold what publishers
send, which may be about people; kept for the type's `days`, then erased. `exchange_event_type`, `exchange_subscription`,
`exchange_acknowledged`, `exchange_delivery` and `exchange_subscribed` hold none.
"""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Integer, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

event_type = Table(
    "exchange_event_type",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False, server_default=""),
    Column("description", Text, nullable=False, server_default=""),
    Column("schema", JSONB, nullable=False),
    Column("classification", Text, nullable=False, server_default="open"),
    Column("public", Boolean, nullable=False, server_default="true"),
    Column("days", Integer, nullable=False, server_default="30"),
    Column("added_at", Instant, nullable=False),
    Column("retired_at", Instant),
)

event = Table(
    "exchange_event",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("owner", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("item", UUID(), nullable=False),
    Column("publisher", Text, nullable=False),
    Column("key", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("message", Text, nullable=False, server_default=""),
    Column("stopped_at", Instant),
    UniqueConstraint("owner", "type", "id", "source", name="exchange_event_once"),
)
"""`id`, `source`: the CloudEvent's; `item`: the UUID by which GovStack's addresses name the event; `at`: when it was taken.

`content` is the whole CloudEvent as JSON; `rules.events.delivered(content, seq, item)` is what a subscriber gets.
"""

subscription = Table(
    "exchange_subscription",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("owner", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("subscriber", Text, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("target", Text, nullable=False, server_default=""),
    Column("options", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="active"),
    Column("position", BigInteger, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),
    Column("last_error", Text, nullable=False, server_default=""),
    Column("last_at", Instant),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("owner", "type", "subscriber"),
)
"""`delivery`: push or pull; `target`: `service:<path>`, `webhook:<url>`, or nothing where it is pulled.

`options`: `{"TTL": seconds or absent, "FIFO": bool}` as the subscriber gave them; `state`: active or paused.
"""

acknowledged = Table(
    "exchange_acknowledged",
    metadata,
    Column("subscription", UUID(), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
)

delivery = Table(
    "exchange_delivery",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("subscription", UUID(), nullable=False),
    Column("message", Text, nullable=False, server_default=""),
    Column("first_seq", BigInteger, nullable=False, server_default="0"),
    Column("last_seq", BigInteger, nullable=False, server_default="0"),
    Column("count", Integer, nullable=False, server_default="0"),
    Column("at", Instant, nullable=False),
    Column("status", Integer, nullable=False, server_default="0"),
    Column("fault", Text, nullable=False, server_default=""),
    Column("attempt", Integer, nullable=False, server_default="1"),
)

dead_letter = Table(
    "exchange_dead_letter",
    metadata,
    Column("subscription", UUID(), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("event", LargeBinary, nullable=False),
    Column("type", Text, nullable=False),
    Column("key", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("status", Integer, nullable=False, server_default="0"),
    Column("settled_at", Instant),
    Column("settled", Text, nullable=False, server_default=""),
)

received = Table(
    "exchange_received",
    metadata,
    Column("subscriber", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("key", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("message", Text, nullable=False, server_default=""),
    Column("content", LargeBinary, nullable=False),
    Column("duplicates", Integer, nullable=False, server_default="0"),
    Column("sequence", BigInteger, nullable=False, server_default="0"),
)
"""`owner`: the client of the call that brought it, so that nobody can use up the ids of another owner's events."""

subscribed = Table(
    "exchange_subscribed",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("subscriber", Text, primary_key=True),
    Column("id", UUID(), nullable=False),
    Column("delivery", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("target", Text, nullable=False, server_default=""),
    Column("heard_at", Instant, nullable=False),
    Column("error", Text, nullable=False, server_default=""),
)
"""Subscriptions of this node's subsystems at any node, as their owners last told."""
