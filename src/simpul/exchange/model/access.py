"""Requests for access and what came of them. Law: UU 27/2022 art. 20 (a basis for each use); Perpres 95/2018 art. 33."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.exchange.model.services import Endpoint, Grant

EVENT_CODES = ("pull", "pub")
"""Pseudo-services of every subsystem: a right to `/v1/<type>` of `pull` reads an event type, one of `pub` publishes it."""


class AccessState(StrEnum):
    """What became of a request for access; `UNSENT` is known at the asker's node alone: the provider was not reached."""

    UNSENT = "unsent"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RightState(StrEnum):
    """Whether an access right holds; `ENDING`: it does, for at most thirty days more."""

    ACTIVE = "active"
    ENDING = "ending"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class AccessWish:
    """What is asked: a service by its path, or parts of it, why, on which basis, how often, until when, whom to call."""

    service: str
    purpose: str
    legal_basis: str
    until: datetime
    contact: str
    endpoints: tuple[Endpoint, ...] = ()
    agreement: str = ""
    tier: str = "standard"
    note: str = ""

    @property
    def owner(self) -> str:
        """The subsystem whose service it is."""
        return self.service.rpartition("/")[0]

    @property
    def code(self) -> str:
        """The service's code, as it stands in its path."""
        return self.service.rpartition("/")[2]

    @property
    def event_type(self) -> str:
        """The event type that is asked for; empty for a service."""
        if self.code not in EVENT_CODES or not self.endpoints:
            return ""
        return self.endpoints[0].path.removeprefix("/v1/")


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """A request at the provider's node; `reference` is the asker's own number, `message` the call that brought it."""

    id: UUID
    reference: UUID
    client: str
    wish: AccessWish
    message: str
    at: datetime
    state: AccessState = AccessState.WAITING
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AccessApproval:
    """What the provider gives: never more than was asked."""

    tier: str
    until: datetime
    endpoints: tuple[Endpoint, ...] = ()
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class GrantedAccess:
    """What came of an approval, as the asker hears it; `revoked_at` once the provider took it back."""

    tier: str
    expires_at: datetime | None
    endpoints: tuple[Endpoint, ...] = ()
    agreement: str = ""
    revoked_at: datetime | None = None
    revoked_reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request of this node's own subsystem; `number` is its id at the provider, `trouble` why nothing newer was heard."""

    id: UUID
    client: str
    wish: AccessWish
    at: datetime
    asked_by: UUID | None = None
    state: AccessState = AccessState.UNSENT
    number: UUID | None = None
    message: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    granted: GrantedAccess | None = None
    heard_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class HeldRight:
    """An access right as the provider's console shows it: since when, from which request, why it was revoked."""

    grant: Grant
    given_at: datetime
    request: UUID | None = None
    revoked_reason: str = ""
