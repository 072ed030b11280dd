"""Malaria: villages, workers, devices, events and what they add up to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0019"
down_revision = "0018"
AT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _places()
    _devices()
    _events()
    _folded()
    _stock()


def _places() -> None:
    op.create_table(
        "malaria_village",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("longitude", sa.Double),
        sa.Column("latitude", sa.Double),
        sa.Column("population", sa.Integer),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("added_at", AT, nullable=False),
    )
    op.create_table(
        "malaria_worker",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("village", sa.Text, nullable=False, index=True),
        sa.Column("added_at", AT, nullable=False),
        sa.Column("retired_at", AT),
        sa.Column("reason", sa.Text),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_table(
        "malaria_invitation",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("token", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("worker", UUID(), nullable=False, index=True),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("made_by", UUID()),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("spent_at", AT),
        sa.Column("device", UUID()),
    )


def _devices() -> None:
    op.create_table(
        "malaria_device",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("short", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("worker", UUID(), nullable=False, index=True),
        sa.Column("village", sa.Text, nullable=False, index=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("app_version", sa.Text, nullable=False),
        sa.Column("public_key", JSONB, nullable=False),
        sa.Column("node_key", sa.LargeBinary, nullable=False),
        sa.Column("upload_token", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("read_token", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("enrolled_at", AT, nullable=False),
        sa.Column("seen_at", AT),
        sa.Column("read_at", AT),
        sa.Column("revoked_at", AT),
        sa.Column("revoked_by", UUID()),
        sa.Column("reason", sa.Text),
        sa.Column("broken_at", sa.Integer),
        sa.Column("refused", sa.Integer, nullable=False, server_default="0"),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )


def _events() -> None:
    op.create_table(
        "malaria_event",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("device", UUID()),
        sa.Column("seq", sa.Integer),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("person", UUID()),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", UUID()),
        sa.Column("target", UUID()),
        sa.Column("at", AT, nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("body", JSONB),
        sa.Column("raw", sa.LargeBinary),
        sa.Column("quarantine", sa.Text),
        sa.Column("prev", sa.LargeBinary),
        sa.Column("hash", sa.LargeBinary),
        sa.Column("actor", UUID()),
    )
    op.create_index("malaria_event_of_device", "malaria_event", ["device", "seq"], unique=True)
    op.create_index("malaria_event_of_person", "malaria_event", ["village", "person"])
    op.create_index("malaria_event_at", "malaria_event", ["village", "received_at"])
    about = sa.text("subject IS NOT NULL")
    op.create_index("malaria_event_subject", "malaria_event", ["village", "subject"], postgresql_where=about)
    op.create_index("malaria_event_target", "malaria_event", ["target"], postgresql_where=sa.text("target IS NOT NULL"))
    merges = sa.text("kind IN ('person.same', 'person.apart')")
    op.create_index("malaria_event_merges", "malaria_event", ["village"], postgresql_where=merges)
    kept_out = sa.text("quarantine IS NOT NULL")
    op.create_index("malaria_event_quarantine", "malaria_event", ["village", "received_at"], postgresql_where=kept_out)


def _folded() -> None:
    op.create_table(
        "malaria_person",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("sex", sa.Text),
        sa.Column("birth_year", sa.Integer),
        sa.Column("mother", sa.Text),
        sa.Column("house", sa.Text),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("merged_into", UUID()),
        sa.Column("last_at", AT, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("erased_at", AT),
    )
    op.create_index("malaria_person_version", "malaria_person", ["village", "version"])
    op.create_table(
        "malaria_case",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("person", UUID(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("species", sa.Text, nullable=False),
        sa.Column("treatment", UUID()),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("started_at", AT),
        sa.Column("due", JSONB, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_case_version", "malaria_case", ["village", "version"])
    op.create_index("malaria_case_person", "malaria_case", ["village", "person"])
    op.create_index("malaria_case_at", "malaria_case", ["at"])


def _stock() -> None:
    op.create_table(
        "malaria_check",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person", UUID()),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.create_index("malaria_check_person", "malaria_check", ["village", "person"])
    op.create_table(
        "malaria_stock_move",
        sa.Column("event", UUID(), primary_key=True),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("order", sa.Text, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("colour", sa.Text),
        sa.Column("lot", sa.Text, nullable=False),
        sa.Column("expires", sa.Text),
        sa.Column("quantity", sa.Integer, nullable=False),
    )
    op.create_index("malaria_stock_move_lot", "malaria_stock_move", ["village", "item", "lot"])
    _told()


def _told() -> None:
    op.create_table(
        "malaria_gone",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "malaria_notice",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("device", UUID(), nullable=False, index=True),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.Column("confirmed_at", AT),
    )
    op.create_index("malaria_notice_number", "malaria_notice", ["device", "number"], unique=True)
