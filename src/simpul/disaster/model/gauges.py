"""Flood gauges and infrastructure: what stands where, how high the water was. Law: UU 24/2007 art. 46 (early warning)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from simpul.kernel.errors import Invalid, NotFound
from simpul.kernel.i18n import N_

SIAGA = {1: "SIAGA I", 2: "SIAGA II", 3: "SIAGA III", 4: "SIAGA IV"}
"""Alert levels as Jakarta's posts call them; I is the worst, IV is normal."""


class InfrastructureKind(StrEnum):
    """What CogniCity's interface calls the layers of infrastructure."""

    BASINS = "basins"
    FLOODGATES = "floodgates"
    PUMPS = "pumps"
    SITES = "sites"
    WATERWAYS = "waterways"


@dataclass(frozen=True, slots=True)
class Observation:
    """The water at a gauge at one time: depth in centimetres, warning 1 (worst) to 4, and what the post calls it."""

    at: datetime
    depth_cm: int
    warning: int
    name: str

    @property
    def graded(self) -> bool:
        """Whether anybody said which level this is; a gauge without thresholds has none, and is not called normal."""
        return bool(self.name)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a gauge may say: where Siaga I, II and III begin, its range, its fastest change a minute; all in cm."""

    siaga: tuple[int, int, int] | None = None
    least_cm: int = -500
    most_cm: int = 3_000
    rise_cm: int = 30


@dataclass(frozen=True, slots=True)
class Gauge:
    """A gauge station. `downstream` are codes of the regions its water reaches; `synthetic`: made up, always labelled.

    `active`: in service. One that is not is shown to officers only.
    """

    id: str
    name: str
    longitude: float
    latitude: float
    region: str = ""
    downstream: tuple[str, ...] = ()
    source: str = ""
    synthetic: bool = False
    number: int = 0
    expected: Expected = Expected()
    active: bool = True
    version: int = 1
    registered_at: datetime | None = None


class Freshness(StrEnum):
    """Whether a gauge speaks: a silent one is unknown, not dry."""

    FRESH = "fresh"
    SILENT = "silent"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class GaugeState:
    """How a gauge stands: its newest observation, whether it speaks, how often it usually does, its change an hour."""

    gauge: Gauge
    last: Observation | None
    freshness: Freshness
    usual: timedelta | None = None
    change_cm: int | None = None

    @property
    def now(self) -> Observation | None:
        """The newest observation, if it still counts; None for a gauge that is silent."""
        return self.last if self.freshness is Freshness.FRESH else None

    @property
    def warning(self) -> int | None:
        """1 (worst) to 4; None where it is unknown: silent, never heard, or without thresholds."""
        return self.now.warning if self.now and self.now.graded else None


@dataclass(frozen=True, slots=True)
class GaugeReading:
    """A gauge with its observations of the span that was asked for, oldest first."""

    gauge: Gauge
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Infrastructure:
    """A basin, floodgate, pump, site or waterway: a GeoJSON Point or LineString with its tags."""

    kind: InfrastructureKind
    name: str
    geometry: Mapping[str, Any]
    region: str = ""
    tags: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    synthetic: bool = False
    number: int = 0


class GaugeMissing(NotFound):
    """No gauge has this id."""

    code = "gauge-missing"
    sentence = N_("There is no gauge with this number.")


class GaugeFileUnreadable(Invalid):
    """The file holds no gauges that can be read."""

    code = "gauge-file-unreadable"
    sentence = N_("The file cannot be imported: {reason}.")


class InfrastructureUnknown(Invalid):
    """No layer of infrastructure has this name."""

    code = "infrastructure-unknown"
    sentence = N_("Choose one of: basins, floodgates, pumps, sites, waterways.")
