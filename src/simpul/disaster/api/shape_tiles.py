"""Vector tiles of affected areas and of warnings, with the description (TileJSON 3.0) that map programs read."""

import hashlib
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.actions import areas, warnings
from simpul.disaster.actions.opendata import tiling
from simpul.disaster.actions.opendata.layers import area_feature
from simpul.disaster.actions.opendata.tiling import DEEPEST, Square
from simpul.disaster.actions.opendata.warning_layer import of_warnings
from simpul.disaster.rules.opendata.registry import LICENCE, collection_of
from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request, Response, route

AREAS, WARNINGS = "/bencana/ubin-wilayah", "/bencana/ubin-peringatan"
_TYPE = "application/vnd.mapbox-vector-tile"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_BOUNDS = (94.0, -12.0, 142.0, 7.0)
_ROW = re.compile(r"([0-9]{1,6})\.mvt")
Features = Sequence[Mapping[str, Any]]


class NoSuchTile(NotFound):
    """The address is none of a tile."""

    code = "no-such-tile"
    sentence = "There is no such tile: the address is /z/x/y.mvt with a zoom from 0 to 18 and x and y within it."


def _square(request: Request) -> Square:
    """The tile in the request's path; NoSuchTile."""
    given = request.path_params
    row = _ROW.fullmatch(given["y"])
    column = given["x"] if given["x"].isascii() and given["x"].isdigit() and len(given["x"]) < 7 else ""
    zoom = given["z"] if given["z"].isascii() and given["z"].isdigit() and len(given["z"]) < 3 else ""
    if not (row and column and zoom):
        raise NoSuchTile()
    found = Square(int(zoom), int(column), int(row[1]))
    if found.z > DEEPEST or max(found.x, found.y) >= 1 << found.z:
        raise NoSuchTile()
    return found


def _tile(request: Request, name: str, mark: Hashable, load: Callable[[], Features]) -> Response:
    square = _square(request)
    tag = f'"{hashlib.sha256(repr((mark, square)).encode()).hexdigest()[:20]}"'
    headers = {**_OPEN, "ETag": tag, "Cache-Control": "public, max-age=15"}
    if request.headers.get("if-none-match") == tag:
        return Response(None, 304, headers)
    return Response(tiling.tile(request.platform, name, mark, load, square), 200, headers, _TYPE)


def area_tile(request: Request) -> Response:
    """`{z}/{x}/{y}.mvt`: areas that have a state, in the layer `wilayah`. NoSuchTile."""
    platform = request.platform
    mark = (areas.fingerprint(platform), regions.edition(platform).digest)
    return _tile(request, "wilayah", mark, lambda: [area_feature(row) for row in areas.all_areas(platform, stated=True)])


def warning_tile(request: Request) -> Response:
    """`{z}/{x}/{y}.mvt`: warnings in force, in the layer `peringatan`. NoSuchTile."""
    platform = request.platform
    mark = tuple((one.number, one.version) for one in warnings.current(platform))
    return _tile(request, "peringatan", (mark, regions.edition(platform).digest), lambda: of_warnings(platform))


def _described(request: Request, path: str, layer: str, collection: str) -> Response:
    settings = request.platform.settings
    origin = settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    known = collection_of(collection)
    body = {
        "tilejson": "3.0.0",
        "name": known.title["id"],
        "description": known.about["id"],
        "attribution": f"{settings.agency} (Simpul), {LICENCE}",
        "tiles": [f"{origin}{path}/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": 0,
        "maxzoom": DEEPEST,
        "bounds": _BOUNDS,
        "vector_layers": [{"id": layer, "fields": {one.name: one.meaning["id"] for one in known.columns}}],
    }
    headers = {**_OPEN, "Cache-Control": "public, max-age=3600"}
    return Response(orjson.dumps(body), 200, headers, "application/json")


def area_tiles(request: Request) -> Response:
    """The description of the areas' tiles."""
    return _described(request, AREAS, "wilayah", "areas")


def warning_tiles(request: Request) -> Response:
    """The description of the warnings' tiles."""
    return _described(request, WARNINGS, "peringatan", "warnings")


ROUTES = [
    route("GET", f"{AREAS}.json", area_tiles),
    route("GET", f"{WARNINGS}.json", warning_tiles),
    route("GET", AREAS + "/{z}/{x}/{y}", area_tile),
    route("GET", WARNINGS + "/{z}/{x}/{y}", warning_tile),
]
