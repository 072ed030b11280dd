"""The tables of webhooks and of what was delivered to them.

Personal data: `made_by` of `disaster_webhook` is the account of who registered it, part of the official record. `secret`
is sealed with a key of the node; it is erased with its webhook. Deliveries hold what the public may know, for 30 days.
"""

from sqlalchemy import Column, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from simpul.kernel.database import Instant, metadata

webhooks = Table(
    "disaster_webhook",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("types", ARRAY(Text), nullable=False),
    Column("region", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", UUID()),
    Column("paused_at", Instant),
    Column("paused_why", Text, nullable=False),
    Column("failing_since", Instant),
    Column("ended_at", Instant),
)

deliveries = Table(
    "disaster_webhook_delivery",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("webhook", UUID(), nullable=False),
    Column("message", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("status", Integer),
    Column("reason", Text, nullable=False),
    Column("delivered_at", Instant),
)
