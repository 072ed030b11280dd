"""Gauge files as they come: CSV of observations, or the JSON of CogniCity's interface (CONTRACT b.4); layers as GeoJSON."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from simpul.disaster.model.gauges import (
    SIAGA,
    Gauge,
    GaugeFileUnreadable,
    Infrastructure,
    InfrastructureKind,
    InfrastructureUnknown,
    Observation,
)

Read = Sequence[tuple[Gauge, Sequence[Observation]]]
COLUMNS = ("id", "name", "longitude", "latitude", "time", "depth_cm", "warning")
"""What a CSV must have; `warning_name` and `downstream` (codes, separated by semicolons) may be there."""
DEEPEST_CM = 10_000
MOST = 200_000
_ID = re.compile(r"[\w.:/-]{1,64}")
_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)


def kind_of(given: str) -> InfrastructureKind:
    """The layer of this name; InfrastructureUnknown."""
    if given not in set(InfrastructureKind):
        raise InfrastructureUnknown()
    return InfrastructureKind(given)


def read(content: bytes) -> Read:
    """The gauges in a file, observations in the order of time; GaugeFileUnreadable says which line is wrong."""
    text = content.decode("utf-8-sig", "replace").strip()
    return read_json(text) if text[:1] in ("{", "[") else read_csv(text)


def read_csv(text: str) -> Read:
    """As `read`, of a CSV with a line for each observation."""
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise GaugeFileUnreadable(reason=f"no column {', '.join(missing)}")
    found: dict[str, tuple[Gauge, dict[datetime, Observation]]] = {}
    for line, row in enumerate(rows, 2):
        if line > MOST:
            raise GaugeFileUnreadable(reason=f"more than {MOST} lines")
        where = f"line {line}"
        gauge = _gauge(row["id"], row["name"], (row["longitude"], row["latitude"]), where)
        downstream = _downstream((row.get("downstream") or "").split(";"), where)
        _, seen = found.setdefault(gauge.id, (_with(gauge, downstream), {}))
        one = observation(row["time"], row["depth_cm"], row["warning"], row.get("warning_name") or "", where=where)
        seen[one.at] = one
    return _sorted(found.values())


def read_json(text: str) -> Read:
    """As `read`, of `/floodgauges`: GeoJSON or TopoJSON of points with `gaugeid`, `gaugenameid` and `observations`."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise GaugeFileUnreadable(reason="no JSON") from None
    found: dict[str, tuple[Gauge, dict[datetime, Observation]]] = {}
    for n, (properties, coordinates) in enumerate(_points(value), 1):
        where = f"gauge {n}"
        gauge = _gauge(properties.get("gaugeid"), properties.get("gaugenameid"), coordinates, where)
        downstream = _downstream(properties.get("downstream") or (), where)
        _, seen = found.setdefault(gauge.id, (_with(gauge, downstream), {}))
        for one in _said(properties.get("observations"), where):
            seen[one.at] = one
    if not found:
        raise GaugeFileUnreadable(reason="no gauges")
    return _sorted(found.values())


def _points(value: Any) -> Iterable[tuple[Mapping[str, Any], Sequence[Any]]]:
    """Properties and coordinates of each point, whatever envelope it came in."""
    result = value.get("result", value) if isinstance(value, dict) else None
    if not isinstance(result, dict):
        raise GaugeFileUnreadable(reason="no collection")
    pairs: list[tuple[dict[str, Any], Any]]
    if result.get("type") == "Topology":
        objects = result.get("objects")
        output = objects.get("output") if isinstance(objects, dict) else None
        parts = output.get("geometries") if isinstance(output, dict) else None
        pairs = [(one, one) for one in parts or () if isinstance(one, dict)]
    else:
        parts = result.get("features")
        pairs = [(one, one.get("geometry")) for one in parts or () if isinstance(one, dict)]
    for one, geometry in pairs:
        properties = one.get("properties")
        if not isinstance(properties, dict) or not isinstance(geometry, dict) or geometry.get("type") != "Point":
            raise GaugeFileUnreadable(reason="a feature that is no point with properties")
        yield properties, geometry.get("coordinates") or ()


