"""Layers of the map as GeoJSON documents: when each was made, whose data they are, whether its feed is alive."""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from simpul.disaster.model.feeds import FeedStanding, FeedState, InstantUnreadable
from simpul.kernel.i18n import LANGUAGES, translator
from simpul.kernel.web import Request, Response

KIND = "application/geo+json"
_PACKED = 1500
_FIRST, _LAST = 1900, 2200
"""Years that somebody may ask for; before and after them no calendar is reckoned with."""
Feature = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """What a document holds. `at`: the moment that was asked for; None is now."""

    features: Sequence[Feature]
    attribution: str
    feed: Mapping[str, Any]
    at: datetime | None = None


def instant(at: datetime | None) -> str | None:
    """The instant as RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def asked_at(request: Request) -> datetime | None:
    """The moment in the address's `pada`; None for now, InstantUnreadable for what is none."""
    given = request.query("pada")
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        raise InstantUnreadable() from None
    if not _FIRST <= at.year <= _LAST:
        raise InstantUnreadable()
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def feed_of(standing: FeedStanding) -> dict[str, Any]:
    """A feed's standing as a document tells it."""
    feed = standing.feed
    told = {"state": standing.state.value, "last_at": instant(standing.last_at), "source": feed.source.split("?", 1)[0]}
    return {**told, "failing_since": instant(feed.failing_since), "synthetic": feed.synthetic}


def own_feed(last_at: datetime | None) -> dict[str, Any]:
    """The standing of a layer that officers or operators of this node keep: it is as fresh as it is."""
    return {"state": FeedState.FRESH.value if last_at else FeedState.OFF.value, "last_at": instant(last_at)}


def labels(message: str, **facts: Any) -> dict[str, str]:
    """The words in both languages, numbers as each writes them: `label_id` and `label_en`."""
    told = {}
    for language in LANGUAGES:
        t = translator(language)
        said = {name: t.number(fact) if isinstance(fact, int | float) else fact for name, fact in facts.items()}
        told[f"label_{language}"] = t.gettext(message, **said) if said else t.gettext(message)
    return told


def point(longitude: float, latitude: float, number: int | str, properties: Mapping[str, Any]) -> Feature:
    """A feature at a point, to six decimals (some 10 cm)."""
    geometry = {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}
    return {"type": "Feature", "id": number, "geometry": geometry, "properties": {"number": number, **properties}}


def document(request: Request, layer: Layer, name: str) -> Response:
    """The document, open to every site; 304 for who has it already; `unduh=1` gives it as a file to keep."""
    told = {"attribution": layer.attribution, "feed": layer.feed, **({"at": instant(layer.at)} if layer.at else {})}
    body = orjson.dumps([told, layer.features])
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "public, max-age=15",
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    if request.query("unduh") == "1":
        headers["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    made = instant(request.platform.clock.now())
    whole = orjson.dumps({"type": "FeatureCollection", "generated_at": made, **told, "features": layer.features})
    if len(whole) > _PACKED and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(gzip.compress(whole, 5, mtime=0), 200, {**headers, "Content-Encoding": "gzip"}, KIND)
    return Response(whole, 200, headers, KIND)
