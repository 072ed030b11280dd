"""Calls counted by minute, service and client; what is known of every node's health."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0009"
down_revision = "0008"

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _usage()
    _health()


def _usage() -> None:
    op.create_table(
        "exchange_usage",
        sa.Column("minutes", sa.SmallInteger, nullable=False),
        sa.Column("at", _instant, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("side", "service", "client", "outcome")),
        sa.Column("bucket", sa.SmallInteger, nullable=False),
        sa.Column("calls", sa.BigInteger, nullable=False),
        sa.Column("total_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("minutes", "at", "side", "service", "client", "outcome", "bucket"),
        sa.CheckConstraint("minutes IN (1, 60)", name="exchange_usage_minutes"),
        sa.CheckConstraint("side IN ('provider', 'consumer')", name="exchange_usage_side"),
    )


def _health() -> None:
    op.create_table(
        "exchange_node_health",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("reach", sa.Text, nullable=False),
        sa.Column("ailment", sa.Text, nullable=False),
        sa.Column("since", _instant, nullable=False),
        sa.Column("checked_at", _instant, nullable=False),
        sa.Column("answered_at", _instant),
        sa.Column("millis", sa.Integer),
        sa.Column("log_size", sa.BigInteger),
        sa.Column("log_at", _instant),
        sa.Column("trust_size", sa.BigInteger),
        sa.Column("trust_issued_at", _instant),
        sa.CheckConstraint("reach IN ('answers', 'silent', 'doubtful')", name="exchange_node_health_reach"),
    )
    op.create_table(
        "exchange_node_check",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("at", _instant, primary_key=True),
        sa.Column("checks", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("total_ms", sa.BigInteger, nullable=False),
        sa.Column("slowest_ms", sa.Integer, nullable=False),
    )
