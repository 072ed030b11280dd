"""Disaster: what a report carries since every hazard can be reported."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """The columns are there."""
    for column in _columns():
        op.add_column("disaster_report", column)
    op.create_index(
        "disaster_report_external",
        "disaster_report",
        ["external"],
        unique=True,
        postgresql_where=sa.column("external").is_not(None),
    )
    for name in ("incident", "card_id"):
        there = sa.column(name).is_not(None)
        op.create_index(f"disaster_report_{name}", "disaster_report", [name], postgresql_where=there)


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("title", sa.Text),
        sa.Column("points", sa.Integer, nullable=False, server_default="0"),
        sa.Column("flags", sa.Integer, nullable=False, server_default="0"),
        sa.Column("score", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("reasons", JSONB, nullable=False, server_default="[]"),
        sa.Column("photo_hash", sa.BigInteger),
        sa.Column("image", sa.Text),
        sa.Column("external", sa.Text),
        sa.Column("incident", UUID()),
        sa.Column("signed_by", UUID()),
    ]
