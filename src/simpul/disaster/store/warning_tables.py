"""The tables of warnings, their messages and drafts, and of reports' CAP messages.

Personal data: `by`, `by_name` and `agreed_name` of `disaster_warning_message` and `disaster_warning_draft` are the account
and the name of the officers on duty, part of the official record (UU 24/2007, UU 43/2009) and kept as long as it; a draft
is erased after seven days. The texts are what officers write for the public; the pages ask them to name no residents.
`disaster_report_message` holds a report's hazard, place and time as the public map has them, and neither words nor
pictures of residents; it is erased seven days after the report expired.
"""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from simpul.kernel.database import Instant, metadata

warnings = Table(
    "disaster_warning",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("hazard", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("regions", ARRAY(Text), nullable=False),
    Column("around", ARRAY(Text), nullable=False),
    Column("origin", Text, nullable=False),
    Column("origin_ref", Text, nullable=False),
    Column("onset", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("sent", Instant, nullable=False),
    Column("content", JSONB, nullable=False),
)

messages = Table(
    "disaster_warning_message",
    metadata,
    Column("warning", UUID(), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("identifier", Text, nullable=False, unique=True),
    Column("sent", Instant, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("matters", Boolean, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("agreed_name", Text, nullable=False),
)

drafts = Table(
    "disaster_warning_draft",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("values", JSONB, nullable=False),
    Column("of", BigInteger),
    Column("of_version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("given", BigInteger),
)

report_messages = Table(
    "disaster_report_message",
    metadata,
    Column("report", UUID(), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("identifier", Text, nullable=False, unique=True),
    Column("sent", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("headline", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
)
