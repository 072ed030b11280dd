"""What everybody sees of areas: which are affected now, one area's history, how many there were; and the map's layer."""

import csv
import gzip
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.actions import areas
from simpul.disaster.model.areas import AreaRow
from simpul.disaster.pages.area_desk import area_number
from simpul.disaster.pages.area_plotting import (
    HISTORY_DAYS,
    counts_plot,
    history_plot,
    history_rows,
    peak_words,
)
from simpul.disaster.pages.area_words import (
    MEANINGS,
    STATES,
    Line,
    agency_namer,
    box_of,
    collection,
    feature,
    instant,
    line_of,
    state_words,
)
from simpul.disaster.pages.asking import likely
from simpul.disaster.pages.light import light
from simpul.disaster.rules.topology import topology
from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request, Response, html, route
from simpul.regions import Found

PATH = "/bencana/wilayah"
SPANS = {"hari": 24, "tiga-hari": 72, "minggu": 168}
_WHAT = ("area_id", "geom_id", "name", "parent", "city", "region", "hazard", "state", "meaning")
_COLUMNS = (*_WHAT, "since", "changed_at", "agency", "longitude", "latitude")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LIKELY, _KEPT = 4, 64
_SHORTLY = "public, max-age=5"


@dataclass(frozen=True, slots=True)
class Near:
    """A place that somebody asked about, and the affected areas in or around it."""

    place: Found
    lines: tuple[Line, ...]


def show(request: Request) -> Response:
    """The affected areas of now, by city, the worst first."""
    q = request.query("q")[:100]
    rows = areas.all_areas(request.platform, stated=True, outlined=False)
    context = {
        "q": q,
        "near": _near(request, q, rows) if q else [],
        "cities": _by_city(request, rows),
        "total": len(rows),
        "counts": {state: sum(row.state == state for row in rows) for state in STATES},
        "states": STATES,
        "meanings": MEANINGS,
        "latest": max((row.stands.changed_at for row in rows if row.stands.changed_at), default=None),
        "box": box_of(request.platform, rows, request.platform.settings.region),
        "path": PATH,
    }
    return light(request, html(request, "disaster/area_list.html", context))


def _by_city(request: Request, rows: list[AreaRow]) -> list[tuple[str, list[Line]]]:
    ordered = sorted(rows, key=lambda row: (row.area.city, -(row.state or 0), row.area.parent, row.area.name, row.id))
    return [
        (city, [line_of(request, row) for row in group]) for city, group in groupby(ordered, key=lambda row: row.area.city)
    ]


def _near(request: Request, q: str, rows: list[AreaRow]) -> list[Near]:
    """The places that the words may mean, each with the affected areas in it or around it."""
    return [
        Near(place, tuple(line_of(request, row) for row in rows if _touches(row, place.region.code)))
        for place in likely(request.platform, q)[:_LIKELY]
    ]


def _touches(row: AreaRow, code: str) -> bool:
    """Whether the area lies in the region, or the region in the area."""
    inside = (row.area.region, *row.area.regions)
    return any(one == code or one.startswith(f"{code}.") or code.startswith(f"{one}.") for one in inside if one)


def one(request: Request) -> Response:
    """One area: how it stands now, and its last seven days."""
    platform, t = request.platform, request.t
    row = areas.area(platform, area_number(request))
    line, now = line_of(request, row), platform.clock.now()
    past = areas.history(platform, row.id)
    context = {
        "line": line,
        "plot": history_plot(request, past, now, line.zone),
        "rows": history_rows(request, past, line.zone),
        "agency": agency_namer(request),
        "head": [t.gettext("Time"), t.gettext("Before"), t.gettext("After"), t.gettext("Agency")],
        "days": HISTORY_DAYS,
        "states": STATES,
        "meanings": MEANINGS,
        "box": box_of(platform, [row], None),
        "path": PATH,
    }
    return light(request, html(request, "disaster/area.html", context))


def history(request: Request) -> Response:
    """How many areas were affected, hour by hour and now, over a day, three days or a week."""
    span, counts = _counted(request)
    t = request.t
    context = {
        "span": span,
        "plot": counts_plot(request, counts),
        "title": peak_words(request, counts),
        "rows": [[t.datetime(at), t.number(count)] for at, count in reversed(counts)],
        "path": PATH,
    }
    return html(request, "disaster/area_history.html", context)


def history_csv(request: Request) -> Response:
    """The same as CSV: an hour and a count in each line."""
    span, counts = _counted(request)
    lines = [("hour", "affected_areas"), *((instant(at) or "", str(count)) for at, count in counts)]
    return _file(_csv(lines), "text/csv; charset=utf-8", f"wilayah-terdampak-{span}.csv")


