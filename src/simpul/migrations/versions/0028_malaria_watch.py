"""Malaria: villages watched after a flood."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """The tables are there."""
    _habitats()
    _floods()
    _watches()


def _habitats() -> None:
    op.create_table(
        "malaria_habitat",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("marked_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("ended_at", TIMESTAMP(timezone=True)),
        sa.Column("ended_reason", sa.Text, nullable=False, server_default=""),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_table(
        "malaria_watch_rule",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("lag_days", sa.Integer, nullable=False),
        sa.Column("length_days", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("set_at", TIMESTAMP(timezone=True), nullable=False),
    )


def _floods() -> None:
    op.create_table(
        "malaria_flood",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("heard_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("number", sa.Integer),
        sa.Column("version", sa.Integer),
        sa.Column("hazard", sa.Text, nullable=False, server_default=""),
        sa.Column("severity", sa.Text, nullable=False, server_default=""),
        sa.Column("depth_cm", sa.Integer),
        sa.Column("region", sa.Text, nullable=False, server_default=""),
        sa.Column("longitude", sa.Double),
        sa.Column("latitude", sa.Double),
        sa.Column("village", sa.Text),
        sa.Column("by_border", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("watch", UUID()),
        sa.Column("url", sa.Text, nullable=False, server_default=""),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_flood_heard", "malaria_flood", ["heard_at"])
    op.create_index("malaria_flood_watch", "malaria_flood", ["watch"])


def _watches() -> None:
    op.create_table(
        "malaria_watch",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("flooded_on", sa.Date, nullable=False),
        sa.Column("opens", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("floods", sa.Integer, nullable=False, server_default="1"),
        sa.Column("opened_at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("closed_at", TIMESTAMP(timezone=True)),
        sa.Column("closed_by", UUID()),
        sa.Column("closed_by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_watch_village", "malaria_watch", ["village", "until"])
