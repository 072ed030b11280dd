"""Cooperation: large events, quotas, registrations, the queue before the form."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0045"
down_revision = "0044"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    op.create_table(
        "cooperation_event",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("title", JSONB, nullable=False),
        sa.Column("place", JSONB, nullable=False),
        sa.Column("about", JSONB),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("programme", sa.Text, sa.ForeignKey("cooperation_programme.code")),
        sa.Column("public", sa.Boolean, nullable=False, server_default="true"),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("erased_at", INSTANT),
    )
    _counts()
    _registrations()


def _event() -> "sa.Column[object]":
    return sa.Column("event", UUID(), sa.ForeignKey("cooperation_event.id"), primary_key=True)


def _counts() -> None:
    op.create_table(
        "cooperation_event_quota",
        _event(),
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False, server_default="0"),
        sa.Column("waiting", sa.Integer, nullable=False, server_default="0"),
        sa.CheckConstraint("taken >= 0 AND taken <= places", name="cooperation_event_quota_kept"),
        sa.CheckConstraint("waiting >= 0", name="cooperation_event_quota_waiting"),
    )
    op.create_table(
        "cooperation_event_tally",
        _event(),
        sa.Column("hall_places", sa.Integer, nullable=False),
        sa.Column("remote_places", sa.Integer),
        *(
            sa.Column(name, sa.Integer, nullable=False, server_default="0")
            for name in ("hall", "remote", "waiting", "remote_waiting", "cancelled")
        ),
        sa.Column("number", sa.BigInteger, nullable=False, server_default="0"),
        sa.CheckConstraint("hall >= 0 AND hall <= hall_places", name="cooperation_event_tally_hall"),
        sa.CheckConstraint(
            "remote >= 0 AND (remote_places IS NULL OR remote <= remote_places)", name="cooperation_event_tally_remote"
        ),
    )
    op.create_table(
        "cooperation_event_queue",
        _event(),
        sa.Column("issued", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("called", sa.BigInteger, nullable=False, server_default="0"),
    )
    for table in ("quota", "tally", "queue"):  # rewritten many times a second: room for each row's next version beside it
        op.execute(f"ALTER TABLE cooperation_event_{table} SET (fillfactor = 20)")


def _registrations() -> None:
    op.create_table(
        "cooperation_registration",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("event", UUID(), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("person", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("admission", sa.Text, nullable=False),
        sa.Column("was", sa.Text),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("key", sa.LargeBinary),
        sa.Column("tell", sa.Text),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.UniqueConstraint("event", "person", name="cooperation_registration_person"),
        sa.UniqueConstraint("digest", name="cooperation_registration_digest"),
    )
    op.create_index(
        "cooperation_registration_waiting",
        "cooperation_registration",
        ["event", "agency", "number"],
        postgresql_where=sa.text("admission = 'waiting'"),
    )
    op.create_index(
        "cooperation_registration_tell",
        "cooperation_registration",
        ["event", "number"],
        postgresql_where=sa.text("tell IS NOT NULL"),
    )
