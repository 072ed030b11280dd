"""Disaster: conversations with residents in other programs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0031"
down_revision = "0030"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there, and cards that a conversation opened are found by when they were used."""
    _chats()
    _messages()
    _photographs()
    used = sa.text("person IS NOT NULL AND received_at IS NOT NULL")
    op.create_index("disaster_card_used", "disaster_card", ["received_at"], postgresql_where=used)


def _chats() -> None:
    op.create_table(
        "disaster_chat",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("address", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("chosen", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("state", JSONB),
        sa.Column("sequence", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("said_at", INSTANT),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("report", sa.BigInteger),
        sa.Column("follow", UUID()),
        sa.Column("card", UUID()),
    )
    op.create_index("disaster_chat_card", "disaster_chat", ["card"], postgresql_where=sa.text("card IS NOT NULL"))
    op.create_index("disaster_chat_seen", "disaster_chat", ["seen_at"])


def _messages() -> None:
    op.create_table(
        "disaster_heard",
        sa.Column("mark", sa.Text, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("disaster_heard_at", "disaster_heard", ["at"], postgresql_using="brin")
    op.create_table(
        "disaster_outgoing",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("id", UUID(), nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
        sa.Column("done_at", INSTANT),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index("disaster_outgoing_key", "disaster_outgoing", ["key"], unique=True)
    op.create_index("disaster_outgoing_due", "disaster_outgoing", ["channel", "due_at"], postgresql_where=waiting)
    one_person = ["channel", "person", "number"]
    op.create_index("disaster_outgoing_person", "disaster_outgoing", one_person, postgresql_where=waiting)


def _photographs() -> None:
    op.create_table(
        "disaster_fetching",
        sa.Column("card", UUID(), primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("media", sa.LargeBinary, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    )
