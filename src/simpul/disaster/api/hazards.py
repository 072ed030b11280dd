"""What may be reported, for programs that build a form of their own: each hazard's questions, answers and live window."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from simpul.disaster.model import Deck, Hazard, Option
from simpul.disaster.model import Field as Question
from simpul.disaster.rules.hazards import LISTED

router = APIRouter(prefix="/disaster")


class OptionOut(BaseModel):
    """An answer that people are shown."""

    value: int
    label: dict[str, str]


class QuestionOut(BaseModel):
    """A question of a card: how it is answered, and within which bounds."""

    name: str
    kind: str = Field(description="number, choice, choices, yes-no, point or items.")
    label: dict[str, str]
    least: float
    most: float
    unit: str
    required: bool
    private: bool = Field(description="Used, and neither kept nor shown.")
    options: list[OptionOut]


class DeckOut(BaseModel):
    """The questions of one type of report; `severity_of` names the one that the severity is judged by."""

    report_type: str
    label: dict[str, str]
    severity_of: str
    questions: list[QuestionOut]


class HazardOut(BaseModel):
    """A kind of disaster that people report."""

    slug: str
    label: dict[str, str]
    icon: str
    live_seconds: int
    decks: list[DeckOut]


@router.get("/hazards")
def hazards() -> list[HazardOut]:
    """Every hazard that people may report, in the order of menus."""
    return [_hazard(one) for one in LISTED]


def _hazard(one: Hazard) -> HazardOut:
    return HazardOut(
        slug=one.slug,
        label=dict(one.label),
        icon=one.icon,
        live_seconds=int(one.live_for.total_seconds()),
        decks=[_deck(deck) for deck in one.decks],
    )


def _deck(one: Deck) -> DeckOut:
    questions = [_question(field) for field in one.fields]
    return DeckOut(report_type=one.report_type, label=dict(one.label), severity_of=one.severity_of, questions=questions)


def _question(one: Question) -> QuestionOut:
    same: dict[str, Any] = {name: getattr(one, name) for name in ("name", "least", "most", "unit", "required", "private")}
    return QuestionOut(kind=one.kind.value, label=dict(one.label), options=[_option(o) for o in one.options], **same)


def _option(one: Option) -> OptionOut:
    return OptionOut(value=one.value, label=dict(one.label))
