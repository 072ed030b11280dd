"""Tables of attendance, certificates and calendars.

Personal data: `cooperation_attendance` holds on which days a person of an activity was there, how this is known and why a
keeper corrected it, because a certificate says so; gone with the person's nomination, else kept as long as the programme's
records. `cooperation_certificate` holds a person's name as printed and its number, because anybody may check a certificate
that they are shown; kept without end, as the paper is. `cooperation_certificate_rule` holds none.
`cooperation_calendar_feed` holds which account has a calendar address, by a keyed hash of its secret; until it is revoked.
`cooperation_invitation` holds which nominee was sent which version of an invitation; gone with the nomination.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

_ID = UUID(as_uuid=True)

attendance = Table(
    "cooperation_attendance",
    metadata,
    Column("nomination", _ID, ForeignKey("cooperation_nomination.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("activity", _ID, ForeignKey("cooperation_activity.id"), nullable=False, index=True),
    Column("present", Boolean, nullable=False),
    Column("way", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("left_at", Instant),
    Column("by_name", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("corrected", Boolean, nullable=False, server_default="false"),
    Column("was", JSONB),
    Column("version", Integer, nullable=False, server_default="1"),
)
"""`was`: what stood there before a keeper's correction, for its undo."""

rules = Table(
    "cooperation_certificate_rule",
    metadata,
    Column("activity", _ID, ForeignKey("cooperation_activity.id"), primary_key=True),
    Column("share", Integer, nullable=False),
    Column("languages", JSONB, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)

certificates = Table(
    "cooperation_certificate",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("activity", _ID, ForeignKey("cooperation_activity.id"), nullable=False, index=True),
    Column("nomination", _ID, nullable=False),
    Column("programme", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),
    Column("number", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("languages", JSONB, nullable=False),
    Column("days", Integer, nullable=False),
    Column("of_days", Integer, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("file", Text, nullable=False, server_default=""),
    Column("sha256", Text, nullable=False, server_default=""),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("withdrawn_at", Instant),
    Column("withdrawn_reason", Text, nullable=False, server_default=""),
    Column("replaced_by", _ID),
    Column("claimed_at", Instant),
    Column("version", Integer, nullable=False, server_default="1"),
)
"""`claimed_at`: when a worker last took it to make its PDF; one that died is followed by another."""

feeds = Table(
    "cooperation_calendar_feed",
    metadata,
    Column("programme", Text, ForeignKey("cooperation_programme.code"), primary_key=True),
    Column("account", _ID, primary_key=True),
    Column("secret", LargeBinary, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
)
"""One address for a seat: a new one takes the place of the old, which then opens nothing."""

invitations = Table(
    "cooperation_invitation",
    metadata,
    Column("nomination", _ID, ForeignKey("cooperation_nomination.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
)
"""`said`: a hash of what the newest invitation says, so that it is sent again when that changes."""
