"""Cases by place and week on the map, with the same as a table; no names."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson

from simpul import regions
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import mapping
from simpul.malaria.model.mapping import MapOutline, MapPlace, MapSeen
from simpul.malaria.pages.desk_parts import PATH, desk_context

MAP = f"{PATH}/peta"
SPANS = (1, 4, 12)
_COLUMNS = ("code", "place", "week", "positive", "tested", "habitat", "watch", "focus", "alerts", "synthetic")


def show(request: Request) -> Response:
    """The map and its table for the week and time that the address asks for."""
    seen = _seen(request)
    last, weeks = _asked(request, seen)
    rows = [(one, *one.counted(last, weeks)) for one in seen.places]
    rows.sort(key=lambda row: (-row[1], not _layered(row[0]), row[0].name))
    context = {
        **desk_context(request),
        "seen": seen,
        "rows": rows,
        "last": last,
        "span": weeks,
        "spans": SPANS,
        "monday": seen.mondays[last],
        "sunday": seen.mondays[last] + timedelta(days=6),
        "first": seen.mondays[max(0, last - weeks + 1)],
        "total": sum(row[1] for row in rows),
        "parts": mapping.parts(request.platform, request.actor, request.actor.region),
        "within": request.query("wilayah")[:13],
        "map_data": _map_data(request, seen),
        "list_path": MAP,
        "export_at": _address(request, f"{MAP}/ekspor.csv"),
        "unplaced": [one.name for one in seen.places if one.longitude is None],
    }
    return html(request, "malaria/meja_peta.html", context)


def data(request: Request) -> Response:
    """The same places as GeoJSON, with every week, for the script that draws them."""
    seen = _seen(request)
    features = [_feature(one, seen) for one in seen.places if one.longitude is not None]
    weeks = [day.isoformat() for day in seen.mondays]
    foci = [_outline(one) for one in seen.outlines]
    collection = {"type": "FeatureCollection", "weeks": weeks, "features": features, "foci": foci}
    return Response(orjson.dumps(collection), 200, {"Cache-Control": "no-store"}, "application/geo+json")


def as_csv(request: Request) -> Response:
    """Every place and week that has a test, as CSV."""
    seen = _seen(request)
    rows = [
        (one.code, one.name, monday, positive, tested, one.habitat, one.watch, one.focus, one.alerts, one.synthetic)
        for one in seen.places
        for monday, positive, tested in zip(seen.mondays, one.positive, one.tested, strict=True)
        if tested or positive
    ]
    return csv_of("peta-malaria.csv", _COLUMNS, rows, marked=True)


def _seen(request: Request) -> MapSeen:
    return mapping.seen(request.platform, request.actor, within=request.query("wilayah")[:13])


def _asked(request: Request, seen: MapSeen) -> tuple[int, int]:
    """Which of the weeks is the last one shown, and how many are added up; the newest and four where none fits."""
    places = {monday.isoformat(): n for n, monday in enumerate(seen.mondays)}
    weeks = request.query("lama", "4")
    return places.get(request.query("minggu"), len(seen.mondays) - 1), int(weeks) if weeks in map(str, SPANS) else 4


def _address(request: Request, path: str) -> str:
    kept = {name: request.query(name)[:13] for name in ("wilayah", "minggu", "lama") if request.query(name)}
    return f"{path}?{urlencode(kept)}" if kept else path


def _layered(one: MapPlace) -> bool:
    return bool(one.habitat or one.watch or one.focus or one.alerts)


def _map_data(request: Request, seen: MapSeen) -> dict[str, Any]:
    """What the map's script reads: where it lies, borders, the places."""
    found: dict[str, Any] = {"places": _address(request, f"{MAP}/data.json"), "box": _box(request, seen)}
    exact = regions.edition(request.platform).exact
    if seen.within:
        deeper = "village" if exact and seen.by_village else "district" if seen.by_village else "regency"
        found["regions"] = f"/wilayah/batas/{deeper}.json?dalam={seen.within}" if seen.within.count(".") < 3 else ""
        found["labels"] = f"/wilayah/label.json?dalam={seen.within}"
    else:
        found["regions"], found["labels"] = "/wilayah/batas/province.json", "/wilayah/label.json"
    found["areas"] = "ya" if exact and seen.by_village else ""
    return found


def _box(request: Request, seen: MapSeen) -> str:
    points = [
        (one.longitude, one.latitude) for one in seen.places if one.longitude is not None and one.latitude is not None
    ]
    if seen.within and not points:
        try:
            return ",".join(str(edge) for edge in regions.bbox(request.platform, seen.within))
        except regions.RegionUnknown:
            return ""
    if not points:
        return ""
    longitudes, latitudes = [one for one, _ in points], [one for _, one in points]
    margin = 0.05
    edges = (min(longitudes) - margin, min(latitudes) - margin, max(longitudes) + margin, max(latitudes) + margin)
    return ",".join(str(round(edge, 4)) for edge in edges)


def _feature(one: MapPlace, seen: MapSeen) -> dict[str, Any]:
    properties = {
        "code": one.code,
        "name": one.name,
        "positive": one.positive,
        "tested": one.tested,
        "habitat": one.habitat,
        "watch": one.watch,
        "focus": one.focus,
        "alerts": one.alerts,
        "href": f"{PATH}/kasus?kampung={one.code}" if seen.by_village else f"{MAP}?wilayah={one.code}",
    }
    point = {"type": "Point", "coordinates": [one.longitude, one.latitude]}
    return {"type": "Feature", "id": one.code, "properties": properties, "geometry": point}


def _outline(one: MapOutline) -> dict[str, Any]:
    polygon = {"type": "Polygon", "coordinates": [one.ring]}
    return {"type": "Feature", "properties": {"name": one.name, "code": one.village}, "geometry": polygon}


ROUTES = [
    route("GET", MAP, show),
    route("GET", f"{MAP}/data.json", data),
    route("GET", f"{MAP}/ekspor.csv", as_csv),
]
