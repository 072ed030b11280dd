"""GeoJSON and TopoJSON documents, put together of features that were made once and kept as bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

GEOJSON_HEAD = b'{"statusCode":200,"result":{"type":"FeatureCollection","features":['
GEOJSON_TAIL = b"]}}"
TOPOJSON_HEAD = (
    b'{"statusCode":200,"result":{"type":"Topology","objects":{"output":{"type":"GeometryCollection","geometries":['
)
Box = tuple[float, float, float, float]
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Shaped:
    """A geometry with its properties, as both formats take it; coordinates are rounded to ten decimals."""

    geometry: Mapping[str, Any]
    properties: bytes


def rounded(value: float) -> float | int:
    """The coordinate to ten decimals, written as JavaScript writes it: `-6`, not `-6.0`."""
    near = round(float(value), 10)
    return int(near) if near.is_integer() else near


def plain(coordinates: Any) -> Any:
    """Coordinates of any depth, each rounded."""
    if isinstance(coordinates, int | float):
        return rounded(coordinates)
    return [plain(one) for one in coordinates]


def shaped(geometry: Mapping[str, Any], properties: bytes) -> Shaped:
    """The geometry, its coordinates rounded and without a third dimension's other members, with its properties."""
    return Shaped({"type": geometry["type"], "coordinates": plain(geometry["coordinates"])}, properties)


def feature(one: Shaped) -> bytes:
    """The GeoJSON feature."""
    return b'{"type":"Feature","geometry":' + orjson.dumps(one.geometry) + b',"properties":' + one.properties + b"}"


def geojson(features: Iterable[bytes]) -> bytes:
    """The whole GeoJSON answer."""
    return GEOJSON_HEAD + b",".join(features) + GEOJSON_TAIL


def rings(geometry: Mapping[str, Any]) -> list[Ring]:
    """The lines that a geometry needs arcs for, in the order in which it names them; none for points."""
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "LineString":
            return [coordinates]
        case "Polygon" | "MultiLineString":
            return list(coordinates)
        case "MultiPolygon":
            return [ring for polygon in coordinates for ring in polygon]
    return []


def geometry(one: Shaped, first: int) -> bytes:
    """The TopoJSON geometry whose own arcs begin at number `first` of the answer's."""
    kind = orjson.dumps(one.geometry["type"])
    head = b'{"type":' + kind + b',"properties":' + one.properties
    if not rings(one.geometry):
        return head + b',"coordinates":' + orjson.dumps(one.geometry["coordinates"]) + b"}"
    return head + b',"arcs":' + orjson.dumps(_numbered(one.geometry, first)) + b"}"


def _numbered(geometry: Mapping[str, Any], first: int) -> list[Any]:
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "LineString":
            return [first]
        case "MultiPolygon":
            made: list[Any] = []
            for polygon in coordinates:
                made.append([[first + place] for place in range(len(polygon))])
                first += len(polygon)
            return made
    return [[first + place] for place in range(len(coordinates))]


def arcs(one: Shaped) -> list[bytes]:
    """The arcs of a geometry, in their order."""
    return [orjson.dumps(ring) for ring in rings(one.geometry)]


def box(one: Shaped) -> Box:
    """West, south, east and north of a geometry."""
    lines = rings(one.geometry) or [_points(one.geometry)]
    xs = [point[0] for line in lines for point in line]
    ys = [point[1] for line in lines for point in line]
    return min(xs), min(ys), max(xs), max(ys)


def _points(geometry: Mapping[str, Any]) -> Ring:
    coordinates: Any = geometry["coordinates"]
    return coordinates if geometry["type"] == "MultiPoint" else [coordinates]


def around(boxes: Sequence[Box]) -> Box | None:
    """The box around all; None around nothing."""
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def topojson_tail(arcs: Iterable[bytes], bbox: Box | None) -> bytes:
    """What ends a TopoJSON answer: its arcs and the box around it, of nulls where it holds nothing."""
    lines = b"[" + b",".join(arcs) + b"]"
    return b']}},"arcs":' + lines + b',"bbox":' + orjson.dumps(bbox or [None] * 4) + b"}}"


def topojson(shapes: Sequence[Shaped]) -> bytes:
    """The whole TopoJSON answer: every ring is an arc of its own, in absolute coordinates."""
    made: list[bytes] = []
    lines: list[bytes] = []
    for one in shapes:
        made.append(geometry(one, len(lines)))
        lines += arcs(one)
    return TOPOJSON_HEAD + b",".join(made) + topojson_tail(lines, around([box(one) for one in shapes]))
