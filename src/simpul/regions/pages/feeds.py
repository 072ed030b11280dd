"""What maps and forms fetch: names, places, labels, boundaries, tiles. Cacheable; each says whether it is approximate."""

import gzip
from typing import Any

import orjson
from starlette.responses import FileResponse

from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request, Response
from simpul.regions import actions
from simpul.regions.model import Level, Place, PlaceUnreadable, Region, RegionUnknown

MOST = 20
SHORTLY, LONGER = "public, max-age=60", "public, max-age=3600"


def search(request: Request) -> Response:
    """The regions whose names `q` means, best first, at most `jumlah` of them, below `dalam` where it is given."""
    limit = request.query("jumlah", "8")
    wanted = min(int(limit), MOST) if limit.isascii() and limit.isdigit() else 8
    found = actions.find(request.platform, request.query("q"), limit=wanted, within=request.query("dalam") or None)
    rows = [{**_plain(each.region), "path": each.name, "score": each.score} for each in found]
    return _json({"edition": actions.edition(request.platform).digest, "regions": rows})


def at(request: Request) -> Response:
    """The regions around the point `lon`, `lat`; PlaceUnreadable, PlaceAbroad or PlaceAtSea."""
    try:
        longitude, latitude = float(request.query("lon")), float(request.query("lat"))
    except ValueError:
        raise PlaceUnreadable from None
    place = actions.locate(request.platform, longitude, latitude)
    return _json(_placed(place))


def labels(request: Request) -> Response:
    """Points with names for the map: two levels below `dalam` or the country; RegionUnknown."""
    nearer = actions.children(request.platform, request.query("dalam") or None)
    deeper = [each for region in nearer for each in actions.children(request.platform, region.code)]
    features = [_label(region) for region in (*nearer, *deeper) if region.longitude is not None]
    return _json({"type": "FeatureCollection", "features": features}, LONGER)


def boundaries(request: Request) -> Response:
    """Boundaries of a level as GeoJSON, of the country or below `dalam`; RegionUnknown, BoundariesUnavailable."""
    try:
        level = Level[request.path_params["level"].upper()]
    except KeyError:
        raise RegionUnknown from None
    packed, digest = actions.outlines(request.platform, level, request.query("dalam"))
    headers = {"Cache-Control": SHORTLY, "ETag": f'W/"{digest}"', "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(None, 304, headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, 200, {**headers, "Content-Encoding": "gzip"}, "application/geo+json")
    return Response(gzip.decompress(packed), 200, headers, "application/geo+json")


def basemap(request: Request) -> Response:
    """The operator's map tiles, by byte ranges; NotFound where there are none."""
    path = actions.basemap(request.platform)
    if path is None:
        raise NotFound
    return FileResponse(path, media_type="application/vnd.pmtiles", headers={"Cache-Control": LONGER})


def _plain(region: Region) -> dict[str, Any]:
    return {
        "code": region.code,
        "name": region.name,
        "level": region.level.slug,
        "kind": region.kind,
        "longitude": region.longitude,
        "latitude": region.latitude,
        "population": region.population,
    }


def _placed(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "code": place.code,
        "approximate": place.approximate,
        "regions": [_plain(region) for region in place.regions],
    }


def _label(region: Region) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [region.longitude, region.latitude]}
    properties = {"code": region.code, "name": region.name, "level": int(region.level)}
    return {"type": "Feature", "properties": properties, "geometry": point}


def _json(value: object, kept: str = SHORTLY) -> Response:
    return Response(orjson.dumps(value), 200, {"Cache-Control": kept}, "application/json")
