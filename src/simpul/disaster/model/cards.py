"""A report card: the invitation to report that a channel, a program or our pages hand out; and the question after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class CardKind(StrEnum):
    """Who hands the card out; how long it may be used follows from that (`rules.invitations.LASTS`)."""

    WEB = "web"
    CHANNEL = "channel"
    PROGRAM = "program"


class FollowUp(StrEnum):
    """What somebody answers who is asked whether it is still so. The word is what the link's form sends."""

    STILL = "masih"
    WORSE = "memburuk"
    BETTER = "membaik"
    OVER = "selesai"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A card that somebody asks for. `username` and `chat` are the channel's words for the person; they are kept sealed.

    `bound_to` is a keyed hash of that person, where nobody else may use the card (`rules.invitations.person_hash`).
    """

    network: str
    language: str = "id"
    username: str = ""
    chat: Mapping[str, str] = field(default_factory=dict)
    kind: CardKind = CardKind.PROGRAM
    bound_to: str | None = None
    training: bool = False


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A card as it is kept. `report` is the number of the report that it brought; `parent` the card it was made from.

    `person` holds the channel's words for the person, encrypted under the node's key, for 30 days; None where the card was
    a guest's (`web_guest`) or the time is over. `image` is what a program said the photograph is called; `photo` and
    `thumbnail` name files that were uploaded for this card. `follow_up` is the secret of the link "is it still so?".
    """

    id: UUID
    network: str
    language: str
    opened_at: datetime
    expires_at: datetime | None
    guest: bool = False
    person: bytes | None = None
    bound_to: str | None = None
    opened_by: UUID | None = None
    training: bool = False
    parent: UUID | None = None
    parts: int = 0
    received_at: datetime | None = None
    report: int | None = None
    image: str | None = None
    photo: str | None = None
    thumbnail: str | None = None
    photo_hash: int | None = None
    follow_up: UUID | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    answer: FollowUp | None = None

    @property
    def used(self) -> bool:
        """Whether a report came on it."""
        return self.received_at is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A reporter who is to be asked whether it is still so: by which card, on which channel, about which report."""

    card: UUID
    path: str
    network: str
    language: str
    report: int
    hazard: str
    live_until: datetime


class CardMissing(NotFound):
    """There is no such card."""

    code = "card-missing"
    sentence = N_("This link leads to no report card. Check that it was copied completely, or report on the website.")


class CardUsed(Conflict):
    """A report came on this card already; `number` names it."""

    code = "card-used"
    sentence = N_("This link was used already, for report {number}. To report something else, start a new report.")


class CardExpired(Conflict):
    """The card's time is over, and nobody used it."""

    code = "card-expired"
    sentence = N_("This link is too old. Ask the bot for a new one, or report on the website.")


class CardOfAnother(NotAllowed):
    """The card was made for one person, and somebody else sends it."""

    code = "card-of-another"
    sentence = N_("This link was made for somebody else. Ask for one of your own.")


class PhotoThereAlready(NotAllowed):
    """The card's report has a photograph, or its time to get one is over."""

    code = "photo-there-already"
    sentence = N_("This report has a photo already.")


class NotReceived(NotAllowed):
    """No report came on this card yet."""

    code = "card-not-received"
    sentence = N_("Send the report first; then its photo can be added.")


class LinkNotValid(NotAllowed):
    """The address to upload a photograph to was changed, or its 15 minutes are over."""

    code = "link-not-valid"
    sentence = N_("This address for the photo is no longer valid. Ask for a new one.")


class NothingToFollow(NotFound):
    """Nobody is asked here whether it is still so: no such question, or its report is hidden or long over."""

    code = "nothing-to-follow"
    sentence = N_("There is no report to update here. To tell what you see now, send a new report.")


class FollowUpUnreadable(Invalid):
    """The answer is none of the four."""

    code = "follow-up-unreadable"
    sentence = N_("Choose how it is now.")
    field = "answer"