def _said(given: Any, where: str) -> Iterable[Observation]:
    for one in given or ():
        if not isinstance(one, dict):
            raise GaugeFileUnreadable(reason=f"{where}: an observation is no object")
        yield observation(one.get("f1"), one.get("f2"), one.get("f3"), one.get("f4") or "", where=where)


def _sorted(found: Iterable[tuple[Gauge, dict[datetime, Observation]]]) -> Read:
    return [(gauge, [seen[at] for at in sorted(seen)]) for gauge, seen in found]


def _gauge(id: Any, name: Any, coordinates: Sequence[Any], where: str) -> Gauge:
    known = str(id or "").strip()
    if not _ID.fullmatch(known):
        raise GaugeFileUnreadable(reason=f"{where}: the id {known[:20]!r} is none")
    longitude, latitude = degrees(coordinates, where)
    return Gauge(known, str(name or known).strip()[:120], longitude, latitude)


def _with(gauge: Gauge, downstream: tuple[str, ...]) -> Gauge:
    return Gauge(gauge.id, gauge.name, gauge.longitude, gauge.latitude, downstream=downstream)


def _downstream(given: Sequence[Any], where: str) -> tuple[str, ...]:
    codes = tuple(str(code).strip() for code in given if str(code).strip())
    if wrong := [code for code in codes if not _CODE.fullmatch(code)]:
        raise GaugeFileUnreadable(reason=f"{where}: {wrong[0][:20]!r} is no code of a region")
    return codes


def degrees(coordinates: Sequence[Any], where: str) -> tuple[float, float]:
    """Longitude and latitude; GaugeFileUnreadable for what is no point on earth."""
    try:
        longitude, latitude = float(coordinates[0]), float(coordinates[1])
    except (TypeError, ValueError, IndexError):
        raise GaugeFileUnreadable(reason=f"{where}: no longitude and latitude") from None
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise GaugeFileUnreadable(reason=f"{where}: longitude and latitude are no degrees")
    return longitude, latitude


def observation(at: Any, depth: Any, warning: Any, name: str, *, where: str = "") -> Observation:
    """One reading; a time needs its zone, a depth lies within 100 m, a warning is 1 to 4. GaugeFileUnreadable."""
    try:
        instant = datetime.fromisoformat(str(at).strip())
        level, centimetres = int(str(warning)), round(float(str(depth)))
    except (ValueError, OverflowError):
        raise GaugeFileUnreadable(reason=f"{where}: time, depth or warning cannot be read") from None
    if instant.tzinfo is None:
        raise GaugeFileUnreadable(reason=f"{where}: the time has no zone")
    if level not in SIAGA or abs(centimetres) > DEEPEST_CM:
        raise GaugeFileUnreadable(reason=f"{where}: warning or depth out of range")
    return Observation(instant, centimetres, level, str(name).strip() or SIAGA[level])


def read_layer(kind: InfrastructureKind, collection: Any) -> list[Infrastructure]:
    """The points and lines of a GeoJSON FeatureCollection with `name` and further tags; GaugeFileUnreadable."""
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or len(features) > MOST:
        raise GaugeFileUnreadable(reason="no FeatureCollection")
    return [_thing(kind, one, f"feature {n}") for n, one in enumerate(features, 1)]


def _thing(kind: InfrastructureKind, feature: Any, where: str) -> Infrastructure:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Point", "LineString"):
        raise GaugeFileUnreadable(reason=f"{where}: neither a Point nor a LineString")
    properties = feature.get("properties")
    said = dict(properties) if isinstance(properties, dict) else {}
    given, line = geometry.get("coordinates"), geometry["type"] == "LineString"
    if not isinstance(given, list) or (line and len(given) < 2):
        raise GaugeFileUnreadable(reason=f"{where}: too few points")
    points = [list(_rounded(degrees(one, where))) for one in (given if line else [given])]
    name = str(said.pop("name", "") or "")[:200]
    tags = {str(key)[:60]: value for key, value in said.items() if isinstance(value, str | int | float | bool)}
    shape = {"type": geometry["type"], "coordinates": points if line else points[0]}
    return Infrastructure(kind, name, shape, tags=tags)


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 7), round(point[1], 7)


def first_point(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """The point, or a line's first one."""
    at = geometry["coordinates"] if geometry["type"] == "Point" else geometry["coordinates"][0]
    return float(at[0]), float(at[1])
