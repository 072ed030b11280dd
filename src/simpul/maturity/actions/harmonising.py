"""Two assessors' values become one: alike ones are taken over, the others agreed on; one closes, the other confirms."""

from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions import answering, entering, submitting
from simpul.maturity.actions.entering import Entered
from simpul.maturity.actions.taking_over import seats
from simpul.maturity.model.assessing import JOINT, Answer, Difference, Saying
from simpul.maturity.model.editions import LEADING, OTHER
from simpul.maturity.model.maturity_refusals import NotHarmonised, StepNotNow
from simpul.maturity.rules import answers as rules
from simpul.maturity.rules import permits


def differences(platform: Platform, actor: Actor, id: UUID) -> list[Difference]:
    """Where the two differ, or what a review sent back to both, in order, with what was agreed; the refusals of permits."""
    with platform.database.reading() as unit:
        found = entering.entered(unit.connection, actor, id)
        if not (permits.sees_both(found.who, found.row) and {"withdraw", "confirm"} & permits.may(found.who, found.row)):
            permits.permit(found.who, found.row, "harmonise")
        return _differences(unit, found)


def _differences(unit: Unit, found: Entered) -> list[Difference]:
    return [
        Difference(indicator, at.get(LEADING), at.get(OTHER), at.get(JOINT))
        for indicator, at in seats(unit, found).items()
        if found.row.unlocked or not rules.same_value(at.get(LEADING), at.get(OTHER))
    ]


def agree(platform: Platform, actor: Actor, id: UUID, saying: Saying) -> Answer:
    """The joint answer as it is kept; the refusals of `answering.keep`, and of permits before both have submitted.

    What comes after the other has closed is the actor's draft.
    """
    with platform.database.reading() as unit:
        found = entering.entered(unit.connection, actor, id)
    try:
        permits.permit(found.who, found.row, "harmonise")
    except StepNotNow:
        if permits.sees_both(found.who, found.row):
            answering.autosave(platform, actor, id, saying)
        raise
    return answering.keep(platform, actor, id, saying)


def close(platform: Platform, actor: Actor, id: UUID) -> None:
    """The actor closes the document assessment; the other assessor confirms (`submitting.confirm`). NotHarmonised."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "close_harmonising")
        waiting = [one for one in _differences(unit, found) if not rules.settled(one)]
        if waiting:
            raise NotHarmonised(count=len(waiting))
        submitting.close(platform, unit, found)
