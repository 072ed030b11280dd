"""Malaria for everybody: what EDAT is, where to be tested, how the app works, figures per kabupaten, what was published."""

from simpul.kernel.web import Request, Response, html, route
from simpul.malaria.actions import figures
from simpul.malaria.rules import public_figures as rules

PATH = "/malaria"


def show(request: Request) -> Response:
    """The programme's page; it names no village and no person."""
    context = {
        "figures": figures.public(request.platform),
        "facts": figures.published(),
        "least": rules.LEAST,
        "arrives": rules.ARRIVES.days,
        "desk": request.actor.has("malaria.officer") or request.actor.has("malaria.supervisor"),
        "second": request.actor.has("malaria.reader"),
    }
    return html(request, "malaria/front.html", context)


ROUTES = [route("GET", PATH, show)]
