"""Cooperation: joint projects, their steps, deliverables and files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0042"
down_revision = "0041"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _projects()
    _deliverables()


def _programme() -> sa.Column[str]:
    return sa.Column("programme", sa.Text, sa.ForeignKey("cooperation_programme.code"), nullable=False, index=True)


def _project() -> sa.Column[object]:
    return sa.Column("project", UUID(), sa.ForeignKey("cooperation_project.id"), nullable=False, index=True)


def _projects() -> None:
    op.create_table(
        "cooperation_project",
        sa.Column("id", UUID(), primary_key=True),
        _programme(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("title", JSONB, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("summary", JSONB),
        sa.Column("proposed_by", sa.Text),
        sa.Column("lead", sa.Text, nullable=False),
        sa.Column("note", JSONB),
        sa.Column("inferred", JSONB, nullable=False),
        sa.Column("sources", JSONB, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_project_step",
        sa.Column("id", UUID(), primary_key=True),
        _project(),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("taken_on", sa.Date, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT),
    )


def _deliverables() -> None:
    op.create_table(
        "cooperation_deliverable",
        sa.Column("id", UUID(), primary_key=True),
        _project(),
        _programme(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", JSONB, nullable=False),
        sa.Column("given_on", sa.Date),
        sa.Column("summary", JSONB),
        sa.Column("became", JSONB, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("inferred", JSONB, nullable=False),
        sa.Column("sources", JSONB, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_deliverable_file",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("deliverable", UUID(), sa.ForeignKey("cooperation_deliverable.id"), nullable=False, index=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT),
    )
