"""Tables of what was sent on, and of the numbers that our places have in other systems.

Personal data: `malaria_sent` says which of the staff (account id and name) took which file, for what purpose; it names no
patient and holds no file. Kept as long as the audit trail, five years. `malaria_outside_code` holds none.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Integer, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from simpul.kernel.database import Instant, metadata

sent = Table(
    "malaria_sent",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("id", UUID(), nullable=False, unique=True),
    Column("artefact", Text, nullable=False),
    Column("region", Text, nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("purpose", Text, nullable=False, server_default=""),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False),
    Column("agency", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
)
"""`artefact`: a code of `rules.entitled.ARTEFACTS`; `digest`: SHA-256 of the file, so that it can be known again."""

outside_codes = Table(
    "malaria_outside_code",
    metadata,
    Column("system", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""`system`: `dhis2` (an organisation unit's code) or `satusehat` (an Organization's number); `area`: a region's code."""
