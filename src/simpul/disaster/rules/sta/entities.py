"""The eight sets of entities, made of gauges: which properties each has, and which entities each leads to. Pure.

A gauge is a Thing with one Location, one HistoricalLocation, one Datastream, one Sensor and one FeatureOfInterest, all of
its number. There is one ObservedProperty. An Observation's id is the gauge's number and the milliseconds since 1970.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from simpul.disaster.model.gauges import GaugeState, Observation
from simpul.disaster.model.sta import NothingThere

MANY = {
    "Things": "Thing",
    "Locations": "Location",
    "HistoricalLocations": "HistoricalLocation",
    "Datastreams": "Datastream",
    "Sensors": "Sensor",
    "ObservedProperties": "ObservedProperty",
    "Observations": "Observation",
    "FeaturesOfInterest": "FeatureOfInterest",
}
"""Each set with the name of one of its entities."""
ONE = {single: many for many, single in MANY.items()}
LINKS: Mapping[str, tuple[str, ...]] = {
    "Things": ("Locations", "HistoricalLocations", "Datastreams"),
    "Locations": ("Things", "HistoricalLocations"),
    "HistoricalLocations": ("Thing", "Locations"),
    "Datastreams": ("Thing", "Sensor", "ObservedProperty", "Observations"),
    "Sensors": ("Datastreams",),
    "ObservedProperties": ("Datastreams",),
    "Observations": ("Datastream", "FeatureOfInterest"),
    "FeaturesOfInterest": ("Observations",),
}
"""Where each entity leads to; a name of one is a way to one."""
PROPERTY = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OBSERVATION = re.compile(r"([1-9]\d{0,17})-(\d{1,15})", re.ASCII)
_GEOJSON = "application/geo+json"


@dataclass(frozen=True, slots=True)
class Subject:
    """A gauge as it stands, and the first and last time that it was observed."""

    state: GaugeState
    first: datetime | None = None
    last: datetime | None = None


def instant(at: datetime) -> str:
    """The instant in UTC, to the millisecond where it has any."""
    spec = "milliseconds" if at.microsecond else "seconds"
    return at.astimezone(UTC).isoformat(timespec=spec).replace("+00:00", "Z")


def observation_id(number: int, at: datetime) -> str:
    """The id of what a gauge said at an instant."""
    return f"{number}-{(at - _EPOCH) // timedelta(milliseconds=1)}"


def observation_of(given: object) -> tuple[int, datetime]:
    """The gauge's number and the instant in an id; NothingThere for what is none."""
    match = _OBSERVATION.fullmatch(given) if isinstance(given, str) else None
    if not match:
        raise NothingThere()
    try:
        return int(match[1]), _EPOCH + timedelta(milliseconds=int(match[2]))
    except OverflowError:
        raise NothingThere() from None


def entity(many: str, subject: Subject) -> dict[str, Any]:
    """The properties of a gauge's entity in this set, in the standard's order, its id first."""
    return {"@iot.id": PROPERTY if many == "ObservedProperties" else subject.state.gauge.number, **_MAKERS[many](subject)}


def observation(number: int, seen: Observation) -> dict[str, Any]:
    """An observation's properties."""
    at = instant(seen.at)
    level = {"warning": seen.warning, "warningName": seen.name} if seen.graded else {}
    return {
        "@iot.id": observation_id(number, seen.at),
        "phenomenonTime": at,
        "resultTime": at,
        "result": seen.depth_cm,
        "parameters": level,
    }


def _thing(subject: Subject) -> dict[str, Any]:
    gauge = subject.state.gauge
    return {
        "name": gauge.name,
        "description": "Water gauge (pos duga air)",
        "properties": {
            "gauge": gauge.id,
            "region": gauge.region,
            "downstream": list(gauge.downstream),
            "source": gauge.source,
            "synthetic": gauge.synthetic,
        },
    }


def _place(subject: Subject) -> dict[str, Any]:
    gauge = subject.state.gauge
    return {"type": "Point", "coordinates": [gauge.longitude, gauge.latitude]}


def _location(subject: Subject) -> dict[str, Any]:
    gauge = subject.state.gauge
    about = {"name": gauge.name, "description": "Where the gauge stands", "encodingType": _GEOJSON}
    return {**about, "location": _place(subject), "properties": {"region": gauge.region}}


def _historical(subject: Subject) -> dict[str, Any]:
    since = subject.state.gauge.registered_at
    return {"time": instant(since) if since else None}


def _datastream(subject: Subject) -> dict[str, Any]:
    state, gauge = subject.state, subject.state.gauge
    siaga = list(gauge.expected.siaga) if gauge.expected.siaga else None
    silent = state.last is not None and state.now is None
    told = {
        "state": state.freshness.value,
        "silentSince": instant(state.last.at) if silent and state.last else None,
        "warning": state.warning,
        "siaga": siaga,
        "source": gauge.source,
        "synthetic": gauge.synthetic,
    }
    span = f"{instant(subject.first)}/{instant(subject.last)}" if subject.first and subject.last else None
    return {
        "name": f"Water level, {gauge.name}",
        "description": "Depth of the water at the gauge in centimetres; warning 1 (Siaga I, the worst) to 4",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": {
            "name": "Centimetre",
            "symbol": "cm",
            "definition": "http://www.qudt.org/qudt/owl/1.0.0/unit/Instances.html#Centimeter",
        },
        "observedArea": _place(subject),
        "phenomenonTime": span,
        "resultTime": span,
        "properties": told,
    }


def _sensor(subject: Subject) -> dict[str, Any]:
    gauge = subject.state.gauge
    about = {"name": f"Sensor of {gauge.name}", "description": "What measures the water at the gauge"}
    return {**about, "encodingType": "text/html", "metadata": gauge.source or gauge.id, "properties": {"gauge": gauge.id}}


def _property(_subject: Subject) -> dict[str, Any]:
    return {
        "name": "Water level",
        "definition": "http://www.opengis.net/def/property/OGC/0/WaterLevel",
        "description": "Height of the water above the gauge's zero",
        "properties": {},
    }


def _feature(subject: Subject) -> dict[str, Any]:
    about = {"name": subject.state.gauge.name, "description": "The water at the gauge", "encodingType": _GEOJSON}
    return {**about, "feature": _place(subject), "properties": {}}


_MAKERS = {
    "Things": _thing,
    "Locations": _location,
    "HistoricalLocations": _historical,
    "Datastreams": _datastream,
    "Sensors": _sensor,
    "ObservedProperties": _property,
    "FeaturesOfInterest": _feature,
}
