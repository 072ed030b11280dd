"""Where a report is judged: how bad is what a card says?"""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.model import Deck, Field, Hazard, Measure, Option


def severity(hazard: Hazard, card: Mapping[str, Any]) -> str:
    """The severity of a card that fits its hazard: the first step that the judged value does not exceed.

    Floods: up to 70 cm minor, up to 150 cm moderate, above severe (CONTRACT a.1, as PetaBencana.id's readers know it).
    A card that leaves the question open is judged as the first step.
    """
    deck = hazard.deck(card.get("report_type"))
    value = judged(deck, card)
    if value is None:
        return deck.severities[0].severity
    return next(one.severity for one in deck.severities if one.most is None or value <= one.most)


def judged(deck: Deck, card: Mapping[str, Any]) -> float | None:
    """The number that the severity is judged by; None where the card does not hold it."""
    answer = card.get(deck.severity_of)
    if deck.measure is Measure.COUNT:
        return len(answer) if isinstance(answer, list) else None
    if deck.measure is Measure.GREATEST:
        return max(answer) if isinstance(answer, list) and answer else None
    return answer if isinstance(answer, int | float) else None


def depth_of(card: Mapping[str, Any]) -> int | None:
    """The depth of water in centimetres; None on a card that asks for none."""
    depth = card.get("flood_depth")
    return depth if isinstance(depth, int) else None


def reached(asked: Field, value: float | None) -> Option | None:
    """The highest of a scale's options that `value` reaches; None below the first."""
    found = [option for option in asked.options if value is not None and option.value <= value]
    return found[-1] if found else None
