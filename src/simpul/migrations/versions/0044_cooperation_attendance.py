"""Cooperation: attendance, certificates, calendars."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0044"
down_revision = "0043"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _attendance()
    _certificates()
    op.create_table(
        "cooperation_calendar_feed",
        sa.Column("programme", sa.Text, sa.ForeignKey("cooperation_programme.code"), primary_key=True),
        sa.Column("account", UUID(), primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_invitation",
        _nomination(),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
    )


def _nomination() -> "sa.Column[Any]":
    there = sa.ForeignKey("cooperation_nomination.id", ondelete="CASCADE")
    return sa.Column("nomination", UUID(), there, primary_key=True)


def _attendance() -> None:
    activity = "cooperation_activity.id"
    op.create_table(
        "cooperation_attendance",
        _nomination(),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("activity", UUID(), sa.ForeignKey(activity), nullable=False, index=True),
        sa.Column("present", sa.Boolean, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("left_at", INSTANT),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("corrected", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("was", JSONB),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    )
    op.create_table(
        "cooperation_certificate_rule",
        sa.Column("activity", UUID(), sa.ForeignKey(activity), primary_key=True),
        sa.Column("share", sa.Integer, nullable=False),
        sa.Column("languages", JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    )


def _certificates() -> None:
    op.create_table(
        "cooperation_certificate",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("activity", UUID(), sa.ForeignKey("cooperation_activity.id"), nullable=False, index=True),
        sa.Column("nomination", UUID(), nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("languages", JSONB, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("of_days", sa.Integer, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False, server_default=""),
        sa.Column("sha256", sa.Text, nullable=False, server_default=""),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_reason", sa.Text, nullable=False, server_default=""),
        sa.Column("replaced_by", UUID()),
        sa.Column("claimed_at", INSTANT),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    )
