"""Disaster: incidents and their history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

revision = "0015"
down_revision = "0014"

_INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _incident()
    _history()


def _incident() -> None:
    op.create_table(
        "disaster_incident",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("hazard", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("closed_at", _INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("worst", sa.Text, nullable=False),
        sa.Column("first_at", _INSTANT, nullable=False),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("extent", JSONB, nullable=False),
        sa.Column("regions", ARRAY(sa.Text), nullable=False),
        sa.Column("around", ARRAY(sa.Text), nullable=False),
        sa.Column("approximate", sa.Boolean, nullable=False),
        sa.Column("areas", ARRAY(sa.BigInteger), nullable=False),
        sa.Column("needs", sa.Text, nullable=False),
        sa.Column("taken", sa.Text, nullable=False),
        sa.Column("resources", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("merged_into", UUID()),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
    )
    op.create_index("disaster_incident_around", "disaster_incident", ["around"], postgresql_using="gin")


def _history() -> None:
    op.create_table(
        "disaster_incident_step",
        sa.Column("incident", UUID(), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("actor", UUID()),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("undo", JSONB),
    )
    op.create_table(
        "disaster_incident_figure",
        sa.Column("incident", UUID(), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("entered_at", _INSTANT, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
    )
    op.create_table(
        "disaster_situation",
        sa.Column("incident", UUID(), primary_key=True),
        sa.Column("edition", sa.Integer, primary_key=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("files", JSONB, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
    )
