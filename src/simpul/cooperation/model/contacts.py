"""Contact requests of the showcase's visitors: what they wrote, how far the centre is, how they are taken back."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class ContactState(StrEnum):
    """Whether the centre has answered."""

    NEW = "new"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and what: all of it is sealed at rest."""

    name: str
    institution: str
    country: str
    mail: str
    message: str


@dataclass(frozen=True, slots=True)
class ContactAsked:
    """What a visitor sends. `about`: an innovation's slug, or empty; `device`, `address`: hashes, by which limits count."""

    visitor: Visitor
    about: str
    consent: bool
    language: str
    device: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """A request as it is kept. `sealed`: the visitor; `due`: when it is erased; `synthetic`: made up, for a demo."""

    id: UUID
    at: datetime
    about: str
    language: str
    sealed: bytes = field(repr=False)
    due: datetime
    state: ContactState = ContactState.NEW
    assignee: UUID | None = None
    assignee_name: str = ""
    answered_at: datetime | None = None
    synthetic: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """A request, opened."""

    contact: Contact
    visitor: Visitor


@dataclass(frozen=True, slots=True)
class ContactsWanted:
    """Which requests a list shows: None for all of each; `mine`: those of this account alone."""

    state: ContactState | None = None
    about: str | None = None
    mine: UUID | None = None


class ContactUnknown(NotFound):
    """There is no such request: it was withdrawn, or erased when it was due, or never was."""

    code = "contact-unknown"
    sentence = N_("There is no request here. It was withdrawn, or erased on schedule.")


class ContactChanged(Conflict):
    """Somebody else of the centre was faster."""

    code = "contact-changed"
    sentence = N_("A colleague changed this request meanwhile. Look at it again, then repeat.")


class ContactNameWrong(Invalid):
    """The name is missing or too long."""

    code = "contact-name-wrong"
    sentence = N_("Write your name, in at most 100 characters.")
    field = "name"


class ContactInstitutionWrong(Invalid):
    """The institution is missing or too long."""

    code = "contact-institution-wrong"
    sentence = N_("Write the institution you speak for, in at most 200 characters.")
    field = "institution"


class ContactCountryWrong(Invalid):
    """The country is missing or too long."""

    code = "contact-country-wrong"
    sentence = N_("Write your country, in at most 60 characters.")
    field = "country"


class ContactMailWrong(Invalid):
    """It is no mail address."""

    code = "contact-mail-wrong"
    sentence = N_("Write the e-mail address at which we can answer you, such as name@ministry.example.")
    field = "mail"


class ContactAboutWrong(Invalid):
    """The subject is none of those offered."""

    code = "contact-about-wrong"
    sentence = N_("Choose what your request is about.")
    field = "about"


class ContactMessageWrong(Invalid):
    """The message is missing or too long."""

    code = "contact-message-wrong"
    sentence = N_("Write your request, in at most {most} characters.")
    field = "message"


class ContactConsentMissing(Invalid):
    """Without consent nothing is kept."""

    code = "contact-consent-missing"
    sentence = N_("Tick that we may keep these details to answer you. Without it we keep nothing.")
    field = "consent"


class AssigneeWrong(Invalid):
    """Nobody of the centre."""

    code = "contact-assignee-wrong"
    sentence = N_("Choose somebody of the centre's staff.")
    field = "assignee"


class WithdrawalNotSure(Invalid):
    """What cannot be brought back is confirmed first."""

    code = "contact-withdrawal-not-sure"
    sentence = N_("Tick that you want the request erased. It cannot be brought back.")
    field = "sure"
