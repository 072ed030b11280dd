"""Signed records (berita acara): what was decided, its digest, who signed it. Terms: docs/glossary.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class SignerRole(StrEnum):
    """In which office somebody signs a record."""

    ENTRY = "entry"
    LEADER = "leader"
    ASSESSOR_1 = "assessor1"
    ASSESSOR_2 = "assessor2"
    REVIEWER = "reviewer"
    MINISTRY = "ministry"


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody's confirmation, signed in with their account, at that time, of the message with this digest."""

    role: SignerRole
    account: UUID
    name: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a stage: `message` is what is signed, `digest` the SHA-256 (hex) of its canonical JSON.

    `node_signature`: the node's Ed25519 signature (base64) over the digest and all signatures. `replaced_at`: when a later
    record of the same stage took its place.
    """

    id: UUID
    assessment: UUID
    stage: str
    number: str
    message: Mapping[str, Any]
    digest: str
    signatures: tuple[Signature, ...]
    node_signature: str
    at: datetime
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a record holds: its digest is its message's, every person signed that digest, the node signed all.

    `waits`: one of the two assessors who stand for the stage has not signed yet.
    """

    digest: bool
    persons: bool
    node: bool
    waits: bool = False

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return self.digest and self.persons and self.node


class RecordUnknown(NotFound):
    """There is no such record."""

    code = "maturity-record-unknown"
    sentence = N_("There is no record with this number or digest at this node.")


class RecordNotYours(NotAllowed):
    """The record's content is for the agency, its assessors and the ministry."""

    code = "maturity-record-not-yours"
    sentence = N_(
        "The content of this record is for the agency, its assessors and the ministry. Sign in with such an account."
    )


class RecordReplaced(Conflict):
    """A later record took this one's place; it can no longer be signed."""

    code = "maturity-record-replaced"
    sentence = N_("A later record took the place of this one. Sign that one.")


class RecordSignedAlready(Conflict):
    """This account has signed the record."""

    code = "maturity-record-signed-already"
    sentence = N_("You have signed this record already.")


class RecordSoughtWrong(Invalid):
    """What was sought is neither a number nor a digest."""

    code = "maturity-record-sought-wrong"
    sentence = N_("Write the record’s number or the 64 characters of its digest, as printed on it.")
    field = "q"
