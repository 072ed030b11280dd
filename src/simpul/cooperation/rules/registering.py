"""Who gets which place: in the order of coming, never beyond an agency's quota or the hall; who moves up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from simpul.cooperation.model.events import LargeEvent, NotOpenYet, RegistrationClosed, Stage
from simpul.cooperation.model.registrations import Admission, Wish


def stage(event: LargeEvent, now: datetime) -> Stage:
    """Where the event stands at this moment: registration is open from `opens_at` on, and until before `closes_at`."""
    if now >= event.ends_at:
        return Stage.OVER
    if now >= event.closes_at:
        return Stage.CLOSED
    return Stage.OPEN if now >= event.opens_at else Stage.BEFORE


def open_at(event: LargeEvent, now: datetime) -> None:
    """Nothing, while registration is open; NotOpenYet or RegistrationClosed otherwise."""
    found = stage(event, now)
    if found is Stage.BEFORE:
        raise NotOpenYet(opens_at=event.opens_at.isoformat())
    if found is not Stage.OPEN:
        raise RegistrationClosed()


@dataclass(frozen=True, slots=True)
class Room:
    """What is free, and how many wait: in the hall, remotely (None: without limit), of each agency's share of the hall."""

    hall: int
    remote: int | None
    shares: Mapping[str, int]
    waiting: Mapping[str, int] = field(default_factory=dict)
    remote_waiting: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gets; `place`: on the waiting list, 1 is next."""

    admission: Admission
    place: int | None = None


def given(room: Room, asked: Sequence[tuple[str, Wish]]) -> list[Given]:
    """What each who asks gets, in their order: agency and wish. An agency without a share has no place in the hall."""
    hall, remote, remote_waiting = room.hall, room.remote, room.remote_waiting
    shares, waiting = dict(room.shares), dict(room.waiting)
    answers = []
    for agency, wish in asked:
        if wish is not Wish.REMOTE and hall > 0 and shares.get(agency, 0) > 0:
            hall, shares[agency] = hall - 1, shares[agency] - 1
            answers.append(Given(Admission.HALL))
        elif wish is not Wish.HALL and (remote is None or remote > 0):
            remote = remote if remote is None else remote - 1
            answers.append(Given(Admission.REMOTE))
        elif wish is Wish.REMOTE:
            remote_waiting += 1
            answers.append(Given(Admission.WAITING, remote_waiting))
        else:
            waiting[agency] = waiting.get(agency, 0) + 1
            answers.append(Given(Admission.WAITING, waiting[agency]))
    return answers


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the waiting list: for a seat of their agency in the hall, or (`wish` remote) to follow remotely."""

    registration: UUID
    agency: str
    wish: Wish
    number: int


def moving_up(room: Room, waiting: Sequence[Waiting], first: str | None = None) -> list[Waiting]:
    """Who moves up into what is free: the earliest first, of the agency `first` (whose place it was) before all others.

    Nobody moves into another agency's share: where the hall itself was full, a free seat goes to whose agency has room.
    """
    hall, remote, shares = room.hall, room.remote, dict(room.shares)
    up = []
    for one in sorted(waiting, key=lambda one: (one.agency != first, one.number)):
        if one.wish is Wish.REMOTE:
            if remote is None or remote > 0:
                remote = remote if remote is None else remote - 1
                up.append(one)
        elif hall > 0 and shares.get(one.agency, 0) > 0:
            hall, shares[one.agency] = hall - 1, shares[one.agency] - 1
            up.append(one)
    return up


def seat_of(wish: Wish) -> Admission:
    """What somebody who moves up gets."""
    return Admission.REMOTE if wish is Wish.REMOTE else Admission.HALL


@dataclass(frozen=True, slots=True)
class Move:
    """A registration's way from what it was (None: it is new) to what it is."""

    agency: str
    wish: Wish
    before: Admission | None
    after: Admission


@dataclass(slots=True)
class Change:
    """How the counts change: of the whole event, and of each agency's quota (taken, waiting)."""

    hall: int = 0
    remote: int = 0
    waiting: int = 0
    remote_waiting: int = 0
    cancelled: int = 0
    agencies: dict[str, tuple[int, int]] = field(default_factory=dict)


def counted(moves: Iterable[Move]) -> Change:
    """What these moves change in the counts; agencies in sorted order, so that all workers write them in one order."""
    change = Change()
    for move in moves:
        for admission, by in ((move.before, -1), (move.after, 1)):
            if admission is not None:
                _count(change, move, admission, by)
    change.agencies = {
        agency: change.agencies[agency] for agency in sorted(change.agencies) if any(change.agencies[agency])
    }
    return change


def _count(change: Change, move: Move, admission: Admission, by: int) -> None:
    taken, waiting = change.agencies.get(move.agency, (0, 0))
    if admission is Admission.HALL:
        change.hall, taken = change.hall + by, taken + by
    elif admission is Admission.REMOTE:
        change.remote += by
    elif admission is Admission.CANCELLED:
        change.cancelled += by
    elif move.wish is Wish.REMOTE:
        change.remote_waiting += by
    else:
        change.waiting, waiting = change.waiting + by, waiting + by
    change.agencies[move.agency] = (taken, waiting)
