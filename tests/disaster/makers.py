"""What the disaster module's tests are made of."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from simpul.disaster import actions
from simpul.disaster.model import Draft, Report, Sender
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

JAKARTA = (106.8272, -6.1754)
"""Monas, in 31.71."""
BANDUNG = (107.6098, -6.9147)
SEA = (108.0, -5.0)
SINGAPORE = (103.8198, 1.3521)


def a_draft(
    point: tuple[float, float] = JAKARTA, card: Mapping[str, Any] | None = None, device: str | None = None, **more: Any
) -> Draft:
    """A draft of a flood of 60 cm at Monas, on a form of its own."""
    draft = Draft(
        form_id=uuid4(),
        hazard="flood",
        longitude=point[0],
        latitude=point[1],
        card={"flood_depth": 60} if card is None else card,
        text="Air naik cepat.",
        sender=Sender(device or uuid4().hex, uuid4().hex),
    )
    return replace(draft, **more)


def sent(platform: Platform, *args: Any, **more: Any) -> Report:
    """A report that was kept."""
    return actions.report(platform, Actor.ANONYMOUS, a_draft(*args, **more)).report


def officer(region: str | None = "31", *, agency: str | None = "ID/GOV/6000/BPBD", number: int = 7) -> Actor:
    """An officer on duty of BPBD in `region`."""
    return Actor(UUID(int=number), "Sari", agency, region, frozenset({"disaster.officer"}))
