"""Disaster: files of reports that offices send."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0032"
down_revision = "0031"
AT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _imports()
    _rows()


def _imports() -> None:
    op.create_table(
        "disaster_import",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("at", AT, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("region", sa.Text, index=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("heads", JSONB, nullable=False),
        sa.Column("columns", JSONB, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("hazard", sa.Text, nullable=False),
        sa.Column("checked", sa.Boolean, nullable=False),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("taken_at", AT),
        sa.Column("undone_at", AT),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("beat_at", AT),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index(
        "disaster_import_worked",
        "disaster_import",
        ["at"],
        postgresql_where=sa.text("state IN ('checking', 'taking', 'undoing')"),
    )


def _rows() -> None:
    op.create_table(
        "disaster_import_flaw",
        sa.Column("import", UUID(), sa.ForeignKey("disaster_import.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("line", sa.Integer, primary_key=True),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("cells", JSONB, nullable=False),
    )
    op.create_table(
        "disaster_import_report",
        sa.Column("import", UUID(), sa.ForeignKey("disaster_import.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
    )