def _counted(request: Request) -> tuple[str, list[tuple[datetime, int]]]:
    given = request.query("rentang")
    span, now = given if given in SPANS else "hari", request.platform.clock.now()
    counts = areas.timeseries(request.platform, now - timedelta(hours=SPANS[span] - 1), now)
    return span, [*counts, (now, len(areas.all_areas(request.platform, stated=True, outlined=False)))]


def as_csv(request: Request) -> Response:
    """The affected areas of now as CSV in UTF-8."""
    rows = areas.all_areas(request.platform, stated=True, outlined=False)
    lines = [_COLUMNS, *(_cells(request, row) for row in rows)]
    return _file(_csv(lines), "text/csv; charset=utf-8", "wilayah-terdampak.csv")


def _cells(request: Request, row: AreaRow) -> tuple[str, ...]:
    area, stands = row.area, row.stands
    what = (area.id, area.geom_id, area.name, area.parent, area.city, area.region, stands.hazard, stands.state)
    said = (state_words(request.t, stands.state), instant(stands.since), instant(stands.changed_at), stands.agency)
    return tuple(_safe(value) for value in (*what, *said, area.longitude, area.latitude))


def _safe(value: object) -> str:
    """The cell's words; none can be taken for a formula, since names come from whoever drew the area."""
    words = "" if value is None else str(value)
    return f"'{words}" if isinstance(value, str) and words.startswith(_FORMULA) else words


def _csv(lines: list[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode("utf-8-sig")


def _file(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(body, 200, headers, kind)


def as_geojson(request: Request) -> Response:
    """The states of now with outlines: made once for each change of an area, and kept; 304 for who has it already.

    `dalam`: only areas inside this region. `semua=1`: areas without a state too. `unduh=1`: as a file to keep.
    `f=topojson`: borders that neighbours share are written once.
    """
    platform = request.platform
    within, every = request.query("dalam"), request.query("semua") == "1"
    if within:
        regions.get(platform, within)
    form = "topojson" if request.query("f") == "topojson" else "geojson"
    mark = (areas.fingerprint(platform), regions.edition(platform).digest, within, every, form)
    tag = f'"{hashlib.sha256(repr(mark).encode()).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": _SHORTLY, "Vary": "Accept-Encoding", "Access-Control-Allow-Origin": "*"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    packed = _kept(request, tag, (within, every, form))
    if request.query("unduh") == "1":
        headers["Content-Disposition"] = f'attachment; filename="wilayah-terdampak.{form}"'
    kind = "application/topo+json" if form == "topojson" else "application/geo+json"
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, 200, {**headers, "Content-Encoding": "gzip"}, kind)
    return Response(gzip.decompress(packed), 200, headers, kind)


def _kept(request: Request, tag: str, wanted: tuple[str, bool, str]) -> bytes:
    """The gzipped answer to a question (within, every area, form), made when it is first asked after a change."""
    kept: dict[tuple[str, bool, str], tuple[str, bytes]] = request.platform.state.setdefault("disaster.area_feed", {})
    known = kept.get(wanted)
    if known is None or known[0] != tag:
        within, every, form = wanted
        rows = areas.all_areas(request.platform, within=within, stated=not every)
        body = collection([feature(row) for row in rows], request.platform.clock.now())
        if form == "topojson":
            body = _topology(body)
        known = (tag, gzip.compress(body, 6, mtime=0))
        if len(kept) >= _KEPT:
            kept.clear()
        kept[wanted] = known
    return known[1]


def _topology(body: bytes) -> bytes:
    """The collection as TopoJSON, its object named as the map's layer is."""
    told = orjson.loads(body)
    features = told.pop("features")
    return orjson.dumps(topology(features, "wilayah", **{name: told[name] for name in told if name != "type"}))


def one_geojson(request: Request) -> Response:
    """One area with its outline and state, for its page's map."""
    given: Mapping[str, str] = request.path_params
    if not given["id"].isdigit():
        raise NotFound()
    row = areas.area(request.platform, area_number(request))
    body = collection([feature(row)], request.platform.clock.now())
    return Response(body, 200, {"Cache-Control": _SHORTLY}, "application/geo+json")


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}.csv", as_csv),
    route("GET", f"{PATH}.geojson", as_geojson),
    route("GET", f"{PATH}/riwayat", history),
    route("GET", f"{PATH}/riwayat.csv", history_csv),
    route("GET", PATH + "/{id}.geojson", one_geojson),
    route("GET", PATH + "/{id}", one),
]
