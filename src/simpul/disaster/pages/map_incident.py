"""One incident for the map: its extent, its verified reports, and how it went, as everybody may know it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson

from simpul.disaster.actions import incident_reading as reading
from simpul.disaster.actions.incident_reading import PublicIncident
from simpul.disaster.model import PublicReport
from simpul.disaster.model.incidents import IncidentsWanted
from simpul.disaster.pages.incident import number_of
from simpul.disaster.pages.words import headline_words, place_words
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.incident_words import FIGURES, STAGES
from simpul.disaster.rules.incidents import LIVE
from simpul.disaster.rules.severity import depth_of
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request, Response, route

INCIDENT_FEED = "/bencana/peta/kejadian/{number}"
_OFFERED, _STEPS = 30, 60
_MARGIN = 0.004
Step = dict[str, Any]


def live_incidents(platform: Platform) -> list[tuple[int, str]]:
    """Number and name of the incidents that go on now, the newest first; never an exercise."""
    wanted = IncidentsWanted(stages=LIVE, training=False, per_page=_OFFERED)
    return [(row.incident.number, row.incident.name) for row in reading.public_page(platform, wanted).rows]


def feed(request: Request) -> Response:
    """The incident as JSON, its words in the page's language; IncidentMissing for none, and for an exercise."""
    seen = reading.public(request.platform, number_of(request))
    incident, t = seen.incident, request.t
    longitudes, latitudes = zip(*incident.spread.extent["coordinates"][0], strict=True)
    box = (min(longitudes) - _MARGIN, min(latitudes) - _MARGIN, max(longitudes) + _MARGIN, max(latitudes) + _MARGIN)
    content = {
        "number": incident.number,
        "name": incident.name,
        "stage": t.gettext(STAGES[incident.stage]),
        "hazard": HAZARDS[incident.hazard].label[request.lang],
        "place": seen.place,
        "region": incident.spread.regions[0],
        "extent": incident.spread.extent,
        "box": [round(edge, 5) for edge in box],
        "href": f"/bencana/kejadian/{incident.number}",
        "steps": sorted(_steps(request, seen), key=lambda step: step["at"]),
        "reports": {"type": "FeatureCollection", "features": [_feature(request.platform, one) for one in seen.reports]},
    }
    headers = {"Cache-Control": "no-cache"}
    return Response(orjson.dumps(content, option=orjson.OPT_UTC_Z), 200, headers, "application/json")


def _steps(request: Request, seen: PublicIncident) -> Iterator[Step]:
    """What happened and when: its reports (of many the first and the last), its stages, figures and situation reports."""
    t, incident = request.t, seen.incident
    reports = sorted(seen.reports, key=lambda report: report.reported_at)
    told = [*reports[: _STEPS // 2], *reports[_STEPS // 2 :][-_STEPS // 2 :]]
    for report in told:
        label = HAZARDS[report.hazard].label[request.lang]
        yield _step(report.reported_at, f"{label}, {place_words(request.platform, report.where)}", report.number)
    yield _step(incident.opened_at, t.gettext("The officers opened the incident"))
    for kind, one in seen.figures.items():
        facts = {"what": t.gettext(FIGURES[kind]), "n": t.number(one.value), "source": one.source}
        yield _step(one.at, t.gettext("{what}: {n} ({source})", **facts))
    if seen.issued:
        yield _step(seen.issued.at, t.gettext("Situation report no. {n}", n=t.number(seen.issued.edition)))
    if incident.closed_at:
        yield _step(incident.closed_at, t.gettext("The incident was closed"))


def _step(at: datetime, what: str, report: int | None = None) -> Step:
    return {"at": at, "what": what, "report": report}


def _feature(platform: Platform, report: PublicReport) -> dict[str, Any]:
    """A report as the live feed has it, as far as a map needs it."""
    properties = {
        "number": report.number,
        "hazard": report.hazard,
        "report_type": report.card.get("report_type"),
        "severity": report.severity,
        "status": report.status.value,
        "reported_at": report.reported_at,
        "live_until": report.reported_at + HAZARDS[report.hazard].live_for,
        "depth_cm": depth_of(report.card),
        "summary_id": headline_words(report.hazard, report.card, "id"),
        "summary_en": headline_words(report.hazard, report.card, "en"),
        "text": report.text,
        "photo": f"/bencana/foto/{report.photo}" if report.photo else None,
        "points": report.points,
        "placed": report.where.placed.value,
        "province_code": report.where.province,
        "regency": place_words(platform, report.where),
    }
    point = {"type": "Point", "coordinates": [report.where.longitude, report.where.latitude]}
    return {"type": "Feature", "id": f"incident-{report.number}", "geometry": point, "properties": properties}


ROUTES = [route("GET", INCIDENT_FEED, feed)]
