"""Tables of gates, their devices, and what tickets were shown there.

Personal data: `cooperation_gate` holds none. `cooperation_gate_device` holds which account admitted by which device,
because a lost device must be taken off and a double entry asked about; kept ninety days after the event. `cooperation_scan`
and `cooperation_checkin` hold that the bearer of a ticket came in where and when, by the ticket's digest without a name,
because each ticket lets in one person; ninety days after the event the showings and devices are forgotten, and an entry
keeps gate and time for the counts.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
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
from sqlalchemy.dialects.postgresql import UUID

from simpul.kernel.database import Instant, metadata

gates = Table(
    "cooperation_gate",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("event", UUID(as_uuid=True), nullable=False),
    Column("name", Text, nullable=False),
    Column("open", Boolean, nullable=False, server_default="true"),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("event", "name", name="cooperation_gate_name"),
)

devices = Table(
    "cooperation_gate_device",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("event", UUID(as_uuid=True), nullable=False, index=True),
    Column("gate", UUID(as_uuid=True), ForeignKey("cooperation_gate.id"), nullable=False),
    Column("account", UUID(as_uuid=True), nullable=False),
    Column("label", Text, nullable=False),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("seen_at", Instant),
    Column("unsent", Integer, nullable=False, server_default="0"),
)
"""`key`: SHA-256 of the device's key. `unsent`: what it said it still held when it was last seen."""

scans = Table(
    "cooperation_scan",
    metadata,
    Column("device", UUID(as_uuid=True), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("event", UUID(as_uuid=True), nullable=False),
    Column("ticket", LargeBinary, nullable=False),
    Column("gate", UUID(as_uuid=True), nullable=False),
    Column("at", Instant, nullable=False),
    Column("told_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("undoes", BigInteger),
    Column("refused", Text),
    Index("cooperation_scan_ticket", "event", "ticket"),
    Index("cooperation_scan_stood", "event", "received_at", postgresql_where=text("refused LIKE '%-inside'")),
)
"""Every showing that a device told of, once. `refused`: why it was none of an admission (cancelled, waiting, remote; with
`-inside` where a gate without a signal had let somebody in by it)."""

checkins = Table(
    "cooperation_checkin",
    metadata,
    Column("event", UUID(as_uuid=True), primary_key=True),
    Column("ticket", LargeBinary, primary_key=True),
    Column("agency", Text, nullable=False, server_default=""),
    Column("gate", UUID(as_uuid=True)),
    Column("device", UUID(as_uuid=True)),
    Column("seq", BigInteger),
    Column("at", Instant),
    Column("doubles", Integer, nullable=False, server_default="0"),
    Column("changed_at", Instant, nullable=False),
    Index("cooperation_checkin_changed", "event", "changed_at"),
)
"""A ticket's one entry. `at` is None for one that was taken back: the row stays, so that the gates hear of it."""
