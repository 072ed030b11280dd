"""Malaria: who signed which dosing table."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """The table is there; at most one signature stands under one version and digest."""
    op.create_table(
        "malaria_dose_signature",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("licence", sa.Text, nullable=False),
        sa.Column("signed_by", UUID()),
        sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("withdrawn_at", TIMESTAMP(timezone=True)),
        sa.Column("withdrawn_by", UUID()),
        sa.Column("withdrawn_reason", sa.Text, nullable=False, server_default=""),
    )
    op.create_index(
        "malaria_dose_signature_standing",
        "malaria_dose_signature",
        ["version", "sha256"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
