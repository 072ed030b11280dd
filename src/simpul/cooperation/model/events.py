"""Large events: a lecture that many thousands want to attend, its places, and each agency's share of the hall."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.cooperation.model.programmes import Told
from simpul.kernel.errors import Conflict, NotFound
from simpul.kernel.i18n import N_


class Stage(StrEnum):
    """Where an event stands for who wants to register."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class LargeEvent:
    """An event with a hall, followers from afar, and registration that opens at one moment.

    `hall_places`: seats in the hall, whatever the quotas add up to; `remote_places`: None is without limit; `zone`: WIB,
    WITA, WIT or KST, in which its times are told; `public`: everybody finds it below /acara; `synthetic`: made up.
    """

    id: UUID
    slug: str
    title: Told
    place: Told
    zone: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    hall_places: int
    remote_places: int | None = None
    about: Told | None = None
    programme: str | None = None
    public: bool = True
    synthetic: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Quota:
    """An agency's share of the hall: never more than `places` of its people have one; `taken` do, `waiting` wait."""

    event: UUID
    agency: str
    name: str
    places: int
    taken: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are in the hall, follow remotely, wait for the one or the other, and gave their place back.

    `number`: how many registrations there ever were; each has its number of it.
    """

    event: UUID
    hall: int = 0
    remote: int = 0
    waiting: int = 0
    remote_waiting: int = 0
    cancelled: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue before the form: numbers handed out, and up to which number people are called in."""

    issued: int = 0
    called: int = 0


@dataclass(frozen=True, slots=True)
class EventSeen:
    """An event as its public page shows it at a moment; `quotas` by the agency's code."""

    event: LargeEvent
    stage: Stage
    tally: Tally
    quotas: Mapping[str, Quota]


class EventUnknown(NotFound):
    """There is no such event, or it is not public."""

    code = "event-unknown"
    sentence = N_("There is no event at this address.")


class NotOpenYet(Conflict):
    """Registration opens later; `opens_at` says when."""

    code = "registration-not-open-yet"
    sentence = N_("Registration is not open yet. This page shows when it opens.")


class RegistrationClosed(Conflict):
    """Registration has ended."""

    code = "registration-closed"
    sentence = N_("Registration for this event has closed.")
