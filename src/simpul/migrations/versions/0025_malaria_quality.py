"""Malaria: slides read twice, training and certificates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0025"
down_revision = "0024"
AT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _readers()
    _slides()
    _rounds()
    _training()


def _readers() -> None:
    op.create_table(
        "malaria_microscopist",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("facility", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("account", UUID()),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("added_at", AT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )
    op.create_table(
        "malaria_cross_checker",
        sa.Column("account", UUID(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("settled_at", AT),
        sa.Column("settled_by", sa.Text, nullable=False),
    )
    op.create_table(
        "malaria_quality_step",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("reader", UUID(), nullable=False, index=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", AT, nullable=False),
    )


def _slides() -> None:
    op.create_table(
        "malaria_slide",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("reader", UUID(), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("species", sa.Text),
        sa.Column("density", sa.Integer),
        sa.Column("added_at", AT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.UniqueConstraint("reader", "label", "day"),
    )


def _rounds() -> None:
    op.create_table(
        "malaria_slide_round",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("reader", UUID(), nullable=False, index=True),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("drawn_at", AT, nullable=False),
        sa.Column("drawn_by", sa.Text, nullable=False),
        sa.Column("closed_at", AT),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )
    op.create_table(
        "malaria_slide_second",
        sa.Column("round", UUID(), primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("slide", UUID(), nullable=False, unique=True),
        sa.Column("result", sa.Text),
        sa.Column("species", sa.Text),
        sa.Column("density", sa.Integer),
        sa.Column("read_by", UUID()),
        sa.Column("read_at", AT),
        sa.Column("third_result", sa.Text),
        sa.Column("third_species", sa.Text),
        sa.Column("third_density", sa.Integer),
        sa.Column("third_by", UUID()),
        sa.Column("third_at", AT),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _training() -> None:
    op.create_table(
        "malaria_course",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("trainer", sa.Text, nullable=False),
        sa.Column("months", sa.Integer, nullable=False),
        sa.Column("added_at", AT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )
    op.create_table(
        "malaria_attendance",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("course", UUID(), nullable=False),
        sa.Column("who", UUID(), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("score", sa.Integer),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("issued_on", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("withdrawn", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("course", "who"),
    )
    op.create_index(
        "malaria_attendance_code", "malaria_attendance", ["code"], unique=True, postgresql_where=sa.text("code <> ''")
    )
