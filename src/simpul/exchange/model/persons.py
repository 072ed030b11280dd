"""Persons: where a call names one, whose identifier was checked, who read their data. Law: UU 27/2022 art. 5, 31 and 32."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_


class PersonPlace(StrEnum):
    """In which part of a call a service names a person."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a call names a person: a place, and the segments of a path's template, a name, or a JSON pointer's steps."""

    place: PersonPlace
    steps: tuple[str, ...]


class Document(StrEnum):
    """What a person showed the officer. A family card is none of them: its number is not one person's."""

    KTP = "ktp"
    KIA = "kia"
    PASSPORT = "passport"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Check:
    """What an officer saw: kind of document, the identifier typed twice, and that it was face to face."""

    document: Document | None
    identifier: str
    again: str
    face_to_face: bool

    def __repr__(self) -> str:
        return "Check(…)"


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """An account whose identifier an officer checked; of the identifier no more than that is known. Ended: no longer."""

    account: UUID
    document: Document
    checked_at: datetime
    checked_by: UUID
    ended_at: datetime | None = None
    ended_by: UUID | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True)
class CheckSearch:
    """Which checks a list shows: in force, ended (or both: ""), those of one officer."""

    state: str = ""
    officer: UUID | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A call about a person, as that person sees it. `status` is None where no answer is on record."""

    at: datetime
    message: str
    client: str
    service: str
    method: str
    purpose: str
    legal_basis: str
    agreement: str
    status: int | None
    fault: str


@dataclass(frozen=True, slots=True)
class ReadingSearch:
    """Which calls a list shows: words, one agency (a member's path), from a time up to before another."""

    words: str = ""
    agency: str = ""
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Look:
    """An auditor looked at a person's list: who, of which agency, when, why."""

    id: UUID
    account: UUID
    by: UUID
    agency: str
    why: str
    at: datetime


class AccountSeen(Protocol):
    """What the exchange knows of an account; the rest is identity's."""

    @property
    def id(self) -> UUID: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def login(self) -> str: ...  # noqa: D102
    @property
    def agency(self) -> Any: ...  # noqa: D102
    @property
    def active(self) -> bool: ...  # noqa: D102
    @property
    def must_change(self) -> bool: ...  # noqa: D102


class People(Protocol):
    """The port by which the exchange learns whose an account is; filled by the identity module."""

    def accounts_of(self, platform: Any, ids: Collection[UUID]) -> Mapping[UUID, AccountSeen]:
        """The accounts of these ids, as far as they exist."""
        ...

    def accounts_found(self, platform: Any, q: str, most: int) -> list[AccountSeen]:
        """At most so many accounts whose name or login holds `q`, by name."""
        ...


class LocatorNotFit(Invalid):
    """It cannot be read where a call names a person."""

    code = "person-locator-not-fit"
    sentence = N_("Write where a call names a person as path:/persons/{example}, query:nik, header:X-Person or json:/nik.")
    field = "person_in"


class RegistrarOnly(NotAllowed):
    """Identifiers are checked by registrars of the agency that runs the node."""

    code = "exchange-registrar-only"
    sentence = N_("Registrars of the agency that runs this node check whose identifier it is.")


class PersonsNotSeen(NotAllowed):
    """Who was checked is the registrars' and auditors' business."""

    code = "exchange-persons-not-seen"
    sentence = N_("Registrars and auditors of the agency that runs this node see who was checked.")


class AuditorOnly(NotAllowed):
    """A person's list is that person's; an auditor may look, and is seen."""

    code = "exchange-auditor-only"
    sentence = N_(
        "This list is for the person it is about. Auditors of this node may look, and the person sees that they did."
    )


class PersonOnly(NotAllowed):
    """The page is for a person at a browser, not for a program."""

    code = "exchange-person-only"
    sentence = N_("This page is for a person who is signed in, not for a program.")


class OneTimePassword(NotAllowed):
    """Somebody else knows the password of this account."""

    code = "exchange-one-time-password"
    sentence = N_(
        "Choose your own password first: whoever gave you the present one knows it, and this list is yours alone."
    )


class OwnCheck(NotAllowed):
    """Nobody checks themself."""

    code = "exchange-own-check"
    sentence = N_("Another registrar checks your own identifier.")


class PersonNotFound(NotFound):
    """There is no such account."""

    code = "exchange-person-not-found"
    sentence = N_("There is no such account at this node.")


class AccountDisabled(Conflict):
    """The account is disabled."""

    code = "exchange-account-disabled"
    sentence = N_("The account is disabled. An administrator of its agency enables it first.")


class NotChecked(Conflict):
    """No check of this account is in force."""

    code = "exchange-not-checked"
    sentence = N_("No check of this account is in force. Nothing was changed.")


class CheckedBefore(Conflict):
    """A check of this account is in force already."""

    code = "exchange-checked-before"
    sentence = N_("This account was checked already. End that check first, if it was wrong.")


class IdentifierHeld(Conflict):
    """Another account has this identifier; one identifier has one account at a node."""

    code = "exchange-identifier-held"
    sentence = N_("Another account at this node was checked with this identifier. Look at it below. Nothing was changed.")
    field = "identifier"

    def __init__(self, account: UUID | None = None) -> None:
        super().__init__()
        self.account = account


class DocumentMissing(Invalid):
    """It was not said which document was shown."""

    code = "exchange-document-missing"
    sentence = N_("Choose which document the person showed.")
    field = "document"


class IdentifierNotFit(Invalid):
    """What was typed cannot be the identifier on that document."""

    code = "exchange-identifier-not-fit"
    sentence = N_("Type the number as the document shows it. A NIK has 16 digits, with the date of birth in its middle.")
    field = "identifier"


class IdentifiersDiffer(Invalid):
    """The second time something else was typed."""

    code = "exchange-identifiers-differ"
    sentence = N_("The two numbers differ. Type both again from the document.")
    field = "again"


class NotFaceToFace(Invalid):
    """It was not confirmed that the person was there."""

    code = "exchange-not-face-to-face"
    sentence = N_("Confirm that the person is in front of you and that the document is theirs.")
    field = "face_to_face"


class ReasonMissing(Invalid):
    """It was not said why."""

    code = "exchange-person-why-missing"
    sentence = N_("Write why, in one line of at most 200 characters. The person will read it.")
    field = "why"


class LookOver(NotAllowed):
    """A look lasts half an hour and is the auditor's who began it."""

    code = "exchange-look-over"
    sentence = N_("This look is over, or is not yours. Say again why you look.")
