"""Cooperation: gates of large events, their devices, and what tickets were shown there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0046"
down_revision = "0045"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _gates()
    op.create_table(
        "cooperation_scan",
        sa.Column("device", UUID(), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True),
        sa.Column("event", UUID(), nullable=False),
        sa.Column("ticket", sa.LargeBinary, nullable=False),
        sa.Column("gate", UUID(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("undoes", sa.BigInteger),
        sa.Column("refused", sa.Text),
    )
    op.create_index("cooperation_scan_ticket", "cooperation_scan", ["event", "ticket"])
    stood = sa.text("refused LIKE '%-inside'")
    op.create_index("cooperation_scan_stood", "cooperation_scan", ["event", "received_at"], postgresql_where=stood)
    op.create_table(
        "cooperation_checkin",
        sa.Column("event", UUID(), primary_key=True),
        sa.Column("ticket", sa.LargeBinary, primary_key=True),
        sa.Column("agency", sa.Text, nullable=False, server_default=""),
        sa.Column("gate", UUID()),
        sa.Column("device", UUID()),
        sa.Column("seq", sa.BigInteger),
        sa.Column("at", INSTANT),
        sa.Column("doubles", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    op.create_index("cooperation_checkin_changed", "cooperation_checkin", ["event", "changed_at"])


def _gates() -> None:
    op.create_table(
        "cooperation_gate",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("event", UUID(), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False, server_default="true"),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.UniqueConstraint("event", "name", name="cooperation_gate_name"),
    )
    op.create_table(
        "cooperation_gate_device",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("event", UUID(), nullable=False),
        sa.Column("gate", UUID(), sa.ForeignKey("cooperation_gate.id"), nullable=False),
        sa.Column("account", UUID(), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("seen_at", INSTANT),
        sa.Column("unsent", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("ix_cooperation_gate_device_event", "cooperation_gate_device", ["event"])
