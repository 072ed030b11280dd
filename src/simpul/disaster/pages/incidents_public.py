"""Incidents as everybody may know them: stage, place, verified reports, official figures, the situation report."""

from dataclasses import replace

from markupsafe import Markup

from simpul.disaster.actions import incident_reading as reading
from simpul.disaster.actions import situations
from simpul.disaster.pages.incident import number_of
from simpul.disaster.pages.incident_asking import asked, question
from simpul.disaster.pages.incidents import csv_of, list_context
from simpul.disaster.pages.situations import OPEN_PATH
from simpul.disaster.pages.words import headline_words, place_words
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.incident_words import FIGURES, GRADES, STAGES
from simpul.disaster.rules.incidents import permit_contribute
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, route

_EXPORTED = 5_000
_SHOWN = 50


def show(request: Request) -> Response:
    """The incidents that go on now, or those that the address asks for."""
    wanted = question(request)
    found = reading.public_page(request.platform, asked(request, wanted, mine=None, training=False))
    context = {**list_context(wanted, found), "path": OPEN_PATH, "refusal": None}
    return html(request, "disaster/incidents_public.html", context)


def as_csv(request: Request) -> Response:
    """What the list shows, all pages of it, as CSV in UTF-8."""
    wanted = replace(question(request), page=1)
    found = reading.public_page(request.platform, asked(request, wanted, mine=None, training=False, per_page=_EXPORTED))
    return csv_of(() if wanted.nowhere else found.rows, "kejadian-bencana.csv")


def one(request: Request) -> Response:
    """What everybody may know of one incident."""
    seen = reading.public(request.platform, number_of(request))
    incident = seen.incident
    reports = sorted(seen.reports, key=lambda report: report.reported_at, reverse=True)
    lines = [
        (report, place_words(request.platform, report.where), headline_words(report.hazard, report.card, request.lang))
        for report in reports[:_SHOWN]
    ]
    sketch = situations.sketch_of(request.platform, incident, seen.reports, request.t.gettext("N"))
    context = {
        "refusal": None,
        "seen": seen,
        "incident": incident,
        "hazard": HAZARDS[incident.hazard],
        "zone": zone_of(incident.spread.regions[0]),
        "lines": lines,
        "sketch": Markup(sketch),  # noqa: S704 (drawn by rules.sketch, which escapes the names)
        "stage_words": {stage.value: words for stage, words in STAGES.items()},
        "figure_words": {kind.value: words for kind, words in FIGURES.items()},
        "grades": GRADES,
        "permit_contribute": permit_contribute,
        "path": OPEN_PATH,
    }
    return html(request, "disaster/incident_public.html", context)


ROUTES = [
    route("GET", OPEN_PATH, show),
    route("GET", f"{OPEN_PATH}/ekspor.csv", as_csv),
    route("GET", OPEN_PATH + "/{number}", one),
]
