"""TopoJSON (quantised, shared arcs) to polygons, in numpy. Format: topojson-specification 1.0."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def polygons(topology: Mapping[str, Any], name: str) -> tuple[list[dict[str, Any]], NDArray[np.object_]]:
    """The properties (with `id`) and MultiPolygons of one layer, in its order; not yet made valid."""
    arc = _arcs(topology)
    shapes = topology["objects"][name]["geometries"]
    properties = [{"id": shape.get("id"), **shape.get("properties", {})} for shape in shapes]
    return properties, _assembled([_parts(shape) for shape in shapes], arc)


def _parts(shape: Mapping[str, Any]) -> Sequence[Any]:
    if shape["type"] == "MultiPolygon":
        return list(shape["arcs"])
    return [shape["arcs"]] if shape["type"] == "Polygon" else []


def _arcs(topology: Mapping[str, Any]) -> Callable[[int], Floats]:
    """A function from arc number (~n for n reversed) to its points in degrees, each arc decoded once."""
    lengths = np.array([len(arc) for arc in topology["arcs"]])
    flat = np.concatenate([np.asarray(arc, dtype=np.int64) for arc in topology["arcs"]])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    walked = np.cumsum(flat, axis=0)
    before = np.vstack(([[0, 0]], walked))[starts[:-1]]
    whole = walked - np.repeat(before, lengths, axis=0)
    degrees = whole * np.array(topology["transform"]["scale"]) + np.array(topology["transform"]["translate"])

    def arc(number: int) -> Floats:
        forward = number if number >= 0 else ~number
        points: Floats = degrees[starts[forward] : starts[forward + 1]]
        return points if number >= 0 else points[::-1]

    return arc


def _ring(numbers: Sequence[int], arc: Callable[[int], Floats]) -> Floats:
    return np.concatenate([arc(numbers[0]), *(arc(number)[1:] for number in numbers[1:])])


def _assembled(shapes: Sequence[Sequence[Any]], arc: Callable[[int], Floats]) -> NDArray[np.object_]:
    """MultiPolygons from lists of polygons of rings of arc numbers; rings of under four points are dropped."""
    coords: list[Floats] = []
    rings, parts, wholes = [0], [0], [0]
    for polygons_ in shapes:
        for polygon in polygons_:
            outer = _ring(polygon[0], arc)
            if len(outer) >= 4:
                holes = [ring for ring in (_ring(numbers, arc) for numbers in polygon[1:]) if len(ring) >= 4]
                whole = [outer, *holes]
                coords.extend(whole)
                rings.extend(rings[-1] + np.cumsum([len(ring) for ring in whole]))
                parts.append(len(rings) - 1)
        wholes.append(len(parts) - 1)
    offsets = tuple(np.array(o, dtype=np.int64) for o in (rings, parts, wholes))
    points = np.concatenate(coords) if coords else np.empty((0, 2))
    made: NDArray[np.object_] = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, points, offsets)
    return made
