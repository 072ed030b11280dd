"""Tables of assessments: who answers, answers by stage and seat, drafts, reviews, objections, what happened when.

Personal data: `maturity_assessment`, `maturity_respondent`, `maturity_answer`, `maturity_answer_past`, `maturity_step`,
`maturity_review` and `maturity_objection` hold names and some account ids of public servants and assessors who answered,
decided or objected, because records of an evaluation must say who spoke; kept with the edition. `maturity_draft` holds
unfinished words of one account, erased 90 days after the last change. No citizen's data is asked for anywhere.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Index, Integer, Numeric, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

assessments = Table(
    "maturity_assessment",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("edition", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("entry", UUID()),
    Column("entry_name", Text, nullable=False, server_default=""),
    Column("general", JSONB, nullable=False, server_default="{}"),
    Column("submitted", JSONB, nullable=False, server_default="{}"),
    Column("unlocked", JSONB, nullable=False, server_default="[]"),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`state`: open (being answered), submitted (waits for a signature or the other seat), closed (final). `submitted`:
{"1": "2026-…", "2": "…"} by seat in the stage. `unlocked`: indicators that a review sent back; empty = all of the stage.
`general`: answers to the edition's general questions. `entry`: the one data-entry officer."""

Index("maturity_assessment_one", assessments.c.edition, assessments.c.agency, unique=True)

respondents = Table(
    "maturity_respondent",
    metadata,
    Column("assessment", UUID(), ForeignKey("maturity_assessment.id"), primary_key=True),
    Column("indicator", Text, primary_key=True),
    Column("account", UUID(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""Who answers for which indicator at the agency; several may answer for one."""

answers = Table(
    "maturity_answer",
    metadata,
    Column("assessment", UUID(), ForeignKey("maturity_assessment.id"), primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("seat", SmallInteger, primary_key=True),
    Column("indicator", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("level", Numeric),
    Column("met", JSONB, nullable=False, server_default="[]"),
    Column("facts", Text, nullable=False, server_default=""),
    Column("analysis", Text, nullable=False, server_default=""),
    Column("justification", Text, nullable=False, server_default=""),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
)
"""`seat`: 0 the agency (stage self) or the assessors together, 1 and 2 an assessor alone (stage document). `met`: the
criteria (levels) said to be met, e.g. [1, 2, 3]. `level` null: not filled."""

past_answers = Table(
    "maturity_answer_past",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("assessment", UUID(), nullable=False),
    Column("stage", Text, nullable=False),
    Column("seat", SmallInteger, nullable=False),
    Column("indicator", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("said", JSONB, nullable=False),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
)
"""Each version of an answer that another took the place of: {"level", "met", "facts", "analysis", "justification"}."""

Index("maturity_answer_past_of", past_answers.c.assessment, past_answers.c.indicator)

drafts = Table(
    "maturity_draft",
    metadata,
    Column("assessment", UUID(), primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("seat", SmallInteger, primary_key=True),
    Column("indicator", Text, primary_key=True),
    Column("account", UUID(), primary_key=True),
    Column("said", JSONB, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
"""What somebody has typed and not yet kept; `based_on`: the version of the answer it began from (0: none)."""

steps = Table(
    "maturity_step",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("assessment", UUID(), nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("indicator", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
)
"""`step`: opened, handed_over, submitted, signed, harmonised, confirmed, skipped, returned, objected, final, reopened."""

reviews = Table(
    "maturity_review",
    metadata,
    Column("assessment", UUID(), primary_key=True),
    Column("indicator", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
)
"""`verdict`: valid, not_valid. A return clears those that were not valid."""

objections = Table(
    "maturity_objection",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("assessment", UUID(), nullable=False, index=True),
    Column("indicator", Text, nullable=False),
    Column("wanted", Numeric, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("verdict", Text, nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    Column("answered_by", Text, nullable=False, server_default=""),
    Column("answered_at", Instant),
    Column("withdrawn_at", Instant),
)
"""`verdict`: "" (waits), granted, refused."""
