"""Boundaries to draw: cells clipped to the land or imported polygons, dissolved and simplified by level, as GeoJSON."""

from collections.abc import Sequence

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from simpul.regions import rules
from simpul.regions.lookup.atlas import sites
from simpul.regions.lookup.gazetteer import Gazetteer
from simpul.regions.lookup.land import Land, cells
from simpul.regions.lookup.partition import Floats
from simpul.regions.model import Level

Polygons = NDArray[np.object_]

WHOLE = {Level.PROVINCE: (0.008, 3), Level.REGENCY: (0.006, 3), Level.DISTRICT: (0.005, 3)}
WITHIN = {Level.REGENCY: (0.002, 4), Level.DISTRICT: (0.001, 4), Level.VILLAGE: (0.0003, 4)}
"""How far a drawn border may stray and its decimals, in degrees: for the whole country, and within one region."""

_TILE, _DISC = 1.0, 0.012


def approximate(gazetteer: Gazetteer, land: Land, level: Level, within: str = "") -> tuple[tuple[str, ...], Polygons]:
    """Codes and likely areas (*batas perkiraan*) of a level: cells of the known points on Indonesian land."""
    rows = sites(gazetteer)
    clipped = _with_islets(_on_land(cells(gazetteer.points[rows]), land.own), gazetteer.points[rows])
    wanted = [(code, n) for n, row in enumerate(rows) if (code := _at_level(gazetteer.codes[row], level, within))]
    codes = tuple(sorted({code for code, _ in wanted}))
    number = {code: n for n, code in enumerate(codes)}
    owner = np.array([number[code] for code, _ in wanted], dtype=np.intp)
    return _dissolved(codes, clipped[[n for _, n in wanted]], owner)


def _at_level(code: str, level: Level, within: str) -> str:
    """The code of the region of that level around `code`; empty where there is none or it lies elsewhere."""
    path = rules.path(code)
    own = path[level - 1] if len(path) >= level else ""
    return own if own.startswith(f"{within}." if within else "") else ""


def _with_islets(polygons: Polygons, points: Floats) -> Polygons:
    """A small disc for each cell that the outlines have no land for, so that an islet can be seen and touched."""
    bare = np.flatnonzero(shapely.is_empty(polygons))
    polygons[bare] = shapely.buffer(shapely.points(points[bare]), _DISC, quad_segs=2)
    return polygons


def _on_land(polygons: Polygons, land: shapely.Geometry) -> Polygons:
    """Each polygon's part on land; the land is cut into tiles first, since a whole island is slow to cut with."""
    west, south, east, north = np.floor(shapely.bounds(land))
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(west, east + 1, _TILE), np.arange(south, north + 1, _TILE)))
    tiles = np.array([shapely.clip_by_rect(land, a, b, a + _TILE, b + _TILE) for a, b in zip(x, y, strict=True)])
    tiles = tiles[~shapely.is_empty(tiles)]
    tile, polygon = shapely.STRtree(polygons).query(tiles, predicate="intersects")
    pieces, which = shapely.get_parts(shapely.intersection(tiles[tile], polygons[polygon]), return_index=True)
    flat = shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON
    return _joined(pieces[flat], polygon[which[flat]], len(polygons))


def _joined(pieces: Polygons, owner: NDArray[np.intp], count: int) -> Polygons:
    """The union of each owner's pieces; an empty polygon for an owner of none."""
    order = np.argsort(owner, kind="stable")
    owners, first = np.unique(owner[order], return_index=True)
    joined = np.full(count, shapely.MultiPolygon(), dtype=object)
    joined[owners] = [shapely.union_all(group) for group in np.split(pieces[order], first[1:])]
    return joined


def _dissolved(codes: tuple[str, ...], polygons: Polygons, owner: NDArray[np.intp]) -> tuple[tuple[str, ...], Polygons]:
    whole = _joined(polygons, owner, len(codes))
    some = np.flatnonzero(~shapely.is_empty(whole))
    return tuple(codes[n] for n in some), whole[some]


def geojson(
    gazetteer: Gazetteer, areas: tuple[Sequence[str], Polygons], detail: tuple[float, int], about: dict[str, object]
) -> bytes:
    """A FeatureCollection of the regions with as few points as the map needs; neighbours still share their borders."""
    codes, polygons = areas
    tolerance, digits = detail
    simple = shapely.coverage_simplify(polygons, tolerance)
    shapes = shapely.to_geojson(shapely.set_precision(simple, 10.0**-digits, mode="pointwise"))
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {
                "code": code,
                "name": gazetteer.names[gazetteer.row(code)],
                "level": int(rules.level(code)),
                "approximate": about["approximate"],
            },
            "geometry": orjson.Fragment(shape),
        }
        for code, shape in zip(codes, shapes, strict=True)
    ]
    return orjson.dumps({"type": "FeatureCollection", **about, "features": features})
