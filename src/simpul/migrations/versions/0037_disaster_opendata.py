"""Disaster: what was put together for downloading."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0037"
down_revision = "0036"

_INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there, and reports are found by where they lie."""
    op.create_table(
        "disaster_download",
        sa.Column("dataset", sa.Text, primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("form", sa.Text, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
    )
    op.create_index("disaster_download_file", "disaster_download", ["file"])
    op.create_table(
        "disaster_download_look",
        sa.Column("dataset", sa.Text, primary_key=True),
        sa.Column("looked_at", _INSTANT, nullable=False),
        sa.Column("pattern", sa.Text, nullable=False),
    )
    op.execute("CREATE INDEX disaster_report_point ON disaster_report USING gist (point(longitude, latitude))")
