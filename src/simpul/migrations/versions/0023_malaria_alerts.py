"""Malaria: alerts of possible outbreaks, and what people said of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0023"
down_revision = "0022"
AT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    op.create_table(
        "malaria_alert",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("observed", sa.Integer, nullable=False),
        sa.Column("expected", sa.Double),
        sa.Column("upper", sa.Double),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("raised_at", AT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.UniqueConstraint("rule", "area", "first"),
    )
    op.create_index("malaria_alert_area", "malaria_alert", ["area", "state"])
    op.create_table(
        "malaria_alert_step",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("alert", UUID(), nullable=False, index=True),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", AT, nullable=False),
    )
