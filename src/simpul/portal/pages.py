"""The portal's pages: home, search, and what every public service has to tell about itself."""

from typing import Any

from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, route
from simpul.portal import actions, rules

HOME_SHOWN = 6


def home(request: Request) -> Response:
    """What is happening, what can I do, who runs this."""
    platform = request.platform
    offered = actions.services(platform)
    context = {
        "services": offered,
        "reporting": any(service.path == "/bencana/lapor" for service in offered),
        "figures": actions.figures_or_none(platform),
        "elsewhere": actions.figures_elsewhere(platform),
        "caring": "malaria" in platform.settings.modules,
        "exchanging": "exchange" in platform.settings.modules,
        "operator": actions.keeps_register(platform),
        "zone": zone_of(platform.settings.region),
        **_of_all_nodes(request, "", most=HOME_SHOWN),
    }
    return html(request, "portal/home.html", context)


def _of_all_nodes(request: Request, question: str, *, most: int = actions.LISTED_SHOWN) -> dict[str, Any]:
    """What the parts that show other nodes need."""
    now = request.platform.clock.now()
    listed, count = actions.listed(request.platform, question, most=most)
    return {
        "listed": listed,
        "listed_count": count,
        "is_stale": lambda at: rules.is_stale(at, now, rules.FRESH),
        "is_unseen": lambda at: rules.is_stale(at, now, rules.SEEN_LATELY),
    }


def search(request: Request) -> Response:
    """Services, pages of the modules and regions that answer `?q=`."""
    query = request.query("q")[: rules.LONGEST_QUESTION]
    offered = [(service, request.t.gettext(service.title)) for service in actions.services(request.platform)]
    context = {
        "q": query,
        "offered": [service for service, _ in offered],
        "found": rules.found(query, offered),
        "pages": actions.pages(request.platform, query, request.t),
        **_of_all_nodes(request, query),
        "regions": actions.regions(request.platform, query),
    }
    return html(request, "portal/search.html", context)


def about(request: Request) -> Response:
    """Who runs this, under which law, from which data, under which licences."""
    return html(request, "portal/about.html")


def accessibility(request: Request) -> Response:
    """How far this site can be used by everyone, and what to do where it cannot."""
    return html(request, "portal/accessibility.html")


def privacy(request: Request) -> Response:
    """Which personal data is held, why, for how long. Law 27/2022."""
    return html(request, "portal/privacy.html")


RESIDENTS = ("/", "/cari", "/tentang", "/aksesibilitas", "/privasi")
ROUTES = [
    route("GET", "/", home),
    route("GET", "/cari", search),
    route("GET", "/tentang", about),
    route("GET", "/aksesibilitas", accessibility),
    route("GET", "/privasi", privacy),
]
