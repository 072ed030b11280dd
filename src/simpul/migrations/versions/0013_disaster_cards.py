"""Disaster: report cards, the invitations to report."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0013"
down_revision = "0012"

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    op.create_table("disaster_card", *_invited(), *_became())
    op.create_index("disaster_card_opened", "disaster_card", ["opened_at"], postgresql_using="brin")
    asked = sa.column("follow_up").is_not(None)
    op.create_index("disaster_card_follow_up", "disaster_card", ["follow_up"], unique=True, postgresql_where=asked)
    op.execute("ALTER TABLE disaster_card SET (fillfactor = 70)")  # a card is changed once: room for that beside it


def _invited() -> list[sa.Column[object]]:
    return [
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("opened_at", _instant, nullable=False),
        sa.Column("expires_at", _instant),
        sa.Column("guest", sa.Boolean, nullable=False),
        sa.Column("person", sa.LargeBinary),
        sa.Column("bound_to", sa.Text),
        sa.Column("opened_by", UUID()),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("parent", UUID()),
        sa.Column("parts", sa.SmallInteger, nullable=False, server_default="0"),
    ]


def _became() -> list[sa.Column[object]]:
    return [
        sa.Column("received_at", _instant),
        sa.Column("report", sa.BigInteger),
        sa.Column("image", sa.Text),
        sa.Column("photo", sa.Text),
        sa.Column("thumbnail", sa.Text),
        sa.Column("photo_hash", sa.BigInteger),
        sa.Column("follow_up", UUID()),
        sa.Column("asked_at", _instant),
        sa.Column("answered_at", _instant),
        sa.Column("answer", sa.Text),
    ]
