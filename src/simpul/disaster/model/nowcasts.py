"""Weather of the next hours as BMKG warns of it (CAP 1.2). Law: UU 31/2009; standard: OASIS CAP 1.2."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from simpul.kernel.errors import NotFound
from simpul.kernel.i18n import N_

Words = Mapping[str, str]
"""The same words by language; at least one of id and en."""


class NowcastKind(StrEnum):
    """CAP's kinds of message that say something of the weather."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@dataclass(frozen=True, slots=True)
class NowcastSaid:
    """A CAP message of the weather service. `geometry`: a MultiPolygon, longitude first; `replaces`: identifiers."""

    identifier: str
    sender: str
    sent: datetime
    kind: NowcastKind
    event: str
    severity: str
    urgency: str
    certainty: str
    begins: datetime
    expires: datetime
    headline: Words
    description: Words = field(default_factory=dict)
    instruction: Words = field(default_factory=dict)
    area: str = ""
    geometry: Mapping[str, Any] | None = None
    replaces: tuple[str, ...] = ()
    web: str = ""
    source: str = "BMKG"


@dataclass(frozen=True, slots=True)
class Nowcast:
    """A message as this node keeps it; `ended_by` names the one that replaced or cancelled it."""

    number: int
    said: NowcastSaid
    regions: tuple[str, ...]
    received_at: datetime
    ended_by: str | None = None
    synthetic: bool = False


class NowcastMissing(NotFound):
    """No forecast has this number."""

    code = "nowcast-missing"
    sentence = N_("There is no forecast with this number.")
