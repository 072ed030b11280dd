"""Features of a collection, page by page, and one feature. OGC 17-069r4 § 7.15 and 7.16."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from simpul.disaster.actions.opendata import reading
from simpul.disaster.api.ogc.about import attribution, collection_asked
from simpul.disaster.api.ogc.answers import ROOT, document, form_of, honest, page, place_of
from simpul.disaster.model.opendata import Collection, FeaturesAsked, FeaturesFound
from simpul.disaster.rules.ogc import asking, documents
from simpul.disaster.rules.ogc.documents import GEOJSON, HTML, OF_FEATURE, OF_FEATURES, TOPOJSON, Link
from simpul.disaster.rules.opendata.registry import LICENCE
from simpul.disaster.rules.topology import topology
from simpul.kernel.i18n import in_language
from simpul.kernel.web import Request, Response, route

_FORMS = tuple(OF_FEATURES)
_PER_PAGE = 50
"""Rows on a page for people, where they do not ask for another number."""


@honest
def items(request: Request) -> Response:
    """`/ogc/collections/{collection}/items`: the features that are asked for."""
    one, form = collection_asked(request), form_of(request, _FORMS)
    given = request.query_params.multi_items()
    if form == "html" and not request.query("limit"):
        given = [*[(name, text) for name, text in given if name != "limit"], ("limit", str(_PER_PAGE))]
    if form == "html":
        given = [(name, text) for name, text in given if text]  # a form that people send names what they left empty
    asked = asking.asked(one, given)
    found = reading.page(request.platform, one, asked)
    links = _links(request, one, found, form)
    if form == "html":
        return _page(request, one, asked, found)
    about = _about(request, one)
    if form == "topojson":
        return document(request, topology(found.features, one.id, **about), TOPOJSON, links)
    return document(request, _collected(request, found, links, about), GEOJSON, links)


def _about(request: Request, one: Collection) -> dict[str, object]:
    return {"attribution": attribution(request, one), "licence": LICENCE}


def _collected(request: Request, found: FeaturesFound, links: list[Link], about: Mapping[str, object]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "timeStamp": request.platform.clock.now().replace(microsecond=0),
        "numberMatched": found.matched,
        "numberReturned": len(found.features),
        **about,
        "links": links,
        "features": found.features,
    }


def _links(request: Request, one: Collection, found: FeaturesFound, form: str) -> list[Link]:
    """This page and its other forms, the collection, and the next page where there is one."""
    place, path = place_of(request), f"/collections/{one.id}"
    kept = [(name, text) for name, text in request.query_params.multi_items() if name != "f"]
    query, title = f"?{urlencode(kept)}" if kept else "", in_language(one.title, place.lang)
    made = documents.forms(place, f"{path}/items{query}", form, OF_FEATURES, title)
    made.append(documents.link(place, "collection", f"{path}?f=json", documents.JSON, title))
    if found.more:
        further = urlencode([*[pair for pair in kept if pair[0] != "after"], ("after", _last(found)), ("f", form)])
        made.append(documents.link(place, "next", f"{path}/items?{further}", OF_FEATURES[form], title))
    return made


def _last(found: FeaturesFound) -> str:
    return str(found.features[-1]["id"])


def _page(request: Request, one: Collection, asked: FeaturesAsked, found: FeaturesFound) -> Response:
    kept = [(name, text) for name, text in request.query_params.multi_items() if name not in ("f", "after") and text]
    following = urlencode([*kept, ("after", _last(found))]) if found.more else ""
    context = {
        "one": one,
        "found": found,
        "asked": asked,
        "given": dict(request.query_params),
        "query": urlencode(kept),
        "next": following,
        "attribution": attribution(request, one),
        "licence": LICENCE,
        "forms": {name: kind for name, kind in OF_FEATURES.items() if kind != HTML},
    }
    return page(request, "disaster/ogc_items.html", context)


@honest
def item(request: Request) -> Response:
    """`/ogc/collections/{collection}/items/{feature}`: one feature; FeatureUnknown."""
    one = collection_asked(request)
    asking.known_only(request.query_params.keys(), asking.COMMON)
    form = form_of(request, tuple(OF_FEATURE))
    found = reading.one(request.platform, one, request.path_params["feature"])
    if form == "html":
        context = {"one": one, "feature": found, "attribution": attribution(request, one), "licence": LICENCE}
        return page(request, "disaster/ogc_item.html", context)
    links = documents.feature_links(place_of(request), one, found["id"])
    return document(request, {**found, "links": links, **_about(request, one)}, GEOJSON, links)


ROUTES = [
    route("GET", ROOT + "/collections/{collection}/items", items),
    route("GET", ROOT + "/collections/{collection}/items/{feature}", item),
]
