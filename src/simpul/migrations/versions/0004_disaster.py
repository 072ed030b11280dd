"""Disaster's tables: reports and their history, tally of the verified, the archive and its replay."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0004"
down_revision = "0003"

_instant = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    op.create_table("disaster_report", *_what(), *_where(), *_who())
    _report_indexes()
    _history()
    _archive()
    op.create_table(
        "disaster_replay",
        sa.Column("archive", sa.Text, primary_key=True),
        sa.Column("started_at", _instant, nullable=False),
        sa.Column("from_at", _instant, nullable=False),
        sa.Column("until_at", _instant, nullable=False),
        sa.Column("speed", sa.Double, nullable=False),
        sa.Column("running", sa.Boolean, nullable=False),
    )


def _what() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("hazard", sa.Text, nullable=False),
        sa.Column("card", JSONB, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("photo", sa.Text),
        sa.Column("thumbnail", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("training", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("reported_at", _instant, nullable=False),
        sa.Column("client_at", _instant),
        sa.Column("live_until", _instant, nullable=False),
        sa.Column("changed_at", _instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("status IN ('unverified', 'verified', 'hidden')", name="disaster_report_status"),
    ]


def _where() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("province", sa.Text),
        sa.Column("regency", sa.Text),
        sa.Column("district", sa.Text),
        sa.Column("village", sa.Text),
        sa.Column("approximate", sa.Boolean, nullable=False),
        sa.Column("placed", sa.Text, nullable=False, server_default="given"),
    ]


def _who() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("form_id", UUID(), nullable=False, unique=True),
        sa.Column("card_id", UUID()),
        sa.Column("device", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("partner", sa.Text),
        sa.Column("duplicate_of", UUID(), sa.ForeignKey("disaster_report.id")),
        sa.Column("decided_at", _instant),
        sa.Column("decided_by", UUID()),
        sa.Column("reason", sa.Text),
    ]


def _report_indexes() -> None:
    shown = sa.text("status <> 'hidden'")
    op.create_index("disaster_report_live", "disaster_report", ["live_until"], postgresql_where=shown)
    op.create_index("disaster_report_changed", "disaster_report", ["changed_at"])
    op.create_index("disaster_report_reported", "disaster_report", ["reported_at"])
    for file in ("photo", "thumbnail"):
        there = sa.column(file).is_not(None)
        op.create_index(f"disaster_report_{file}", "disaster_report", [file], postgresql_where=there)
    marked = sa.text("device IS NOT NULL")
    op.create_index("disaster_report_device", "disaster_report", ["device", "reported_at"], postgresql_where=marked)


def _history() -> None:
    op.create_table(
        "disaster_report_step",
        sa.Column("report", UUID(), sa.ForeignKey("disaster_report.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("at", _instant, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("actor", UUID()),
    )
    op.create_table(
        "disaster_tally",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("hazard", sa.Text, primary_key=True),
        sa.Column("verified", sa.Integer, nullable=False),
    )


def _archive() -> None:
    op.create_table(
        "disaster_archive_report",
        sa.Column("archive", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", _instant, nullable=False),
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("depth_cm", sa.Integer),
        sa.Column("had_photo", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text),
    )
    op.create_table(
        "disaster_archive_area",
        sa.Column("archive", sa.Text, primary_key=True),
        sa.Column("area", sa.Text, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("longitude", sa.Double, nullable=False),
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("geometry", JSONB),
    )
    op.create_table(
        "disaster_archive_state",
        sa.Column("archive", sa.Text, primary_key=True),
        sa.Column("area", sa.Text, primary_key=True),
        sa.Column("at", _instant, primary_key=True),
        sa.Column("state", sa.SmallInteger, nullable=False),
    )
