"""Volcanoes and their levels as PVMBG sets them. Law: UU 24/2007 art. 46; levels: PVMBG (I Normal to IV Awas)."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from simpul.kernel.errors import NotFound
from simpul.kernel.i18n import N_


class VolcanoLevel(IntEnum):
    """PVMBG's four levels of activity; the law's own words stay."""

    NORMAL = 1
    WASPADA = 2
    SIAGA = 3
    AWAS = 4


@dataclass(frozen=True, slots=True)
class VolcanoSaid:
    """What a document says of a volcano. Its place may be missing where the node knows the volcano already."""

    code: str
    name: str
    level: VolcanoLevel
    reported_at: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None
    elevation_m: int | None = None
    advice: str = ""
    source: str = "PVMBG"


@dataclass(frozen=True, slots=True)
class EruptionSaid:
    """An eruption that a document tells; `plume_m` above the crater, where it is said."""

    volcano: str
    at: datetime
    plume_m: int | None = None
    words: str = ""
    source: str = "PVMBG"


@dataclass(frozen=True, slots=True)
class Volcano:
    """A volcano with its level now, since when, and as of which report."""

    code: str
    name: str
    longitude: float
    latitude: float
    level: VolcanoLevel
    since: datetime
    reported_at: datetime
    heard_at: datetime
    elevation_m: int | None = None
    region: str = ""
    advice: str = ""
    source: str = "PVMBG"
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class VolcanoChange:
    """The level of a volcano changed; `before` is None for the first that this node heard."""

    volcano: str
    at: datetime
    level: VolcanoLevel
    before: VolcanoLevel | None


class VolcanoMissing(NotFound):
    """No volcano has this code."""

    code = "volcano-missing"
    sentence = N_("There is no volcano with this code.")
