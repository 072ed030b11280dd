"""Malaria: what was taken in from e-SISMAL."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """The tables are there, and a test is found by its id alone."""
    _imports()
    _rows()
    op.create_table(
        "malaria_facility_month",
        sa.Column("area", sa.Text, primary_key=True),
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("facility", sa.Text, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("figures", JSONB, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_facility_month_first", "malaria_facility_month", ["first", "area"])
    op.create_index("malaria_test_id", "malaria_test", ["id"])


def _imports() -> None:
    op.create_table(
        "malaria_import",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("region", sa.Text),
        sa.Column("area", sa.Text, nullable=False, server_default=""),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("kept", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("beat_at", TIMESTAMP(timezone=True)),
        sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("done", sa.Integer, nullable=False, server_default="0"),
        sa.Column("total", sa.Integer, nullable=False, server_default="0"),
        sa.Column("counts", JSONB, nullable=False, server_default="{}"),
        sa.Column("problem", sa.Text, nullable=False, server_default=""),
        sa.Column("with_alike", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("taken_at", TIMESTAMP(timezone=True)),
        sa.Column("taken_by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("undone_at", TIMESTAMP(timezone=True)),
        sa.Column("undone_by_name", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("malaria_import_at", "malaria_import", ["at"])


def _rows() -> None:
    op.create_table(
        "malaria_import_row",
        sa.Column("import", UUID(), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("test", UUID(), nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False, server_default=""),
        sa.Column("before", JSONB),
        sa.Column("taken", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_import_row_test", "malaria_import_row", ["test"])
    op.create_table(
        "malaria_import_flaw",
        sa.Column("import", UUID(), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("other", sa.Text, nullable=False, server_default=""),
        sa.Column("left_out", sa.Boolean, nullable=False),
    )
