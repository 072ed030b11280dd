"""The kernel's tables: audit trail and its seals, outbox, inbox, jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0001"
down_revision = None

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _audit()
    _events()
    op.create_table(
        "kernel_job",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("due_at", _instant, nullable=False),
        sa.Column("done_at", _instant),
        sa.Column("error", sa.Text),
    )
    op.create_table(
        "kernel_limit",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("since", _instant, primary_key=True),
        sa.Column("spent", sa.Integer, nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "kernel_audit",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("at", _instant, nullable=False),
        sa.Column("actor", UUID()),
        sa.Column("agency", sa.Text),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("digest_before", sa.LargeBinary),
        sa.Column("digest_after", sa.LargeBinary),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("seq", sa.BigInteger),
        sa.Column("link", sa.LargeBinary),
    )
    op.create_index("kernel_audit_seq", "kernel_audit", ["seq"], unique=True, postgresql_where=sa.text("seq IS NOT NULL"))
    op.create_index("kernel_audit_unsealed", "kernel_audit", ["id"], postgresql_where=sa.text("seq IS NULL"))
    op.create_index("kernel_audit_subject", "kernel_audit", ["subject", "at"])
    op.create_table(
        "kernel_audit_seal",
        sa.Column("last_seq", sa.BigInteger, primary_key=True),
        sa.Column("at", _instant, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )


def _events() -> None:
    op.create_table(
        "kernel_outbox",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_at", _instant, nullable=False),
        sa.Column("published_at", _instant),
        sa.Column("dead_at", _instant),
        sa.Column("error", sa.Text),
    )
    waiting = sa.text("published_at IS NULL AND dead_at IS NULL")
    op.create_index("kernel_outbox_waiting", "kernel_outbox", ["id"], postgresql_where=waiting)
    op.create_table(
        "kernel_inbox",
        sa.Column("handler", sa.Text, primary_key=True),
        sa.Column("event", UUID(), primary_key=True),
        sa.Column("at", _instant, nullable=False),
    )
