"""`/bencana/ubin/{z}/{x}/{y}.mvt`: the live reports as vector tiles, near ones drawn together until one looks closely.

A report lies in exactly one tile, so that what clusters count adds up.
"""

import importlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import orjson

from simpul.disaster.live.points import SLUGS, Numbers, Points
from simpul.kernel.errors import Invalid

PREFIX = "/bencana/ubin/"
TYPE = b"application/vnd.mapbox-vector-tile"
LAYER = "laporan"
EXTENT = 4096
DEEPEST = 18
ALONE_FROM = 14
"""From this zoom on each report stands alone, as long as a tile holds no more than `MOST_ALONE`."""
MOST_ALONE = 200
_CELLS, _FINE_CELLS = 8, 16
_KINDS = len(SLUGS) + 1
_PATH = re.compile(r"([0-9]{1,2})/([0-9]{1,6})/([0-9]{1,6})\.mvt")


class NoTile(Invalid):
    """The address is none of a tile."""

    code = "no-tile"
    sentence = "There is no such tile: the address is /z/x/y.mvt with a zoom from 0 to 18 and x and y within it."


class Tile(NamedTuple):
    """A tile of the usual scheme: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int


def prepare() -> Any:
    """What encodes tiles, loaded; which takes a fifth of a second, so not first when somebody waits for a tile."""
    return importlib.import_module("mapbox_vector_tile")


def tile_of(path: str) -> Tile:
    """The tile of an address below the prefix; NoTile."""
    found = _PATH.fullmatch(path.removeprefix(PREFIX))
    tile = Tile(*(int(part) for part in found.groups())) if found else None
    if tile is None or tile.z > DEEPEST or max(tile.x, tile.y) >= 1 << tile.z:
        raise NoTile()
    return tile


def encoded(points: Points, tile: Tile, hazards: Collection[str]) -> bytes:
    """The tile (Mapbox Vector Tile 2.1): one layer, reports alone and in clusters."""
    within = _within(points, tile, hazards)
    alone = tile.z >= ALONE_FROM and len(within.at) <= MOST_ALONE
    found = _each(points, within) if alone else _clustered(points, within, _cells(tile))
    made: bytes = prepare().encode([{"name": LAYER, "features": list(found)}], default_options=_OPTIONS)
    return made


_OPTIONS = {"extents": EXTENT, "y_coord_down": True}


@dataclass(frozen=True, slots=True)
class _Within:
    """Which points lie in a tile, and where, in the tile's own units."""

    at: Numbers
    x: Numbers
    y: Numbers


def _within(points: Points, tile: Tile, hazards: Collection[str]) -> _Within:
    side = 1 << tile.z
    x, y = points.x * side - tile.x, points.y * side - tile.y
    inside = (x >= 0) & (x < 1) & (y >= 0) & (y < 1) & points.of_hazards(hazards)
    at = np.flatnonzero(inside)
    return _Within(at, np.floor(x[at] * EXTENT).astype(int), np.floor(y[at] * EXTENT).astype(int))


def _cells(tile: Tile) -> int:
    return _FINE_CELLS if tile.z >= ALONE_FROM else _CELLS


def _each(points: Points, within: _Within) -> Iterator[dict[str, Any]]:
    for at, x, y in zip(within.at.tolist(), within.x.tolist(), within.y.tolist(), strict=True):
        yield _single(points, at, (x, y))


def _single(points: Points, at: int, place: tuple[int, int]) -> dict[str, Any]:
    entry = points.entries[at]
    told = orjson.loads(entry.native)["properties"]
    told |= {"id": entry.row.id, "point_count": 1, "worst": int(points.grade[at])}
    known = {name: value for name, value in told.items() if value is not None}
    return {"id": entry.row.number, "geometry": _point(place), "properties": known}


def _clustered(points: Points, within: _Within, cells: int) -> Iterator[dict[str, Any]]:
    """A feature for each cell of a grid that holds anything: the report itself where it is alone."""
    if not len(within.at):
        return
    size, squares = EXTENT // cells, cells * cells
    cell = within.y // size * cells + within.x // size
    count = np.bincount(cell, minlength=squares)
    first, deepest = np.zeros(squares, dtype=int), np.full(squares, -1, dtype=points.depth.dtype)
    first[cell] = within.at
    np.maximum.at(deepest, cell, points.depth[within.at])
    grade = points.grade[within.at]
    worst = np.sum([np.bincount(cell[grade >= step], minlength=squares) > 0 for step in (1, 2, 3)], axis=0)
    kinds = np.bincount(cell * _KINDS + points.hazard[within.at], minlength=squares * _KINDS).reshape(squares, _KINDS)
    verified = np.bincount(cell, weights=points.verified[within.at], minlength=squares)
    x, y = (np.bincount(cell, weights=along, minlength=squares) for along in (within.x, within.y))
    for at in np.flatnonzero(count).tolist():
        middle = int(x[at] / count[at]), int(y[at] / count[at])
        if count[at] == 1:
            yield _single(points, int(first[at]), middle)
            continue
        told = {"point_count": int(count[at]), "worst": int(worst[at]), "deepest": int(deepest[at])}
        yield {"geometry": _point(middle), "properties": {**told, "verified": int(verified[at]), **_kinds(kinds[at])}}


def _kinds(counts: Numbers) -> dict[str, Any]:
    """How many there are of each hazard; and the hazard, where there is but one."""
    found = {slug: int(number) for slug, number in zip(SLUGS, counts.tolist(), strict=False) if number}
    only = {"hazard": next(iter(found))} if len(found) == 1 else {}
    return {**only, **{f"n_{slug}": number for slug, number in found.items()}}


def _point(place: tuple[int, int]) -> Any:
    from shapely import Point

    return Point(place)
