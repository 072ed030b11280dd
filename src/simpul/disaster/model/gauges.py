"""Flood gauges and infrastructure: what stands where, how high the water was. Law: UU 24/2007 art. 46 (early warning)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Gauge:
    """A gauge station. `downstream` are codes of the regions its water reaches; `synthetic`: made up, always labelled."""

    id: str
    name: str
    longitude: float
    latitude: float
    region: str = ""
    downstream: tuple[str, ...] = ()
    source: str = ""
    synthetic: bool = False
    number: int = 0


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
