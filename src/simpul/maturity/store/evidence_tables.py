"""Tables of evidence and of signed records (berita acara).

Personal data: `maturity_evidence` and `maturity_record` hold names and account ids of who added evidence and who signed,
and whatever an agency's own document names. Evidence is for the agency, its assessors and the ministry alone, and is erased
ten years after its edition closed; records stay, as a public authority's files do.
"""

from sqlalchemy import BigInteger, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

evidence = Table(
    "maturity_evidence",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("assessment", UUID(), nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("indicator", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("evidence_key", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("file", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("media", Text, nullable=False, server_default=""),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("digest", Text, nullable=False, server_default=""),
    Column("link", Text, nullable=False, server_default=""),
    Column("measured", JSONB),
    Column("by", UUID()),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("removed_at", Instant),
    Column("removed_by", Text, nullable=False, server_default=""),
)
"""`level`: the criterion it serves. `kind`: file, link, measured. `file`: its name in the node's files; `measured`: {"key",
"title", "figures": [{"key", "value", "unit"}], "at", "query", "source"} as the module gave it."""

records = Table(
    "maturity_record",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("assessment", UUID(), nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("message", JSONB, nullable=False),
    Column("digest", Text, nullable=False),
    Column("signatures", JSONB, nullable=False, server_default="[]"),
    Column("node_signature", Text, nullable=False, server_default=""),
    Column("file", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("replaced_at", Instant),
)
"""`message`: what was signed, canonical JSON; `digest`: its SHA-256 in hex, printed on the PDF; `signatures`: [{"role",
"account", "name", "at"}], the order of signing."""
