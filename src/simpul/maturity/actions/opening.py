"""Assessments: begun, listed for whoever has work in them, seen as one; the edition's general questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor, government_of
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering, resulting
from simpul.maturity.actions.entering import Moved
from simpul.maturity.model.assessing import (
    JOINT,
    SELF,
    Assessment,
    AssessmentLine,
    AssessmentRow,
    AssessmentState,
    Openable,
    Step,
)
from simpul.maturity.model.edition_refusals import ParticipantUnknown
from simpul.maturity.model.editions import LEADING, OTHER, Edition, EditionState, Participant
from simpul.maturity.model.maturity_refusals import AssessmentThere, EditionNotOpen, SaidTooLong, StepOfEntry
from simpul.maturity.rules import permits, seeing, who
from simpul.maturity.store import answers, assignments, editions, participants
from simpul.maturity.store import assessments as store

GENERAL_MOST = 2_000


def open_(platform: Platform, actor: Actor, *, edition: str, agency: str) -> UUID:
    """The assessment's id; it is open at the self-assessment. Data-entry officers and coordinators of the agency, ministry.

    StepOfEntry, EditionNotOpen, ParticipantUnknown, AssessmentThere.
    """
    with platform.database.writing(actor) as unit:
        found = entering.edition_of(unit.connection, edition)
        if not _may_open(actor, agency):
            raise StepOfEntry()
        if found.state is not EditionState.PUBLISHED:
            raise EditionNotOpen()
        participant = participants.get(unit.connection, edition, agency)
        if participant is None:
            raise ParticipantUnknown()
        row = _fresh(unit.ids.new(), participant, actor, unit.clock.now())
        if not store.add(unit.connection, row):
            raise AssessmentThere()
        store.add_step(unit.connection, row, "opened", actor, row.opened_at)
        unit.audit("maturity.assessment.open", subject=f"maturity:{row.id}", after={"edition": edition, "agency": agency})
        unit.ring("maturity")
    return row.id


def _may_open(actor: Actor, agency: str) -> bool:
    home = government_of(actor.agency) == agency and (actor.has(who.ENTRY) or actor.has(who.LEADER))
    return actor.signed_in and (home or actor.has(who.MINISTRY))


def _fresh(id: UUID, of: Participant, actor: Actor, at: datetime) -> AssessmentRow:
    mine = actor.has(who.ENTRY) and government_of(actor.agency) == of.agency
    return AssessmentRow(
        id=id,
        edition=of.edition,
        agency=of.agency,
        stage=SELF,
        state=AssessmentState.OPEN,
        version=1,
        entry=actor.id if mine else None,
        entry_name=actor.name if mine else "",
        general={},
        submitted={},
        unlocked=(),
        opened_at=at,
        changed_at=at,
        closed_at=None,
        synthetic=of.synthetic,
    )


def openable(platform: Platform, actor: Actor) -> list[Openable]:
    """The published editions in which the actor may begin the own agency's assessment now."""
    agency = government_of(actor.agency)
    if not agency or not _may_open(actor, agency):
        return []
    with platform.database.reading() as unit:
        begun = {row.edition for row in store.of_agency(unit.connection, agency)}
        there = [one for one in participants.editions_of(unit.connection, agency) if one.edition not in begun]
        known = {one.key: one for one in editions.listed(unit.connection) if one.state is EditionState.PUBLISHED}
    return [
        Openable(one.edition, known[one.edition].title, known[one.edition].year, agency, one.name)
        for one in there
        if one.edition in known
    ]


def edition_of(platform: Platform, key: str) -> Edition:
    """The edition of that key; EditionUnknown."""
    with platform.database.reading() as unit:
        return entering.edition_of(unit.connection, key)


def one(platform: Platform, actor: Actor, id: UUID) -> Assessment:
    """The assessment as this actor sees it; AssessmentUnknown."""
    with platform.database.reading() as unit:
        return entering.seen(unit.connection, entering.entered(unit.connection, actor, id))


def steps(platform: Platform, actor: Actor, id: UUID) -> list[Step]:
    """What happened, the newest first; AssessmentUnknown."""
    with platform.database.reading() as unit:
        found = entering.entered(unit.connection, actor, id)
        return [seeing.step_told(found.who, one) for one in store.steps_of(unit.connection, id)]


