"""A stage is handed in, taken back, signed: the agency's self-assessment, an assessor's own values, interview and visit."""

from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering
from simpul.maturity.actions.entering import Entered, Moved, changed
from simpul.maturity.actions.recording import countersign, record
from simpul.maturity.actions.taking_over import take_over
from simpul.maturity.model.assessing import DOCUMENT, JOINT, REVIEW, SELF, AssessmentState
from simpul.maturity.model.editions import LEADING, OTHER
from simpul.maturity.model.maturity_refusals import NotAssessed, NotFilled
from simpul.maturity.rules import answers as rules
from simpul.maturity.rules import permits, stages
from simpul.maturity.rules.verdicts import NOT_VALID, step_reason
from simpul.maturity.store import answers, verdicts

OPEN, SUBMITTED = AssessmentState.OPEN, AssessmentState.SUBMITTED
ROLES = {LEADING: "assessor1", OTHER: "assessor2"}


def submit(platform: Platform, actor: Actor, id: UUID, *, unfilled_too: bool = False) -> None:
    """The actor's part of the stage is handed in. NotFilled, unless what is empty is meant to stay so; refusals of permits.

    NotAssessed where an assessor left empty what the agency had filled in: its claim would stand unlooked at.
    The agency's waits for the coordinator's signature; an assessor's own values wait for the other's; interview and visit
    wait for the other assessor to confirm, with a record.
    """
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "submit")
        if found.row.stage in {SELF, DOCUMENT}:
            _complete(unit, found, unfilled_too)
        if found.row.stage == SELF:
            entering.moved(unit, found, changed(found, state=SUBMITTED), Moved("submitted"))
        elif found.row.stage == DOCUMENT:
            _hand_in(unit, found)
        else:
            close(platform, unit, found)


def _complete(unit: Unit, found: Entered, unfilled_too: bool) -> None:
    stage, seat = permits.place(found.who, found.row)
    levels = answers.levels(unit.connection, found.id, stage, seat)
    empty = rules.unfilled(found.row.unlocked or found.indicators, levels)
    if stage == DOCUMENT:
        claims = answers.levels(unit.connection, found.id, SELF, JOINT)
        if claimed := [one for one in empty if claims.get(one) is not None]:
            raise NotAssessed(count=len(claimed))
    if empty and not unfilled_too:
        raise NotFilled(count=len(empty))


def _hand_in(unit: Unit, found: Entered) -> None:
    """The assessor's own values are handed in; once both are, values that are alike are joint, the rest is to be agreed."""
    seat = found.who.seat or 0
    submitted = {**found.row.submitted, seat: unit.clock.now().isoformat()}
    both = LEADING in submitted and OTHER in submitted
    after = changed(found, submitted=submitted, state=SUBMITTED if both else OPEN)
    if both:
        take_over(unit, found)
    entering.moved(unit, found, after, Moved("submitted"))


def close(platform: Platform, unit: Unit, found: Entered) -> None:
    """The actor closes the stage for both assessors; the record waits for the other."""
    seat = found.who.seat or 0
    record(platform, unit, found, ROLES[seat])
    after = changed(found, state=SUBMITTED, submitted={**found.row.submitted, JOINT: str(seat)})
    entering.moved(unit, found, after, Moved("closed"))


def withdraw(platform: Platform, actor: Actor, id: UUID) -> None:
    """What was handed in is taken back, or the other's closing refused, before anybody built on it; refusals of permits."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "withdraw")
        submitted = dict(found.row.submitted)
        if JOINT in submitted:
            del submitted[JOINT]
            state = SUBMITTED if found.row.stage == DOCUMENT else OPEN
        else:
            submitted.pop(found.who.seat or 0, None)
            state = OPEN
        entering.moved(unit, found, changed(found, submitted=submitted, state=state), Moved("withdrawn"))


def send_back(platform: Platform, actor: Actor, id: UUID, *, reason: str) -> None:
    """The coordinator gives the self-assessment back to the data-entry officer; StepReasonMissing."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "send_back_self")
        entering.moved(unit, found, changed(found, state=OPEN), Moved("given_back", step_reason(reason)))


def sign(platform: Platform, actor: Actor, id: UUID) -> None:
    """The coordinator signs the self-assessment: it goes to the assessors, with its record."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "sign")
        record(platform, unit, found, "leader")
        onward(unit, found, Moved("signed"))


def confirm(platform: Platform, actor: Actor, id: UUID) -> None:
    """The other assessor confirms what the first closed: the record bears both names, the next stage begins."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "confirm")
        countersign(platform, unit, found, ROLES[found.who.seat or 0])
        onward(unit, found, Moved("confirmed"))


def onward(unit: Unit, found: Entered, done: Moved) -> None:
    """The next stage is open, with nothing handed in; at the review, what it had sent back waits for a new verdict."""
    after = stages.after(found.edition.stages, found.row.stage)
    if after == REVIEW:
        verdicts.clear(unit.connection, found.id, NOT_VALID)
    entering.moved(unit, found, changed(found, stage=after, state=OPEN, submitted={}, unlocked=()), done)
