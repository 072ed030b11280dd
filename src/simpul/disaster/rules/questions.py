"""The way through a report: which question comes when, from a hazard's data alone; and a place told from one's own."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from simpul.disaster.model import Deck, Field, FieldKind, Hazard

TYPE, HERE, PLACE, PHOTO, TEXT, CHECK = "report_type", "here", "place", "photo", "text", "check"
COMPASS: Mapping[str, float] = {"n": 0, "ne": 45, "e": 90, "se": 135, "s": 180, "sw": 225, "w": 270, "nw": 315}
"""Directions that people can name, in degrees clockwise from north."""
AWAY = (50, 200, 500, 1_000, 3_000, 10_000)
"""How far off something may be that somebody sees, in metres."""
_ASKED = (FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO)
_EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Question:
    """One page of a report. `deck` names the report type that asks it, empty for every one; `field` is of its card."""

    name: str
    deck: str = ""
    field: Field | None = None


def questions(hazard: Hazard) -> tuple[Question, ...]:
    """All that a report of this hazard may be asked, in order: type, place, its questions, photo, words, a look back."""
    kind = [Question(TYPE)] if len(hazard.decks) > 1 else []
    own = [Question(HERE)] if any(own_place(deck) for deck in hazard.decks) else []
    cards = [
        Question(one.name, deck.report_type, one) for deck in hazard.decks for one in deck.fields if one.kind in _ASKED
    ]
    return (*kind, *own, Question(PLACE), *cards, Question(PHOTO), Question(TEXT), Question(CHECK))


def way(hazard: Hazard, report_type: str) -> tuple[Question, ...]:
    """The questions that a report of this type is asked, in order; of the first type while none is chosen."""
    chosen = report_type if report_type in {deck.report_type for deck in hazard.decks} else hazard.decks[0].report_type
    return tuple(one for one in questions(hazard) if one.deck in ("", chosen))


def own_place(deck: Deck) -> Field | None:
    """The question for the sender's own place, whose answer is never kept; None where people report what is about them."""
    return next((one for one in deck.fields if one.kind is FieldKind.POINT and one.private), None)


def report_place(deck: Deck) -> Field | None:
    """The question whose answer is the report's own place, as CogniCity's cards name it; None where no card repeats it."""
    points = (one for one in deck.fields if one.kind is FieldKind.POINT and not one.private)
    return next((one for one in points if one.name.endswith("Location")), None)


def seen_from(here: tuple[float, float], direction: str, away: float) -> tuple[float, float]:
    """The point (longitude, latitude) `away` metres from `here` in a direction of COMPASS, on a sphere."""
    x, y = math.radians(here[0]), math.radians(here[1])
    bearing, arc = math.radians(COMPASS[direction]), away / _EARTH_M
    to_y = math.asin(math.sin(y) * math.cos(arc) + math.cos(y) * math.sin(arc) * math.cos(bearing))
    to_x = x + math.atan2(math.sin(bearing) * math.sin(arc) * math.cos(y), math.cos(arc) - math.sin(y) * math.sin(to_y))
    return round(math.degrees(to_x), 6), round(math.degrees(to_y), 6)
