"""What reviews, objections and steps need: a verdict, and words of bounded length."""

from datetime import date

from simpul.kernel.errors import Refusal
from simpul.maturity.model.maturity_refusals import (
    NoteMissing,
    ObjectingOver,
    ObjectionAnswerMissing,
    ObjectionReasonMissing,
    StepReasonMissing,
    VerdictWrong,
)

VALID, NOT_VALID = "valid", "not_valid"
GRANTED, REFUSED = "granted", "refused"


def step_reason(given: str) -> str:
    """The reason, 3 to 1,000 characters; StepReasonMissing."""
    return _within(given, range(3, 1_001), StepReasonMissing())


def note(verdict: str, given: str) -> str:
    """The reviewer's note; NoteMissing where what is not valid has none, VerdictWrong for another verdict."""
    if verdict not in (VALID, NOT_VALID):
        raise VerdictWrong()
    least = 3 if verdict == NOT_VALID else 0
    return _within(given, range(least, 1_001), NoteMissing())


def objection_reason(given: str) -> str:
    """Why an agency objects, 10 to 2,000 characters; ObjectionReasonMissing."""
    return _within(given, range(10, 2_001), ObjectionReasonMissing())


def objection_answer(verdict: str, given: str) -> str:
    """The assessors' answer, 10 to 2,000 characters; ObjectionAnswerMissing, VerdictWrong for another verdict."""
    if verdict not in (GRANTED, REFUSED):
        raise VerdictWrong()
    return _within(given, range(10, 2_001), ObjectionAnswerMissing())


def in_time(last: date | None, today: date) -> None:
    """Nothing, up to and on the last day for objections, or where none is set; ObjectingOver."""
    if last is not None and today > last:
        raise ObjectingOver(day=last.isoformat())


def _within(given: str, lengths: range, otherwise: Refusal) -> str:
    kept = given.replace("\r\n", "\n").strip()
    if len(kept) not in lengths:
        raise otherwise
    return kept