def answer_general(platform: Platform, actor: Actor, id: UUID, answers: Mapping[str, str], version: int) -> None:
    """The edition's general questions are answered; SaidTooLong, AssessmentChanged, and the refusals of permits."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "general")
        entering.same_version(found, version)
        asked = {one.key for one in found.edition.questions}
        kept = {key: text.strip() for key, text in answers.items() if key in asked and text.strip()}
        if any(len(text) > GENERAL_MOST for text in kept.values()):
            raise SaidTooLong(most=GENERAL_MOST)
        entering.moved(unit, found, entering.changed(found, general=kept), Moved("general"))


def mine(platform: Platform, actor: Actor) -> list[AssessmentLine]:
    """The assessments that the actor has work in or may see: the own agency's, those assigned, all for the ministry."""
    if not actor.signed_in:
        return []
    with platform.database.reading() as unit:
        rows = _rows(unit.connection, actor)
        return _lines(unit.connection, actor, rows)


def _rows(connection: Connection, actor: Actor) -> list[AssessmentRow]:
    if actor.has(who.MINISTRY):
        return [row for one in editions.listed(connection) for row in store.in_edition(connection, one.key)]
    found: dict[UUID, AssessmentRow] = {}
    agency = government_of(actor.agency)
    if agency and any(actor.has(role) for role in (who.ENTRY, who.RESPONDENT, who.LEADER)):
        found |= {row.id: row for row in store.of_agency(connection, agency)}
    if actor.id is not None:
        pairs = {(seat.edition, seat.agency) for seat in assignments.of_account(connection, actor.id)}
        found |= {row.id: row for row in store.of_pairs(connection, pairs)}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines are made of: editions, agencies, indicators in each edition, own seats, filled answers by place."""

    editions: Mapping[str, Edition]
    agencies: Mapping[tuple[str, str], Participant]
    totals: Mapping[str, int]
    seats: Mapping[tuple[str, str], int]
    filled: Mapping[tuple[UUID, str, int], int]


def _known(connection: Connection, actor: Actor, rows: Sequence[AssessmentRow]) -> _Known:
    listed = {one.key: one for one in editions.listed(connection)}
    keys = {row.edition for row in rows}
    return _Known(
        listed,
        {(one.edition, one.agency): one for one in participants.of_agencies(connection, {row.agency for row in rows})},
        {key: _total(connection, listed[key].instrument) for key in keys},
        {(one.edition, one.agency): one.seat for one in (assignments.of_account(connection, actor.id) if actor.id else [])},
        answers.filled_in(connection, [row.id for row in rows]),
    )


def _lines(connection: Connection, actor: Actor, rows: Sequence[AssessmentRow]) -> list[AssessmentLine]:
    known = _known(connection, actor, rows)
    found = [_line(known, row, who.standing(actor, row, known.seats.get((row.edition, row.agency)))) for row in rows]
    return sorted(
        (line for line in found if line is not None),
        key=lambda line: (line.state == AssessmentState.CLOSED, -line.year, line.name),
    )


def _line(known: _Known, row: AssessmentRow, standing: who.Standing) -> AssessmentLine | None:
    edition, participant = known.editions[row.edition], known.agencies.get((row.edition, row.agency))
    if participant is None or not standing.sees:
        return None
    stage, seat = permits.place(standing, row) if not standing.ministry else (SELF, JOINT)
    return AssessmentLine(
        id=row.id,
        edition=row.edition,
        title=edition.title,
        year=edition.year,
        agency=row.agency,
        name=participant.name,
        kind=participant.kind,
        province=participant.province,
        stage=row.stage,
        state=row.state,
        seat=standing.seat if standing.seat is not None else (JOINT if standing.of_agency else None),
        filled=known.filled.get((row.id, stage, seat), 0),
        total=len(row.unlocked) or known.totals[row.edition],
        submitted=(standing.seat or JOINT) in row.submitted,
        other_submitted=any(one in row.submitted for one in (LEADING, OTHER) if one != standing.seat),
        changed_at=row.changed_at,
        deadline=edition.deadlines.get(row.stage),
        synthetic=row.synthetic,
    )


def _total(connection: Connection, code: str) -> int:
    instrument = resulting.instrument_of(connection, code)
    return len(instrument.indicators) if instrument else 0
