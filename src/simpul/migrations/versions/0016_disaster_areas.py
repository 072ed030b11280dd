"""Disaster: areas, their states, and gauges."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

revision = "0016"
down_revision = "0015"

_instant = TIMESTAMP(timezone=True)
_FIRST_POLYGON = 100_000_000_000


def upgrade() -> None:
    """The tables are there."""
    _areas()
    _states()
    _gauges()
    _infrastructure()


def _areas() -> None:
    op.execute(f"CREATE SEQUENCE disaster_area_polygon AS bigint START WITH {_FIRST_POLYGON} MINVALUE {_FIRST_POLYGON}")
    op.create_table(
        "disaster_area",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "geom_id", "name", "parent", "city", "region")),
        sa.Column("regions", ARRAY(sa.Text), nullable=False),
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("outline", JSONB),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("added_at", _instant, nullable=False),
        sa.Column("added_by", UUID()),
        sa.CheckConstraint("kind IN ('unit', 'drawn', 'imported')", name="disaster_area_kind"),
        sa.CheckConstraint(f"(kind = 'unit') = (id < {_FIRST_POLYGON})", name="disaster_area_ids"),
        sa.CheckConstraint("kind = 'unit' OR outline IS NOT NULL", name="disaster_area_outline"),
    )
    imported = sa.text("kind = 'imported'")
    op.create_index("disaster_area_imported", "disaster_area", ["geom_id"], unique=True, postgresql_where=imported)


def _states() -> None:
    op.create_table(
        "disaster_area_state",
        sa.Column("area", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hazard", sa.Text, primary_key=True),
        sa.Column("state", sa.SmallInteger),
        sa.Column("since", _instant),
        sa.Column("changed_at", _instant, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("agency", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["area"], ["disaster_area.id"], name="disaster_area_state_area"),
        sa.CheckConstraint("state BETWEEN 1 AND 4", name="disaster_area_state_known"),
    )
    op.create_table(
        "disaster_area_change",
        sa.Column("area", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hazard", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", _instant, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("before", sa.SmallInteger),
        sa.Column("state", sa.SmallInteger),
        sa.Column("since", _instant),
        sa.Column("by", UUID()),
        sa.Column("agency", sa.Text),
        sa.Column("reasons", JSONB, nullable=False),
        sa.CheckConstraint("step IN ('set', 'accept', 'confirm', 'clear', 'undo')", name="disaster_area_change_step"),
    )
    op.create_index("disaster_area_change_at", "disaster_area_change", ["hazard", "at"])


def _gauges() -> None:
    op.create_table(
        "disaster_gauge",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("downstream", ARRAY(sa.Text), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )
    op.create_table(
        "disaster_gauge_observation",
        sa.Column("gauge", sa.Text, primary_key=True),
        sa.Column("at", _instant, primary_key=True),
        sa.Column("depth_cm", sa.Integer, nullable=False),
        sa.Column("warning", sa.SmallInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.CheckConstraint("warning BETWEEN 1 AND 4", name="disaster_gauge_observation_warning"),
    )


def _infrastructure() -> None:
    op.create_table(
        "disaster_infrastructure",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "name", "region", "source")),
        sa.Column("geometry", JSONB, nullable=False),
        sa.Column("tags", JSONB, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )
    op.create_index("disaster_infrastructure_kind", "disaster_infrastructure", ["kind"])
