"""The gauges as a layer of the map: GeoJSON for everybody, made at most every few seconds, 304 for who has it already."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.actions import gauges
from simpul.disaster.model.gauges import Freshness, GaugeState
from simpul.disaster.pages.area_words import instant
from simpul.disaster.pages.layer_documents import asked_at
from simpul.disaster.rules.gauge_words import label
from simpul.kernel.web import Request, Response, route

PATH = "/bencana/pos-air"
CACHING = "public, max-age=15"
_FRESH_FOR, _KEPT = timedelta(seconds=3), 64


def as_geojson(request: Request) -> Response:
    """How every gauge stands now, or stood `pada` that instant; `dalam`: only those inside a region, `unduh=1`: as a file.

    Of a silent gauge `depth_cm` and `warning` are null: what it last said stands beside, with its time.
    """
    platform, within = request.platform, request.query("dalam")
    if within:
        regions.get(platform, within)
    at = _asked_at(request)
    tag, body = _past(request, within, at) if at else _kept(request, within)
    headers = {"ETag": tag, "Cache-Control": CACHING, "Access-Control-Allow-Origin": "*"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    if request.query("unduh") == "1":
        headers["Content-Disposition"] = 'attachment; filename="pos-air.geojson"'
    return Response(body, 200, headers, "application/geo+json")


def _asked_at(request: Request) -> datetime | None:
    """The past instant that is asked for; None for now; InstantUnreadable."""
    at = asked_at(request)
    return at if at and at < request.platform.clock.now() else None


def _past(request: Request, within: str, at: datetime) -> tuple[str, bytes]:
    features = [feature(one) for one in gauges.states(request.platform, within, at=at)]
    return _tag(features), document(features, request.platform.clock.now(), at)


def _tag(features: list[dict[str, Any]]) -> str:
    return f'"{hashlib.sha256(orjson.dumps(features)).hexdigest()[:20]}"'


def _kept(request: Request, within: str) -> tuple[str, bytes]:
    """The document and its tag; made anew when it is older than three seconds, its tag only by what gauges say."""
    kept: dict[str, tuple[datetime, str, bytes]] = request.platform.state.setdefault("disaster.gauge_layer", {})
    known, now = kept.get(within), request.platform.clock.now()
    if known is None or now - known[0] >= _FRESH_FOR:
        features = [feature(one) for one in gauges.states(request.platform, within)]
        tag = _tag(features)
        same = known is not None and known[1] == tag
        body = known[2] if known is not None and same else document(features, now)
        known = (now, tag, body)
        if len(kept) >= _KEPT:
            kept.clear()
        kept[within] = known
    return known[1], known[2]


def document(features: list[dict[str, Any]], now: datetime, at: datetime | None = None) -> bytes:
    """A FeatureCollection, with how the gauges as a whole stand: fresh, silent (all of them), or off (none ever spoke)."""
    said = [one["properties"] for one in features]
    last = max((one["last_at"] for one in said if one["last_at"]), default=None)
    fresh = any(one["state"] == Freshness.FRESH.value for one in said)
    feed = "fresh" if fresh else "silent" if last else "off"
    sources = sorted({one["source"] for one in said if one["source"]})
    about = {
        "generated_at": instant(now),
        "attribution": "; ".join(sources),
        "feed": {"state": feed, "last_at": last},
        **({"at": instant(at)} if at else {}),
    }
    return orjson.dumps({"type": "FeatureCollection", **about, "features": features})


def feature(state: GaugeState) -> dict[str, Any]:
    """One gauge as GeoJSON."""
    gauge, now, last = state.gauge, state.now, state.last
    words = label(state)
    siaga = gauge.expected.siaga or (None, None, None)
    properties = {
        "number": gauge.number,
        "gauge": gauge.id,
        "name": gauge.name,
        "label_id": words["id"],
        "label_en": words["en"],
        "state": state.freshness.value,
        "depth_cm": now.depth_cm if now else None,
        "warning": state.warning,
        "change_cm_per_hour": state.change_cm,
        "updated_at": instant(last.at) if last else None,
        "observed_at": instant(last.at) if last else None,
        "silent_since": instant(last.at) if last and not now else None,
        "last_at": instant(last.at) if last else None,
        "last_depth_cm": last.depth_cm if last else None,
        "siaga_cm": list(siaga),
        "region": gauge.region,
        "downstream": list(gauge.downstream),
        "source": gauge.source,
        "synthetic": gauge.synthetic,
        "href": f"{PATH}/{gauge.number}",
    }
    point = {"type": "Point", "coordinates": [gauge.longitude, gauge.latitude]}
    return {"type": "Feature", "id": gauge.number, "geometry": point, "properties": properties}


ROUTES = [route("GET", f"{PATH}.geojson", as_geojson)]
