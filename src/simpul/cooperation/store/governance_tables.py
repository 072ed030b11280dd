"""Tables of the joint committee's meetings, decisions and actions, and of the mails that remind of them.

Personal data: `cooperation_meeting` holds names and offices of who attended, as minuted, because minutes name them, kept as
long as the programme's records. `cooperation_decision` holds none. `cooperation_follow_up` holds its owner (account and
name), because somebody answers for it, kept as long as the programme's records. `cooperation_follow_up_entry` holds who
wrote each line of its history, because a moved day has a name, kept as long. `cooperation_mail_address` holds an account's
own mail address, sealed, and language, because reminders go there, until the person takes it back or has no seat any more.
`cooperation_mail` holds to which account a mail went and when, so that nobody is told twice, for a year; what it said is
kept nowhere. `cooperation_reminder` holds of what, as long.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

_PROGRAMME = "cooperation_programme.code"

meetings = Table(
    "cooperation_meeting",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("programme", Text, ForeignKey(_PROGRAMME), nullable=False, index=True),
    Column("title", JSONB, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("attended", JSONB, nullable=False),
    Column("agenda", JSONB, nullable=False),
    Column("minutes", Text, nullable=False),
    Column("sources", JSONB, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""`title`: {"id", "en", "ko"}; `attended`, `agenda`, `sources`: lists of texts."""

decisions = Table(
    "cooperation_decision",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("meeting", UUID(as_uuid=True), ForeignKey("cooperation_meeting.id"), nullable=False),
    Column("programme", Text, ForeignKey(_PROGRAMME), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("struck_at", Instant),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("meeting", "number"),
)

follow_ups = Table(
    "cooperation_follow_up",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("programme", Text, ForeignKey(_PROGRAMME), nullable=False, index=True),
    Column("decision", UUID(as_uuid=True), ForeignKey("cooperation_decision.id"), index=True),
    Column("what", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("owner", UUID(as_uuid=True), index=True),
    Column("owner_name", Text, nullable=False),
    Column("due", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("done_on", Date),
    Column("reminded_at", Instant),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

entries = Table(
    "cooperation_follow_up_entry",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("follow_up", UUID(as_uuid=True), ForeignKey("cooperation_follow_up.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", UUID(as_uuid=True)),
    Column("by_name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("due_before", Date),
    Column("due_after", Date),
)

addresses = Table(
    "cooperation_mail_address",
    metadata,
    Column("account", UUID(as_uuid=True), primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Column("refused_at", Instant),
)

mails = Table(
    "cooperation_mail",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("topic", Text, nullable=False),
    Column("account", UUID(as_uuid=True), nullable=False),
    Column("at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("sent_at", Instant),
    Column("failed", Text, nullable=False, server_default=""),
)
"""One row a mail to one person. `leased_until`: a worker has it in hand; `failed`: why it will not go out any more."""

reminders = Table(
    "cooperation_reminder",
    metadata,
    Column("key", Text, primary_key=True),
    Column("mail", UUID(as_uuid=True), ForeignKey("cooperation_mail.id"), nullable=False, index=True),
    Column("subject", UUID(as_uuid=True), nullable=False),
)
"""One row an occasion and a person, which `key` both says, so that none is told twice; and the mail that tells it."""
