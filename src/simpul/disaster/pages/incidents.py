"""The desk's incidents: what goes on in the region, what reports speak of and nobody has opened; also as CSV."""

import csv
import io
from dataclasses import replace
from typing import Any

from simpul.disaster.actions import incident_reading as reading
from simpul.disaster.actions import incidents as actions
from simpul.disaster.actions.incident_reading import Listed, Listing
from simpul.disaster.model.incidents import Stage, Suggested
from simpul.disaster.pages.desk import region_name
from simpul.disaster.pages.incident_asking import ALL, DAYS, Question, asked, question
from simpul.disaster.rules import incident_steps
from simpul.disaster.rules.gathering import common_region
from simpul.disaster.rules.hazards import HAZARDS, LISTED
from simpul.disaster.rules.incident_words import GRADES, STAGES
from simpul.kernel.errors import Conflict, Invalid
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.problems import headers_of, status_of

PATH = "/bencana/meja/kejadian"
_EXPORTED = 5_000
COLUMNS = (
    "number",
    "name",
    "hazard",
    "stage",
    "training",
    "place",
    "regions",
    "verified_reports",
    "worst",
    "present",
    "first_report_at",
    "last_report_at",
    "opened_at",
    "closed_at",
    "longitude",
    "latitude",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def show(request: Request) -> Response:
    """The incidents that officers of the region work on, and what might be one."""
    return _page(request, None)


def open_new(request: Request) -> Response:
    """A new incident of the reports named in the form, whose page opens; else the list with what was wrong."""
    form = request.form()
    try:
        numbers = incident_steps.numbers_of(",".join(form.texts("reports")))
        incident = actions.open_incident(request.platform, request.actor, numbers, form.text("name"))
    except (Invalid, Conflict) as refusal:
        return _page(request, refusal)
    return redirect(request, f"{PATH}/{incident.number}?selesai=open")


def _page(request: Request, refusal: Invalid | Conflict | None) -> Response:
    wanted = question(request)
    found = reading.listed(
        request.platform, request.actor, asked(request, wanted, mine=request.actor.region, training=None)
    )
    context = {
        **list_context(wanted, found),
        "refusal": refusal,
        "suggested": [_offer(request, one) for one in reading.suggest_incidents(request.platform, request.actor)],
        "region": region_name(request),
        "written": request.form().text("name") if refusal else "",
        "chosen": ", ".join(request.form().texts("reports")) if refusal else "",
        "path": PATH,
    }
    response = html(request, "disaster/incidents.html", context, status_of(refusal) if refusal else 200)
    if refusal:
        response.headers.update(headers_of(refusal, status_of(refusal)))
    return response


def list_context(wanted: Question, found: Listing) -> dict[str, Any]:
    """What the desk's list and everybody's have in common."""
    rows = () if wanted.nowhere else found.rows
    return {
        "asked": wanted,
        "rows": [{"one": row, "zone": zone(row), "hazard": HAZARDS[row.incident.hazard]} for row in rows],
        "total": found.total if rows else 0,
        "pages": found.pages,
        "counts": found.counts,
        "hazards": LISTED,
        "stages": [(stage.value, STAGES[stage]) for stage in Stage],
        "stage_words": {stage.value: words for stage, words in STAGES.items()},
        "grades": GRADES,
        "days": DAYS,
        "everything": ALL,
    }


def zone(row: Listed) -> str:
    """The name of the time zone that the incident lies in."""
    return zone_of(common_region(row.incident.spread.regions) or row.incident.spread.regions[0])


def _offer(request: Request, one: Suggested) -> dict[str, Any]:
    place = actions.place_of(request.platform, one.spread.regions)
    return {"one": one, "place": place, "hazard": HAZARDS[one.hazard], "zone": zone_of(one.spread.regions[0])}


def as_csv(request: Request) -> Response:
    """What the list shows, all pages of it, as CSV in UTF-8."""
    wanted = replace(question(request), page=1)
    asking = asked(request, wanted, mine=request.actor.region, training=None, per_page=_EXPORTED)
    found = reading.listed(request.platform, request.actor, asking)
    return csv_of(() if wanted.nowhere else found.rows, "kejadian-bencana.csv")


def csv_of(rows: tuple[Listed, ...], name: str) -> Response:
    """The incidents as CSV in UTF-8; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(value) for value in cells(row)] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(out.getvalue().encode("utf-8-sig"), 200, headers, "text/csv; charset=utf-8")


def cells(row: Listed) -> tuple[object, ...]:
    """The incident's cells, in the order of COLUMNS."""
    incident, spread = row.incident, row.incident.spread
    return (
        incident.number,
        incident.name,
        incident.hazard,
        incident.stage.value,
        incident.training,
        row.place,
        " ".join(spread.regions),
        spread.count,
        spread.worst,
        row.present,
        spread.first_at.isoformat(),
        spread.last_at.isoformat(),
        incident.opened_at.isoformat(),
        incident.closed_at.isoformat() if incident.closed_at else "",
        spread.longitude,
        spread.latitude,
    )


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}/ekspor.csv", as_csv),
    route("POST", f"{PATH}/baru", open_new),
]
