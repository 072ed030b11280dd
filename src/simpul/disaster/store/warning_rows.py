"""Warnings as JSON and back: a message's content is kept whole, so that it reads the same for ever."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from simpul.disaster.model.warnings import (
    Certainty,
    Circle,
    HazardWarning,
    Origin,
    Response,
    Urgency,
    WarningSeverity,
    WarningState,
    WarningStatus,
)

_ENUMS: Mapping[str, type[StrEnum]] = {
    "severity": WarningSeverity,
    "urgency": Urgency,
    "certainty": Certainty,
    "status": WarningStatus,
    "state": WarningState,
    "response": Response,
    "origin": Origin,
}
_TIMES = ("onset", "expires", "sent", "issued_at")


def as_json(warning: HazardWarning) -> dict[str, Any]:
    """The warning as JSON values."""
    plain = {one.name: getattr(warning, one.name) for one in dataclasses.fields(warning)}
    plain |= {name: plain[name].value for name in _ENUMS}
    plain |= {name: plain[name].isoformat() if plain[name] else None for name in _TIMES}
    circle = dataclasses.asdict(warning.circle) if warning.circle else None
    return plain | {"id": str(warning.id), "regions": list(warning.regions), "circle": circle}


def of_json(values: Mapping[str, Any]) -> HazardWarning:
    """The warning that `as_json` made the values of; what they lack has its default."""
    known = {one.name for one in dataclasses.fields(HazardWarning)}
    given = {name: value for name, value in values.items() if name in known}
    given |= {name: kind(given[name]) for name, kind in _ENUMS.items() if name in given}
    given |= {name: datetime.fromisoformat(given[name]) for name in _TIMES if given.get(name)}
    given |= {"id": UUID(given["id"]), "regions": tuple(given["regions"])}
    given["circle"] = Circle(**given["circle"]) if given.get("circle") else None
    return HazardWarning(**given)
