"""Travel documents of who is accepted to an activity: five fields of a passport, and nothing else.

No scan is kept. A host's invitation and a carrier's booking ask for number, name, nationality, birth date and expiry;
a picture of the page would add face, place of birth, signature and the machine-readable line, which nobody here needs,
and which are what a thief needs (Law 27/2022 art. 16: limited and specific).
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from simpul.cooperation.model.activities import Nomination
from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class Passport:
    """A passport's number, the name as it stands there, nationality (ISO 3166 alpha-3), birth date, and last valid day."""

    number: str
    name: str
    nationality: str
    born: date
    expires: date


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A passport as it is kept. `by`: the account that entered it, None where the person did by their link."""

    nomination: UUID
    sealed: bytes
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """Somebody read a passport in full: who, when, and how ("page" or "file")."""

    nomination: UUID
    account: UUID
    name: str
    way: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """A person and their document as a list shows it: the number's last three signs, and nothing else of it.

    `soon`: it expires less than six months after the activity. `erased_on`: the day by which it is gone.
    """

    nomination: Nomination
    masked: str
    soon: bool
    at: datetime | None
    erased_on: date
    link_until: datetime | None


class DocumentsNotAsked(Conflict):
    """No passport is asked for here: not of this activity, not of this person as things stand, or not any more."""

    code = "documents-not-asked"
    sentence = N_("No passport is asked for here: the person is not accepted, or the activity asks for none or is over.")


class DocumentUnknown(NotFound):
    """There is no such document, or it is not this reader's to know of."""

    code = "document-unknown"
    sentence = N_("There is no such travel document, or it is not yours to see.")


class DocumentLinkUnknown(NotFound):
    """The link opens nothing: never did, has expired, or was taken back. It does not say which."""

    code = "document-link-unknown"
    sentence = N_("This link opens nothing. It may have expired or been replaced: ask who sent it for a new one.")


class PassportNumberWrong(Invalid):
    """The number is none."""

    code = "passport-number-wrong"
    sentence = N_("Give the passport's number: 6 to 12 letters and digits, without spaces.")
    field = "number"


class PassportNameWrong(Invalid):
    """The name is missing or too long."""

    code = "passport-name-wrong"
    sentence = N_("Give the name as it stands in the passport, of at most 120 characters.")
    field = "name"


class NationalityWrong(Invalid):
    """The nationality is none."""

    code = "nationality-wrong"
    sentence = N_("Give the nationality as three letters, as the passport has it: IDN, KOR.")
    field = "nationality"


class BirthDayWrong(Invalid):
    """The birth date is none."""

    code = "birth-day-wrong"
    sentence = N_("Give the birth date as the passport has it.")
    field = "born"


class PassportExpired(Invalid):
    """The passport is not valid on the activity's last day, or the day is none."""

    code = "passport-expired"
    sentence = N_("Give the passport's last valid day. It must not be before the activity's last day.")
    field = "expires"
