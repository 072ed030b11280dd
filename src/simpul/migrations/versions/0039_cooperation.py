"""Cooperation: programmes, and who has a seat in one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0039"
down_revision = "0038"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    op.create_table(
        "cooperation_programme",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", JSONB, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("place", sa.Text, nullable=False, server_default=""),
        sa.Column("note", JSONB),
        sa.Column("fields", JSONB, nullable=False, server_default="[]"),
        sa.Column("inferred", JSONB, nullable=False, server_default="[]"),
        sa.Column("sources", JSONB, nullable=False, server_default="[]"),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("public", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_seat",
        sa.Column("programme", sa.Text, sa.ForeignKey("cooperation_programme.code"), primary_key=True),
        sa.Column("account", UUID(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("at", INSTANT, nullable=False),
    )
