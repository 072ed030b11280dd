"""Disaster: who is told of warnings, when, and what was sent. Those who subscribed to regencies before are taken over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP

revision = "0036"
down_revision = "0035"

INSTANT = TIMESTAMP(timezone=True)
ZONE = """CASE
    WHEN left(region, 2) IN ('51', '52', '53', '63', '64', '65', '71', '72', '73', '74', '75', '76') THEN 'WITA'
    WHEN left(region, 2) IN ('81', '82', '91', '92', '93', '94', '95', '96') THEN 'WIT'
    ELSE 'WIB' END"""
PEOPLE = f"""INSERT INTO disaster_subscriber
    (channel, person, address, language, least, quiet_from, quiet_to, zone, wakes, every_minutes, reports, since, turn)
    SELECT DISTINCT ON (person) 'whatsapp', person, number, language, 1, 1260, 300, {ZONE}, true, 0, true, at, 0
    FROM disaster_subscription ORDER BY person, at, region"""  # noqa: S608 (constant text)
PLACES = """INSERT INTO disaster_subscriber_region (region, subscriber, near, at)
    SELECT old.region, new.id, false, old.at FROM disaster_subscription old
    JOIN disaster_subscriber new ON new.channel = 'whatsapp' AND new.person = old.person"""


def upgrade() -> None:
    """The tables are there; what was in `disaster_subscription` is in them, and it is gone."""
    _people()
    _places()
    _queue()
    op.execute(PEOPLE)
    op.execute(PLACES)
    op.drop_table("disaster_subscription")


def _people() -> None:
    op.create_table(
        "disaster_subscriber",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("address", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("hazards", ARRAY(sa.Text)),
        sa.Column("least", sa.SmallInteger, nullable=False),
        sa.Column("longitude", sa.Double),
        sa.Column("latitude", sa.Double),
        sa.Column("radius_km", sa.SmallInteger),
        sa.Column("quiet_from", sa.SmallInteger),
        sa.Column("quiet_to", sa.SmallInteger),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("wakes", sa.Boolean, nullable=False),
        sa.Column("every_minutes", sa.Integer, nullable=False),
        sa.Column("reports", sa.Boolean, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT),
        sa.Column("paused_until", INSTANT),
        sa.Column("left_at", INSTANT),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.UniqueConstraint("channel", "person"),
    )
    op.create_index(
        "disaster_subscriber_point", "disaster_subscriber", ["id"], postgresql_where=sa.text("longitude IS NOT NULL")
    )
    op.create_index(
        "disaster_subscriber_left", "disaster_subscriber", ["left_at"], postgresql_where=sa.text("left_at IS NOT NULL")
    )


def _places() -> None:
    op.create_table(
        "disaster_subscriber_region",
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column(
            "subscriber", sa.BigInteger, sa.ForeignKey("disaster_subscriber.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("near", sa.Boolean, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("disaster_subscriber_region_subscriber", "disaster_subscriber_region", ["subscriber"])
    op.create_table(
        "disaster_subscriber_wish",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("address", sa.LargeBinary, nullable=False),
        sa.Column("asked", JSONB, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
    )


def _queue() -> None:
    op.create_table(
        "disaster_telling",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("cursor", sa.BigInteger, nullable=False),
        sa.Column("queued", sa.Integer, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
    )
    op.create_index("disaster_telling_subject", "disaster_telling", ["subject", "version"])
    op.create_index("disaster_telling_open", "disaster_telling", ["id"], postgresql_where=sa.text("done_at IS NULL"))
    op.create_table(
        "disaster_notice",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("subscriber", sa.BigInteger, primary_key=True),
        sa.Column("telling", sa.BigInteger, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("rank", sa.SmallInteger, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    waiting = sa.text("state = 0")
    op.create_index("disaster_notice_due", "disaster_notice", ["channel", "rank", "due_at"], postgresql_where=waiting)
    op.create_index("disaster_notice_taken", "disaster_notice", ["changed_at"], postgresql_where=sa.text("state = 1"))
    op.create_index("disaster_notice_subscriber", "disaster_notice", ["subscriber"])
    op.create_table(
        "disaster_notice_pace",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("next_at", INSTANT, nullable=False),
    )
