"""Partners whose phones sign what they report: a key for each phone instead of one secret for all."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation whose reports bear its badge. `number` is its name for programs; `icon` names a picture of ours.

    `region` is the region of the agency that made it; None for the whole country.
    """

    code: str
    name: str
    icon: str
    active: bool
    created_at: datetime
    region: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class PartnerKey:
    """The public half of a phone's key (ECDSA, P-256, 65 bytes uncompressed). `label` is what officers call the phone."""

    id: UUID
    partner: str
    label: str
    public: bytes
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Badge:
    """An invitation to register one phone for a partner, by a link that works once until `expires_at`."""

    partner: str
    label: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a report: the partner's code, and which of its keys."""

    partner: str
    key: UUID
