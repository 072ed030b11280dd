"""Disaster: who wants to be told of which regions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """The table is there."""
    op.create_table(
        "disaster_subscription",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("number", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
    )
    op.create_index("disaster_subscription_region", "disaster_subscription", ["region"])
