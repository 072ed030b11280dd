"""The joint committee: meetings, what they decided, and who does what until when."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from simpul.cooperation.model.programmes import Side, Told


class FollowUpState(StrEnum):
    """How far an action is; whether it is late follows from the day."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the joint committee or of a programme's steering group; `attended`: names and offices, as minuted."""

    id: UUID
    programme: str
    title: Told
    on: date
    place: str
    attended: tuple[str, ...] = ()
    minutes: str = ""
    sources: tuple[str, ...] = ()
    synthetic: bool = False
    version: int = 1
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a meeting decided; `number` counts within the meeting, from 1; `struck_at`: taken back since then."""

    id: UUID
    meeting: UUID
    programme: str
    number: int
    text: str
    on: date
    synthetic: bool = False
    version: int = 1
    struck_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An action: what, whose, until when. It stays on the list until it is done, or dropped with a reason.

    `owner`: an account with a seat in the programme; None where only a name is known. `note`: why it was dropped, or how
    it was done. `reminded_at`: when the last mail about it went out.
    """

    id: UUID
    programme: str
    decision: UUID | None
    what: str
    side: Side
    owner: UUID | None
    owner_name: str
    due: date
    state: FollowUpState = FollowUpState.OPEN
    note: str = ""
    done_on: date | None = None
    reminded_at: datetime | None = None
    synthetic: bool = False
    version: int = 1


class EntryKind(StrEnum):
    """What happened to an action."""

    OPENED = "opened"
    CHANGED = "changed"
    MOVED = "moved"
    PROGRESS = "progress"
    DONE = "done"
    DROPPED = "dropped"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class FollowUpEntry:
    """One line of an action's history: who wrote what, and the due days before and after where those changed."""

    id: UUID
    follow_up: UUID
    kind: EntryKind
    at: datetime
    by: UUID | None
    by_name: str
    words: str = ""
    due_before: date | None = None
    due_after: date | None = None


@dataclass(frozen=True, slots=True)
class MailAddress:
    """Where somebody's reminders go, and in which language; `refused_at`: the mail server says that nobody is there."""

    account: UUID
    name: str
    language: str
    seal: bytes
    at: datetime
    refused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A mail to one person, as it waits or went out: which occasions it tells (each is told once) about what.

    `topic` says who composes it ("follow-up", "agreement"); `subjects` are in the order of `keys`.
    """

    id: UUID
    topic: str
    account: UUID
    at: datetime
    keys: tuple[str, ...] = ()
    subjects: tuple[UUID, ...] = ()
    sent_at: datetime | None = None
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Somebody whom mail reaches: the account, its name, the address as it was given, the language of the mails."""

    account: UUID
    name: str
    address: str
    language: str
