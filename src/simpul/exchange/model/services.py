"""Services, who may call them, how often. Law: Perpres 95/2018 art. 33; UU 27/2022 art. 20 (a basis for each use)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class ServiceKind(StrEnum):
    """Whether a service comes with an OpenAPI description."""

    REST = "REST"
    OPENAPI = "OPENAPI"


class Authentication(StrEnum):
    """How a consumer subsystem proves at the consumer listener that it is itself."""

    MTLS = "mtls"
    TOKEN = "token"  # noqa: S105 (the name of a way, not a secret)
    PLAIN = "plain"


class SubjectKind(StrEnum):
    """To whom a grant speaks."""

    SUBSYSTEM = "subsystem"
    GLOBAL_GROUP = "global"
    LOCAL_GROUP = "local"


class Lifecycle(StrEnum):
    """Where a service stands between its first and its last day."""

    PUBLISHED = "published"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class Classification(StrEnum):
    """Who may know what a service tells: everybody, those who were let in, nobody but named parties."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Promise:
    """Service level (SLA): availability in percent ("99.5"), usual answer time in milliseconds, hours; "" and 0: none."""

    availability: str = ""
    response_ms: int = 0
    hours: str = ""


NOTHING_PROMISED = Promise()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method (or `*`) and a path, as listed for callers; in a grant, a path glob."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service of this node. `url` is its back end (http…) or a module of this node (`module:disaster/…`).

    `successor` is the path of the service to use instead; `person_in` says where a call names a person ("": nowhere).
    """

    id: UUID
    subsystem: str
    code: str
    kind: ServiceKind
    title: str
    url: str
    endpoints: tuple[Endpoint, ...] = ()
    description: str = ""
    public: bool = True
    enabled: bool = True
    notice: str = ""
    timeout: timedelta = timedelta(seconds=60)
    body_limit: int = 10 * 2**20
    contact: str = ""
    classification: Classification = Classification.OPEN
    promise: Promise = NOTHING_PROMISED
    lifecycle: Lifecycle = Lifecycle.PUBLISHED
    deprecated_at: datetime | None = None
    sunset_at: datetime | None = None
    successor: str = ""
    person_in: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """A consumer subsystem of this node; of its secret only a digest is kept."""

    subsystem: str
    authentication: Authentication
    secret: bytes | None = None
    certificate: bytes | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class LocalGroup:
    """A group of subsystems that a provider keeps for its own grants."""

    code: str
    name: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grant:
    """Access right (hak akses): who may call what, for which purpose, on which legal basis, until when, how often."""

    id: UUID
    subsystem: str
    service: str
    subject_kind: SubjectKind
    subject: str
    endpoint: Endpoint | None = None
    purpose: str = ""
    legal_basis: str = ""
    agreement: str = ""
    tier: str = "standard"
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """Rate tier: at most `calls` in each window of `per`; 0 calls means that nothing is counted."""

    code: str
    calls: int
    per: timedelta


TIERS: Mapping[str, Tier] = MappingProxyType(
    {
        tier.code: tier
        for tier in (
            Tier("trial", 60, timedelta(minutes=1)),
            Tier("standard", 600, timedelta(minutes=1)),
            Tier("high", 6000, timedelta(minutes=1)),
            Tier("unlimited", 0, timedelta(minutes=1)),
        )
    }
)
"""The rate tiers a grant may name; counted for each grant and calling subsystem, over all workers of the node."""
