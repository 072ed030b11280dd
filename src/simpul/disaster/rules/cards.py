"""A card's answers, judged question by question: what of them is kept, and which one a person has to mend."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from simpul.disaster.model import (
    AnswerMissing,
    AnswerOutOfRange,
    AnswerUnreadable,
    CardUnreadable,
    Deck,
    Field,
    FieldKind,
    Hazard,
)

ITEMS_MOST = 20
"""Entries of one damage assessment."""


def read(hazard: Hazard, answers: Mapping[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """The card as it is kept: its report type, then each answered question; private answers are judged and left out.

    `partial` lets questions stay open, for reports of other platforms, which did not ask them.
    CardUnreadable for a question that the hazard does not ask, AnswerMissing, AnswerUnreadable or AnswerOutOfRange with
    the field's name otherwise.
    """
    deck = hazard.deck(answers.get("report_type"))
    strangers = sorted(set(answers) - {one.name for one in deck.fields} - {"report_type"})
    if strangers:
        raise CardUnreadable(name=strangers[0][:40])
    asked = [replace(one, required=False) if partial else one for one in deck.fields]
    found = {one.name: _answer(one, answers.get(one.name)) for one in asked}
    kept = {one.name: found[one.name] for one in deck.fields if found[one.name] is not None and not one.private}
    return {"report_type": deck.report_type, **kept}


def answer(deck: Deck, name: str, given: object) -> object:
    """The answer to one question as it would be kept, None for none; refusals as `read`."""
    field = deck.field(name)
    if field is None:
        raise CardUnreadable(name=name[:40])
    return _answer(field, given)


def _answer(asked: Field, given: object) -> object:
    if given in (None, "", []):
        if asked.required:
            raise AnswerMissing(name=asked.name)
        return None
    return _READ[asked.kind](asked, given)


def _number(asked: Field, given: object) -> object:
    value = whole(given, asked.unit) if asked.whole else decimal(given, asked.unit)
    if value is None:
        raise AnswerUnreadable(name=asked.name)
    if not asked.least <= value <= asked.most:
        raise AnswerOutOfRange(name=asked.name, least=asked.least, most=asked.most)
    return value


def _several(asked: Field, given: object) -> object:
    if not isinstance(given, list | tuple) or len(given) > asked.most - asked.least + 1:
        raise AnswerUnreadable(name=asked.name)
    values = [_number(asked, one) for one in given]
    if len(set(values)) != len(values):
        raise AnswerUnreadable(name=asked.name)
    return values


def _truth(asked: Field, given: object) -> object:
    known = {"true": True, "ya": True, "1": True, "false": False, "tidak": False, "0": False}
    value = given if isinstance(given, bool) else known.get(given.strip().lower()) if isinstance(given, str) else None
    if value is None:
        raise AnswerUnreadable(name=asked.name)
    return value


def _point(asked: Field, given: object) -> object:
    if not isinstance(given, Mapping) or set(given) != {"lat", "lng"}:
        raise AnswerUnreadable(name=asked.name)
    found = {name: decimal(given[name]) for name in ("lat", "lng")}
    if None in found.values():
        raise AnswerUnreadable(name=asked.name)
    if any(value is not None and abs(value) > most for value, most in ((found["lat"], 90), (found["lng"], 180))):
        raise AnswerOutOfRange(name=asked.name, least=asked.least, most=asked.most)
    return found


def _items(asked: Field, given: object) -> object:
    if not isinstance(given, list | tuple) or len(given) > ITEMS_MOST:
        raise AnswerUnreadable(name=asked.name)
    for one in given:
        fits = isinstance(one, Mapping) and set(one) == {"component", "severity"} and one["component"] in asked.components
        if not fits:
            raise AnswerUnreadable(name=asked.name)
    return [{"component": one["component"], "severity": _number(asked, one["severity"])} for one in given]


_READ: Mapping[FieldKind, Callable[[Field, object], object]] = {
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: _number,
    FieldKind.CHOICES: _several,
    FieldKind.YES_NO: _truth,
    FieldKind.POINT: _point,
    FieldKind.ITEMS: _items,
}


def whole(given: object, unit: str = "") -> int | None:
    """The whole number that was given; None for words, fractions, truth values and numbers no form needs."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int):
        return given
    digits = _bare(given, unit)
    plain = digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit() and len(digits) < 10
    return int(digits) if plain else None


def decimal(given: object, unit: str = "") -> float | int | None:
    """The number that was given, with a comma or a point; None for anything that is none, infinite or not a number."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return given if abs(given) < 1e9 and math.isfinite(given) else None
    try:
        value = float(_bare(given, unit).replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e9 else None


def _bare(given: object, unit: str) -> str:
    """The words of a number without the unit that it is asked in; another unit stays, and makes it unreadable."""
    words = given.strip() if isinstance(given, str) and len(given) < 40 else ""
    return words.removesuffix(unit).strip()
