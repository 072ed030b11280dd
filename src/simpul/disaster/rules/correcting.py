"""What an officer's correction makes of a card: every question but those that were never kept."""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.model import CardUnreadable, Field, FieldKind, Hazard
from simpul.disaster.rules import cards


def asked(hazard: Hazard, card: Mapping[str, Any]) -> tuple[Field, ...]:
    """The questions whose answers an officer can correct on this card: what is kept, and no list of damages."""
    deck = hazard.deck(card.get("report_type"))
    return tuple(one for one in deck.fields if not one.private and one.kind not in (FieldKind.ITEMS, FieldKind.POINT))


Shift = tuple[float, float]
"""By how many degrees of longitude and latitude a report was moved."""


def corrected(hazard: Hazard, card: Mapping[str, Any], answers: Mapping[str, Any], by: Shift) -> dict[str, Any]:
    """The card with the answers given; points within the card move with the report.

    CardUnreadable for a question that cannot be corrected; the answers' own refusals as for a new card.
    """
    deck = hazard.deck(card.get("report_type"))
    mine = {one.name for one in asked(hazard, card)}
    strangers = sorted(set(answers) - mine - {"report_type"})
    if strangers or answers.get("report_type", deck.report_type) != deck.report_type:
        raise CardUnreadable(name=(strangers or ["report_type"])[0][:40])
    found = {one.name: _one(hazard, card, answers, one, by) for one in deck.fields if not one.private}
    return {"report_type": deck.report_type, **{name: value for name, value in found.items() if value is not None}}


def _one(hazard: Hazard, card: Mapping[str, Any], answers: Mapping[str, Any], field: Field, by: Shift) -> object:
    before = card.get(field.name)
    if field.kind is FieldKind.POINT and before is not None:
        return {"lat": round(before["lat"] + by[1], 6), "lng": round(before["lng"] + by[0], 6)}
    if field.kind in (FieldKind.POINT, FieldKind.ITEMS):
        return before
    return cards.answer(hazard.deck(card.get("report_type")), field.name, answers.get(field.name))
