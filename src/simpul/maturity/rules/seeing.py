"""Which answers somebody may see: assessors are blind to each other until both have submitted.

The agency sees its own, and the assessors' joint values of stages that are over; what each found alone stays theirs.
"""

from collections.abc import Sequence
from dataclasses import replace

from simpul.maturity.model.assessing import DOCUMENT, JOINT, SELF, Answer, AssessmentRow, AssessmentState, Step
from simpul.maturity.rules.who import Standing

RETURNED = "returned"


def visible(who: Standing, row: AssessmentRow, stages: Sequence[str], answer: Answer) -> bool:
    """Whether somebody of this standing may see the answer now."""
    if answer.stage == SELF:
        return who.of_agency or who.ministry or row.stage != SELF
    past = over(row, stages, answer.stage)
    if who.of_agency and who.seat is None:
        return past and answer.seat == JOINT
    if answer.stage == DOCUMENT and answer.seat != JOINT and not past:
        return answer.seat == who.seat or row.state != AssessmentState.OPEN
    return True


def over(row: AssessmentRow, stages: Sequence[str], stage: str) -> bool:
    """Whether the assessment is past this stage, or closed."""
    return row.state == AssessmentState.CLOSED or stages.index(row.stage) > stages.index(stage)


def record_visible(who: Standing, row: AssessmentRow, stages: Sequence[str], stage: str) -> bool:
    """Whether somebody may read records of this stage: the agency its own, and the assessors' once the stage is over."""
    if not who.of_agency or stage == SELF:
        return True
    return stage in stages and over(row, stages, stage)


def step_told(who: Standing, step: Step) -> Step:
    """The step as they may know it: what a review noted to the assessors is not the agency's to read."""
    return replace(step, reason="", indicator="") if who.of_agency and step.step == RETURNED else step
