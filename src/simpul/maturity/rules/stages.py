"""The stages of an evaluation in their order, and where an assessment goes next or back to.

Law: Permen PANRB 59/2020; Pedoman Menteri PANRB 3/2024 (self-assessment, documents, interview, visit); 8/2026 (objection).
"""

from collections.abc import Sequence

from simpul.maturity.model.assessing import DOCUMENT, FINAL, INTERVIEW, OBJECTION, REVIEW, SELF, VISIT
from simpul.maturity.model.maturity_refusals import StageWrong

STAGES = (SELF, DOCUMENT, INTERVIEW, VISIT, REVIEW, OBJECTION, FINAL)
"""All stages there are; an edition has some of them, in this order, self-assessment and final always."""
ASSESSED = (DOCUMENT, INTERVIEW, VISIT)
"""Stages in which assessors give values."""


def after(stages: Sequence[str], stage: str) -> str:
    """The stage that follows; the last follows itself."""
    at = stages.index(stage)
    return stages[min(at + 1, len(stages) - 1)]


def before(stages: Sequence[str], stage: str) -> tuple[str, ...]:
    """The stages that come before this one, in order."""
    return tuple(stages[: stages.index(stage)])


def back_from_review(stages: Sequence[str]) -> str:
    """Where a review sends indicators back to: the last stage before it in which assessors give values."""
    return [one for one in before(stages, REVIEW) if one in ASSESSED][-1]


def reopened(stages: Sequence[str], stage: str) -> str:
    """The stage to reopen; StageWrong for what is none of this edition's."""
    if stage not in stages:
        raise StageWrong()
    return stage
