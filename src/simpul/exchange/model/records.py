"""Records of the evidence log: what a call left behind at a node. PROTOCOL §3."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class RecordKind(StrEnum):
    """Which moment of a call: before the back end was called, after it answered, or refused once the signature held."""

    RECEIVED = "received"
    ANSWERED = "answered"
    REFUSED = "refused"


class Role(StrEnum):
    """On which side of the call the node stood; `LOCAL` when on both."""

    CONSUMER = "consumer"
    PROVIDER = "provider"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Record:
    """A kept record: `body` is its canonical JSON, `entry` what the log commits to; `seq` its place there, once it has one.

    `body` and `salt` are None when the record's time has come and it was erased; `entry` stays for ever.
    """

    id: UUID
    at: datetime
    message: str
    kind: RecordKind
    role: Role
    client: str
    service: str
    entry: bytes
    body: bytes | None
    salt: bytes | None
    seq: int | None
