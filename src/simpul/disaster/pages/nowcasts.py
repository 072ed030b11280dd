"""Weather of the next hours as BMKG warns of it: what is in force, one warning, and the map's layer."""

from simpul.disaster.actions import feeds, nowcasts
from simpul.disaster.model.feeds import FeedKind
from simpul.disaster.model.nowcasts import Nowcast, NowcastMissing
from simpul.disaster.pages import layer_features
from simpul.disaster.pages.layer_documents import Layer, asked_at, document, feed_of
from simpul.disaster.pages.layer_features import NOWCASTS
from simpul.disaster.pages.layer_words import SEVERITIES, TONES, feed_words, place_name, places, zone
from simpul.kernel.i18n import in_language
from simpul.kernel.web import Request, Response, html, route

_PAST_MOST = 30


def show(request: Request) -> Response:
    """What is warned of now, and what was lately; for a place, where one was asked about."""
    q = request.query("q")[:100]
    around = places(request.platform, q)
    within = around[0].found.region.code if around else ""
    current = nowcasts.in_force(request.platform, within=within) if not q or around else []
    now = {one.number for one in nowcasts.in_force(request.platform)}
    past = [one for one in nowcasts.past(request.platform) if one.number not in now and one.said.headline][:_PAST_MOST]
    context = {
        "q": q,
        "around": around[0] if around else None,
        "rows": [_row(request, one) for one in current],
        "past": [_row(request, one) for one in past] if not q else [],
        "severities": SEVERITIES,
        "tones": TONES,
        "feed": feed_words(request, FeedKind.NOWCAST, feeds.stands(request.platform, FeedKind.NOWCAST)),
        "path": NOWCASTS,
    }
    return html(request, "disaster/nowcasts.html", context)


def _row(request: Request, one: Nowcast) -> dict[str, object]:
    said = one.said
    here = zone(one.regions[0]) if one.regions else "WIB"
    return {
        "nowcast": one,
        "zone": here,
        "headline": in_language(said.headline, request.lang) if said.headline else said.event,
        "description": in_language(said.description, request.lang) if said.description else "",
        "instruction": in_language(said.instruction, request.lang) if said.instruction else "",
        "places": [place_name(request, code) for code in one.regions],
    }


def one(request: Request) -> Response:
    """One warning, in force or over."""
    given = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise NowcastMissing()
    nowcast = nowcasts.get(request.platform, int(given))
    now = request.platform.clock.now()
    context = {
        **_row(request, nowcast),
        "over": nowcast.ended_by is not None or nowcast.said.expires <= now,
        "severities": SEVERITIES,
        "tones": TONES,
        "feed": feed_words(request, FeedKind.NOWCAST, feeds.stands(request.platform, FeedKind.NOWCAST)),
        "path": NOWCASTS,
    }
    return html(request, "disaster/nowcast.html", context)


def as_geojson(request: Request) -> Response:
    """The map's layer: the polygons of what is warned of now, or was at `pada`; inside `dalam` where that is given."""
    at, standing = asked_at(request), feeds.stands(request.platform, FeedKind.NOWCAST)
    found = nowcasts.in_force(request.platform, within=request.query("dalam")[:20], at=at)
    features = [layer_features.nowcast(one, standing.state.value) for one in found if one.said.geometry]
    return document(request, Layer(features, "BMKG", feed_of(standing), at), "prakiraan")


ROUTES = [
    route("GET", NOWCASTS, show),
    route("GET", f"{NOWCASTS}.geojson", as_geojson),
    route("GET", NOWCASTS + "/{number}", one),
]
