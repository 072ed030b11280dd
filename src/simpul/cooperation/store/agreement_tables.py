"""Tables of agreements, their texts, budgets and rates.

Personal data: `cooperation_agreement` holds who signed for each party (names of office holders), because a public
instrument says so, kept as long as the agreement's record. `cooperation_agreement_text` holds who gave the file and who
signed it, because a text's origin must be told, as long as the text. `cooperation_budget_line` and `cooperation_rate`
hold none.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

agreements = Table(
    "cooperation_agreement",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("programme", Text, ForeignKey("cooperation_programme.code"), nullable=False, index=True),
    Column("instrument", Text, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("signed_on", Date),
    Column("signed_at", Text, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Column("parties", JSONB, nullable=False),
    Column("parent", UUID(as_uuid=True), ForeignKey("cooperation_agreement.id"), index=True),
    Column("note", JSONB),
    Column("inferred", JSONB, nullable=False),
    Column("sources", JSONB, nullable=False),
    Column("ended_on", Date),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""`parties`: a list of {"name", "side", "part", "represented_by"}."""

texts = Table(
    "cooperation_agreement_text",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("agreement", UUID(as_uuid=True), ForeignKey("cooperation_agreement.id"), nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("replaced_at", Instant),
    Column("media", Text, nullable=False),
    Column("signatures", JSONB),
)

lines = Table(
    "cooperation_budget_line",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("programme", Text, ForeignKey("cooperation_programme.code"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("on", Date, nullable=False),
    Column("amount", Numeric(20, 2), nullable=False),
    Column("currency", Text, nullable=False),
    Column("what", JSONB, nullable=False),
    Column("category", Text, nullable=False),
    Column("project", UUID(as_uuid=True)),
    Column("in_kind", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("struck_at", Date),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""Struck amounts stay, and count no more."""

rates = Table(
    "cooperation_rate",
    metadata,
    Column("base", Text, primary_key=True),
    Column("quote", Text, primary_key=True),
    Column("on", Date, primary_key=True),
    Column("value", Numeric(30, 12), nullable=False),
    Column("source", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
)
