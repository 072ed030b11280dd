"""The end: the ministry makes the result final, or opens a stage again for a reason that stays on record."""

from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering
from simpul.maturity.actions.entering import Moved, changed
from simpul.maturity.actions.recording import record
from simpul.maturity.model.assessing import REVIEW, AssessmentState
from simpul.maturity.rules import stages
from simpul.maturity.rules.verdicts import step_reason
from simpul.maturity.store import verdicts


def finalise(platform: Platform, actor: Actor, id: UUID) -> None:
    """The result is final and public, with the ministry's record; refusals of permits."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "finalise")
        record(platform, unit, found, "ministry")
        closed = changed(found, state=AssessmentState.CLOSED, closed_at=unit.clock.now())
        entering.moved(unit, found, closed, Moved("final"))


def reopen(platform: Platform, actor: Actor, id: UUID, *, stage: str, reason: str) -> None:
    """The stage is open again and the result no longer final; StepReasonMissing, StageWrong, refusals of permits."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "reopen")
        to, why = stages.reopened(found.edition.stages, stage), step_reason(reason)
        if REVIEW in found.edition.stages and found.edition.stages.index(to) <= found.edition.stages.index(REVIEW):
            verdicts.clear(unit.connection, id)
        after = changed(found, stage=to, state=AssessmentState.OPEN, submitted={}, unlocked=(), closed_at=None)
        entering.moved(unit, found, after, Moved("reopened", why))
