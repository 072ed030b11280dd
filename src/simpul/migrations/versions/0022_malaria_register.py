"""Malaria: the register of tests, and what they add up to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0022"
down_revision = "0021"
COUNTS = (
    *("tested", "rdt", "slide", "pcr", "positive", "pf", "pv", "pm", "po", "pk", "mix", "suspect_pk", "other"),
    *("pos_0_4", "pos_5_14", "pos_15_64", "pos_65", "pos_male", "pos_female", "pregnant", "severe", "died"),
    *("standard", "nonprogram", "primaquine", "primaquine_due", "investigated"),
    *("indigenous", "imported", "introduced", "induced", "relapse", "recrudescent"),
)


def upgrade() -> None:
    """The tables are there."""
    _register()
    _tallies()
    _certificates()


def _register() -> None:
    op.create_table(
        "malaria_test",
        sa.Column("village", sa.Text, primary_key=True),
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("person", UUID()),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("facility", sa.Text, nullable=False, server_default=""),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("species", sa.Text),
        sa.Column("sex", sa.Text),
        sa.Column("age", sa.SmallInteger),
        sa.Column("occupation", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("purpose", sa.Text, nullable=False, server_default="diagnosis"),
        sa.Column("pregnant", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("severe", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("admitted", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("died", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("treated", sa.Text, nullable=False, server_default="none"),
        sa.Column("primaquine", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("primaquine_due", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("origin", sa.Text),
        sa.Column("investigated_on", sa.Date),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    below = {"village": "text_pattern_ops"}  # so that "begins with this code" is found by the index in every collation
    op.create_index("malaria_test_day", "malaria_test", ["village", "day"], postgresql_ops=below)
    op.create_index("malaria_test_person", "malaria_test", ["village", "person"])
    found = sa.text("result = 'positive' AND purpose = 'diagnosis'")
    op.create_index("malaria_test_case", "malaria_test", ["village", "day"], postgresql_where=found, postgresql_ops=below)


def _tallies() -> None:
    op.create_table(
        "malaria_tally",
        sa.Column("level", sa.Text, primary_key=True),
        sa.Column("span", sa.Text, primary_key=True),
        sa.Column("area", sa.Text, primary_key=True),
        sa.Column("first", sa.Date, primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in COUNTS),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("malaria_tally_first", "malaria_tally", ["level", "span", "first"])
    by_area = ["level", "span", "area", "first"]
    op.create_index("malaria_tally_area", "malaria_tally", by_area, postgresql_ops={"area": "text_pattern_ops"})
    op.create_table(
        "malaria_tally_due",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
    )


def _certificates() -> None:
    op.create_table(
        "malaria_certificate",
        sa.Column("area", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
    )
