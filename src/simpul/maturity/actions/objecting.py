"""Objections (sanggah): the agency objects to values, the leading assessor answers, then the way to the end is free."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering
from simpul.maturity.actions.entering import Entered, Moved, changed
from simpul.maturity.actions.putting import put
from simpul.maturity.actions.recording import record
from simpul.maturity.actions.submitting import onward
from simpul.maturity.model.assessing import JOINT, OBJECTION, Answer, AssessmentState, NewObjection, Objection, Said
from simpul.maturity.model.maturity_refusals import (
    AssessmentUnknown,
    ObjectionSettled,
    ObjectionsWait,
    ObjectionThere,
)
from simpul.maturity.rules import answers as rules
from simpul.maturity.rules.verdicts import GRANTED, in_time, objection_answer, objection_reason
from simpul.maturity.store import answers
from simpul.maturity.store import verdicts as store


def of(platform: Platform, actor: Actor, id: UUID) -> list[Objection]:
    """The objections, the oldest first; AssessmentUnknown."""
    with platform.database.reading() as unit:
        entering.entered(unit.connection, actor, id)
        return store.objections_of(unit.connection, id)


def object_(platform: Platform, actor: Actor, id: UUID, given: NewObjection) -> UUID:
    """The objection's id; ObjectionReasonMissing, ObjectionThere, ObjectingOver, LevelWrong, refusals of permits."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "object")
        now, reason = unit.clock.now(), objection_reason(given.reason)
        in_time(found.edition.deadlines.get(OBJECTION), today(now, found.participant.region))
        rules.checked(found.instrument, given.indicator, Said(given.wanted), assessor=False)
        if any(one.indicator == given.indicator and one.waits for one in store.objections_of(unit.connection, id)):
            raise ObjectionThere()
        new = Objection(unit.ids.new(), given.indicator, given.wanted, reason, actor.name, now)
        store.object_(unit.connection, id, new)
        entering.moved(unit, found, found.row, Moved("objected", indicator=given.indicator))
        return new.id


def today(now: datetime, region: str) -> date:
    """The day at the agency; agencies of the centre go by Jakarta."""
    return now.astimezone(ZONES[zone_of(region)]).date()


def _waiting(unit: Unit, actor: Actor, objection: UUID, step: str) -> tuple[Entered, Objection]:
    there = store.objection(unit.connection, objection)
    if there is None:
        raise AssessmentUnknown()
    found = entering.stepping(unit, actor, there[0], step)
    if not there[1].waits:
        raise ObjectionSettled()
    return found, there[1]


def withdraw(platform: Platform, actor: Actor, objection: UUID) -> None:
    """The objection is withdrawn; ObjectionSettled."""
    with platform.database.writing(actor) as unit:
        found, one = _waiting(unit, actor, objection, "withdraw_objection")
        store.withdraw(unit.connection, objection, unit.clock.now())
        entering.moved(unit, found, found.row, Moved("objection_withdrawn", indicator=one.indicator))


def done(platform: Platform, actor: Actor, id: UUID) -> None:
    """The agency has no further objections: those there are wait for the assessors' answers."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "done_objecting")
        entering.moved(unit, found, changed(found, state=AssessmentState.SUBMITTED), Moved("done_objecting"))


def end(platform: Platform, actor: Actor, id: UUID) -> None:
    """The ministry ends the agency's time to object."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "end_objecting")
        entering.moved(unit, found, changed(found, state=AssessmentState.SUBMITTED), Moved("objecting_ended"))


def answer(platform: Platform, actor: Actor, objection: UUID, *, verdict: str, answer: str) -> None:
    """The objection is answered; where granted, the level wanted is the assessors' from now on.

    ObjectionSettled, VerdictWrong, ObjectionAnswerMissing, refusals of permits.
    """
    with platform.database.writing(actor) as unit:
        found, one = _waiting(unit, actor, objection, "answer_objection")
        words, now = objection_answer(verdict, answer), unit.clock.now()
        store.answer(unit.connection, replace(one, verdict=verdict, answer=words, answered_by=actor.name, answered_at=now))
        if verdict == GRANTED:
            _grant(unit, found, one, words)
        entering.moved(unit, found, found.row, Moved(f"objection_{verdict}", indicator=one.indicator))


def _grant(unit: Unit, found: Entered, one: Objection, words: str) -> None:
    place = (OBJECTION, JOINT, one.indicator)
    before = answers.one(unit.connection, found.id, place, lock=True)
    said = Said(one.wanted, tuple(range(1, int(one.wanted) + 1)), justification=words)
    version = (before.version if before else 0) + 1
    new = Answer(*place, version, said, found.actor.id, found.actor.name, unit.clock.now())
    put(unit, found, before, new)


def close(platform: Platform, actor: Actor, id: UUID) -> None:
    """Every objection is answered and the assessment goes to the ministry, with a record; ObjectionsWait."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "close_objections")
        if waiting := [one for one in store.objections_of(unit.connection, id) if one.waits]:
            raise ObjectionsWait(count=len(waiting))
        record(platform, unit, found, "assessor1")
        onward(unit, found, Moved("objections_closed"))
