"""What programs send and read of the steps of an assessment."""

from datetime import datetime
from fractions import Fraction
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from simpul.maturity.api.assessment_forms import AnswerOut, answer, clean
from simpul.maturity.model.agency_refusals import LevelUnreadable
from simpul.maturity.model.assessing import Difference, Objection
from simpul.maturity.rules.numbers import plain
from simpul.maturity.rules.said_reading import level

Key = Annotated[str, Field(max_length=8)]
Words = Annotated[str, AfterValidator(clean), Field(max_length=4_000)]


class Sent(BaseModel):
    """What programs send: nothing beside what is described."""

    model_config = ConfigDict(extra="forbid")


class SubmitIn(Sent):
    """Whether what is empty is meant to stay so."""

    unfilled_too: bool = False


class ReasonIn(Sent):
    """A reason, 3 to 1,000 characters."""

    reason: Words


class ReopenIn(Sent):
    """The stage to open again, and why."""

    stage: str = Field(max_length=40)
    reason: Words


class GeneralIn(Sent):
    """Answers to the edition's general questions by key. `version`: of the assessment that they began from."""

    answers: dict[str, Words] = Field(max_length=100)
    version: int = Field(ge=0, le=1_000_000)


class AppointIn(Sent):
    """Indicators by number."""

    indicators: list[Key] = Field(min_length=1, max_length=500)


class FindingIn(Sent):
    """A verdict on indicators: "valid" or "not_valid"; the latter needs a note."""

    indicators: list[Key] = Field(min_length=1, max_length=500)
    verdict: str = Field(max_length=20)
    note: Words = ""


class ObjectionIn(Sent):
    """What the agency objects to, the level that it wants, and why."""

    indicator: Key
    wanted: str | int
    reason: Words


class ObjectionAnswerIn(Sent):
    """The assessors' answer: "granted" or "refused", with words."""

    verdict: str = Field(max_length=20)
    answer: Words


class DifferenceOut(BaseModel):
    """Both assessors' values of an indicator and what they agreed on."""

    indicator: str
    first: AnswerOut | None
    second: AnswerOut | None
    agreed: AnswerOut | None


class ReviewOut(BaseModel):
    """What the reviewer found."""

    indicator: str
    verdict: str
    note: str
    by_name: str
    at: datetime


class ObjectionOut(BaseModel):
    """An objection and its answer; `verdict` is empty while it waits."""

    id: UUID
    indicator: str
    wanted: str
    reason: str
    by_name: str
    at: datetime
    verdict: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    withdrawn_at: datetime | None


def difference(one: Difference) -> DifferenceOut:
    """The difference as programs read it."""
    first, second, agreed = (each and answer(each) for each in (one.first, one.second, one.agreed))
    return DifferenceOut(indicator=one.indicator, first=first, second=second, agreed=agreed)


def objection(one: Objection) -> ObjectionOut:
    """The objection as programs read it."""
    told = {key: getattr(one, key) for key in ObjectionOut.model_fields}
    return ObjectionOut(**(told | {"wanted": plain(one.wanted)}))


def wanted(given: str | int) -> Fraction:
    """The level that is wanted; LevelUnreadable for what is no number."""
    found = level(given)
    if found is None:
        raise LevelUnreadable()
    return found
