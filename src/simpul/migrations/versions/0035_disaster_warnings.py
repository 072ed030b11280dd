"""Disaster: warnings, their messages, and who is called."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

revision = "0035"
down_revision = "0034"
AT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _warning()
    _message()
    _draft()
    _report_message()
    _webhook()
    _delivery()


def _warning() -> None:
    op.create_table(
        "disaster_warning",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("hazard", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("regions", ARRAY(sa.Text), nullable=False),
        sa.Column("around", ARRAY(sa.Text), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("origin_ref", sa.Text, nullable=False),
        sa.Column("onset", AT, nullable=False),
        sa.Column("expires", AT, nullable=False),
        sa.Column("issued_at", AT, nullable=False),
        sa.Column("sent", AT, nullable=False),
        sa.Column("content", JSONB(), nullable=False),
    )
    op.create_index("disaster_warning_around", "disaster_warning", ["around"], postgresql_using="gin")
    op.create_index("disaster_warning_expires", "disaster_warning", ["expires"])


def _message() -> None:
    op.create_table(
        "disaster_warning_message",
        sa.Column("warning", UUID(), sa.ForeignKey("disaster_warning.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False, unique=True),
        sa.Column("sent", AT, nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("matters", sa.Boolean, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("agreed_name", sa.Text, nullable=False),
    )


def _draft() -> None:
    op.create_table(
        "disaster_warning_draft",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("values", JSONB(), nullable=False),
        sa.Column("of", sa.BigInteger),
        sa.Column("of_version", sa.Integer, nullable=False),
        sa.Column("at", AT, nullable=False, index=True),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("given", sa.BigInteger),
    )


def _report_message() -> None:
    op.create_table(
        "disaster_report_message",
        sa.Column("report", UUID(), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False, unique=True),
        sa.Column("sent", AT, nullable=False),
        sa.Column("expires", AT, nullable=False, index=True),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )


def _webhook() -> None:
    op.create_table(
        "disaster_webhook",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("types", ARRAY(sa.Text), nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("made_by", UUID()),
        sa.Column("paused_at", AT),
        sa.Column("paused_why", sa.Text, nullable=False),
        sa.Column("failing_since", AT),
        sa.Column("ended_at", AT),
    )


def _delivery() -> None:
    op.create_table(
        "disaster_webhook_delivery",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("webhook", UUID(), sa.ForeignKey("disaster_webhook.id", ondelete="CASCADE"), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", AT, nullable=False, index=True),
        sa.Column("due_at", AT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("delivered_at", AT),
    )
    op.create_index("disaster_webhook_delivery_once", "disaster_webhook_delivery", ["webhook", "message"], unique=True)
    op.create_index(
        "disaster_webhook_delivery_due",
        "disaster_webhook_delivery",
        ["due_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
