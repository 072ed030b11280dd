"""Earthquakes as BMKG tells them: the latest, one with its revisions, and the map's layer."""

from dataclasses import dataclass
from urllib.parse import urlencode

from simpul.disaster.actions import feeds, quakes
from simpul.disaster.model.feeds import FeedKind
from simpul.disaster.model.quakes import Quake, QuakeMissing, QuakeRevision
from simpul.disaster.pages import layer_features
from simpul.disaster.pages.layer_documents import Layer, asked_at, document, feed_of, instant
from simpul.disaster.pages.layer_features import QUAKES
from simpul.disaster.pages.layer_words import Whereabouts, coordinates, feed_words, place_name, places, zone
from simpul.disaster.rules.distances import kilometres
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

SPANS = {"hari": 24, "minggu": 168, "bulan": 720}
LEAST = (3, 5, 6)
AROUND_KM = 300.0
_MOST = 500
_HEAD = (
    "number",
    "at",
    "magnitude",
    "depth_km",
    "latitude",
    "longitude",
    "place",
    "felt",
    "tsunami",
    "revision",
    "source",
    "synthetic",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand in the address."""

    q: str
    span: str
    least: int | None
    felt: bool

    def address(self, path: str = QUAKES, **changes: object) -> str:
        """This question's address, with changes."""
        values = {
            "q": self.q,
            "rentang": "" if self.span == "minggu" else self.span,
            "skala": self.least or "",
            "terasa": "1" if self.felt else "",
        }
        kept = {name: str(value) for name, value in {**values, **changes}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


@dataclass(frozen=True, slots=True)
class Line:
    """An earthquake as the list shows it, with its distance where a place was asked about."""

    quake: Quake
    zone: str
    km: float | None = None


def _asked(request: Request) -> Asked:
    span, least = request.query("rentang"), request.query("skala")
    return Asked(
        q=request.query("q")[:100],
        span=span if span in SPANS else "minggu",
        least=int(least) if least in {str(one) for one in LEAST} else None,
        felt=request.query("terasa") == "1",
    )


def show(request: Request) -> Response:
    """The latest earthquakes; around a place, the nearest first where one was asked about."""
    asked = _asked(request)
    around = places(request.platform, asked.q)
    lines = _lines(request, asked, around[0] if around else None)
    standing = feeds.stands(request.platform, FeedKind.QUAKES)
    context = {
        "asked": asked,
        "around": around[0] if around else None,
        "lines": lines[:_MOST],
        "total": len(lines),
        "feed": feed_words(request, FeedKind.QUAKES, standing),
        "spans": SPANS,
        "least": LEAST,
        "km": int(AROUND_KM),
        "path": QUAKES,
    }
    return html(request, "disaster/quakes.html", context)


def _lines(request: Request, asked: Asked, around: Whereabouts | None) -> list[Line]:
    found = quakes.recent(request.platform, hours=SPANS[asked.span], least=asked.least)
    found = [one for one in found if one.said.felt or not asked.felt]
    if asked.q and around is None:
        return []
    if around is None:
        return [Line(one, zone(one.region)) for one in found]
    here = (around.longitude, around.latitude)
    near = [
        Line(one, zone(one.region or around.found.region.code), kilometres(here, (one.said.longitude, one.said.latitude)))
        for one in found
    ]
    return [one for one in near if one.km is not None and one.km <= AROUND_KM]


def as_csv(request: Request) -> Response:
    """The same list as CSV in UTF-8."""
    asked = _asked(request)
    around = places(request.platform, asked.q)
    lines = _lines(request, asked, around[0] if around else None)
    return csv_of("gempa.csv", _HEAD, [_cells(line.quake) for line in lines], marked=True)


def _cells(one: Quake) -> tuple[object, ...]:
    said = one.said
    where = (said.latitude, said.longitude, said.place, said.felt, said.tsunami)
    return (one.number, instant(said.at), said.magnitude, said.depth_km, *where, one.revision, said.source, one.synthetic)


def one(request: Request) -> Response:
    """One earthquake: what is known now, and every revision."""
    quake, past = quakes.one(request.platform, _number(request))
    standing = feeds.stands(request.platform, FeedKind.QUAKES)
    context = {
        "quake": quake,
        "zone": zone(quake.region),
        "place": place_name(request, quake.region),
        "point": coordinates(request.t, quake.said.longitude, quake.said.latitude),
        "revisions": [_revision(request, one, quake) for one in reversed(past)],
        "feed": feed_words(request, FeedKind.QUAKES, standing),
        "path": QUAKES,
    }
    return html(request, "disaster/quake.html", context)


def _revision(request: Request, one: QuakeRevision, quake: Quake) -> list[object]:
    """A revision as a table's row: number, when it came, magnitude, depth, place; a late one says that it is."""
    t, said = request.t, one.said
    name = t.number(one.number)
    if one.number == quake.revision:
        name = t.gettext("{n} (stands)", n=name)
    elif one.late:
        name = t.gettext("{n} (came late, changed nothing)", n=name)
    came = t.datetime(said.issued_at or one.received_at, zone(quake.region))
    depth = t.gettext("{n} km", n=t.number(round(said.depth_km))) if said.depth_km is not None else "–"
    return [
        name,
        came,
        t.number(said.magnitude, "0.0"),
        depth,
        coordinates(t, said.longitude, said.latitude),
        said.felt or "–",
    ]


def _number(request: Request) -> int:
    given = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise QuakeMissing()
    return int(given)


def as_geojson(request: Request) -> Response:
    """The map's layer: the earthquakes of the last `jam` hours (24), as they were known at `pada` where it is given."""
    at, standing = asked_at(request), feeds.stands(request.platform, FeedKind.QUAKES)
    given = request.query("jam")
    hours = min(int(given), quakes.HOURS_MOST) if given.isascii() and given.isdigit() and len(given) < 6 else quakes.HOURS
    found = quakes.recent(request.platform, hours=max(1, hours), at=at)
    features = [layer_features.quake(one, standing.state.value) for one in found]
    return document(request, Layer(features, "BMKG", feed_of(standing), at), "gempa")


ROUTES = [
    route("GET", QUAKES, show),
    route("GET", f"{QUAKES}.csv", as_csv),
    route("GET", f"{QUAKES}.geojson", as_geojson),
    route("GET", QUAKES + "/{number}", one),
]
