"""The malaria desk's first page: what was found lately, what is not finished, who is silent, what waits; villages."""

from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import fronting, reading
from simpul.malaria.pages.alert_words import STATES
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, list_context, question
from simpul.malaria.rules import alert_terms

VILLAGES = f"{PATH}/kampung"
_COLUMNS = ("code", "village", "workers", "last_contact", "people", "positive_30_days", "synthetic")


def show(request: Request) -> Response:
    """The first figures of the region, each leading to its list."""
    tally = reading.tally(request.platform, request.actor)
    rules, language = alert_terms.rules(), request.t.language
    context = {
        **desk_context(request),
        "tally": tally,
        "front": fronting.front(request.platform, request.actor),
        "titles": {code: rule.title[language] for code, rule in rules.items()},
        "states": STATES,
    }
    return answered(request, "malaria/meja.html", context)


def villages(request: Request) -> Response:
    """The villages of the region: workers, last contact, people, cases."""
    asked = question(request)
    found = reading.villages(request.platform, request.actor, asked)
    return answered(request, "malaria/meja_villages.html", list_context(request, asked, found, VILLAGES))


def villages_csv(request: Request) -> Response:
    """The same villages, all pages of them, as CSV."""
    found = reading.villages(request.platform, request.actor, question(request, exported=True))
    rows = [
        (one.code, one.name, one.workers, one.last_contact or "", one.people, one.cases, one.synthetic)
        for one in found.rows
    ]
    return csv_of("kampung-malaria.csv", _COLUMNS, rows, marked=True)


ROUTES = [
    route("GET", PATH, show),
    route("GET", VILLAGES, villages),
    route("GET", f"{VILLAGES}/ekspor.csv", villages_csv),
]
