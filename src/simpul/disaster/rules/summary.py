"""A card in words: each answer, and the one line that says what is the matter."""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.model import Deck, Field, FieldKind, Hazard
from simpul.disaster.rules.severity import reached
from simpul.kernel.i18n import Words

_YES = (Words(id="tidak", en="no", jv="mboten"), Words(id="ya", en="yes", jv="nggih"))
_UNITS = {"d": Words(id="hari", en="days", jv="dinten")}


def lines(hazard: Hazard, card: Mapping[str, Any], lang: str) -> tuple[tuple[str, str], ...]:
    """Each answered question and its answer, in the order they are asked, in the page's language."""
    deck = hazard.deck(card.get("report_type"))
    answered = (one for one in deck.fields if card.get(one.name) is not None)
    return tuple((one.label[lang], told(one, card[one.name], lang)) for one in answered)


def headline(hazard: Hazard, card: Mapping[str, Any], lang: str) -> str:
    """What the severity is judged by, in words ("60 cm (lutut)", "Roboh sebagian"); the type's name where nothing is."""
    deck = hazard.deck(card.get("report_type"))
    asked = deck.field(deck.severity_of)
    if asked is None or card.get(asked.name) is None:
        return deck.label[lang]
    return told(asked, card[asked.name], lang)


def told(asked: Field, answer: Any, lang: str) -> str:
    """One answer in words."""
    match asked.kind:
        case FieldKind.NUMBER:
            return _measured(asked, answer, lang)
        case FieldKind.CHOICE:
            return _chosen(asked, answer, lang)
        case FieldKind.CHOICES:
            return "; ".join(_chosen(asked, one, lang) for one in answer)
        case FieldKind.YES_NO:
            return _YES[bool(answer)][lang]
        case FieldKind.POINT:
            return f"{answer['lat']:.5f}, {answer['lng']:.5f}"
        case FieldKind.ITEMS:
            return "; ".join(f"{one['component']} {one['severity']}/{asked.most:g}" for one in answer)


def judged_field(deck: Deck) -> Field | None:
    """The question that the severity is judged by; None where there is none."""
    return deck.field(deck.severity_of)


def _measured(asked: Field, answer: float, lang: str) -> str:
    step = reached(asked, answer)
    number = f"{answer:g}" if lang == "en" else f"{answer:g}".replace(".", ",")
    unit = _UNITS[asked.unit][lang] if asked.unit in _UNITS else asked.unit
    return f"{number} {unit}".strip() + (f" ({step.label[lang].lower()})" if step else "")


def _chosen(asked: Field, answer: int, lang: str) -> str:
    """The option's words; a value that no option bears is told as the highest below it, as severities are judged."""
    option = reached(asked, answer)
    return option.label[lang] if option else str(answer)
