"""Cooperation: innovations of the showcase, and what its visitors ask."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0047"
down_revision = "0046"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    op.create_table(
        "cooperation_innovation",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_contact",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("link", sa.Text, nullable=False, unique=True),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("assignee", UUID()),
        sa.Column("assignee_name", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_at", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    )
    op.create_index("cooperation_contact_at", "cooperation_contact", ["at"])
    op.create_index("cooperation_contact_due", "cooperation_contact", ["due"])
