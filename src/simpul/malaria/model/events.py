"""What a phone records: an event, sealed on its way and opened here; what became of those that were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

SCHEMA = 1
"""The newest schema of events that this program knows. Older and newer ones are taken too."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event as it travels: sequence number, id, hash of the one before it (64 hex digits), `iv ‖ AES-256-GCM`."""

    seq: int
    id: UUID
    prev: str
    cipher: bytes


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it is kept. `device` and `seq` are None for one of the desk; `quarantine` says why it is not folded."""

    id: UUID
    village: str
    kind: str
    at: datetime
    received_at: datetime
    schema: int
    body: Mapping[str, Any] | None
    device: UUID | None = None
    seq: int | None = None
    person: UUID | None = None
    subject: UUID | None = None
    target: UUID | None = None
    raw: bytes | None = None
    quarantine: str | None = None
    prev: bytes | None = None
    hash: bytes | None = None
    actor: UUID | None = None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An event that was not kept: `seal_broken` or `event_conflict`."""

    seq: int
    code: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What the node holds of a device after this: ranges of sequence numbers, both ends included; durable when told."""

    device: UUID
    have: Sequence[tuple[int, int]]
    refused: Sequence[NotTaken]
    fresh: int
    quarantined: int
    now: datetime
    revoked: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of what changed in a village since a cursor: people, cases and marks as documents for the field app."""

    cursor: str
    more: bool
    people: Sequence[Mapping[str, Any]]
    cases: Sequence[Mapping[str, Any]]
    marks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a device told by SMS: its short number, the message's number, and the facts, without a name."""

    device: int
    number: int
    facts: Mapping[str, Any]
