"""Malaria: resupplies of villages, and the kabupaten's store."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """The tables are there."""
    op.create_table(
        "malaria_resupply",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("lots", JSONB, nullable=False),
        sa.Column("steps", JSONB, nullable=False),
        sa.Column("changed_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("ix_malaria_resupply_village", "malaria_resupply", ["village"])
    _store()


def _store() -> None:
    op.create_table(
        "malaria_store_move",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("store", sa.Text, nullable=False),
        sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("colour", sa.Text, nullable=False, server_default=""),
        sa.Column("lot", sa.Text, nullable=False),
        sa.Column("expires", sa.Date),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("place", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("resupply", UUID()),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_store_move_store", "malaria_store_move", ["store", "at"])
