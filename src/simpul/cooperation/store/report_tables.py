"""The table of reports that were made.

Personal data: `cooperation_report` holds which account made a report (id and name), because a paper that is shown later
is traced to who made it; kept as long as the programme's records.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from simpul.kernel.database import Instant, metadata

reports = Table(
    "cooperation_report",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("programme", Text, ForeignKey("cooperation_programme.code"), nullable=False),
    Column("period", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("form", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("by", UUID(as_uuid=True)),
    Column("by_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_cooperation_report_digest", "digest"),
    Index("ix_cooperation_report_programme", "programme", "at"),
)
"""`period`: as in addresses, empty for the whole programme; `form`: pdf or docx; `digest`: SHA-256 of what it says."""
