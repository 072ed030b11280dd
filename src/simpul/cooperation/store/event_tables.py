"""Tables of large events and registrations.

Personal data: `cooperation_event`, `cooperation_event_quota`, `cooperation_event_tally` and `cooperation_event_queue` hold
none.
`cooperation_registration` holds who registered: `person` is a keyed hash of the staff number, because one person has one
registration; `sealed` the name, the e-mail address if one was given, and the language, encrypted, because the ticket shows
the name and the holder is told of a place that became free; `key` a digest of the form's own key. All three are erased
SIMPUL_COOPERATION_EVENT_DAYS days after the event; agency, order and what became of it stay, for the counts.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from simpul.kernel.database import Instant, metadata

events = Table(
    "cooperation_event",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", JSONB, nullable=False),
    Column("place", JSONB, nullable=False),
    Column("about", JSONB),
    Column("zone", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("programme", Text, ForeignKey("cooperation_programme.code")),
    Column("public", Boolean, nullable=False, server_default="true"),
    Column("synthetic", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", Instant, nullable=False),
    Column("erased_at", Instant),
)

quotas = Table(
    "cooperation_event_quota",
    metadata,
    Column("event", UUID(as_uuid=True), ForeignKey("cooperation_event.id"), primary_key=True),
    Column("agency", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("places", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("waiting", Integer, nullable=False, server_default="0"),
    CheckConstraint("taken >= 0 AND taken <= places", name="cooperation_event_quota_kept"),
    CheckConstraint("waiting >= 0", name="cooperation_event_quota_waiting"),
)

tallies = Table(
    "cooperation_event_tally",
    metadata,
    Column("event", UUID(as_uuid=True), ForeignKey("cooperation_event.id"), primary_key=True),
    Column("hall_places", Integer, nullable=False),
    Column("remote_places", Integer),
    Column("hall", Integer, nullable=False, server_default="0"),
    Column("remote", Integer, nullable=False, server_default="0"),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("remote_waiting", Integer, nullable=False, server_default="0"),
    Column("cancelled", Integer, nullable=False, server_default="0"),
    Column("number", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("hall >= 0 AND hall <= hall_places", name="cooperation_event_tally_hall"),
    CheckConstraint(
        "remote >= 0 AND (remote_places IS NULL OR remote <= remote_places)", name="cooperation_event_tally_remote"
    ),
)
"""Whoever gives or takes a place of an event holds this row's lock: one order for all workers of the node."""

queues = Table(
    "cooperation_event_queue",
    metadata,
    Column("event", UUID(as_uuid=True), ForeignKey("cooperation_event.id"), primary_key=True),
    Column("issued", BigInteger, nullable=False, server_default="0"),
    Column("called", BigInteger, nullable=False, server_default="0"),
)

registrations = Table(
    "cooperation_registration",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("event", UUID(as_uuid=True), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("agency", Text, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("wish", Text, nullable=False),
    Column("admission", Text, nullable=False),
    Column("was", Text),
    Column("sealed", LargeBinary),
    Column("key", LargeBinary),
    Column("tell", Text),
    Column("at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("event", "person", name="cooperation_registration_person"),
    UniqueConstraint("digest", name="cooperation_registration_digest"),
)
"""No foreign key to event and quota: each row is written under the lock of its event's tally, and a key's check would cost
a tenth of the hot path."""

waiting_index = Index(
    "cooperation_registration_waiting",
    registrations.c.event,
    registrations.c.agency,
    registrations.c.number,
    postgresql_where=text("admission = 'waiting'"),
)
telling_index = Index(
    "cooperation_registration_tell",
    registrations.c.event,
    registrations.c.number,
    postgresql_where=text("tell IS NOT NULL"),
)
