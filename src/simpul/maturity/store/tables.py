"""Tables of instruments, editions, their agencies, and who assesses whom.

Personal data: `maturity_instrument` the name of the administrator who imported it, kept with it. `maturity_edition` and
`maturity_participant` hold none. `maturity_assignment` holds which account assesses or reviews which agency (id and name),
because both sides must know and conflicts of interest must be seen; kept as long as the edition's records.
`maturity_interest` holds what an assessor declared (agencies to stay away from), for the same reason; an assessor may take
it back.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

instruments = Table(
    "maturity_instrument",
    metadata,
    Column("code", Text, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("digest", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""Instruments that an administrator imported, as the file said; those of the program are law data. Never changed."""

editions = Table(
    "maturity_edition",
    metadata,
    Column("key", Text, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("instrument", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("stages", JSONB, nullable=False),
    Column("deadlines", JSONB, nullable=False, server_default="{}"),
    Column("questions", JSONB, nullable=False, server_default="[]"),
    Column("state", Text, nullable=False),
    Column("digest", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("published_at", Instant),
    Column("closed_at", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`key`: the year, or year and a word ("2026-latihan"). `state`: draft, published (nothing but deadlines changes), closed.
`stages`: codes in order; `deadlines`: {stage: "2026-09-30"}; `questions`: [{"key", "id", "en"}] asked once an agency."""

participants = Table(
    "maturity_participant",
    metadata,
    Column("edition", Text, ForeignKey("maturity_edition.key"), primary_key=True),
    Column("agency", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("province", Text, nullable=False, server_default=""),
    Column("region", Text, nullable=False, server_default=""),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
)
"""`agency`: kode instansi, or "x-…" where the list has none. `kind`: the group of published tables (Kementerian, LPNK, …,
Provinsi, Kabupaten, Kota). `province`, `region`: names and code of the region, for governments of regions."""

assignments = Table(
    "maturity_assignment",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("edition", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("seat", SmallInteger, nullable=False),
    Column("account", UUID(), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("institution", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("ended_at", Instant),
    Column("ended_why", Text, nullable=False, server_default=""),
)
"""`seat`: 1 and 2 assessors (1 leads), 3 the reviewer. One open row a seat."""

Index(
    "maturity_assignment_seat",
    assignments.c.edition,
    assignments.c.agency,
    assignments.c.seat,
    unique=True,
    postgresql_where=assignments.c.ended_at.is_(None),
)

interests = Table(
    "maturity_interest",
    metadata,
    Column("account", UUID(), primary_key=True),
    Column("agency", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("until", Date),
    Column("at", Instant, nullable=False),
)
"""Agencies that an assessor must not assess: worked there, advises them, family. `until`: when it ends, if it does."""
