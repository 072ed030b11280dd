"""Outlines of areas and warnings cut into map tiles: clipped, made coarser for a look from far, kept until they change."""

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely import STRtree

from simpul.kernel.platform import Platform

EXTENT, MARGIN = 4096, 64
DEEPEST = 18
KEPT = 1_024
_RADIUS = 85.051129
_KEY = "disaster.shape_tiles"


class Square(NamedTuple):
    """A tile of the usual scheme: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int


@dataclass(slots=True)
class _Layer:
    """A layer's shapes in the square of the whole world (0 to 1 across and down), an index of them, and its tiles."""

    mark: Hashable
    shapes: Sequence[Any]
    properties: Sequence[Mapping[str, Any]]
    tree: STRtree
    made: OrderedDict[Square, bytes]


Load = Callable[[], Sequence[Mapping[str, Any]]]


def tile(platform: Platform, name: str, mark: Hashable, load: Load, square: Square) -> bytes:
    """The tile (Mapbox Vector Tile 2.1) of a layer; `load` reads its features (GeoJSON) where `mark` is a new one."""
    layers: dict[str, _Layer] = platform.state.setdefault(_KEY, {})
    layer = layers.get(name)
    if layer is None or layer.mark != mark:
        layer = layers[name] = _layer(mark, load())
    content = layer.made.get(square)
    if content is None:
        content = layer.made[square] = _encoded(name, layer, square)
        if len(layer.made) > KEPT:
            layer.made.popitem(last=False)
    return content


def _layer(mark: Hashable, features: Sequence[Mapping[str, Any]]) -> _Layer:
    from shapely.geometry import shape

    drawn = [one for one in features if one["geometry"]]
    shapes = [shapely.transform(shapely.make_valid(shape(one["geometry"])), _unit) for one in drawn]
    properties = [_plain(one) for one in drawn]
    return _Layer(mark, shapes, properties, STRtree(shapes), OrderedDict())


def _unit(places: Any) -> Any:
    """Degrees as places in the square of the world (Web Mercator)."""
    latitude = np.radians(np.clip(places[:, 1], -_RADIUS, _RADIUS))
    across = (places[:, 0] + 180) / 360
    down = (1 - np.arcsinh(np.tan(latitude)) / math.pi) / 2
    return np.column_stack((across, down))


def _plain(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a tile can carry: texts, numbers, true and false; times as texts; nothing where there is nothing."""
    told = {"id": one.get("id"), **one["properties"]}
    return {
        name: value if isinstance(value, str | int | float | bool) else str(value)
        for name, value in told.items()
        if value is not None
    }


def _encoded(name: str, layer: _Layer, square: Square) -> bytes:
    encode = import_module("mapbox_vector_tile").encode  # a fifth of a second: not first when somebody waits for a page
    side, margin = 1 / (1 << square.z), MARGIN / EXTENT / (1 << square.z)
    west, north = square.x * side, square.y * side
    box = (west - margin, north - margin, west + side + margin, north + side + margin)
    found = []
    for at in sorted(layer.tree.query(shapely.box(*box)).tolist()):
        shown = _cut(layer.shapes[at], box, side)
        if not shown.is_empty:
            local = shapely.transform(shown, lambda places: (places - (west, north)) / side * EXTENT)
            found.append({"geometry": local, "properties": layer.properties[at]})
    options = {"extents": EXTENT, "y_coord_down": True}
    content: bytes = encode([{"name": name, "features": found}], default_options=options)
    return content


def _cut(shape: Any, box: tuple[float, float, float, float], side: float) -> Any:
    """The part of a shape within a box, to half a step of the tile's grid; of areas only what is an area."""
    part = shapely.clip_by_rect(shape, *box)
    if part.is_empty:
        return part
    return shapely.simplify(part, side / EXTENT / 2 * 4, preserve_topology=True)
