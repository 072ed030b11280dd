"""Situation reports: shown before they are issued, issued in numbered editions, read as they were issued."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from simpul import regions
from simpul.disaster.actions.area_outlines import outlines_of
from simpul.disaster.actions.incident_reading import areas_of
from simpul.disaster.actions.incidents import Plan, Seen, Work, place_name, place_of, take
from simpul.disaster.model import PublicReport, Report, Status
from simpul.disaster.model.incident_refusals import IncidentMissing, SituationReportMissing
from simpul.disaster.model.incidents import Incident, Issued, Turn
from simpul.disaster.outside import typesetting
from simpul.disaster.rules import incident_steps, incidents, sitrep, sitrep_words, sketch
from simpul.disaster.rules.desk import permit_desk
from simpul.disaster.rules.incidents import Case, Change
from simpul.disaster.rules.sitrep import Affected, Issuer, Known
from simpul.disaster.rules.sketch import Spot
from simpul.disaster.store import incidents as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.i18n import LANGUAGES, translator
from simpul.kernel.platform import Platform

_REGENCY, _DISTRICT = 2, 3
_BORDERS_MOST = 12
"""Over so many regencies no district is drawn: the sketch would be all lines."""


def preview(platform: Platform, actor: Actor, number: int) -> tuple[Incident, dict[str, Any]]:
    """The incident, and what its next edition would say if it were issued now; IncidentMissing, NotYourIncident."""
    permit_desk(actor)
    with platform.database.reading() as unit:
        incident = store.get(unit.connection, number)
        if incident is None:
            raise IncidentMissing(number=number)
        incidents.permit_contribute(actor, incident)
        held = store.reports_of(unit.connection, [incident.id])[incident.id]
        case = Case(incident, tuple(held))
        return incident, _content(platform, unit, case, actor, platform.clock.now())


def issue(platform: Platform, actor: Actor, seen: Seen, *, public: bool) -> Issued:
    """The next edition, kept for good with a PDF in each language; everybody may read it where `public`.

    The content is of the moment it is issued, and the PDF is made of it before anything is kept: TypesettingUnavailable
    leaves no trace.
    """
    kept: list[Issued] = []

    def judged(work: Work) -> Change:
        incidents.permit_lead(actor, work.case.incident)
        content = _content(platform, work.unit, work.case, actor, work.hand.at)
        files = _files(platform, content)
        incident = work.case.incident
        issued = Issued(incident.id, content["edition"], work.hand.at, actor.id, content, files, public)
        store.keep_situation(work.unit.connection, issued)
        kept.append(issued)
        values = {"edition": issued.edition, "public": public, "files": files}
        return Change((incidents.stepped(incident, incident, Turn.ISSUE, work.hand, values),))

    take(platform, actor, seen, Plan(Turn.ISSUE, judged))
    return kept[0]


def _files(platform: Platform, content: Mapping[str, Any]) -> dict[str, str]:
    """The names of the PDF in each language, which are durable."""
    documents: dict[str, dict[str, Any]] = {
        lang: sitrep_words.printed(sitrep_words.document(content, translator(lang))) for lang in LANGUAGES
    }
    return {lang: platform.files.put(made, "pdf") for lang, made in typesetting.pdfs(documents).items()}


def edition(platform: Platform, actor: Actor, number: int, which: int) -> tuple[Incident, Issued]:
    """The incident and this edition of its report, for everybody where it is public, else for officers of its region.

    IncidentMissing, SituationReportMissing.
    """
    with platform.database.reading() as unit:
        incident = store.get(unit.connection, number)
        if incident is None:
            raise IncidentMissing(number=number)
        issued = {one.edition: one for one in store.situations_of(unit.connection, incident.id)}.get(which)
    shown = issued is not None and ((issued.public and not incident.training) or _may_look(actor, incident))
    if issued is None or not shown:
        raise SituationReportMissing(number=number, edition=which)
    return incident, issued


def _may_look(actor: Actor, incident: Incident) -> bool:
    return incidents.may(incidents.permit_contribute, actor, incident)


def pdf(platform: Platform, issued: Issued, lang: str) -> bytes:
    """The edition's PDF in this language, as it was made when it was issued."""
    return platform.files.read(issued.files[lang])


def _content(platform: Platform, unit: Unit, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """What the next edition says."""
    connection, incident = unit.connection, case.incident
    before = store.situations_of(connection, incident.id)
    reports = incidents.shown_reports(case)
    codes = {report.where.region for report in reports}
    districts = {code: _above(code, _DISTRICT) for code in codes}
    figures = store.figures(connection, [incident.id])[incident.id]
    known = Known(
        incident=incident,
        reports=reports,
        history=store.history(connection, incident.id),
        figures=incident_steps.latest(figures),
        areas=[Affected(row.area.name, row.state, row.stands.since) for row in areas_of(unit, incident)],
        places={code: place_name(platform, code) for code in codes},
        districts={code: place_name(platform, district) for code, district in districts.items()},
        place=place_of(platform, incident.spread.regions),
        borders=_borders(platform, incident),
    )
    settings = platform.settings
    address = f"{settings.public_url.rstrip('/')}/bencana/kejadian/{incident.number}"
    issuer = Issuer(settings.agency, actor.name, address, settings.demo)
    last = before[-1].content if before else None
    return sitrep.content(known, issuer, len(before) + 1, at, last)


def _above(code: str, parts: int) -> str:
    return ".".join(code.split(".")[:parts])


def _borders(platform: Platform, incident: Incident) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Names and outlines of the regions around: regencies of its provinces, without names, and the districts it touches."""
    regencies = sorted({_above(code, _REGENCY) for code in incident.spread.regions if code.count(".") >= 1})
    found = {code: ("", shape) for code, shape in outlines_of(platform, regencies).items()}
    if len(regencies) > _BORDERS_MOST:
        return {code: (place_name(platform, code).split(",")[0], shape) for code, (_, shape) in found.items()}
    for regency in regencies:
        below = regions.children(platform, regency)
        if below:
            shapes = outlines_of(platform, [below[0].code])
            found.update({one.code: (one.name, shapes[one.code]) for one in below if one.code in shapes})
    return found


def sketch_of(platform: Platform, incident: Incident, reports: Sequence[Report | PublicReport], north: str) -> str:
    """A sketch of the incident as it stands, with these reports, as SVG; `north` is the letter beside the arrow."""
    spread = incident.spread
    spots = [Spot(one.where.longitude, one.where.latitude, one.severity, one.status is Status.VERIFIED) for one in reports]
    frame = sketch.frame_of(spread.extent, spots)
    borders = _borders(platform, incident).values()
    outlines = [sketch.clipped(frame, name, shape) for name, shape in borders]
    return sketch.sketch(spread.extent, spots, outlines, north)
