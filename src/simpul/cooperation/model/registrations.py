"""A person's registration for a large event: what they wish, what they got, their ticket."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotFound
from simpul.kernel.i18n import N_


class Wish(StrEnum):
    """What somebody wishes: a place in the hall, to follow remotely, or the hall and else remotely at once."""

    HALL = "hall"
    REMOTE = "remote"
    EITHER = "either"


class Admission(StrEnum):
    """What somebody has."""

    HALL = "hall"
    REMOTE = "remote"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Telling(StrEnum):
    """What somebody who left an e-mail address is still to be told."""

    REGISTERED = "registered"
    MOVED_UP = "moved-up"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a ticket; at rest it is sealed. `lang`: in which language they registered."""

    name: str
    mail: str = ""
    lang: str = "id"


@dataclass(frozen=True, slots=True)
class Registration:
    """One person's registration for one event.

    `number`: its place in the order of all; `person`: keyed hash of the staff number, for this event; `digest`: SHA-256
    of the ticket's code; `was`: what a cancelled one was, None once its person registered anew; `sealed`: the Holder, None
    once erased; `key`: keyed hash of the form's own key; `tell`: what is still to be told by mail.
    """

    id: UUID
    event: UUID
    number: int
    agency: str
    person: bytes
    digest: bytes
    wish: Wish
    admission: Admission
    at: datetime
    changed_at: datetime
    sealed: bytes | None = None
    was: Admission | None = None
    key: bytes | None = None
    tell: Telling | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a gate needs of a registration: no name, no number of a person."""

    registration: UUID
    digest: bytes
    admission: Admission
    agency: str
    number: int


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody filled in, read and found right; nothing of it is kept plain.

    `staff_number`: the NIP or registration number without blanks; `key`: the form's own, the same when it is sent again.
    """

    agency: str
    staff_number: str
    name: str
    mail: str
    wish: Wish
    lang: str = "id"
    key: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """The answer to a form: the ticket's code, what it is for, the place on the waiting list; `fresh`: not known before."""

    code: str
    admission: Admission
    number: int
    place: int | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Queued:
    """The answer to a form for which there is no time now: a number, how many are before it, when to come again.

    `token`: the whole form, sealed; whoever brings it has kept the number. `seconds`: the estimate; `again`: when to ask.
    """

    token: str
    number: int
    ahead: int
    seconds: int
    again: int


class RegistrationUnknown(NotFound):
    """No ticket has this code."""

    code = "ticket-unknown"
    sentence = N_("There is no ticket with this code. Copy the whole link, or the code on your ticket.")


class RegisteredAlready(Conflict):
    """The staff number is registered under another name or address: who only knows the number is not shown the ticket."""

    code = "registered-already"
    sentence = N_(
        "This number is registered for the event already, under another name or e-mail address. Use the "
        "link of that ticket, or ask the organiser if it was not you."
    )


class TicketChanged(Conflict):
    """The ticket changed since the page was shown."""

    code = "ticket-changed"
    sentence = N_("Your ticket changed meanwhile. Here it is as it stands now.")


class CannotUndo(Conflict):
    """The ticket was never given back."""

    code = "cannot-undo"
    sentence = N_("This ticket was not given back: it counts.")


class RegisteredAnew(Conflict):
    """Who gave the place back has another ticket now."""

    code = "registered-anew"
    sentence = N_("This place was given back, and the number is registered anew since. Use the link of the newer ticket.")


class InsideAlready(Conflict):
    """The ticket let somebody in: the place is used."""

    code = "inside-already"
    sentence = N_("Somebody came in with this ticket already. Its place can no longer be given back.")


class TooLateToCancel(Conflict):
    """The event has ended."""

    code = "too-late-to-cancel"
    sentence = N_("The event is over. A ticket can no longer be given back.")


class AgencyUnknown(Invalid):
    """The agency has no quota here."""

    code = "agency-unknown"
    sentence = N_("Choose your agency from the list. Only agencies with a quota can register people.")
    field = "agency"


class NumberWrong(Invalid):
    """The number is none."""

    code = "staff-number-wrong"
    sentence = N_("Write your NIP (18 digits) or your registration number: 6 to 24 letters and digits.")
    field = "number"


class NameWrong(Invalid):
    """A name has 2 to 100 characters."""

    code = "name-wrong"
    sentence = N_("Write your name as on your staff card, 2 to 100 characters.")
    field = "name"


class MailWrong(Invalid):
    """The address is none."""

    code = "mail-wrong"
    sentence = N_("Write an e-mail address such as name@agency.go.id, or leave it empty.")
    field = "mail"


class WishMissing(Invalid):
    """Hall or remote was not chosen."""

    code = "wish-missing"
    sentence = N_("Choose whether you want to come to the hall or follow remotely.")
    field = "wish"


class FormNotReadable(Invalid):
    """The body is none that is read here."""

    code = "form-not-readable"
    sentence = N_("Send JSON with agency, number, name and wish; at most 8 KB.")


class QueueNumberWrong(Invalid):
    """The queue number was not given out by this node, or was altered."""

    code = "queue-number-wrong"
    sentence = N_("This queue number is not valid. Open the event's page and register from there.")
