"""`/bencana/kejadian.geojson`: incidents as a layer of maps: where officers work on what, and how it goes."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from simpul.disaster.actions import incident_reading as reading
from simpul.disaster.model.incidents import Incident, IncidentsWanted, Stage
from simpul.disaster.pages.incident_asking import question
from simpul.disaster.pages.situations import OPEN_PATH
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.incidents import LIVE
from simpul.kernel.web import Request, Response, route

PATH = f"{OPEN_PATH}.geojson"
_MOST = 2_000
_HEADERS = {"Cache-Control": "public, max-age=15", "Access-Control-Allow-Origin": "*"}
_UNKNOWN = {"id": "Bencana", "en": "Disaster"}


def show(request: Request) -> Response:
    """Incidents that go on (`semua=1`: closed ones too), those that `dalam` or the list's own filters ask for."""
    platform, wanted = request.platform, question(request)
    within = request.query("dalam")[:20]
    asked = IncidentsWanted(
        hazard=wanted.hazard,
        stages=frozenset(Stage) if request.query("semua") == "1" else LIVE,
        regions=(within,) if within else tuple(one.region.code for one in wanted.places),
        training=False,
        per_page=_MOST,
    )
    rows = () if wanted.nowhere else reading.public_page(platform, asked).rows
    features = [_feature(one, platform.settings.agency) for one in rows]
    latest = max((one.incident.changed_at for one in rows), default=None)
    body = {
        "type": "FeatureCollection",
        "attribution": f"{platform.settings.agency} (Simpul)",
        "licence": "CC-BY-4.0",
        "feed": {"state": "fresh", "last_at": latest},
        "features": features,
    }
    mark = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    headers = {**_HEADERS, "ETag": f'"{hashlib.blake2b(mark, digest_size=12).hexdigest()}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(None, 304, headers)
    told = orjson.dumps({**body, "generated_at": platform.clock.now()}, option=orjson.OPT_UTC_Z)
    return Response(told, 200, headers, "application/geo+json")


def _feature(one: reading.Listed, agency: str) -> Mapping[str, Any]:
    incident, spread = one.incident, one.incident.spread
    properties = {
        "number": incident.number,
        "name": incident.name,
        **{f"label_{lang}": _label(incident, one.place, lang) for lang in ("id", "en")},
        "hazard": incident.hazard,
        "stage": incident.stage.value,
        "state": "fresh",
        "severity": spread.worst,
        "severity_now": one.present,
        "reports": spread.count,
        "place": one.place,
        "longitude": round(spread.longitude, 6),
        "latitude": round(spread.latitude, 6),
        "opened_at": incident.opened_at,
        "updated_at": incident.changed_at,
        "closed_at": incident.closed_at,
        "approximate": spread.approximate,
        "synthetic": False,
        "source": agency,
        "href": f"{OPEN_PATH}/{incident.number}",
    }
    return {"type": "Feature", "id": incident.number, "geometry": dict(spread.extent), "properties": properties}


def _label(incident: Incident, place: str, lang: str) -> str:
    words = HAZARDS[incident.hazard].label if incident.hazard in HAZARDS else _UNKNOWN
    return f"{words[lang]}, {place}" if place else words[lang]


ROUTES = [route("GET", PATH, show)]
