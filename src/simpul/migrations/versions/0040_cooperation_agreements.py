"""Cooperation: agreements, their texts, budgets, and rates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0040"
down_revision = "0039"
INSTANT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    _agreements()
    _texts()
    _budgets()


def _programme() -> sa.Column[str]:
    return sa.Column("programme", sa.Text, sa.ForeignKey("cooperation_programme.code"), nullable=False, index=True)


def _agreements() -> None:
    op.create_table(
        "cooperation_agreement",
        sa.Column("id", UUID(), primary_key=True),
        _programme(),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("title", JSONB, nullable=False),
        sa.Column("signed_on", sa.Date),
        sa.Column("signed_at", sa.Text, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("parties", JSONB, nullable=False),
        sa.Column("parent", UUID(), sa.ForeignKey("cooperation_agreement.id"), index=True),
        sa.Column("note", JSONB),
        sa.Column("inferred", JSONB, nullable=False),
        sa.Column("sources", JSONB, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
    )


def _texts() -> None:
    op.create_table(
        "cooperation_agreement_text",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("agreement", UUID(), sa.ForeignKey("cooperation_agreement.id"), nullable=False, index=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("replaced_at", INSTANT),
        sa.Column("media", sa.Text, nullable=False),
        sa.Column("signatures", JSONB),
    )


def _budgets() -> None:
    op.create_table(
        "cooperation_budget_line",
        sa.Column("id", UUID(), primary_key=True),
        _programme(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("amount", sa.Numeric(20, 2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("what", JSONB, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("project", UUID()),
        sa.Column("in_kind", sa.Boolean, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("struck_at", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
    )
    op.create_table(
        "cooperation_rate",
        sa.Column("base", sa.Text, primary_key=True),
        sa.Column("quote", sa.Text, primary_key=True),
        sa.Column("on", sa.Date, primary_key=True),
        sa.Column("value", sa.Numeric(30, 12), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
    )
