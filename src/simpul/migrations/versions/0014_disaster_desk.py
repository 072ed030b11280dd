"""Disaster: votes, flags, decisions about groups, what is withheld, partners and their keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0014"
down_revision = "0013"

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _residents()
    _desk()
    _partners()


def _residents() -> None:
    op.create_table(
        "disaster_vote",
        sa.Column("report", UUID(), primary_key=True),
        sa.Column("voter", sa.Text, primary_key=True),
        sa.Column("points", sa.SmallInteger, nullable=False),
        sa.Column("at", _instant, nullable=False),
    )
    op.create_index("disaster_vote_at", "disaster_vote", ["at"])
    op.create_table(
        "disaster_flag",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("report", UUID(), nullable=False),
        sa.Column("sender", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("at", _instant, nullable=False),
        sa.Column("closed_at", _instant),
        sa.Column("outcome", sa.Text),
        sa.Column("closed_by", UUID()),
        sa.Column("answer", sa.Text),
    )
    op.create_index("disaster_flag_sender", "disaster_flag", ["report", "sender"], unique=True)
    op.create_index(
        "disaster_flag_open", "disaster_flag", ["at"], postgresql_where=sa.column("closed_at", _instant).is_(None)
    )
    op.create_index("disaster_flag_report", "disaster_flag", ["report"])


def _desk() -> None:
    op.create_table(
        "disaster_batch",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("at", _instant, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reports", JSONB, nullable=False),
        sa.Column("undone_at", _instant),
    )
    op.create_index("disaster_batch_at", "disaster_batch", ["at"])
    op.create_table(
        "disaster_withheld",
        sa.Column("report", UUID(), primary_key=True),
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("title", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("photo", sa.Text),
        sa.Column("thumbnail", sa.Text),
        sa.Column("photo_hash", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.Column("by", UUID()),
    )
    for name in ("photo", "thumbnail"):
        there = sa.column(name).is_not(None)
        op.create_index(f"disaster_withheld_{name}", "disaster_withheld", [name], postgresql_where=there)


def _partners() -> None:
    op.create_table(
        "disaster_partner",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("icon", sa.Text, nullable=False),
        sa.Column("region", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("created_by", UUID()),
    )
    op.create_table(
        "disaster_partner_key",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("partner", sa.Text, _partner(), nullable=False, index=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("revoked_at", _instant),
        sa.Column("revoked_by", UUID()),
    )
    op.create_table(
        "disaster_partner_invitation",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("partner", sa.Text, _partner(), nullable=False, index=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("created_by", UUID()),
        sa.Column("expires_at", _instant, nullable=False),
        sa.Column("used_at", _instant),
    )


def _partner() -> sa.ForeignKey:
    return sa.ForeignKey("disaster_partner.code", ondelete="CASCADE")
