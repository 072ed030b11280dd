"""Volcanoes and their levels as PVMBG sets them: the list, one with its history, and the map's layer."""

from simpul.disaster.actions import feeds, volcanoes
from simpul.disaster.model.feeds import FeedKind
from simpul.disaster.model.volcanoes import Volcano, VolcanoLevel
from simpul.disaster.pages import layer_features
from simpul.disaster.pages.layer_documents import Layer, asked_at, document, feed_of, instant
from simpul.disaster.pages.layer_features import LEVEL_MEANINGS, LEVELS, VOLCANOES
from simpul.disaster.pages.layer_words import coordinates, feed_words, place_name, zone
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

_HEAD = (
    "code",
    "name",
    "level",
    "since",
    "reported_at",
    "latitude",
    "longitude",
    "elevation_m",
    "region",
    "source",
    "synthetic",
)


def show(request: Request) -> Response:
    """The volcanoes, the most active first; of one level, or with a word in their name or region, where asked."""
    q, level = request.query("q")[:100], request.query("tingkat")
    every = volcanoes.known(request.platform)
    found = [one for one in every if _fits(request, one, q, level)]
    context = {
        "q": q,
        "level": level if level in "1234" else "",
        "rows": [(one, place_name(request, one.region), zone(one.region)) for one in found],
        "known": len(every),
        "counts": {each: sum(one.level == each for one in every) for each in reversed(VolcanoLevel)},
        "levels": LEVELS,
        "meanings": LEVEL_MEANINGS,
        "feed": feed_words(request, FeedKind.VOLCANO, feeds.stands(request.platform, FeedKind.VOLCANO)),
        "eruptions": volcanoes.eruptions(request.platform, limit=5),
        "names": {one.code: one.name for one in every},
        "path": VOLCANOES,
    }
    return html(request, "disaster/volcanoes.html", context)


def _fits(request: Request, one: Volcano, q: str, level: str) -> bool:
    if level in ("1", "2", "3", "4") and int(level) != one.level:
        return False
    words = f"{one.name} {one.code} {place_name(request, one.region)}".casefold() if q else ""
    return all(word in words for word in q.casefold().split())


def as_csv(request: Request) -> Response:
    """The same list as CSV in UTF-8."""
    q, level = request.query("q")[:100], request.query("tingkat")
    found = [one for one in volcanoes.known(request.platform) if _fits(request, one, q, level)]
    return csv_of("gunung-api.csv", _HEAD, [_cells(one) for one in found], marked=True)


def _cells(one: Volcano) -> tuple[object, ...]:
    where = (one.latitude, one.longitude, one.elevation_m, one.region)
    return (
        one.code,
        one.name,
        int(one.level),
        instant(one.since),
        instant(one.reported_at),
        *where,
        one.source,
        one.synthetic,
    )


def one(request: Request) -> Response:
    """One volcano: its level, what PVMBG advises, how the level changed, what erupted."""
    volcano, changes = volcanoes.get(request.platform, request.path_params["code"][:40])
    t, here = request.t, zone(volcano.region)
    context = {
        "volcano": volcano,
        "zone": here,
        "place": place_name(request, volcano.region),
        "point": coordinates(t, volcano.longitude, volcano.latitude),
        "changes": [
            [
                t.datetime(each.at, here),
                t.gettext(LEVELS[each.before]) if each.before else "–",
                t.gettext(LEVELS[each.level]),
            ]
            for each in reversed(changes)
        ],
        "eruptions": [
            [
                t.datetime(each.at, here),
                t.gettext("{n} m", n=t.number(each.plume_m)) if each.plume_m else "–",
                each.words or "–",
            ]
            for each, _ in volcanoes.eruptions(request.platform, volcano.code)
        ],
        "levels": LEVELS,
        "meanings": LEVEL_MEANINGS,
        "feed": feed_words(request, FeedKind.VOLCANO, feeds.stands(request.platform, FeedKind.VOLCANO)),
        "path": VOLCANOES,
    }
    return html(request, "disaster/volcano.html", context)


def as_geojson(request: Request) -> Response:
    """The map's layer: every volcano with its level, as it was at `pada` where that is given."""
    at, standing = asked_at(request), feeds.stands(request.platform, FeedKind.VOLCANO)
    features = [layer_features.volcano(one, standing.state.value) for one in volcanoes.known(request.platform, at=at)]
    return document(request, Layer(features, "PVMBG", feed_of(standing), at), "gunung")


ROUTES = [
    route("GET", VOLCANOES, show),
    route("GET", f"{VOLCANOES}.csv", as_csv),
    route("GET", "/bencana/gunung.geojson", as_geojson),
    route("GET", VOLCANOES + "/{code}", one),
]
