"""One incident on the desk: look, then advance, gather, count, note, merge, split, or take the last step back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from simpul.disaster.actions import incident_reading as reading
from simpul.disaster.actions import incidents as actions
from simpul.disaster.actions import situations
from simpul.disaster.actions.incident_reading import Dossier
from simpul.disaster.actions.incidents import Described, Figures, Seen
from simpul.disaster.model import Report
from simpul.disaster.model.incidents import Account, Counted, FigureKind, Incident, Stage, Taken, Turn
from simpul.disaster.pages.incidents import PATH
from simpul.disaster.pages.words import headline_words, place_words
from simpul.disaster.rules import gathering, incident_steps, incidents, severity_plot, severity_words
from simpul.disaster.rules.desk import UNDONE_WITHIN
from simpul.disaster.rules.hazards import HAZARDS, SEVERITIES
from simpul.disaster.rules.incident_words import AREA_STATES, FIGURES, GRADES, STAGES, TURNS
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.web import Form, Request, Response, html, redirect, route
from simpul.kernel.web.problems import headers_of, status_of

Step = Callable[[Request, Seen, Form], Incident]
_AREAS_MOST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A report as the incident's page lists it."""

    report: Report
    place: str
    said: str


def show(request: Request) -> Response:
    """The incident with all that is known of it."""
    return page(request, None)


def act(request: Request) -> Response:
    """The officer's step was taken and the incident's page says so; else the page again, with what was written."""
    form, number = request.form(), number_of(request)
    step = STEPS.get(form.text("do"))
    if step is None:
        raise NotFound()
    try:
        incident = step(request, Seen(number, version_of(form)), form)
    except (Invalid, Conflict, Unavailable) as refusal:
        return page(request, refusal)
    if incident.withdrawn:
        return redirect(request, f"{PATH}?selesai=withdrawn")
    return redirect(request, f"{PATH}/{incident.number}?selesai={form.text('do')}")


def _advance(request: Request, seen: Seen, form: Form) -> Incident:
    given = form.text("stage")
    if given not in set(Stage):
        raise NotFound()
    return actions.advance(request.platform, request.actor, seen, stage=Stage(given), why=form.text("reason"))


def _add(request: Request, seen: Seen, form: Form) -> Incident:
    return actions.add(request.platform, request.actor, seen, reports=_numbers(form))


def _remove(request: Request, seen: Seen, form: Form) -> Incident:
    return actions.remove(request.platform, request.actor, seen, reports=_numbers(form))


def _split(request: Request, seen: Seen, form: Form) -> Incident:
    return actions.split(request.platform, request.actor, seen, reports=_numbers(form), name=form.text("split_name"))


def _numbers(form: Form) -> list[int]:
    return incident_steps.numbers_of(",".join([*form.texts("reports"), form.text("more")]))


def _describe(request: Request, seen: Seen, form: Form) -> Incident:
    words = Account(*(form.text(name) for name in ("needs", "taken", "resources", "contact")))
    given = form.text("areas").replace(",", " ").split()
    areas = tuple(int(one) for one in given[:_AREAS_MOST] if one.isascii() and one.isdigit() and len(one) < 19)
    return actions.describe(request.platform, request.actor, seen, to=Described(form.text("name"), words, areas))


def _count(request: Request, seen: Seen, form: Form) -> Incident:
    zone = ZONES.get(form.text("zone"), ZONES["WIB"])
    given = {kind: form.text(kind.value) for kind in FigureKind}
    figures = Figures(given, form.text("source"), incident_steps.instant_of(form.text("at"), zone))
    return actions.count(request.platform, request.actor, seen, figures=figures)


def _note(request: Request, seen: Seen, form: Form) -> Incident:
    in_report = bool(form.text("in_report"))
    return actions.note(request.platform, request.actor, seen, text=form.text("note"), in_report=in_report)


def _merge(request: Request, seen: Seen, form: Form) -> Incident:
    given = form.text("other").removeprefix("#")
    other = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    return actions.merge(request.platform, request.actor, seen, other=other)


def _undo(request: Request, seen: Seen, _form: Form) -> Incident:
    return actions.undo(request.platform, request.actor, seen)


