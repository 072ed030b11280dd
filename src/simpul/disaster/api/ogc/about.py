"""What the interface says of itself: landing page, conformance, description, collections. OGC 17-069r4 § 7.2 to 7.14."""

from simpul import __version__
from simpul.disaster.actions.opendata import reading
from simpul.disaster.api.ogc.answers import ROOT, document, form_of, honest, page, place_of
from simpul.disaster.model.opendata import Collection
from simpul.disaster.rules.ogc import documents, openapi
from simpul.disaster.rules.ogc.asking import COMMON, MOST, known_only
from simpul.disaster.rules.ogc.documents import Reach
from simpul.disaster.rules.opendata.registry import LICENCE, collection_of
from simpul.kernel.i18n import N_
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request, Response, route

ABOUT = N_("Reports of residents, incidents, areas, gauges and warnings as this node's map shows them, for GIS programs.")


def _title(request: Request) -> str:
    return request.t.gettext("Geodata of {agency}", agency=request.platform.settings.agency)


@honest
def landing(request: Request) -> Response:
    """`/ogc`: what there is, and how to use it from a program."""
    known_only(request.query_params.keys(), COMMON)
    title, about = _title(request), request.t.gettext(ABOUT)
    if form_of(request) == "html":
        base = place_of(request).base
        return page(
            request,
            "disaster/ogc_landing.html",
            {"title": title, "about": about, "base": base, "found": reading.offered(), "most": MOST, "licence": LICENCE},
        )
    made = documents.landing(place_of(request), title, about)
    return document(request, made | {"attribution": request.platform.settings.agency}, links=made["links"])


@honest
def conformance(request: Request) -> Response:
    """`/ogc/conformance`: the classes of the standard that are kept."""
    known_only(request.query_params.keys(), COMMON)
    if form_of(request) == "html":
        return page(request, "disaster/ogc_conformance.html", {"classes": documents.CONFORMS})
    return document(request, documents.conformance())


@honest
def description(request: Request) -> Response:
    """`/ogc/api`: the description in OpenAPI, or as a page."""
    known_only(request.query_params.keys(), COMMON)
    contact = request.platform.settings.agency
    made = openapi.description(place_of(request), _title(request), contact, __version__, reading.offered())
    if form_of(request) == "html":
        return page(request, "disaster/ogc_api.html", {"api": made, "found": reading.offered()})
    return document(request, made, documents.OPENAPI)


@honest
def collections(request: Request) -> Response:
    """`/ogc/collections`: all of them."""
    known_only(request.query_params.keys(), COMMON)
    if form_of(request) == "html":
        return page(request, "disaster/ogc_collections.html", {"found": reading.offered()})
    made = documents.collections(place_of(request), [(one, reach_of(request.platform, one)) for one in reading.offered()])
    return document(request, made, links=made["links"])


@honest
def collection(request: Request) -> Response:
    """`/ogc/collections/{collection}`: one of them."""
    one = collection_asked(request)
    known_only(request.query_params.keys(), COMMON)
    reach = reach_of(request.platform, one)
    if form_of(request) == "html":
        return page(request, "disaster/ogc_collection.html", {"one": one, "reach": reach, "base": place_of(request).base})
    made = documents.collection(place_of(request), one, reach, "json")
    return document(request, made | {"attribution": attribution(request, one)}, links=made["links"])


def collection_asked(request: Request) -> Collection:
    """The collection in the request's path; CollectionUnknown."""
    return collection_of(request.path_params["collection"])


def attribution(request: Request, one: Collection) -> str:
    """Who is to be named with the collection's data."""
    return one.attribution or f"{request.platform.settings.agency} (Simpul)"


def reach_of(platform: Platform, one: Collection) -> Reach:
    """How far a collection reaches."""
    found = reading.extent(platform, one)
    return Reach(found.box, found.start, found.end)


ROUTES = [
    route("GET", ROOT, landing),
    route("GET", f"{ROOT}/", landing),
    route("GET", f"{ROOT}/conformance", conformance),
    route("GET", f"{ROOT}/api", description),
    route("GET", f"{ROOT}/collections", collections),
    route("GET", ROOT + "/collections/{collection}", collection),
]
