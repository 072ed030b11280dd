"""Polygons that people draw, paste or import: read as if they were hostile, cleaned, bounded. RFC 7946 (GeoJSON)."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import shapely

from simpul.disaster.model.areas import Outline, OutlineMissing, OutlineNotInDegrees, OutlineTooLarge, OutlineUnreadable

BYTES_MOST = 2_000_000
POINTS_MOST = 10_000
KILOMETRES_MOST = 50_000
"""Square kilometres: more than the largest kabupaten, Merauke, has."""
GRID = 1e-7
"""Degrees, about a centimetre: what is finer is rounding of whoever made the file."""
_DEGREES = frozenset({"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"})
_KM_PER_DEGREE = 111.32
_DEEP = 8


def read(text: str | bytes) -> Outline:
    """The one polygon in a GeoJSON text; OutlineMissing, OutlineUnreadable, OutlineTooLarge or OutlineNotInDegrees."""
    if not text.strip():
        raise OutlineMissing()
    if len(text) > BYTES_MOST:
        raise _too_large()
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise OutlineUnreadable() from None
    return outline(value)


def outline(value: Any) -> Outline:
    """The polygon in a parsed GeoJSON geometry, feature, or collection of one; the refusals of `read`."""
    geometry = _geometry(value)
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    if not isinstance(polygons, list) or not polygons:
        raise OutlineUnreadable()
    budget = _Budget()
    parts = [_polygon(rings, budget) for rings in polygons]
    return _cleaned(parts, flattened=budget.flattened)


def _geometry(value: Any, depth: int = 0) -> Mapping[str, Any]:
    if depth > _DEEP or not isinstance(value, dict):
        raise OutlineUnreadable()
    _in_degrees(value.get("crs"))
    match value.get("type"):
        case "FeatureCollection":
            features = value.get("features")
            if not isinstance(features, list) or len(features) != 1:
                raise OutlineUnreadable()
            return _geometry(features[0], depth + 1)
        case "Feature":
            return _geometry(value.get("geometry"), depth + 1)
        case "Polygon" | "MultiPolygon" if "coordinates" in value:
            return value
        case _:
            raise OutlineUnreadable()


def _in_degrees(crs: Any) -> None:
    if crs is None:
        return
    name = crs.get("properties", {}) if isinstance(crs, dict) else None
    if not isinstance(name, dict) or name.get("name") not in _DEGREES:
        raise OutlineNotInDegrees()


class _Budget:
    """How many points may still come, and whether heights were left out."""

    def __init__(self) -> None:
        self.left = POINTS_MOST
        self.flattened = False

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _too_large()


def _polygon(rings: Any, budget: _Budget) -> shapely.Polygon:
    if not isinstance(rings, list) or not rings or len(rings) > POINTS_MOST // 3:
        raise OutlineUnreadable()
    outer, *holes = ([*_points(ring, budget)] for ring in rings)
    if any(len(set(ring)) < 3 for ring in (outer, *holes)):
        raise OutlineUnreadable()
    return shapely.Polygon(outer, holes)


def _points(ring: Any, budget: _Budget) -> Iterator[tuple[float, float]]:
    if not isinstance(ring, list):
        raise OutlineUnreadable()
    for position in ring:
        budget.spend()
        if not isinstance(position, list) or not 2 <= len(position) <= 3:
            raise OutlineUnreadable()
        if any(isinstance(one, bool) or not isinstance(one, int | float) or not math.isfinite(one) for one in position):
            raise OutlineUnreadable()
        budget.flattened = budget.flattened or len(position) == 3
        longitude, latitude = float(position[0]), float(position[1])
        if abs(longitude) > 180 or abs(latitude) > 90:
            raise OutlineNotInDegrees()
        yield longitude, latitude


def _cleaned(parts: list[shapely.Polygon], *, flattened: bool) -> Outline:
    """One valid geometry on a grid of a centimetre, no part over another; OutlineUnreadable where nothing is left."""
    given = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    whole = given if given.is_valid else shapely.make_valid(given, method="structure", keep_collapsed=False)
    snapped = shapely.set_precision(_only_polygons(whole), GRID)
    kept = shapely.orient_polygons(_only_polygons(snapped))
    size = square_kilometres(kept)
    if kept.is_empty or size <= 0:
        raise OutlineUnreadable()
    points = int(shapely.get_num_coordinates(kept))
    if size > KILOMETRES_MOST or points > POINTS_MOST:
        raise _too_large()
    return Outline(orjson.loads(shapely.to_geojson(kept)), points, size, not given.is_valid, flattened)


def _only_polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = [one for one in shapely.get_parts(geometry, return_index=False) if one.geom_type == "Polygon"]
    deeper = [p for one in shapely.get_parts(geometry) if one.geom_type == "MultiPolygon" for p in one.geoms]
    polygons = [*parts, *deeper]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def square_kilometres(geometry: shapely.Geometry) -> float:
    """The area on the ground, near enough: degrees are shorter east-west by the cosine of the middle's latitude."""
    if geometry.is_empty:
        return 0.0
    _, south, _, north = geometry.bounds
    return float(geometry.area * _KM_PER_DEGREE**2 * math.cos(math.radians((south + north) / 2)))


def samples(shape: Mapping[str, Any], side: int = 16) -> tuple[list[float], list[float]]:
    """Longitudes and latitudes of points inside a cleaned shape: its own middle first, then a grid of `side` by `side`."""
    geometry = shapely.from_geojson(orjson.dumps(dict(shape)))
    middle = geometry.representative_point()
    west, south, east, north = geometry.bounds
    xs = [west + (east - west) * (n + 0.5) / side for n in range(side) for _ in range(side)]
    ys = [south + (north - south) * (n + 0.5) / side for _ in range(side) for n in range(side)]
    inside = shapely.contains_xy(geometry, xs, ys)
    kept = [(x, y) for x, y, within in zip(xs, ys, inside, strict=True) if within]
    return [middle.x, *(x for x, _ in kept)], [middle.y, *(y for _, y in kept)]


def _too_large() -> OutlineTooLarge:
    return OutlineTooLarge(points=POINTS_MOST, kilometres=KILOMETRES_MOST)
