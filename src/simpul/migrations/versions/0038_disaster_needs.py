"""Disaster: what people need and what others give."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0038"
down_revision = "0037"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _needs()
    _gifts()


def _needs() -> None:
    op.create_table(
        "disaster_need",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("link", sa.Text, nullable=False, unique=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("items", JSONB, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("quiet_since", INSTANT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("tells_all", sa.Boolean, nullable=False),
        sa.Column("checked", sa.Boolean, nullable=False),
        sa.Column("person", sa.LargeBinary),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("opened_by", UUID()),
    )
    op.create_index("disaster_need_status", "disaster_need", ["status", "created_at"])


def _gifts() -> None:
    op.create_table(
        "disaster_need_gift",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("need", UUID(), sa.ForeignKey("disaster_need.id"), nullable=False, index=True),
        sa.Column("link", sa.Text, nullable=False, unique=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("items", JSONB, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("moved_days", sa.Integer, nullable=False),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("person", sa.LargeBinary),
    )
