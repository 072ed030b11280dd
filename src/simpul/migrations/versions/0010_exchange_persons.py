"""Calls about a person, whose identifier an officer has checked, and who looked at that person's list."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0010"
down_revision = "0009"

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _readings()
    _persons()
    _looks()


def _readings() -> None:
    """The key leads to a person's calls in the order of time, since records' ids sort by it (UUIDv7)."""
    op.create_table(
        "exchange_reading",
        sa.Column("person", sa.LargeBinary, primary_key=True),
        sa.Column("record", UUID(), primary_key=True),
        sa.Column("at", _instant, nullable=False),
    )
    op.create_index("exchange_reading_at", "exchange_reading", ["at"], postgresql_using="brin")


def _persons() -> None:
    op.create_table(
        "exchange_person",
        sa.Column("account", UUID(), primary_key=True),
        sa.Column("key", sa.LargeBinary),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("checked_at", _instant, nullable=False),
        sa.Column("checked_by", UUID(), nullable=False),
        sa.Column("ended_at", _instant),
        sa.Column("ended_by", UUID()),
        sa.Column("ended_why", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("(key IS NULL) = (ended_at IS NOT NULL)", name="exchange_person_ended_without_key"),
    )
    op.create_index("exchange_person_key", "exchange_person", ["key"], unique=True)
    op.create_index("exchange_person_officer", "exchange_person", ["checked_by"])


def _looks() -> None:
    op.create_table(
        "exchange_person_look",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("account", UUID(), nullable=False),
        sa.Column("by", UUID(), nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", _instant, nullable=False),
    )
    op.create_index("exchange_person_look_account", "exchange_person_look", ["account", "at"])
