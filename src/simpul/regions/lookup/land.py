"""Land and sea: what of a point can be Indonesia's at all. Outlines: Natural Earth 1:10 million, as built for the map.

The file is made by `make assets`, never committed; without it the atlas falls back to the nearest known point.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from simpul.regions.lookup import grid
from simpul.regions.lookup.partition import METRES, Floats, Partition
from simpul.regions.rules import EAST, NORTH, SOUTH, WEST

BUILT = Path(__file__).parents[2] / "ui" / "static" / "built" / "land.json"
INDONESIA = "360"
MINE, FOREIGN = 0, 1
SUB = 4
TOLERANCE, ISLET = 3_000 / METRES, 5_000 / METRES
BOX = shapely.box(WEST, SOUTH, EAST, NORTH)


@dataclass(frozen=True, eq=False)
class Land:
    """The outlines of Indonesia, and what can be its ground or the others' when shores reach TOLERANCE (3 km) out."""

    own: shapely.Geometry
    mine: shapely.Geometry
    others: shapely.Geometry


def digest(path: Path = BUILT) -> str:
    """A name for exactly the outlines in this file (SHA-256, 32 hexadecimal digits); `none` where it was not built."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
    except FileNotFoundError:
        return "none"


def read(path: Path = BUILT) -> Land | None:
    """The outlines in this file, or None where it was not built."""
    name = digest(path)
    return None if name == "none" else _parsed(path, name)


@cache
def _parsed(path: Path, name: str) -> Land:  # noqa: ARG001 (the content under which it is remembered)
    features = [f for f in json.loads(path.read_bytes())["features"] if f["properties"]["kind"] == "land"]
    own = _union([f for f in features if f["properties"]["iso"] == INDONESIA])
    others = shapely.difference(_union([f for f in features if f["properties"]["iso"] != INDONESIA]), own)
    mine = shapely.difference(shapely.buffer(own, TOLERANCE, quad_segs=4), others)
    around = shapely.union(shapely.buffer(others, TOLERANCE, quad_segs=4), others)
    return Land(own, shapely.intersection(BOX, mine), shapely.intersection(BOX, around))


def mask(land: Land, points: Floats) -> Partition:
    """MINE and FOREIGN ground; the rest is sea.

    A shore reaches out, so that a flooded pier or a new islet is not refused; the islets that the outlines lack count by
    their known points (5 km around), which also hold against a neighbour whose border is drawn too far.
    """
    loose = points[~shapely.contains_xy(land.own, points)]
    known = shapely.union_all(shapely.buffer(shapely.points(loose), ISLET, quad_segs=4))
    mine = shapely.union(land.mine, shapely.intersection(BOX, known))
    foreign = shapely.difference(land.others, mine)
    return grid.partition(np.array([mine, foreign], dtype=object), SUB)


def cells(points: Floats) -> NDArray[np.object_]:
    """The part of the box nearest to each point (Voronoi), in the order of the points, which differ from each other."""
    made = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=BOX, ordered=True)
    clipped: NDArray[np.object_] = shapely.intersection(shapely.get_parts(made), BOX)
    return clipped


def _union(features: list[dict[str, object]]) -> shapely.Geometry:
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object)))
