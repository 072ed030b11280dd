"""Basins, floodgates, pumps, sites and waterways: where they are, by kind and place."""

from itertools import groupby

from simpul.disaster.actions import gauges
from simpul.disaster.model.gauges import Infrastructure, InfrastructureKind
from simpul.disaster.pages import layer_features
from simpul.disaster.pages.layer_documents import Layer, asked_at, document, own_feed
from simpul.disaster.pages.layer_features import INFRASTRUCTURE, KINDS
from simpul.disaster.pages.layer_words import place_name, places
from simpul.disaster.rules.gauges import first_point, kind_of
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

_MOST = 500


def show(request: Request) -> Response:
    """What a layer holds, by region; of one kind, around one place or with a word in its name, where asked."""
    kind, q = _kind(request), request.query("q")[:100]
    found = _found(request, kind, q)
    shown = sorted(found[:_MOST], key=lambda one: (one.region, one.name, one.number))
    context = {
        "q": q,
        "kind": kind.value if kind else "",
        "kinds": KINDS,
        "counts": {one: len(gauges.layer(request.platform, InfrastructureKind(one))) for one in KINDS},
        "groups": [(place_name(request, code), list(group)) for code, group in groupby(shown, key=lambda one: one.region)],
        "total": len(found),
        "most": _MOST,
        "sources": sorted({one.source for one in found if one.source}),
        "path": INFRASTRUCTURE,
    }
    return html(request, "disaster/infrastructure.html", context)


def _kind(request: Request) -> InfrastructureKind | None:
    given = request.query("jenis")
    return InfrastructureKind(given) if given in KINDS else None


def _found(request: Request, kind: InfrastructureKind | None, q: str) -> list[Infrastructure]:
    kinds = [kind] if kind else list(InfrastructureKind)
    every = [one for each in kinds for one in gauges.layer(request.platform, each)]
    if not q:
        return every
    codes = [one.found.region.code for one in places(request.platform, q)]
    words = q.casefold().split()
    return [one for one in every if _in(one.region, codes) or all(word in one.name.casefold() for word in words)]


def _in(region: str, codes: list[str]) -> bool:
    return any(region == code or region.startswith(f"{code}.") for code in codes)


def as_csv(request: Request) -> Response:
    """The same list as CSV in UTF-8; a line is told by its first point."""
    found = _found(request, _kind(request), request.query("q")[:100])
    head = ("kind", "name", "region", "longitude", "latitude", "source", "synthetic")
    rows = [(one.kind.value, one.name, one.region, *first_point(one.geometry), one.source, one.synthetic) for one in found]
    return csv_of("prasarana.csv", head, rows, marked=True)


def as_geojson(request: Request) -> Response:
    """The map's layer of `jenis` (all without it), inside `dalam` where that is given. What stands, stood before."""
    given, within = request.query("jenis"), request.query("dalam")[:20]
    kinds = [kind_of(given)] if given else list(InfrastructureKind)
    found = [one for kind in kinds for one in gauges.layer(request.platform, kind, within=within)]
    sources = "; ".join(sorted({one.source for one in found if one.source})) or request.platform.settings.agency
    feed = own_feed(request.platform.clock.now()) if found else own_feed(None)
    features = [layer_features.infrastructure(one) for one in found]
    return document(request, Layer(features, sources, {**feed, "last_at": None}, asked_at(request)), "prasarana")


ROUTES = [
    route("GET", INFRASTRUCTURE, show),
    route("GET", f"{INFRASTRUCTURE}.csv", as_csv),
    route("GET", f"{INFRASTRUCTURE}.geojson", as_geojson),
]
