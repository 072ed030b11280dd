"""Cooperation: reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """The tables are there."""
    op.create_table(
        "cooperation_report",
        sa.Column("id", postgresql.UUID(as_uuid=True), primary_key=True),
        sa.Column("programme", sa.Text(), sa.ForeignKey("cooperation_programme.code"), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("by", postgresql.UUID(as_uuid=True)),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_cooperation_report_digest", "cooperation_report", ["digest"])
    op.create_index("ix_cooperation_report_programme", "cooperation_report", ["programme", "at"])
