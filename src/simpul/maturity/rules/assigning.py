"""Who may assess an agency, and a proposal that gives every agency its assessors. Law: Permen PANRB 59/2020.

Assessors are external: nobody assesses the own agency, nor a government of the region that the own agency answers for or
that lies around it, nor an agency they declared an interest in; the two seats go to two institutions, and nobody reviews
what they assessed.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from simpul.kernel.actor import government_of
from simpul.maturity.model.editions import (
    REVIEWING,
    SEATS,
    AssessorLoad,
    Assignment,
    Candidate,
    Clash,
    Interest,
    Participant,
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A seat and who should have it."""

    agency: str
    seat: int
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Proposal:
    """Seats that can be filled without a clash, and how many agencies keep an empty seat, by seat."""

    seats: tuple[Proposed, ...]
    without: Mapping[int, int] = field(default_factory=dict)


def clashes(
    candidate: Candidate, one: Participant, interests: Iterable[Interest], seated: Iterable[Assignment], today: date
) -> tuple[Clash, ...]:
    """Every reason why this person must not have a seat for this agency; empty when nothing stands in the way."""
    found = []
    if government_of(candidate.agency) == one.agency:
        found.append(Clash.OWN)
    elif _near(candidate.region, one.region):
        found.append(Clash.SAME_REGION)
    if any(_holds(each, candidate, one, today) for each in interests):
        found.append(Clash.DECLARED)
    for other in seated:
        if other.account == candidate.account:
            found.append(Clash.OTHER_SEAT)
        elif other.institution == candidate.institution and not candidate.reviews and other.seat != REVIEWING:
            found.append(Clash.SAME_INSTITUTION)
    return tuple(dict.fromkeys(found))


def _near(mine: str, theirs: str) -> bool:
    """Whether one region lies in the other; the centre is near nobody."""
    return bool(mine and theirs) and (f"{mine}.".startswith(f"{theirs}.") or f"{theirs}.".startswith(f"{mine}."))


def _holds(told: Interest, candidate: Candidate, one: Participant, today: date) -> bool:
    return (told.account, told.agency) == (candidate.account, one.agency) and (told.until is None or today <= told.until)


@dataclass(frozen=True, slots=True)
class Known:
    """What a proposal starts from: the people, what they declared, who sits where already, and the day."""

    assessors: Sequence[Candidate]
    reviewers: Sequence[Candidate]
    interests: Sequence[Interest]
    seated: Mapping[str, Sequence[Assignment]]
    today: date


def propose(
    participants: Iterable[Participant], known: Known, made: Callable[[str, int, Candidate], Assignment]
) -> Proposal:
    """A seat for whoever has the fewest and clashes with nothing, agency by agency; what is taken stays.

    The same question has the same answer: candidates with equally many seats are taken in their order.
    """
    load = Counter(each.account for seats in known.seated.values() for each in seats)
    found: list[Proposed] = []
    without: Counter[int] = Counter()
    for one in participants:
        seated = list(known.seated.get(one.agency, ()))
        for seat in (seat for seat in SEATS if seat not in {each.seat for each in seated}):
            people = known.reviewers if seat == REVIEWING else known.assessors
            free = [each for each in people if not clashes(each, one, known.interests, seated, known.today)]
            if not free:
                without[seat] += 1
                continue
            chosen = min(free, key=lambda each: load[each.account])
            load[chosen.account] += 1
            found.append(Proposed(one.agency, seat, chosen))
            seated.append(made(one.agency, seat, chosen))
    return Proposal(tuple(found), dict(without))


def named(seats: Iterable[Proposed]) -> str:
    """A digest of exactly these seats, by which a proposal that was shown is known again."""
    text = "\n".join(f"{one.agency} {one.seat} {one.candidate.account}" for one in seats)
    return hashlib.sha256(text.encode()).hexdigest()


def loads(people: Iterable[Candidate], seated: Iterable[Assignment]) -> list[AssessorLoad]:
    """How many seats each has, whoever holds a role and whoever has a seat; the most laden first."""
    names = {one.account: (one.name, one.institution) for one in people}
    holding, counts = set(names), defaultdict[UUID, Counter[int]](Counter)
    for each in seated:
        names.setdefault(each.account, (each.name, each.institution))
        counts[each.account][each.seat] += 1
    found = [AssessorLoad(account, *who, dict(counts[account]), account in holding) for account, who in names.items()]
    return sorted(found, key=lambda one: (-one.total, one.name))
