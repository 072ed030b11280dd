"""The regions' tables: editions of the codes, their regions and outlines, and which code replaced which."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """The tables are there."""
    op.create_table(
        "regions_edition",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("law", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
        sa.Column("begun_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("in_force_at", TIMESTAMP(timezone=True)),
    )
    op.create_table(
        "regions_region",
        sa.Column("edition", sa.Text, sa.ForeignKey("regions_edition.digest", ondelete="CASCADE"), primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("longitude", sa.Double),
        sa.Column("latitude", sa.Double),
        sa.Column("population", sa.BigInteger),
    )
    op.create_table(
        "regions_outline",
        sa.Column("edition", sa.Text, sa.ForeignKey("regions_edition.digest", ondelete="CASCADE"), primary_key=True),
        sa.Column("level", sa.SmallInteger, primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("polygon", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "regions_successor",
        sa.Column("old", sa.Text, primary_key=True),
        sa.Column("new", sa.Text, primary_key=True),
        sa.Column("law", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """The tables are gone."""
    for table in ("regions_successor", "regions_outline", "regions_region", "regions_edition"):
        op.drop_table(table)
