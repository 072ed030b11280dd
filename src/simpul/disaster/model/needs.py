"""Needs and offers (kebutuhan, bantuan): what people ask for after a disaster, and who brings it. Law: UU 24/2007 art. 53.

Where somebody lives and how to reach them is known to the node, sealed, and to whoever they agree to tell; never to all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_, Language, Words


class NeedStatus(StrEnum):
    """Where a need stands. `expiring`: five days without anybody who gives; three more and it has expired."""

    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SATISFIED = "satisfied"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


class GiftState(StrEnum):
    """Where a gift stands: promised, accepted by who asked (who tells the address by it), brought, or come to nothing."""

    PROMISED = "promised"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class NeedItem:
    """A thing that people ask for. `number` is its id in CogniCity's interface, `unit` kg, l or n (pieces)."""

    number: int
    slug: str
    unit: str
    label: Words
    group: str


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Things that belong together."""

    slug: str
    label: Words
    items: tuple[NeedItem, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is reached, and where: kept sealed. `longitude` and `latitude` are exact, None where nobody said.

    `link` is the secret of their own page, so that a message can lead to it.
    """

    name: str = ""
    phone: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class NeedAsked:
    """A need as somebody asks: things by slug with how many, the place, how they are reached."""

    items: Mapping[str, int]
    longitude: float
    latitude: float
    contact: Contact
    note: str = ""
    language: Language = "id"
    training: bool = False
    tells_all: bool = False
    device: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A need as it is kept. The point is that of a grid of about 500 m; `person` is sealed, None once it was erased.

    `tells_all`: who asked agreed that whoever promises something learns the address at once.
    """

    id: UUID
    status: NeedStatus
    items: Mapping[str, int]
    longitude: float
    latitude: float
    region: str
    created_at: datetime
    changed_at: datetime
    quiet_since: datetime
    language: Language
    version: int = 1
    number: int = 0
    note: str = ""
    training: bool = False
    tells_all: bool = False
    checked: bool = False
    person: bytes | None = None
    reason: str = ""
    opened_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Gift:
    """What somebody gives to a need: things by slug with how many, when they come; `person` is sealed."""

    id: UUID
    need: UUID
    state: GiftState
    items: Mapping[str, int]
    due_at: datetime
    created_at: datetime
    changed_at: datetime
    number: int = 0
    person: bytes | None = None
    training: bool = False
    moved_days: int = 0


@dataclass(frozen=True, slots=True)
class NeedSeen:
    """A need with its gifts, and what is still missing of each thing."""

    need: Need
    gifts: tuple[Gift, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)


class NeedMissing(NotFound):
    """No need has this number, or it is not to be seen."""

    code = "need-missing"
    sentence = N_("There is no request for help with this number, or it is over.")


class NeedLinkUnknown(NotFound):
    """No need and no gift belongs to this secret link."""

    code = "need-link-unknown"
    sentence = N_("This link leads to no request and no gift. Check that it was copied completely.")


class NothingAsked(Invalid):
    """A need or a gift names nothing."""

    code = "nothing-asked"
    sentence = N_("Say how many of at least one thing.")
    field = "items"


class TooMuchAsked(Invalid):
    """More of a thing than one need can have."""

    code = "too-much-asked"
    sentence = N_("Write a whole number from 0 to {most} for each thing.")
    field = "items"


class MoreThanLeft(Invalid):
    """A gift holds more of a thing than is still missing."""

    code = "more-than-left"
    sentence = N_(
        "Somebody else may have promised part of it. What is still missing is shown below: give at most that much."
    )
    field = "items"


class PlaceNotChosen(Invalid):
    """A need has no place."""

    code = "need-place-missing"
    sentence = N_("Choose where the things are needed.")
    field = "q"


class ContactMissing(Invalid):
    """Nobody could reach who asks or gives."""

    code = "need-contact-missing"
    sentence = N_("Write a telephone number, so that you can be reached. It is kept sealed.")
    field = "phone"


class AddressMissing(Invalid):
    """Nobody would know where to bring the things."""

    code = "need-address-missing"
    sentence = N_("Write where the things can be brought: street, house or landmark. Only who brings them sees it.")
    field = "address_text"


class NeedWordsTooLong(Invalid):
    """A text is longer than there is room for."""

    code = "need-words-too-long"
    sentence = N_("Shorten what you wrote to {most} characters.")
    field = "note"


class TimeUnfit(Invalid):
    """A delivery is promised for the past, or too far ahead."""

    code = "delivery-time-unfit"
    sentence = N_("Choose a time between now and {days} days from now.")
    field = "due"


class NeedOver(Conflict):
    """The need takes no more gifts, or cannot be changed any more."""

    code = "need-over"
    sentence = N_("This request is over: it was met, withdrawn, or its time has passed.")


class GiftNotSo(Conflict):
    """The gift does not stand where this step begins."""

    code = "gift-not-so"
    sentence = N_("This gift has moved on meanwhile. See how it stands now.")


class CodeWrong(Invalid):
    """The delivery code is not this gift's."""

    code = "delivery-code-wrong"
    sentence = N_("This is not the code. Ask the person who received the things to read it to you again.")
    field = "code"


class NeedsNotYours(NotAllowed):
    """Only officers of the region, or whoever opened it, may do this to a need."""

    code = "needs-not-yours"
    sentence = N_("Only the officers who answer for this place may do this.")
