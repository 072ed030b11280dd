"""Requests for access to services and event types, at the provider's node and at the asker's; why a right was revoked."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0008"
down_revision = "0007"

_instant = TIMESTAMP(timezone=True)
_STATES = "'waiting', 'approved', 'refused', 'withdrawn'"


def upgrade() -> None:
    """The tables are there."""
    _asked_of_us()
    _asked_by_us()
    op.add_column("exchange_grant", sa.Column("request", UUID()))
    op.add_column("exchange_grant", _text("revoked_reason"))
    op.create_index("exchange_grant_request", "exchange_grant", ["request"])
    op.create_index("exchange_grant_expires", "exchange_grant", ["expires_at"])


def _asked_of_us() -> None:
    op.create_table(
        "exchange_access_request",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("reference", UUID(), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("client", "subsystem", "service")),
        *_wish(),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_at", _instant),
        sa.Column("decided_by", UUID()),
        _text("reason"),
        sa.UniqueConstraint("client", "reference"),
        sa.CheckConstraint(f"state IN ({_STATES})", name="exchange_access_request_state"),
    )
    op.create_index("exchange_access_request_state", "exchange_access_request", ["state", "at"])


def _asked_by_us() -> None:
    op.create_table(
        "exchange_access_own",
        sa.Column("id", UUID(), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("client", "service")),
        *_wish(),
        sa.Column("at", _instant, nullable=False),
        sa.Column("asked_by", UUID()),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("number", UUID()),
        _text("message"),
        sa.Column("decided_at", _instant),
        _text("reason"),
        sa.Column("granted", JSONB),
        sa.Column("heard_at", _instant),
        sa.Column("tried_at", _instant),
        _text("trouble"),
        sa.CheckConstraint(f"state IN ('unsent', {_STATES})", name="exchange_access_own_state"),
    )
    op.create_index("exchange_access_own_state", "exchange_access_own", ["state", "at"])


def _wish() -> list[sa.Column[Any]]:
    texts = ("purpose", "legal_basis", "agreement", "tier", "contact", "note")
    return [
        sa.Column("endpoints", JSONB, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("until", _instant, nullable=False),
    ]


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")
