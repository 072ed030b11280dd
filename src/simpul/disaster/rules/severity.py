"""Where a report's depth is judged: how bad is what a card says?"""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.model import BodyStep, Field, Hazard


def severity(hazard: Hazard, card: Mapping[str, Any]) -> str:
    """The severity of a card that fits its hazard: the first step that the judged value does not exceed.

    Floods: up to 70 cm minor, up to 150 cm moderate, above severe (CONTRACT a.1, as PetaBencana.id's readers know it).
    """
    value = card[hazard.severity_of]
    return next(step.severity for step in hazard.severities if step.most is None or value <= step.most)


def depth_of(card: Mapping[str, Any]) -> int | None:
    """The depth of water in centimetres; None on a card that asks for none."""
    depth = card.get("flood_depth")
    return depth if isinstance(depth, int) else None


def body_step(asked: Field, value: int | None) -> BodyStep | None:
    """The highest step that `value` reaches; None below the first."""
    reached = [step for step in asked.steps if value is not None and step.value <= value]
    return reached[-1] if reached else None
