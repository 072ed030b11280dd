"""How a report is put into words: its depth on a body, its place's name."""

from collections.abc import Mapping
from typing import Any

from simpul import regions
from simpul.disaster.model import Where
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.severity import body_step, depth_of
from simpul.kernel.platform import Platform


def depth_words(card: Mapping[str, Any], lang: str) -> str:
    """The part of a body that water of this depth reaches, in the page's language; empty below the ankle."""
    step = body_step(HAZARDS["flood"].fields[0], depth_of(card))
    return step.label[lang] if step else ""


def place_words(platform: Platform, where: Where) -> str:
    """What people call the place; its coordinates where its code is no longer in force."""
    try:
        return regions.name_path(platform, where.region)
    except regions.RegionUnknown:
        return f"{where.latitude:.5f}, {where.longitude:.5f}"


def depth_swatch(depth: int | None) -> int:
    """Which of the four depth colours: up to 10, 70, 150 cm, and above."""
    return 1 + sum((depth or 0) > bound for bound in (10, 70, 150))
