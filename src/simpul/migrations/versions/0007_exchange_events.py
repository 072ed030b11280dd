"""Event types, events, subscriptions, deliveries, dead letters, received events."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0007"
down_revision = "0006"

_instant = TIMESTAMP(timezone=True)


def _text(name: str, *, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _instant, nullable=nullable)


def _key(name: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _number(name: str, kind: Any = sa.Integer, *, default: str | None = "0") -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def upgrade() -> None:
    """The tables are there."""
    _types()
    _events()
    _subscriptions()
    _pushed()
    _received()


def _types() -> None:
    op.create_table(
        "exchange_event_type",
        _key("owner"),
        _key("name"),
        _text("title", default=""),
        _text("description", default=""),
        sa.Column("schema", JSONB, nullable=False),
        _text("classification", default="open"),
        sa.Column("public", sa.Boolean, nullable=False, server_default=sa.true()),
        _number("days", default="30"),
        _at("added_at"),
        _at("retired_at", nullable=True),
        sa.CheckConstraint("days BETWEEN 1 AND 3650", name="exchange_event_type_days"),
    )


def _events() -> None:
    op.create_table(
        "exchange_event",
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        *(_text(name) for name in ("owner", "type", "id", "source")),
        sa.Column("item", UUID(), nullable=False),
        _text("publisher"),
        _text("key", default=""),
        _at("at"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        _text("message", default=""),
        _at("stopped_at", nullable=True),
        sa.UniqueConstraint("owner", "type", "id", "source", name="exchange_event_once"),
    )
    op.create_index("exchange_event_order", "exchange_event", ["owner", "type", "seq"])
    op.create_index("exchange_event_item", "exchange_event", ["item"])


def _subscriptions() -> None:
    op.create_table(
        "exchange_subscription",
        _key("id", UUID()),
        *(_text(name) for name in ("owner", "type", "subscriber", "delivery")),
        _text("target", default=""),
        sa.Column("options", JSONB, nullable=False),
        _text("state", default="active"),
        _number("position", sa.BigInteger),
        _number("attempts"),
        _at("next_at", nullable=True),
        _text("last_error", default=""),
        _at("last_at", nullable=True),
        _at("added_at"),
        sa.UniqueConstraint("owner", "type", "subscriber"),
        sa.CheckConstraint("delivery IN ('push', 'pull')", name="exchange_subscription_delivery"),
        sa.CheckConstraint("state IN ('active', 'paused')", name="exchange_subscription_state"),
    )
    op.create_table("exchange_acknowledged", _key("subscription", UUID()), _key("seq", sa.BigInteger))


def _pushed() -> None:
    op.create_table(
        "exchange_delivery",
        _key("id", UUID()),
        sa.Column("subscription", UUID(), nullable=False),
        _text("message", default=""),
        _number("first_seq", sa.BigInteger),
        _number("last_seq", sa.BigInteger),
        _number("count"),
        _at("at"),
        _number("status"),
        _text("fault", default=""),
        _number("attempt", default="1"),
    )
    op.create_index("exchange_delivery_subscription", "exchange_delivery", ["subscription", "at"])
    op.create_index("exchange_delivery_message", "exchange_delivery", ["message"])
    op.create_table(
        "exchange_dead_letter",
        _key("subscription", UUID()),
        _key("seq", sa.BigInteger),
        sa.Column("event", sa.LargeBinary, nullable=False),
        _text("type"),
        _text("key", default=""),
        _at("at"),
        _number("attempts"),
        _text("reason", default=""),
        _number("status"),
        _at("settled_at", nullable=True),
        _text("settled", default=""),
        sa.CheckConstraint("settled IN ('', 'retrying', 'retried', 'dropped')", name="exchange_dead_letter_settled"),
    )


def _received() -> None:
    op.create_table(
        "exchange_received",
        _key("subscriber"),
        _key("owner"),
        _key("source"),
        _key("id"),
        _text("type"),
        _text("key", default=""),
        _at("at"),
        _at("received_at"),
        _text("message", default=""),
        sa.Column("content", sa.LargeBinary, nullable=False),
        _number("duplicates"),
        _number("sequence", sa.BigInteger),
    )
    op.create_index("exchange_received_at", "exchange_received", ["received_at"])
    op.create_index("exchange_received_message", "exchange_received", ["message"])
    op.create_table(
        "exchange_subscribed",
        _key("owner"),
        _key("type"),
        _key("subscriber"),
        sa.Column("id", UUID(), nullable=False),
        *(_text(name) for name in ("delivery", "state")),
        _text("target", default=""),
        _at("heard_at"),
        _text("error", default=""),
    )
