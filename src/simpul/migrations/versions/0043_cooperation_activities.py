"""Cooperation: activities."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0043"
down_revision = "0042"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _activities()
    _people()
    _documents()


def _activities() -> None:
    op.create_table(
        "cooperation_activity",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("programme", sa.Text, sa.ForeignKey("cooperation_programme.code")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", JSONB, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("precision", sa.Text, nullable=False, server_default="day"),
        sa.Column("zone", sa.Text, nullable=False, server_default="WIB"),
        sa.Column("begins_at", INSTANT),
        sa.Column("ends_at", INSTANT),
        sa.Column("place", sa.Text, nullable=False, server_default=""),
        sa.Column("remote", sa.Text, nullable=False, server_default=""),
        sa.Column("host", sa.Text),
        sa.Column("leader", sa.Text, nullable=False, server_default=""),
        sa.Column("participants", sa.Integer),
        sa.Column("agencies", sa.Integer),
        sa.Column("note", JSONB),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_before", sa.Text),
        *(sa.Column(one, sa.Boolean, nullable=False, server_default="false") for one in ("documents", "public")),
        sa.Column("inferred", JSONB, nullable=False, server_default="[]"),
        sa.Column("sources", JSONB, nullable=False, server_default="[]"),
        *_kept(),
    )
    op.create_index("cooperation_activity_when", "cooperation_activity", ["programme", "since"])
    op.create_table(
        "cooperation_activity_quota",
        sa.Column("activity", UUID(), sa.ForeignKey("cooperation_activity.id"), primary_key=True),
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("agency_name", sa.Text, nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
    )


def _kept() -> tuple[Any, ...]:
    return (
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("changed_at", INSTANT, nullable=False),
    )


def _people() -> None:
    op.create_table(
        "cooperation_expert",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("programme", sa.Text, sa.ForeignKey("cooperation_programme.code"), nullable=False, index=True),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("field", JSONB, nullable=False),
        sa.Column("institution", sa.Text, nullable=False, server_default=""),
        sa.Column("host", sa.Text, nullable=False, server_default=""),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        *_kept(),
        sa.Column("removed_at", INSTANT),
    )
    op.create_table(
        "cooperation_nomination",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("activity", UUID(), sa.ForeignKey("cooperation_activity.id"), nullable=False, index=True),
        sa.Column("programme", sa.Text, nullable=False, server_default=""),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("agency_name", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False, server_default=""),
        sa.Column("email", sa.LargeBinary),
        sa.Column("language", sa.Text, nullable=False, server_default="id"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("told", sa.Text, nullable=False, server_default=""),
        sa.Column("by", UUID()),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    )


def _documents() -> None:
    op.create_table(
        "cooperation_document",
        sa.Column("nomination", UUID(), sa.ForeignKey("cooperation_nomination.id"), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_document_link",
        sa.Column("nomination", UUID(), sa.ForeignKey("cooperation_nomination.id"), primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    document = sa.ForeignKey("cooperation_document.nomination", ondelete="CASCADE")
    op.create_table(
        "cooperation_document_reading",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("nomination", UUID(), document, nullable=False, index=True),
        sa.Column("account", UUID(), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
