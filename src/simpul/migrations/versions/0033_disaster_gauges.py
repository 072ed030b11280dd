"""Disaster: what gauges are expected to say, how each stands now, and what was refused of it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Gauges have thresholds and bounds; a gauge's present state, its refused messages and the feed have their tables."""
    _expectations()
    _states()
    _refused()
    op.create_index("disaster_gauge_observation_at", "disaster_gauge_observation", ["at"])
    op.create_table(
        "disaster_gauge_feed",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", _instant, nullable=False),
        sa.Column("last_at", _instant),
        sa.Column("detail", sa.Text, nullable=False),
    )


def _expectations() -> None:
    table = "disaster_gauge"
    for name in ("siaga1_cm", "siaga2_cm", "siaga3_cm"):
        op.add_column(table, sa.Column(name, sa.Integer))
    for name, usual in (("least_cm", "-500"), ("most_cm", "3000"), ("rise_cm", "30"), ("version", "1")):
        op.add_column(table, sa.Column(name, sa.Integer, nullable=False, server_default=usual))
    op.add_column(table, sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column(table, sa.Column("registered_at", _instant, nullable=False, server_default=sa.func.now()))
    op.create_check_constraint("disaster_gauge_bounds", table, "least_cm < most_cm AND rise_cm > 0")
    op.create_check_constraint("disaster_gauge_siaga", table, "siaga1_cm > siaga2_cm AND siaga2_cm > siaga3_cm")


def _states() -> None:
    op.create_table(
        "disaster_gauge_state",
        sa.Column("gauge", sa.Text, primary_key=True),
        sa.Column("at", _instant),
        *(sa.Column(name, sa.Integer) for name in ("depth_cm", "warning")),
        sa.Column("doubt_at", _instant),
        sa.Column("doubt_cm", sa.Integer),
        sa.Column("told_at", _instant),
        sa.Column("told", sa.Integer),
    )
    op.execute(
        "INSERT INTO disaster_gauge_state (gauge, at, depth_cm, warning) SELECT DISTINCT ON (gauge) gauge, at, depth_cm,"
        " warning FROM disaster_gauge_observation ORDER BY gauge, at DESC"
    )


def _refused() -> None:
    op.create_table(
        "disaster_gauge_refused",
        sa.Column("gauge", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("first_at", _instant, nullable=False),
        sa.Column("last_at", _instant, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
    )
    op.create_index("disaster_gauge_refused_at", "disaster_gauge_refused", ["last_at"])
