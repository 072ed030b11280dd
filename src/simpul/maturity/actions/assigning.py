"""Who assesses whom: by hand or by a proposal, never against a conflict of interest; what assessors declare themselves."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.holders import Holders
from simpul.kernel.platform import Platform
from simpul.maturity.model.edition_refusals import (
    EditionNotNow,
    EditionUnknown,
    ParticipantUnknown,
    ProposalChanged,
    SeatClash,
    SeatTaken,
    SeatWrong,
)
from simpul.maturity.model.editions import (
    REVIEWING,
    SEATS,
    AgencySeats,
    Assignment,
    Candidate,
    Edition,
    EditionState,
    Participant,
    SeatChoice,
    Seating,
    SeatWanted,
    TroubledSeat,
)
from simpul.maturity.rules import assigning, leading
from simpul.maturity.rules.assigning import Known, Proposal
from simpul.maturity.rules.clash_words import CLASHES
from simpul.maturity.store import assignments as store
from simpul.maturity.store import editions, participants


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """A proposal with the names of its agencies; `digest` is what taking it must name."""

    edition: Edition
    proposal: Proposal
    agencies: dict[str, Participant]
    digest: str


def people(platform: Platform) -> tuple[list[Candidate], list[Candidate]]:
    """Who may assess, and who may review: active accounts of this node with the role, by name."""
    port = platform.port(Holders)

    def of(role: str, *, reviews: bool) -> list[Candidate]:
        found = port.holders(platform, role)
        return [Candidate(one.id, one.name, one.agency, one.agency_name, one.region, reviews) for one in found]

    return of(leading.ASSESSOR, reviews=False), of(leading.REVIEWER, reviews=True)


def seating(platform: Platform, actor: Actor, key: str) -> Seating:
    """All seats of the edition and everybody's load; MinistryOnly, EditionUnknown."""
    leading.permit_lead(actor)
    assessors, reviewers = people(platform)
    with platform.database.reading() as unit:
        edition = _edition(unit.connection, key)
        agencies = tuple(participants.of(unit.connection, key))
        known = _known(unit, key, assessors, reviewers)
    taken = [one for seats in known.seated.values() for one in seats]
    loads = assigning.loads([*assessors, *reviewers], taken)
    return Seating(edition, agencies, known.seated, tuple(loads), tuple(_troubled(agencies, known)))


def _troubled(agencies: Iterable[Participant], known: Known) -> Iterable[TroubledSeat]:
    holders = {(one.account, one.reviews): one for one in (*known.assessors, *known.reviewers)}
    for agency in agencies:
        seats = known.seated.get(agency.agency, ())
        for each in seats:
            person = holders.get((each.account, each.seat == REVIEWING))
            others = [other for other in seats if other.id != each.id]
            if person and (why := assigning.clashes(person, agency, known.interests, others, known.today)):
                yield TroubledSeat(each, agency, why)


def of_agency(platform: Platform, actor: Actor, *, key: str, agency: str) -> AgencySeats:
    """The agency's seats, and for each free one who may take it or why not; MinistryOnly, ParticipantUnknown."""
    leading.permit_lead(actor)
    assessors, reviewers = people(platform)
    with platform.database.reading() as unit:
        edition = _edition(unit.connection, key)
        one = _participant(unit.connection, key, agency)
        known = _known(unit, key, assessors, reviewers)
        past = store.past(unit.connection, key, agency)
    seated = tuple(known.seated.get(agency, ()))
    free = [seat for seat in SEATS if seat not in {each.seat for each in seated}]
    return AgencySeats(edition, one, seated, tuple(past), {seat: _choices(seat, one, known) for seat in free})


def _choices(seat: int, one: Participant, known: Known) -> tuple[SeatChoice, ...]:
    """Those without a clash first, who has the fewest seats before the others."""
    every, seated = [each for seats in known.seated.values() for each in seats], known.seated.get(one.agency, ())
    candidates = known.reviewers if seat == REVIEWING else known.assessors
    found = [
        SeatChoice(
            each,
            sum(1 for other in every if other.account == each.account),
            assigning.clashes(each, one, known.interests, seated, known.today),
        )
        for each in candidates
    ]
    return tuple(sorted(found, key=lambda choice: (bool(choice.clashes), choice.load)))


def propose(platform: Platform, actor: Actor, key: str) -> ProposalSeen:
    """What would fill the free seats of the edition without a clash, evenly; nothing is changed. MinistryOnly."""
    leading.permit_lead(actor)
    assessors, reviewers = people(platform)
    with platform.database.reading() as unit:
        return _proposal(unit, _edition(unit.connection, key), assessors, reviewers)


