"""The agency's own answers, all at once, to read and to print."""

from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.maturity.actions import entering
from simpul.maturity.actions.answering import visible
from simpul.maturity.model.assessing import JOINT, SELF, Answer
from simpul.maturity.store import answers as store


def own_answers(platform: Platform, actor: Actor, id: UUID) -> dict[str, Answer]:
    """What the agency says of each indicator in its self-assessment, as far as the actor may see it; AssessmentUnknown."""
    with platform.database.reading() as unit:
        found = entering.entered(unit.connection, actor, id)
        kept = store.of(unit.connection, id)
    own = [one for one in kept if (one.stage, one.seat) == (SELF, JOINT) and visible(found, one)]
    return {one.indicator: one for one in own}
