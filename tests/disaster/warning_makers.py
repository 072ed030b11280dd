"""Warnings for tests: an officer's answers, and what becomes of them."""

from typing import Any
from uuid import UUID

from simpul.disaster.actions import warning_giving as giving
from simpul.disaster.model.warnings import WarningMessage
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

OFFICER = Actor(UUID(int=71), "Siti Rahma", agency="ID/GOV/3100/BPBD", region="31", roles=frozenset({"disaster.officer"}))
SECOND = Actor(UUID(int=72), "Budi Santoso", agency="ID/GOV/3100/BPBD", region="31", roles=frozenset({"disaster.officer"}))
ANSWERS: dict[str, Any] = {
    "hazard": "flood",
    "severity": "severe",
    "urgency": "expected",
    "certainty": "likely",
    "response": "prepare",
    "regions": ["31.71", "31.75"],
    "hours": "6",
    "headline_id": "Banjir akan tiba di Jakarta Pusat",
    "headline_en": "Flood is coming to Central Jakarta",
    "description_id": "Air di Katulampa 210 cm dan naik.",
    "description_en": "Water at Katulampa stands at 210 cm and rises.",
    "instruction_id": "Jauhi sungai. Siapkan tas siaga.",
    "instruction_en": "Keep away from the river. Have your bag ready.",
}
REASON = {"id": "Air sudah surut.", "en": "The water has gone down."}


def given(platform: Platform, actor: Actor = OFFICER, **changes: Any) -> WarningMessage:
    """A warning that was given out with these answers."""
    return giving.give_out(platform, actor, giving.draft_new(platform, actor, ANSWERS | changes).id)


def changed(platform: Platform, said: WarningMessage, actor: Actor = OFFICER, **changes: Any) -> WarningMessage:
    """The warning with other answers."""
    answers = ANSWERS | {"hours": "keep"} | changes
    draft = giving.draft_change(platform, actor, said.number, answers, seen=said.version)
    return giving.give_out(platform, actor, draft.id)


def ended(platform: Platform, said: WarningMessage, actor: Actor = OFFICER) -> WarningMessage:
    """The warning, taken back."""
    draft = giving.draft_end(platform, actor, said.number, REASON, seen=said.version)
    return giving.give_out(platform, actor, draft.id)
