"""Tables of the showcase.

Personal data: `cooperation_innovation` holds none.
`cooperation_contact` holds what a visitor of the showcase wrote (name, institution, country, mail address, message;
sealed, read by the centre's staff alone), because the centre is to answer; and which of the staff answers (id, name).
Erased when the visitor withdraws it, or when it is due: SIMPUL_COOPERATION_CONTACT_DAYS after it came.
"""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

innovations = Table(
    "cooperation_innovation",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("body", JSONB, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""`body`: the words by language, the service that tells the figures, facts and sources. A row stands in place of the facts
that come with the program under the same slug."""

contacts = Table(
    "cooperation_contact",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("link", Text, nullable=False, unique=True),
    Column("about", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("due", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("assignee", UUID(as_uuid=True)),
    Column("assignee_name", Text, nullable=False, server_default=""),
    Column("answered_at", Instant),
    Column("told_at", Instant),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
    Index("cooperation_contact_at", "at"),
    Index("cooperation_contact_due", "due"),
)
"""`link`: the digest of the secret by which the visitor comes back; `told_at`: when the centre was mailed that it came."""
