"""Tables of activities, their quotas, experts, who is nominated, and travel documents.

Personal data: `cooperation_activity` holds the name of who led a delegation, as a public source says it, because it
is history; kept as long as the programme's records. `cooperation_activity_quota` holds none. `cooperation_expert`
holds an expert's name, field and institution, because both sides must know who works where; kept as long as the
programme's records. `cooperation_nomination` holds name and office of who is nominated, because the sides decide
about them, and an e-mail address, sealed, because they are told; the address is erased a year after the activity's
last day, and so is the whole row of who was not accepted, after 90 days. `cooperation_document` holds number,
name, nationality, birth date and expiry of a passport, sealed, because a host invites and a carrier books by them;
until `cooperation_passport_days` after the activity's last day, and at once when the person is declined or withdraws
or the activity is cancelled. `cooperation_document_link` holds the keyed hash of a link's secret, until it has
expired. `cooperation_document_reading` holds which account read whose document and when, because that person may
know; as long as the document.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

activities = Table(
    "cooperation_activity",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("programme", Text, ForeignKey("cooperation_programme.code")),
    Column("kind", Text, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("precision", Text, nullable=False, server_default="day"),
    Column("zone", Text, nullable=False, server_default="WIB"),
    Column("begins_at", Instant),
    Column("ends_at", Instant),
    Column("place", Text, nullable=False, server_default=""),
    Column("remote", Text, nullable=False, server_default=""),
    Column("host", Text),
    Column("leader", Text, nullable=False, server_default=""),
    Column("participants", Integer),
    Column("agencies", Integer),
    Column("note", JSONB),
    Column("state", Text, nullable=False),
    Column("state_before", Text),
    Column("documents", Boolean, nullable=False, server_default="false"),
    Column("public", Boolean, nullable=False, server_default="false"),
    Column("inferred", JSONB, nullable=False, server_default="[]"),
    Column("sources", JSONB, nullable=False, server_default="[]"),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", Instant, nullable=False),
    Index("cooperation_activity_when", "programme", "since"),
)
"""`state_before`: what a cancelled activity was, so that a cancellation can be undone."""

quotas = Table(
    "cooperation_activity_quota",
    metadata,
    Column("activity", UUID(as_uuid=True), ForeignKey("cooperation_activity.id"), primary_key=True),
    Column("agency", Text, primary_key=True),
    Column("agency_name", Text, nullable=False),
    Column("places", Integer, nullable=False),
)

experts = Table(
    "cooperation_expert",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("programme", Text, ForeignKey("cooperation_programme.code"), nullable=False, index=True),
    Column("side", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("field", JSONB, nullable=False),
    Column("institution", Text, nullable=False, server_default=""),
    Column("host", Text, nullable=False, server_default=""),
    Column("since", Date),
    Column("until", Date),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", Instant, nullable=False),
    Column("removed_at", Instant),
)
"""`removed_at`: taken off the list, which can be undone for a while."""

nominations = Table(
    "cooperation_nomination",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("activity", UUID(as_uuid=True), ForeignKey("cooperation_activity.id"), nullable=False, index=True),
    Column("programme", Text, nullable=False, server_default=""),
    Column("side", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("agency_name", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("office", Text, nullable=False, server_default=""),
    Column("email", LargeBinary),
    Column("language", Text, nullable=False, server_default="id"),
    Column("state", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("told", Text, nullable=False, server_default=""),
    Column("by", UUID(as_uuid=True)),
    Column("at", Instant, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
)
"""`rank` counts within an agency's people of an activity, in the order they were named; `email` is sealed."""

documents = Table(
    "cooperation_document",
    metadata,
    Column("nomination", UUID(as_uuid=True), ForeignKey("cooperation_nomination.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("by", UUID(as_uuid=True)),
    Column("at", Instant, nullable=False),
)
"""`sealed`: the passport's five fields; `by`: the account that entered them, none for the person by their link."""

links = Table(
    "cooperation_document_link",
    metadata,
    Column("nomination", UUID(as_uuid=True), ForeignKey("cooperation_nomination.id"), primary_key=True),
    Column("secret", LargeBinary, nullable=False, unique=True),
    Column("until", Instant, nullable=False),
    Column("at", Instant, nullable=False),
)
"""One link a person: a new one takes the place of the old, which then opens nothing."""

readings = Table(
    "cooperation_document_reading",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column(
        "nomination",
        UUID(as_uuid=True),
        ForeignKey("cooperation_document.nomination", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("account", UUID(as_uuid=True), nullable=False),
    Column("name", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""`way`: "page" for one on the screen, "file" for the export of a side's."""
