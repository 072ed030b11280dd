"""Tables of programmes and seats.

Personal data: `cooperation_programme` holds none. `cooperation_seat` holds which account works for which side of a
programme (id and name), because every permit is judged on it; kept as long as the programme's records.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

programmes = Table(
    "cooperation_programme",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", JSONB, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("place", Text, nullable=False, server_default=""),
    Column("note", JSONB),
    Column("fields", JSONB, nullable=False, server_default="[]"),
    Column("inferred", JSONB, nullable=False, server_default="[]"),
    Column("sources", JSONB, nullable=False, server_default="[]"),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("public", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", Instant, nullable=False),
)
"""`name`, `note`: {"id", "en", "ko"}; `fields`: a list of such; `inferred`: columns that no source states."""

seats = Table(
    "cooperation_seat",
    metadata,
    Column("programme", Text, ForeignKey("cooperation_programme.code"), primary_key=True),
    Column("account", UUID(as_uuid=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("duty", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("at", Instant, nullable=False),
)
