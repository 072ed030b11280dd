"""What programs send and read of assessments: models of the JSON, and how ours become those."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from simpul.maturity.model.assessing import Answer, Assessment, AssessmentLine, IndicatorLine, Said, Saying, Sheet
from simpul.maturity.rules.numbers import plain
from simpul.maturity.rules.said_reading import level

Id = Annotated[UUID, Path(description="The assessment's id, as its pages have it in their address.")]
Indicator = Annotated[str, Path(max_length=8, description='The indicator\'s number: "1".')]


def clean(text: str) -> str:
    """The text without NUL, which no database keeps."""
    return text.replace("\x00", "")


Text = Annotated[str, AfterValidator(clean), Field(max_length=20_000)]
Name = Annotated[str, AfterValidator(clean), Field(max_length=120)]


class AnswerIn(BaseModel):
    """What is said of an indicator. `version`: of the answer that it began from; 0 where there was none."""

    model_config = ConfigDict(extra="forbid")

    level: str | int | None = Field(
        description='"3", or "3.25" where the instrument knows parts of levels; null: not filled.'
    )
    met: list[Annotated[int, Field(ge=1, le=20)]] = Field([], max_length=20, description="Levels whose criteria are met.")
    facts: Text = ""
    analysis: Text = ""
    justification: Text = ""
    version: int = Field(ge=0, le=1_000_000)
    place: str = Field("", max_length=40, description="As the sheet had it: refused once the assessment has moved on.")


class OpenIn(BaseModel):
    """The edition and the agency of an assessment to begin."""

    model_config = ConfigDict(extra="forbid")

    edition: Name
    agency: Name


class OpenedOut(BaseModel):
    """The id of what was begun."""

    id: UUID


class LineOut(BaseModel):
    """An assessment in the list of who has work in it; `filled` of `total` indicators from the own seat."""

    id: UUID
    edition: str
    title: str
    year: int
    agency: str
    name: str
    kind: str
    province: str
    stage: str
    state: str
    seat: int | None
    filled: int
    total: int
    changed_at: datetime
    deadline: date | None
    synthetic: bool


class AssessmentOut(BaseModel):
    """An assessment as the caller sees it; `may`: the steps that they may do now."""

    id: UUID
    edition: str
    instrument: str
    year: int
    agency: str
    name: str
    stage: str
    stages: list[str]
    state: str
    version: int
    seat: int | None
    may: list[str]
    unlocked: list[str]
    general: dict[str, str]
    deadline: date | None
    synthetic: bool


class AnswerOut(BaseModel):
    """An answer in its newest version. Levels are exact decimals as text."""

    stage: str
    seat: int
    indicator: str
    version: int
    level: str | None
    met: list[int]
    facts: str
    analysis: str
    justification: str
    by: str
    at: datetime


class SheetOut(BaseModel):
    """An indicator as the caller sees it; `refusal`: the code of why it cannot be changed now, null where it can."""

    indicator: str
    place: str
    answer: AnswerOut | None
    self_answer: AnswerOut | None
    earlier: dict[str, AnswerOut]
    both: dict[int, AnswerOut]
    missing: list[int]
    refusal: str | None


class IndicatorOut(BaseModel):
    """A line of the overview."""

    indicator: str
    level: str | None
    filled: bool
    by: str
    at: datetime | None
    draft: bool
    self_level: str | None
    before: str | None
    verdict: str
    differs: bool
    evidence: int
    missing: list[int]
    locked: bool
    objection: bool
    mine: bool


class DraftOut(BaseModel):
    """When the draft was kept."""

    at: datetime


class StepOut(BaseModel):
    """Something that happened."""

    stage: str
    step: str
    indicator: str
    reason: str
    by_name: str
    at: datetime


class PersonOut(BaseModel):
    """An account of the agency that can be given work, and the indicators that it answers for."""

    account: UUID
    name: str
    roles: list[str]
    indicators: list[str]


def saying(key: str, body: AnswerIn) -> Saying:
    """What the caller wants to be kept; LevelUnreadable."""
    said = Said(level(body.level), tuple(body.met), body.facts, body.analysis, body.justification)
    return Saying(key, said, body.version, body.place)


def line(one: AssessmentLine) -> LineOut:
    """The line as programs read it."""
    return LineOut.model_validate(one, from_attributes=True)


def assessment(found: Assessment) -> AssessmentOut:
    """The assessment as programs read it."""
    return AssessmentOut(
        id=found.id,
        edition=found.edition,
        instrument=found.instrument,
        year=found.year,
        agency=found.agency,
        name=found.participant.name,
        stage=found.stage,
        stages=list(found.stages),
        state=found.state,
        version=found.version,
        seat=found.seat_of_actor,
        may=sorted(found.may),
        unlocked=list(found.unlocked),
        general=dict(found.general),
        deadline=found.deadline,
        synthetic=found.row.synthetic,
    )


def answer(kept: Answer) -> AnswerOut:
    """The answer as programs read it; levels as exact decimals."""
    said = kept.said
    return AnswerOut(
        stage=kept.stage,
        seat=kept.seat,
        indicator=kept.indicator,
        version=kept.version,
        level=None if said.level is None else plain(said.level),
        met=list(said.met),
        facts=said.facts,
        analysis=said.analysis,
        justification=said.justification,
        by=kept.by_name,
        at=kept.at,
    )


def sheet(found: Sheet) -> SheetOut:
    """The sheet as programs read it."""
    return SheetOut(
        indicator=found.indicator,
        place=found.place,
        answer=found.answer and answer(found.answer),
        self_answer=found.self_answer and answer(found.self_answer),
        earlier={stage: answer(each) for stage, each in found.earlier.items()},
        both={seat: answer(each) for seat, each in found.both.items()},
        missing=list(found.missing),
        refusal=found.why_not and found.why_not.code,
    )


def indicator(one: IndicatorLine) -> IndicatorOut:
    """The line of the overview as programs read it."""
    levels: dict[str, Any] = {
        key: None if (given := getattr(one, key)) is None else plain(given) for key in ("level", "self_level", "before")
    }
    rest = {key: getattr(one, key) for key in IndicatorOut.model_fields if key not in levels}
    return IndicatorOut(**rest, **levels)