STEPS: Mapping[str, Step] = {
    Turn.ADVANCE.value: _advance,
    Turn.ADD.value: _add,
    Turn.REMOVE.value: _remove,
    Turn.SPLIT.value: _split,
    Turn.DESCRIBE.value: _describe,
    Turn.COUNT.value: _count,
    Turn.NOTE.value: _note,
    Turn.MERGE.value: _merge,
    Turn.UNDO.value: _undo,
}
_DONE = (*STEPS, Turn.OPEN.value, Turn.ISSUE.value)


def version_of(form: Form) -> int:
    """The version that the page showed; 0 where the form does not say."""
    given = form.text("version")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


def number_of(request: Request, name: str = "number") -> int:
    """The number in the address; NotFound for what is none."""
    given = request.path_params[name]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise NotFound()
    return int(given)


def page(request: Request, refusal: Refusal | None) -> Response:
    """The incident's page; with a refusal it keeps what was written."""
    platform = request.platform
    seen = reading.dossier(platform, request.actor, number_of(request))
    done = request.query("selesai")
    context = {
        **_words(),
        **_drawn(request, seen),
        "refusal": refusal,
        "seen": seen,
        "incident": seen.incident,
        "hazard": HAZARDS[seen.incident.hazard],
        "zone": zone_of(seen.incident.spread.regions[0]),
        "reports": [_line(request, one) for one in seen.reports],
        "nearby": [_line(request, one) for one in seen.nearby],
        "history": _history(seen),
        "written": {name: values[0] for name, values in request.form().fields.items()} if refusal else {},
        "chosen": set(request.form().texts("reports")) if refusal else set(),
        "now_local": _local(platform.clock.now(), seen.incident),
        "done": done if done in _DONE and not refusal else "",
        "permit_step": incidents.permit_step,
        "turns": Turn,
        "with_reason": [stage for stage in seen.stages if (seen.incident.stage, stage) in incidents.WITH_REASON],
        "minutes": int(UNDONE_WITHIN.total_seconds() // 60),
        "path": PATH,
    }
    response = html(request, "disaster/incident.html", context, status_of(refusal) if refusal else 200)
    if refusal:
        response.headers.update(headers_of(refusal, status_of(refusal)))
    return response


def _words() -> dict[str, Any]:
    return {
        "stage_words": {stage.value: words for stage, words in STAGES.items()},
        "turn_words": {turn.value: words for turn, words in TURNS.items()},
        "figure_words": {kind.value: words for kind, words in FIGURES.items()},
        "area_words": AREA_STATES,
        "grades": GRADES,
        "severities": SEVERITIES,
    }


def _line(request: Request, report: Report) -> Line:
    said = headline_words(report.hazard, report.card, request.lang)
    return Line(report, place_words(request.platform, report.where), said)


def _drawn(request: Request, seen: Dossier) -> dict[str, Any]:
    """The sketch, and the reports over time as plot and table."""
    t, incident = request.t, seen.incident
    zone = zone_of(incident.spread.regions[0])
    now = request.platform.clock.now()
    offset = now.astimezone(ZONES[zone]).utcoffset()
    hours = int(offset.total_seconds() // 3600) if offset else 7
    found = severity_plot.series(seen.reports, min(now, incident.closed_at or now), hours)
    words = severity_words.plot_words(found, t, zone)
    sketch = situations.sketch_of(request.platform, incident, seen.reports, t.gettext("N"))
    return {
        "sketch": Markup(sketch),  # noqa: S704 (drawn by rules.sketch, which escapes the names)
        "plot_title": words.says,
        "drawing": severity_plot.drawing(found, words),
        "plot_rows": severity_words.plot_rows(found, t, zone),
    }


def _history(seen: Dossier) -> list[dict[str, Any]]:
    """The history, newest first; a step that was taken back says so."""
    gone = {step.values.get("of") for step in seen.history if step.kind is Turn.UNDO}
    return [{"step": step, "gone": step.version in gone, "series": _of_step(seen, step)} for step in reversed(seen.history)]


def _of_step(seen: Dossier, step: Taken) -> list[Counted]:
    return [one for one in seen.figures if step.kind is Turn.COUNT and one.version == step.version]


def _local(now: datetime, incident: Incident) -> str:
    """Now as a field for date and time takes it, in the incident's own zone."""
    return now.astimezone(ZONES[zone_of(gathering.common_region(incident.spread.regions))]).strftime("%Y-%m-%dT%H:%M")


ROUTES = [route("GET", PATH + "/{number}", show), route("POST", PATH + "/{number}", act)]