def _proposal(unit: Unit, edition: Edition, assessors: list[Candidate], reviewers: list[Candidate]) -> ProposalSeen:
    agencies = participants.of(unit.connection, edition.key)
    known = _known(unit, edition.key, assessors, reviewers)
    made = assigning.propose(agencies, known, _maker(unit, edition.key))
    return ProposalSeen(edition, made, {one.agency: one for one in agencies}, assigning.named(made.seats))


def take_proposal(platform: Platform, actor: Actor, *, key: str, digest: str) -> int:
    """How many seats were filled, exactly as was shown; ProposalChanged, EditionNotNow."""
    leading.permit_lead(actor)
    assessors, reviewers = people(platform)
    with platform.database.writing(actor) as unit:
        seen = _proposal(unit, _open(unit.connection, key), assessors, reviewers)
        if not seen.digest == digest:
            raise ProposalChanged()
        make = _maker(unit, key)
        taken = store.add(unit.connection, [make(one.agency, one.seat, one.candidate) for one in seen.proposal.seats])
        unit.audit("maturity.seats.proposal", subject=key, after={"seats": taken, "digest": digest})
    return taken


def seat(platform: Platform, actor: Actor, *, key: str, wanted: SeatWanted) -> Assignment:
    """The person has the seat; SeatWrong, SeatTaken, SeatClash, EditionNotNow."""
    leading.permit_lead(actor)
    assessors, reviewers = people(platform)
    candidates = {one.account: one for one in (reviewers if wanted.seat == REVIEWING else assessors)}
    person = candidates.get(wanted.account)
    if person is None or wanted.seat not in SEATS:
        raise SeatWrong()
    with platform.database.writing(actor) as unit:
        _open(unit.connection, key)
        one = _participant(unit.connection, key, wanted.agency)
        known = _known(unit, key, assessors, reviewers)
        _permit(person, one, known)
        new = _maker(unit, key)(one.agency, wanted.seat, person)
        if not store.add(unit.connection, [new]):
            raise SeatTaken()
        _tell(unit, "maturity.seat.take", new)
    return new


def _permit(person: Candidate, one: Participant, known: Known) -> None:
    found = assigning.clashes(person, one, known.interests, known.seated.get(one.agency, ()), known.today)
    if found:
        raise SeatClash(clashes=[one.value for one in found], why="; ".join(CLASHES[one] for one in found))


def free(platform: Platform, actor: Actor, *, assignment: UUID, reason: str) -> Assignment:
    """The seat is free from now on, with the reason on record; SeatReasonMissing, SeatWrong, EditionNotNow."""
    leading.permit_lead(actor)
    why = leading.seat_reason(reason)
    with platform.database.writing(actor) as unit:
        there = store.one(unit.connection, assignment)
        if there is None:
            raise SeatWrong()
        _open(unit.connection, there.edition)
        if not store.end(unit.connection, assignment, unit.clock.now(), why):
            raise SeatWrong()
        _tell(unit, "maturity.seat.free", there)
    return there


def _tell(unit: Unit, what: str, of: Assignment) -> None:
    after = {"account": str(of.account), "seat": of.seat, "institution": of.institution}
    unit.audit(what, subject=f"{of.edition}/{of.agency}", after=after)


def _known(unit: Unit, key: str, assessors: Sequence[Candidate], reviewers: Sequence[Candidate]) -> Known:
    today = _today(unit)
    interests, seated = store.interests_of(unit.connection, today), store.in_edition(unit.connection, key)
    return Known(assessors, reviewers, interests, seated, today)


def _today(unit: Unit) -> date:
    return unit.clock.now().date()


def _maker(unit: Unit, key: str) -> Callable[[str, int, Candidate], Assignment]:
    at, by = unit.clock.now(), unit.actor.name

    def make(agency: str, seat: int, who: Candidate) -> Assignment:
        return Assignment(unit.ids.new(), key, agency, seat, who.account, who.name, who.institution, at, by)

    return make


def _edition(connection: Connection, key: str) -> Edition:
    edition = editions.get(connection, key)
    if edition is None:
        raise EditionUnknown(key=key)
    return edition


def _open(connection: Connection, key: str) -> Edition:
    """The edition, held until the end of this transaction, so that two who fill seats at once see each other."""
    edition = editions.locked(connection, key)
    if edition is None:
        raise EditionUnknown(key=key)
    if edition.state is EditionState.CLOSED:
        raise EditionNotNow()
    return edition


def _participant(connection: Connection, key: str, agency: str) -> Participant:
    one = participants.get(connection, key, agency)
    if one is None:
        raise ParticipantUnknown()
    return one
