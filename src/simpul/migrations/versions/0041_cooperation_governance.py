"""Cooperation: the joint committee's meetings, decisions, actions, and reminders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0041"
down_revision = "0040"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _committee()
    _actions()
    _mail()


def _programme() -> sa.Column[str]:
    return sa.Column("programme", sa.Text, sa.ForeignKey("cooperation_programme.code"), nullable=False, index=True)


def _committee() -> None:
    op.create_table(
        "cooperation_meeting",
        sa.Column("id", UUID(), primary_key=True),
        _programme(),
        sa.Column("title", JSONB, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("attended", JSONB, nullable=False),
        sa.Column("agenda", JSONB, nullable=False),
        sa.Column("minutes", sa.Text, nullable=False),
        sa.Column("sources", JSONB, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_decision",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("meeting", UUID(), sa.ForeignKey("cooperation_meeting.id"), nullable=False),
        _programme(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("struck_at", INSTANT),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.UniqueConstraint("meeting", "number"),
    )


def _actions() -> None:
    op.create_table(
        "cooperation_follow_up",
        sa.Column("id", UUID(), primary_key=True),
        _programme(),
        sa.Column("decision", UUID(), sa.ForeignKey("cooperation_decision.id"), index=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("owner", UUID(), index=True),
        sa.Column("owner_name", sa.Text, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("reminded_at", INSTANT),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_follow_up_entry",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("follow_up", UUID(), sa.ForeignKey("cooperation_follow_up.id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("due_before", sa.Date),
        sa.Column("due_after", sa.Date),
    )


def _mail() -> None:
    op.create_table(
        "cooperation_mail_address",
        sa.Column("account", UUID(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("refused_at", INSTANT),
    )
    op.create_table(
        "cooperation_mail",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("account", UUID(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.Column("failed", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "cooperation_reminder",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("mail", UUID(), sa.ForeignKey("cooperation_mail.id"), nullable=False, index=True),
        sa.Column("subject", UUID(), nullable=False),
    )
