"""Interview and visit: the leading assessor enters what was cleared up, the other confirms; a visit may be left out."""

from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering, submitting
from simpul.maturity.actions.entering import Moved
from simpul.maturity.actions.recording import record
from simpul.maturity.actions.submitting import confirm
from simpul.maturity.model.assessing import JOINT
from simpul.maturity.model.maturity_refusals import VisitBegun
from simpul.maturity.rules.verdicts import step_reason
from simpul.maturity.store import answers

__all__ = ["confirm", "skip"]


def skip(platform: Platform, actor: Actor, id: UUID, *, reason: str) -> None:
    """The visit is left out, for a reason that its record names: the values carry over. StepReasonMissing, VisitBegun."""
    with platform.database.writing(actor) as unit:
        found = entering.stepping(unit, actor, id, "skip")
        if any(level is not None for level in answers.levels(unit.connection, id, found.row.stage, JOINT).values()):
            raise VisitBegun()
        why = step_reason(reason)
        record(platform, unit, found, submitting.ROLES[found.who.seat or 0], why)
        submitting.onward(unit, found, Moved("skipped", why))
