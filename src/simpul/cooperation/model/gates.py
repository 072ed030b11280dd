"""Gates of a large event: who admits where, what a gate's device has seen, and what becomes of a ticket that is shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_

UNDO = timedelta(minutes=2)
"""So long after it an entry can be taken back at the gate that made it."""
KEY_KEPT = timedelta(days=3)
"""So long after its sign-on a gate's device may send what it holds: a lecture, its eve and the day after."""


class Outcome(StrEnum):
    """What becomes of a ticket that is shown at a gate."""

    ADMITTED = "admitted"
    DOUBLE = "double"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    REMOTE = "remote"
    ELSEWHERE = "elsewhere"
    UNDONE = "undone"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Gate:
    """A place where people are admitted to an event; a closed one takes no new devices."""

    id: UUID
    event: UUID
    name: str
    open: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class GateDevice:
    """A browser that admits at a gate. `unsent`: how many entries it said it still holds, when it was last seen."""

    id: UUID
    event: UUID
    gate: UUID
    account: UUID
    label: str
    made_at: datetime
    until: datetime
    revoked_at: datetime | None = None
    seen_at: datetime | None = None
    unsent: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One showing of a ticket: by which device, its how-many-th, and when by the node's clock.

    `undoes`: this one takes back an earlier one of the same device and ticket.
    """

    ticket: bytes
    device: UUID
    seq: int
    at: datetime
    gate: UUID
    undoes: int | None = None

    @property
    def order(self) -> tuple[datetime, UUID, int]:
        """Who was first; device and number decide between showings of the same instant."""
        return self.at, self.device, self.seq


@dataclass(frozen=True, slots=True)
class Admission:
    """A ticket's one entry, and the later ones by which somebody else came in with the same ticket."""

    first: Entry
    doubles: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a device says of one showing, well formed: `at` by its own clock.

    `device`: of an earlier sign-on of the same browser, None for the one that sends. `asks`: nobody was let in yet; a
    ticket that was used is no double admission then.
    """

    ticket: bytes
    seq: int
    at: datetime
    undoes: int | None = None
    device: UUID | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What a device sends: its key's digest, its clock now, what it showed, and how many more it still holds."""

    event: UUID
    key: bytes
    told_now: datetime
    received: datetime
    shown: tuple[Shown, ...]
    unsent: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the node says of one showing; `first_gate`, `first_at`: where and when the ticket's one entry was."""

    device: UUID
    seq: int
    outcome: Outcome
    first_gate: UUID | None = None
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the node answers to a batch, with its own clock."""

    now: datetime
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """A ticket's entry as the other gates hear of it; `at` is None for one that was taken back."""

    ticket: bytes
    gate: UUID | None
    at: datetime | None
    changed_at: datetime


class GateUnknown(NotFound):
    """There is no such gate at this event."""

    code = "gate-unknown"
    sentence = N_("There is no such gate at this event.")


class GateNameWrong(Invalid):
    """A gate has a name of its own at its event."""

    code = "gate-name-wrong"
    sentence = N_("Give the gate a name of at most 60 characters that no other gate of this event has.")
    field = "gate_name"


class GateClosed(Conflict):
    """The gate takes no device any more."""

    code = "gate-closed"
    sentence = N_("This gate is closed. Choose another, or ask the organiser to open it.")


class GateDeviceUnknown(NotAllowed):
    """The key is none, or its time is over: the device signs on anew."""

    code = "gate-device-unknown"
    sentence = N_("This device is not signed on at a gate of this event. Sign it on again; what it holds is kept.")


class GateDeviceRevoked(NotAllowed):
    """The organiser has taken the device off the gate."""

    code = "gate-device-revoked"
    sentence = N_("This device was taken off the gate. What it has not sent is kept on it; tell the organiser.")


class TicketCodeMissing(Invalid):
    """Nothing was typed or scanned."""

    code = "ticket-code-missing"
    sentence = N_("Type or scan the code of a ticket first.")
    field = "kode"


class BatchUnreadable(Invalid):
    """What was sent is no batch of entries."""

    code = "gate-batch-unreadable"
    sentence = N_("This is no list of entries as a gate's device sends it.")


class BatchTooLarge(Invalid):
    """More entries at once than a device sends."""

    code = "gate-batch-too-large"
    sentence = N_("Send at most {most} entries at once.")


class NotAtTheGate(NotAllowed):
    """Only who has the role of a gate, or the centre's staff."""

    code = "not-at-the-gate"
    sentence = N_("Only gate officers and the staff of the cooperation centre may do this.")


class NotOfThisAgency(NotAllowed):
    """A liaison sees the numbers of the own agency."""

    code = "not-of-this-agency"
    sentence = N_("You see the numbers of your own agency only.")
