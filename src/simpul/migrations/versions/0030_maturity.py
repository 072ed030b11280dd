"""Maturity: instruments, editions, assessments, evidence, records, results."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID

revision = "0030"
down_revision = "0029"
AT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """The tables are there."""
    for made in (
        _instrument,
        _edition,
        _participant,
        _assignment,
        _interest,
        _assessment,
        _respondent,
        _answer,
        _answer_past,
        _draft,
        _step,
        _review,
        _objection,
        _evidence,
        _record,
        _result,
    ):
        made()


def _instrument() -> None:
    op.create_table(
        "maturity_instrument",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", AT, nullable=False),
    )


def _edition() -> None:
    op.create_table(
        "maturity_edition",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("stages", JSONB(), nullable=False),
        sa.Column("deadlines", JSONB(), nullable=False, server_default="{}"),
        sa.Column("questions", JSONB(), nullable=False, server_default="[]"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False, server_default=""),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("published_at", AT),
        sa.Column("closed_at", AT),
        sa.Column("changed_at", AT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )


def _participant() -> None:
    op.create_table(
        "maturity_participant",
        sa.Column("edition", sa.Text, sa.ForeignKey("maturity_edition.key"), primary_key=True),
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False, server_default=""),
        sa.Column("region", sa.Text, nullable=False, server_default=""),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )


def _assignment() -> None:
    op.create_table(
        "maturity_assignment",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("seat", sa.SmallInteger, nullable=False),
        sa.Column("account", UUID(), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("institution", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("ended_at", AT),
        sa.Column("ended_why", sa.Text, nullable=False, server_default=""),
    )
    op.create_index(
        "maturity_assignment_seat",
        "maturity_assignment",
        ["edition", "agency", "seat"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _interest() -> None:
    op.create_table(
        "maturity_interest",
        sa.Column("account", UUID(), primary_key=True),
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("at", AT, nullable=False),
    )


def _assessment() -> None:
    op.create_table(
        "maturity_assessment",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("entry", UUID()),
        sa.Column("entry_name", sa.Text, nullable=False, server_default=""),
        sa.Column("general", JSONB(), nullable=False, server_default="{}"),
        sa.Column("submitted", JSONB(), nullable=False, server_default="{}"),
        sa.Column("unlocked", JSONB(), nullable=False, server_default="[]"),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.Column("closed_at", AT),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("maturity_assessment_one", "maturity_assessment", ["edition", "agency"], unique=True)


def _respondent() -> None:
    op.create_table(
        "maturity_respondent",
        sa.Column("assessment", UUID(), sa.ForeignKey("maturity_assessment.id"), primary_key=True),
        sa.Column("indicator", sa.Text, primary_key=True),
        sa.Column("account", UUID(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", AT, nullable=False),
    )


def _answer() -> None:
    op.create_table(
        "maturity_answer",
        sa.Column("assessment", UUID(), sa.ForeignKey("maturity_assessment.id"), primary_key=True),
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("seat", sa.SmallInteger, primary_key=True),
        sa.Column("indicator", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("level", sa.Numeric),
        sa.Column("met", JSONB(), nullable=False, server_default="[]"),
        sa.Column("facts", sa.Text, nullable=False, server_default=""),
        sa.Column("analysis", sa.Text, nullable=False, server_default=""),
        sa.Column("justification", sa.Text, nullable=False, server_default=""),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
    )


def _answer_past() -> None:
    op.create_table(
        "maturity_answer_past",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("assessment", UUID(), nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("seat", sa.SmallInteger, nullable=False),
        sa.Column("indicator", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("said", JSONB(), nullable=False),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
    )
    op.create_index("maturity_answer_past_of", "maturity_answer_past", ["assessment", "indicator"])


def _draft() -> None:
    op.create_table(
        "maturity_draft",
        sa.Column("assessment", UUID(), primary_key=True),
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("seat", sa.SmallInteger, primary_key=True),
        sa.Column("indicator", sa.Text, primary_key=True),
        sa.Column("account", UUID(), primary_key=True),
        sa.Column("said", JSONB(), nullable=False),
        sa.Column("based_on", sa.Integer, nullable=False),
        sa.Column("at", AT, nullable=False, index=True),
    )


def _step() -> None:
    op.create_table(
        "maturity_step",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("assessment", UUID(), nullable=False, index=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("indicator", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
    )


def _review() -> None:
    op.create_table(
        "maturity_review",
        sa.Column("assessment", UUID(), primary_key=True),
        sa.Column("indicator", sa.Text, primary_key=True),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
    )


def _objection() -> None:
    op.create_table(
        "maturity_objection",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("assessment", UUID(), nullable=False, index=True),
        sa.Column("indicator", sa.Text, nullable=False),
        sa.Column("wanted", sa.Numeric, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False, server_default=""),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_by", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_at", AT),
        sa.Column("withdrawn_at", AT),
    )


def _evidence() -> None:
    op.create_table(
        "maturity_evidence",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("assessment", UUID(), nullable=False, index=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("indicator", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("evidence_key", sa.Text, nullable=False, server_default=""),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("file", sa.Text, nullable=False, server_default=""),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("media", sa.Text, nullable=False, server_default=""),
        sa.Column("size", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("digest", sa.Text, nullable=False, server_default=""),
        sa.Column("link", sa.Text, nullable=False, server_default=""),
        sa.Column("measured", JSONB()),
        sa.Column("by", UUID()),
        sa.Column("by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
        sa.Column("removed_at", AT),
        sa.Column("removed_by", sa.Text, nullable=False, server_default=""),
    )


def _record() -> None:
    op.create_table(
        "maturity_record",
        sa.Column("id", UUID(), primary_key=True),
        sa.Column("assessment", UUID(), nullable=False, index=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("message", JSONB(), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("signatures", JSONB(), nullable=False, server_default="[]"),
        sa.Column("node_signature", sa.Text, nullable=False, server_default=""),
        sa.Column("file", sa.Text, nullable=False, server_default=""),
        sa.Column("at", AT, nullable=False),
        sa.Column("replaced_at", AT),
    )


def _result() -> None:
    op.create_table(
        "maturity_result",
        sa.Column("assessment", UUID(), primary_key=True),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("index_exact", sa.Text, nullable=False),
        sa.Column("index_shown", sa.Numeric(6, 2), nullable=False),
        sa.Column("predicate", sa.Text, nullable=False),
        sa.Column("self_shown", sa.Numeric(6, 2)),
        sa.Column("nodes", JSONB(), nullable=False),
        sa.Column("values", JSONB(), nullable=False),
        sa.Column("unfilled", sa.Integer, nullable=False, server_default="0"),
        sa.Column("final", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("at", AT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default="false"),
    )
    op.create_index("maturity_result_edition", "maturity_result", ["edition", "agency"], unique=True)
