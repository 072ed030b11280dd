"""Instruments for programs: which there are, one whole, its criteria, and the exact index of values."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from simpul.kernel.web.api import Asking
from simpul.maturity.actions import instruments
from simpul.maturity.model.instruments import IndicatorCriteria, Instrument, Words
from simpul.maturity.rules import answer_index, instrument_writing, law_instruments

router = APIRouter(prefix="/maturity")
Code = Annotated[str, Path(max_length=30, description="Such as SPBE-2020.")]
Value = bool | int | Decimal | str | None


class InstrumentOut(BaseModel):
    """An instrument in short."""

    code: str
    title: dict[str, str]
    law: str
    years: list[int]
    indicators: int
    digest: str = Field(description="SHA-256 over the canonical document: the same instrument, the same digest.")
    doubt: dict[str, str] = Field(description="What of it is reconstructed or unconfirmed; empty where nothing is.")


class CriteriaOut(BaseModel):
    """What an indicator asks, level by level, in our words; each level also asks all below it."""

    number: int
    article: str
    question: dict[str, str]
    about: dict[str, str]
    judged: dict[str, str]
    evidence: list[dict[str, str]]
    levels: dict[int, dict[str, dict[str, str]]]
    draft: bool


class ValuesIn(BaseModel):
    """Values by indicator ("1" to "47"), or whole aspects ("A1") or domains ("D1") in place of theirs."""

    model_config = ConfigDict(extra="forbid")

    instrument: str = Field(max_length=30)
    year: int | None = Field(None, ge=2000, le=2100, description="The edition, for its way to take the predicate.")
    values: dict[str, Value] = Field(max_length=5000, description='{"1": 3, "2": "1.1667", "3": null}')


class IndexOut(BaseModel):
    """The index and its parts, rounded half-up for display; `exact` is the fraction."""

    index: str
    exact: str
    predicate: str
    nodes: dict[str, str]
    unfilled: list[str] = []
    note: str = ""


@router.get("/instruments")
def all_known(request: Asking) -> list[InstrumentOut]:
    """Every instrument, those of the law first, the newest at the top."""
    return [_short(one) for one in instruments.known(request.platform).values()]


@router.get("/instruments/{code}")
def whole(request: Asking, code: Code) -> dict[str, Any]:
    """The instrument as a file of it says, ready for `simpul maturity import-instrument`."""
    return instrument_writing.document(instruments.get(request.platform, code))


@router.get("/instruments/{code}/criteria")
def criteria(request: Asking, code: Code) -> list[CriteriaOut]:
    """The criteria of every indicator; empty where only names and weights are known."""
    known = instruments.get(request.platform, code)
    return [_criteria(one) for one in law_instruments.criteria_of(known).values()]


@router.post("/index")
def index(request: Asking, given: ValuesIn) -> IndexOut:
    """The exact index of these values, kept nowhere; refused by the indicator whose value is none."""
    instrument = instruments.get(request.platform, given.instrument)
    edition = law_instruments.edition(given.year, instrument.code) if given.year else None
    return IndexOut(**answer_index.answer(instrument, edition, given.values))


def _short(one: Instrument) -> InstrumentOut:
    return InstrumentOut(
        code=one.code,
        title=_words(one.title),
        law=one.law,
        years=list(one.years),
        indicators=len(one.indicators),
        digest=one.digest,
        doubt=_words(one.heading.doubt),
    )


def _criteria(one: IndicatorCriteria) -> CriteriaOut:
    levels = {
        number: {"criteria": _words(level.criteria), "evidence": _words(level.evidence)}
        for number, level in one.levels.items()
    }
    return CriteriaOut(
        number=one.number,
        article=one.article,
        question=_words(one.question),
        about=_words(one.about),
        judged=_words(one.judged),
        evidence=[{"key": kind.key, **_words(kind.words)} for kind in one.evidence],
        levels=levels,
        draft=one.draft,
    )


def _words(words: Words) -> dict[str, str]:
    return {"id": words.id, "en": words.en}
