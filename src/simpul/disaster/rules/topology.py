"""TopoJSON: borders that neighbours share are written once, on a grid, each point as its way from the last.

The form is that of the TopoJSON specification (github.com/topojson/topojson-specification): `transform`, `arcs`, `objects`.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Grid = tuple[int, int]
Path = tuple[Grid, ...]
FINE = 100_000
"""Steps of the grid across the greater side of what is drawn: a metre and less for a city."""


class _Arcs:
    """The arcs that were met, each once, whichever way it is walked."""

    def __init__(self, corners: frozenset[Grid]) -> None:
        self.kept: list[Path] = []
        self._known: dict[Path, int] = {}
        self._corners = corners

    def line(self, points: Path) -> list[int]:
        """The numbers of the arcs that make up a line."""
        return [self._number(part) for part in self._cut(points)]

    def ring(self, points: Path) -> list[int]:
        """The numbers of the arcs that make up a ring, which begins at a corner where it has one."""
        open_ = points[:-1]
        starts = [at for at, point in enumerate(open_) if point in self._corners]
        first = starts[0] if starts else open_.index(min(open_))
        turned = (*open_[first:], *open_[:first], open_[first])
        return self.line(turned) if starts else [self._number(turned)]

    def _cut(self, points: Path) -> Iterable[Path]:
        start = 0
        for at in range(1, len(points) - 1):
            if points[at] in self._corners:
                yield points[start : at + 1]
                start = at
        yield points[start:]

    def _number(self, arc: Path) -> int:
        known = self._known.get(arc)
        if known is not None:
            return known
        back = self._known.get(arc[::-1])
        if back is not None:
            return ~back
        self._known[arc] = len(self.kept)
        self.kept.append(arc)
        return len(self.kept) - 1


def topology(features: Sequence[Mapping[str, Any]], name: str, **members: object) -> dict[str, Any]:
    """The features (GeoJSON) as one TopoJSON object of this name; `members` stand beside it, as GIS programs let them."""
    box = _box([point for one in features for line in lines(one["geometry"]) for point in line])
    scale = max(box[2] - box[0], box[3] - box[1], 1e-9) / FINE
    grid = _Gridded(box, scale)
    shapes = [grid.shape(one["geometry"]) for one in features]
    arcs = _Arcs(_corners(path for _, paths in shapes for path in paths))
    made = [_geometry(one, shape, arcs) for one, shape in zip(features, shapes, strict=True)]
    return {
        "type": "Topology",
        **members,
        "bbox": list(box),
        "transform": {"scale": [scale, scale], "translate": [box[0], box[1]]},
        "objects": {name: {"type": "GeometryCollection", "geometries": made}},
        "arcs": [_steps(arc) for arc in arcs.kept],
    }


def lines(geometry: Mapping[str, Any] | None) -> list[Sequence[Sequence[float]]]:
    """Every line of points in a geometry; a point alone is a line of one."""
    if geometry is None:
        return []
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return [[coordinates]]
        case "LineString" | "MultiPoint":
            return [coordinates]
        case "Polygon" | "MultiLineString":
            return list(coordinates)
        case _:
            return [ring for polygon in coordinates for ring in polygon]


def _box(points: Sequence[Sequence[float]]) -> tuple[float, float, float, float]:
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    xs, ys = [float(point[0]) for point in points], [float(point[1]) for point in points]
    return min(xs), min(ys), max(xs), max(ys)


class _Gridded:
    """Geometries on the grid: kind, and its paths in order. A ring that the grid makes vanish is left out."""

    def __init__(self, box: tuple[float, float, float, float], scale: float) -> None:
        self._west, self._south, self._scale = box[0], box[1], scale

    def shape(self, geometry: Mapping[str, Any] | None) -> tuple[Any, list[Path]]:
        """The nested list of paths, and all of them one after another."""
        if geometry is None:
            return None, []
        kind, coordinates = geometry["type"], geometry["coordinates"]
        match kind:
            case "Point":
                return self._points([coordinates])[0], []
            case "MultiPoint":
                return [self._points([one])[0] for one in coordinates], []
            case "LineString":
                made = [self.path(coordinates)]
            case "MultiLineString":
                made = [self.path(one) for one in coordinates]
            case "Polygon":
                made = self._rings(coordinates)
            case _:
                polygons = [rings for one in coordinates if (rings := self._rings(one))]
                return polygons, [ring for rings in polygons for ring in rings]
        return made, made

    def _points(self, points: Sequence[Sequence[float]]) -> Path:
        return tuple(
            (round((point[0] - self._west) / self._scale), round((point[1] - self._south) / self._scale))
            for point in points
        )

    def path(self, points: Sequence[Sequence[float]]) -> Path:
        """The line on the grid, no point twice in a row; of at least two points."""
        found = self._points(points)
        kept = (found[0], *(here for before, here in pairwise(found) if here != before))
        return kept if len(kept) > 1 else (kept[0], kept[0])

    def _rings(self, rings: Sequence[Sequence[Sequence[float]]]) -> list[Path]:
        made = [self.path(ring) for ring in rings]
        return [ring for ring in made if len(ring) > 3] if len(made[0]) > 3 else []


def _corners(paths: Iterable[Path]) -> frozenset[Grid]:
    """The points where lines part: those that are met between different neighbours, and where a line ends."""
    beside: dict[Grid, frozenset[Grid]] = {}
    corners: set[Grid] = set()
    for path in paths:
        closed = path[0] == path[-1]
        if not closed:
            corners.update((path[0], path[-1]))
        ring = (path[-2], *path, path[1]) if closed else path
        for before, here, after in zip(ring, ring[1:], ring[2:], strict=False):
            neighbours = frozenset((before, after))
            if beside.setdefault(here, neighbours) != neighbours:
                corners.add(here)
    return frozenset(corners)


def _geometry(one: Mapping[str, Any], shape: tuple[Any, list[Path]], arcs: _Arcs) -> dict[str, Any]:
    told = {"id": one["id"]} if "id" in one else {}
    told |= {"properties": one["properties"]}
    geometry, made = one["geometry"], shape[0]
    if geometry is None or (made == [] and geometry["type"] in ("Polygon", "MultiPolygon")):
        return {"type": None, **told}
    kind = geometry["type"]
    if kind in ("Point", "MultiPoint"):
        return {"type": kind, "coordinates": made, **told}
    return {"type": kind, "arcs": _numbered(kind, made, arcs), **told}


def _numbered(kind: str, made: Any, arcs: _Arcs) -> Any:
    match kind:
        case "LineString":
            return arcs.line(made[0])
        case "MultiLineString":
            return [arcs.line(path) for path in made]
        case "Polygon":
            return [arcs.ring(ring) for ring in made]
        case _:
            return [[arcs.ring(ring) for ring in rings] for rings in made]


def _steps(arc: Path) -> list[list[int]]:
    """The arc's first point, and from each to the next."""
    ways = [[x - before_x, y - before_y] for (before_x, before_y), (x, y) in pairwise(arc)]
    return [list(arc[0]), *ways]
