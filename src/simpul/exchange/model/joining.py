"""Joining the register: what a node says of itself, what the operator decides, how old a trust list is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from simpul.exchange.model.register import Member, MemberKey, Node, Subsystem


class Signer(Protocol):
    """Signs for the member: a key in a file, or one behind a PKCS#11 address."""

    @property
    def thumbprint(self) -> str:
        """The key's RFC 7638 thumbprint, which is its keyid."""
        ...

    @property
    def point(self) -> bytes:
        """The public key, uncompressed (65 bytes)."""
        ...

    def sign(self, base: bytes) -> bytes:
        """The r and s of ECDSA P-256 with SHA-256 over `base`, 32 bytes each."""
        ...


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a node says of itself when it founds or joins; `subsystems` are pairs of path and name."""

    node: str
    member_name: str
    node_name: str
    address: str
    subsystems: tuple[tuple[str, str], ...] = ()


class RequestKind(StrEnum):
    """What a node asks of the operator. Only `JOIN` waits for a person; the others prove themselves by the node's key."""

    JOIN = "join"
    ROTATE = "rotate"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """A node wants to take part, or to change what the register says of it: what approval would state."""

    at: datetime
    member: Member
    node: Node
    key: MemberKey
    subsystems: tuple[Subsystem, ...] = ()


@dataclass(frozen=True, slots=True)
class RotateRequest:
    """A node wants its key `replaces` (a thumbprint) to be followed by `key`; signed by both."""

    at: datetime
    node: str
    key: MemberKey
    replaces: str


@dataclass(frozen=True, slots=True)
class MaintenanceRequest:
    """A node says that it is in maintenance, and what callers shall read; an empty message ends it."""

    at: datetime
    node: str
    key: str
    message: str


class CandidateState(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A request at the operator; `decided_by` is an account, None when the program decided by itself."""

    id: UUID
    node: str
    request: Mapping[str, Any]
    at: datetime
    state: CandidateState
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeptTrust:
    """The newest checkpoint this node holds, as a signed note, and when it was fetched (at the operator: made)."""

    size: int
    note: str
    issued_at: datetime
    expires_at: datetime
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class TrustState:
    """How old the trust list is and for how long the node may go on by it; `remaining` is zero once it has expired."""

    size: int
    issued_at: datetime
    fetched_at: datetime
    expires_at: datetime
    remaining: timedelta

    @property
    def expired(self) -> bool:
        """Whether the node must stop exchanging."""
        return self.remaining <= timedelta(0)
