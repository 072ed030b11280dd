"""What folding works on: the state as JSON, and what is needed only on the way to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


def _empty() -> dict[str, Any]:
    """The state of a village of which nothing was recorded."""
    return {
        "people": {},
        "visits": {},
        "tests": {},
        "referrals": {},
        "treatments": {},
        "slides": [],
        "contacts": [],
        "rounds": [],
        "supervisions": [],
        "stock": [],
        "checks": [],
        "merges": {},
    }


@dataclass(slots=True)
class Told:
    """What is held of one field of a person: its value, by which device, and the values that contend for it."""

    value: Any
    device: str | None
    at: str
    contending: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Folding:
    """The state so far, each person's fields with who told them, and the moves of stock."""

    state: dict[str, Any] = field(default_factory=_empty)
    told: dict[str, dict[str, Told]] = field(default_factory=dict)
    moves: list[dict[str, Any]] = field(default_factory=list)

    def person(self, id: str) -> dict[str, Any]:
        """The person's facts, to be added to; a person whose registration is not here yet has none."""
        found: dict[str, Any] = self.state["people"].setdefault(id, {})
        return found

    def check(self, kind: str, key: str, **facts: Any) -> None:
        """The supervisor is to look at this."""
        self.state["checks"].append({"kind": kind, "key": key, **facts})
