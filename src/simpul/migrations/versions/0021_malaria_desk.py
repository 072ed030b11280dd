"""Malaria: what the desk settles, and who opened a patient's page."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0021"
down_revision = "0020"
AT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _settled()
    _looked()
    _likely()


def _settled() -> None:
    op.create_table(
        "malaria_settlement",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("village", sa.Text, nullable=False, index=True),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("event", UUID()),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("undone_at", AT),
        sa.Column("undone_by", UUID()),
    )
    standing = sa.text("undone_at IS NULL")
    op.create_index("malaria_settlement_standing", "malaria_settlement", ["key"], unique=True, postgresql_where=standing)


def _looked() -> None:
    op.create_table(
        "malaria_look",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("person", UUID(), nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("agency", sa.Text),
        sa.Column("at", AT, nullable=False),
    )
    op.create_index("malaria_look_person", "malaria_look", ["village", "person", "at"])


def _likely() -> None:
    op.create_table(
        "malaria_likely",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("one", UUID(), primary_key=True),
        sa.Column("other", UUID(), primary_key=True),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("found_at", AT, nullable=False),
    )
    op.create_table(
        "malaria_likely_village",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
