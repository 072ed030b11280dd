"""Review: each indicator found valid or not; what is not valid goes back to the assessors, and only that."""

from collections.abc import Mapping
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering
from simpul.maturity.actions.entering import Entered, Moved, changed
from simpul.maturity.actions.recording import record
from simpul.maturity.actions.submitting import onward
from simpul.maturity.model.assessing import DOCUMENT, AssessmentState, Finding, Review
from simpul.maturity.model.editions import LEADING, OTHER
from simpul.maturity.model.maturity_refusals import (
    IndicatorUnknown,
    NothingToSendBack,
    NotReviewed,
    SomeNotValid,
)
from simpul.maturity.rules import stages
from simpul.maturity.rules.verdicts import NOT_VALID, note
from simpul.maturity.store import assessments
from simpul.maturity.store import verdicts as store


def of(platform: Platform, actor: Actor, id: UUID) -> Mapping[str, Review]:
    """What was found, by indicator; nothing for the agency, whose business it is not yet."""
    with platform.database.reading() as unit:
        found = entering.entered(unit.connection, actor, id)
        return {} if found.who.of_agency else store.reviews_of(unit.connection, id)


def judge(platform: Platform, actor: Actor, id: UUID, *, indicators: tuple[str, ...], given: Finding) -> None:
    """These indicators have this verdict; VerdictWrong, NoteMissing, IndicatorUnknown, refusals of permits."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "judge")
        kept, now = note(given.verdict, given.note), unit.clock.now()
        for indicator in indicators:
            if indicator not in found.indicators:
                raise IndicatorUnknown(indicator=indicator)
            store.judge(unit.connection, id, Review(indicator, given.verdict, kept, actor.name, now), actor.id)
        assessments.touch(unit.connection, id, now)
        unit.audit(
            "maturity.review", subject=f"maturity:{id}", after={"indicators": list(indicators), "verdict": given.verdict}
        )
        unit.ring("maturity")


def send_back(platform: Platform, actor: Actor, id: UUID) -> None:
    """What was found not valid is with the assessors again, nothing else is; NothingToSendBack."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "send_back")
        given = store.reviews_of(unit.connection, id)
        back = tuple(one for one in found.indicators if one in given and given[one].verdict == NOT_VALID)
        if not back:
            raise NothingToSendBack()
        to = stages.back_from_review(found.edition.stages)
        at = unit.clock.now().isoformat()
        whole = {LEADING: at, OTHER: at} if to == DOCUMENT else {}
        state = AssessmentState.SUBMITTED if to == DOCUMENT else AssessmentState.OPEN
        _note(unit, found, [given[one] for one in back])
        after = changed(found, stage=to, state=state, submitted=whole, unlocked=back)
        entering.moved(unit, found, after, Moved("returned", ", ".join(back)))


def _note(unit: Unit, found: Entered, back: list[Review]) -> None:
    """What the reviewer said of each stays on record; the verdict itself stands until the assessors hand in again."""
    for one in back:
        more = {"indicator": one.indicator, "reason": one.note}
        assessments.add_step(unit.connection, found.row, "returned", found.actor, unit.clock.now(), **more)


def accept(platform: Platform, actor: Actor, id: UUID) -> None:
    """All is valid and the next stage begins, with the reviewer's record; NotReviewed, SomeNotValid."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "accept")
        given = store.reviews_of(unit.connection, id)
        if missing := [one for one in found.indicators if one not in given]:
            raise NotReviewed(count=len(missing))
        if wrong := [one for one in given.values() if one.verdict == NOT_VALID]:
            raise SomeNotValid(count=len(wrong))
        record(platform, unit, found, "reviewer")
        onward(unit, found, Moved("accepted"))
