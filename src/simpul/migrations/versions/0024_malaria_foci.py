"""Malaria: investigations of index cases, foci with their response, what was done to them, the limits of the clocks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """The tables are there."""
    _investigations()
    _foci()
    _steps()
    _limits()


def _investigations() -> None:
    op.create_table(
        "malaria_investigation",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("person", UUID()),
        sa.Column("notified_on", sa.Date),
        sa.Column("investigated_on", sa.Date),
        sa.Column("responded_on", sa.Date),
        sa.Column("form", JSONB, nullable=False, server_default="{}"),
        sa.Column("suggested", sa.Text),
        sa.Column("origin", sa.Text),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("decided_on", sa.Date),
        sa.Column("focus", UUID()),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("saved_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_investigation_focus", "malaria_investigation", ["focus"])
    op.create_index("malaria_investigation_person", "malaria_investigation", ["person"])


def _foci() -> None:
    op.create_table(
        "malaria_focus",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("number", sa.Integer, sa.Identity(), nullable=False, unique=True),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("outline", JSONB),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_from", UUID()),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("state_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("closed_how", sa.Text),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_focus_village", "malaria_focus", ["village"])
    op.create_table(
        "malaria_focus_action",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("focus", UUID(), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("dropped_on", sa.Date),
        sa.Column("figures", JSONB, nullable=False, server_default="{}"),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("malaria_focus_action_focus", "malaria_focus_action", ["focus"])


def _steps() -> None:
    op.create_table(
        "malaria_inquiry_step",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("subject", UUID(), nullable=False),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("person", UUID()),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("facts", JSONB, nullable=False, server_default="{}"),
        sa.Column("before", JSONB),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("agency", sa.Text, nullable=False, server_default=""),
        sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_inquiry_step_subject", "malaria_inquiry_step", ["subject", "version"])
    op.create_index("malaria_inquiry_step_person", "malaria_inquiry_step", ["person"])


def _limits() -> None:
    op.create_table(
        "malaria_clock_limit",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("notify_days", sa.Integer, nullable=False),
        sa.Column("investigate_days", sa.Integer, nullable=False),
        sa.Column("respond_days", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("set_at", TIMESTAMP(timezone=True), nullable=False),
    )
