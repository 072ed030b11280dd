"""Provinces as shapes of a small map: boundaries projected, simplified as one coverage, as paths of whole numbers.

Degrees are drawn as they are (plate carrée): along the equator that distorts nothing that matters here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WEST, NORTH, EAST, SOUTH = 94.6, 6.4, 141.4, -11.3
WIDE, HIGH = 1880, 711
_SCALE = WIDE / (EAST - WEST)
_DETAIL, _SPECK = 0.035, 0.012
"""Degrees by which simplifying may move a line; square degrees below which an island is left out, unless it is alone."""


@dataclass(frozen=True, slots=True)
class ProvinceShape:
    """A province: its SVG path in a box of WIDE by HIGH, and a point in it."""

    code: str
    name: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """Every province that has a boundary, by code. `approximate`: the boundaries are *batas perkiraan*."""

    shapes: tuple[ProvinceShape, ...]
    approximate: bool
    credit: str


def drawn(collection: Mapping[str, Any], names: Mapping[str, str]) -> ProvinceMap:
    """The shapes of a GeoJSON collection of provinces; a feature's id or its property `code` names the province."""
    import shapely  # loads when the first map is drawn, not at every start

    features = sorted(collection["features"], key=_code)
    whole = [_seen(shapely.geometry.shape(one["geometry"])) for one in features]
    plain = shapely.coverage_simplify(whole, _DETAIL)
    shapes = [_shape(_code(one), names, lines) for one, lines in zip(features, plain, strict=True)]
    return ProvinceMap(tuple(shapes), bool(collection.get("approximate")), str(collection.get("credit", "")))


def _code(feature: Mapping[str, Any]) -> str:
    return str(feature.get("properties", {}).get("code") or feature.get("id", ""))


def _seen(lines: Any) -> Any:
    """The islands that can be seen at this size, without holes; the largest in any case."""
    import shapely

    parts = sorted(getattr(lines, "geoms", [lines]), key=lambda part: -part.area)
    kept = [part for part in parts if part.area >= _SPECK] or parts[:1]
    return shapely.MultiPolygon([shapely.Polygon(part.exterior) for part in kept])


def _shape(code: str, names: Mapping[str, str], lines: Any) -> ProvinceShape:
    parts = sorted(getattr(lines, "geoms", [lines]), key=lambda part: -part.area)
    path = "".join(_ring(part.exterior.coords) for part in parts)
    inside = parts[0].representative_point()
    return ProvinceShape(code, names.get(code, code), path, *_point(inside.x, inside.y))


def _point(longitude: float, latitude: float) -> tuple[int, int]:
    return round((longitude - WEST) * _SCALE), round((NORTH - latitude) * _SCALE)


def _ring(coordinates: Iterable[tuple[float, ...]]) -> str:
    """The ring as steps from its first corner; corners that fall on the one before are left out."""
    corners = [_point(one[0], one[1]) for one in coordinates][:-1]
    if len(corners) < 3:
        return ""
    (x, y), steps = corners[0], []
    for nx, ny in corners[1:]:
        if (nx, ny) != (x, y):
            steps.append(f"{nx - x} {ny - y}")
            x, y = nx, ny
    return f"M{corners[0][0]} {corners[0][1]}l{' '.join(steps)}z"
