"""Votes, flags, decisions about groups, what is withheld, partners and their keys.

Personal data in `disaster_vote`: `voter`, a keyed hash of device and report (it joins no two reports of one device), kept
against repeated votes for 30 days; the sum stays on the report. `disaster_flag`: `sender`, the same kind of hash, kept 30
days; `note`, what somebody wrote to the desk, kept 90 days after it was answered (or sent, where nobody answers);
`closed_by` is the account of an officer on duty. `disaster_withheld`: a text or photograph that an officer took from the
public, kept 90 days so that it can be given back, then erased with its files. `disaster_batch` holds numbers of reports
and the account of an officer; 90 days. `disaster_partner` names organisations. `disaster_partner_key`: `label`, what an
officer calls the phone or its holder, and the public half of its key, kept while the partner is known: signatures are
checked by it. `disaster_partner_invitation`: a digest of the link's secret and the same label, 30 days after it expired.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, LargeBinary, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

votes = Table(
    "disaster_vote",
    metadata,
    Column("report", UUID(), primary_key=True),
    Column("voter", Text, primary_key=True),
    Column("points", SmallInteger, nullable=False),
    Column("at", Instant, nullable=False),
)

flags = Table(
    "disaster_flag",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("report", UUID(), nullable=False),
    Column("sender", Text),
    Column("reason", Text, nullable=False),
    Column("note", Text),
    Column("at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("outcome", Text),
    Column("closed_by", UUID()),
    Column("answer", Text),
)

batches = Table(
    "disaster_batch",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", UUID()),
    Column("kind", Text, nullable=False),
    Column("reports", JSONB, nullable=False),
    Column("undone_at", Instant),
)

withheld = Table(
    "disaster_withheld",
    metadata,
    Column("report", UUID(), primary_key=True),
    Column("part", Text, primary_key=True),
    Column("title", Text),
    Column("text", Text),
    Column("photo", Text),
    Column("thumbnail", Text),
    Column("photo_hash", BigInteger),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", UUID()),
)

partners = Table(
    "disaster_partner",
    metadata,
    Column("code", Text, primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("icon", Text, nullable=False),
    Column("region", Text),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", UUID()),
)

partner_keys = Table(
    "disaster_partner_key",
    metadata,
    Column("id", UUID(), primary_key=True),
    Column("partner", Text, ForeignKey("disaster_partner.code", ondelete="CASCADE"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("public", LargeBinary, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", UUID()),
)

invitations = Table(
    "disaster_partner_invitation",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("partner", Text, ForeignKey("disaster_partner.code", ondelete="CASCADE"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", UUID()),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
