"""Malaria: what was sent on, and the numbers of places in other systems."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0029"
down_revision = "0028"
AT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    op.create_table(
        "malaria_sent",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("id", UUID(), nullable=False, unique=True),
        sa.Column("artefact", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False, index=True),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False, server_default=""),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
    )
    op.create_table(
        "malaria_outside_code",
        sa.Column("system", sa.Text, primary_key=True),
        sa.Column("area", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("at", AT, nullable=False),
    )
