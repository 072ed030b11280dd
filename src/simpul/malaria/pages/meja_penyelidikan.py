"""Index cases and their investigation: the list with its clocks, one case, its form, the limits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import investigating, reading
from simpul.malaria.actions.investigating import Verdict, Written
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.model.inquiry_refusals import ChangedMeanwhile
from simpul.malaria.model.investigations import IndexCase
from simpul.malaria.pages import inquiry_words as words
from simpul.malaria.pages.desk_parts import PATH, address, answered, desk_context, id_of, list_context, question
from simpul.malaria.pages.desk_words import SPECIES
from simpul.malaria.rules import foci as foci_rules
from simpul.malaria.rules import pe_form, programme

CASES = f"{PATH}/penyelidikan"
LIMITS = f"{CASES}/aturan"
DAYS = (30, 90, 365)
_DONE = frozenset({"save", "decide", "undo", "limits"})
_COLUMNS = (
    *("test", "village_code", "village", "tested_on", "source", "species", "sex", "age", "stage", "overdue"),
    *("notified_on", "notify_by", "investigated_on", "investigate_by", "responded_on", "respond_by"),
    *("origin", "focus", "synthetic"),
)


def _asked(request: Request, *, exported: bool = False) -> tuple[DeskAsked, str]:
    """The question with its days, and the classification that is asked for."""
    asked, origin = question(request, exported=exported), request.query("asal")
    origin = origin if origin in words.ORIGINS else ""
    return replace(asked, species=origin, days=asked.days if asked.days in DAYS else investigating.DAYS), origin


def show(request: Request) -> Response:
    """Index cases, those past their limit first, without names."""
    asked, origin = _asked(request)
    found = investigating.lines(request.platform, request.actor, asked)
    times, limits = investigating.summary(request.platform, request.actor, days=asked.days)
    bare = replace(asked, species="", days=0 if asked.days == investigating.DAYS else asked.days)
    context = list_context(request, bare, found, CASES)
    here = address(bare, CASES, asal=origin)
    context |= {
        "asked": asked,
        "pages_at": here + ("&" if "?" in here else "?") + "hal={page}",
        "export_at": address(bare, f"{CASES}/ekspor.csv", asal=origin),
        "narrowed": bool(context["narrowed"] or origin),
        "days": DAYS,
        "times": times,
        "limits": limits.limits,
        "states": words.FILTERS,
        "stages": words.STAGES,
        "origins": words.ORIGINS,
        "species": SPECIES,
        "clock_words": words.CLOCKS,
    }
    return answered(request, "malaria/meja_penyelidikan.html", context)


def as_csv(request: Request) -> Response:
    """The same cases, all pages of them, as CSV without names; that it was taken is in the trail."""
    found = investigating.lines(request.platform, request.actor, _asked(request, exported=True)[0])
    reading.tell_export(request.platform, request.actor, what="investigations", lines=len(found.rows))
    return csv_of("penyelidikan-malaria.csv", _COLUMNS, [_cells(one) for one in found.rows], marked=True)


def _cells(one: IndexCase) -> tuple[object, ...]:
    days = [day or "" for clock in one.clocks for day in (clock.done_on, clock.due_on)]
    return (
        *(one.id, one.village, one.village_name, one.day, one.source, one.species, one.sex, one.age, one.state),
        *(one.overdue, *days, one.origin or "", one.focus_number or "", one.synthetic),
    )


def one(request: Request) -> Response:
    """An index case: clocks, what is known, the suggestion and why, the decision, its focus, the history."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The case's page after it was classified or a step was taken back; else with what is wrong."""
    case, form = id_of(request.path_params["id"]), request.form()
    do = form.text("do")
    try:
        match do:
            case "decide":
                days = {name: form.text(name) for name in ("investigated_on", "responded_on")}
                written = Written(_version(request), days)
                verdict = Verdict(form.text("origin"), form.text("reason"))
                investigating.decide(request.platform, request.actor, case, written, verdict)
            case "undo":
                investigating.undo(request.platform, request.actor, case, step=id_of(form.text("step")))
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{CASES}/{case}?selesai={do}")


def _one(request: Request, refusal: Refusal | None) -> Response:
    context = _case_context(request, refusal)
    form, held = request.form(), context["seen"].held
    names = ("origin", "reason", "investigated_on", "responded_on")
    before = {name: getattr(held, name) or "" for name in names}
    written = {name: form.text(name) for name in names} if refusal else before
    return answered(request, "malaria/meja_penyelidikan_satu.html", {**context, "written": written}, refusal)


def edit(request: Request) -> Response:
    """The investigation form, with what is known already filled in."""
    return _edit(request, None)


def save(request: Request) -> Response:
    """The case's page after the form was kept; else the form with what is wrong and all that was written."""
    case, form = id_of(request.path_params["id"]), request.form()
    days = {name: form.text(name) for name in investigating.DAYS_OF_CASE}
    answers = {code: form.texts(code) for code in pe_form.FIELDS}
    try:
        investigating.save(request.platform, request.actor, case, Written(_version(request), days, answers))
    except (Invalid, Conflict) as refusal:
        return _edit(request, refusal)
    return redirect(request, f"{CASES}/{case}?selesai=save")


def _edit(request: Request, refusal: Refusal | None) -> Response:
    context = _case_context(request, refusal)
    seen, form = context["seen"], request.form()
    answers: Mapping[str, object] = seen.form
    days = {name: getattr(seen.held, name) or "" for name in investigating.DAYS_OF_CASE}
    days["notified_on"] = days["notified_on"] or seen.case.notified_on or ""
    if refusal:
        days = {name: form.text(name) for name in days}
        many = {code for code, field in pe_form.FIELDS.items() if field.kind == "many"}
        answers = {code: form.texts(code) if code in many else form.text(code) for code in pe_form.FIELDS}
    more = {"answers": answers, "days_written": days, "sections": pe_form.SECTIONS, "yes_no": pe_form.YES_NO}
    more["differs"] = _differs(seen.held.form, answers) if isinstance(refusal, ChangedMeanwhile) else []
    return answered(request, "malaria/meja_penyelidikan_isi.html", {**context, **more}, refusal)


def _differs(stands: Mapping[str, object], written: Mapping[str, object]) -> list[tuple[pe_form.PeField, object]]:
    """The fields that stand otherwise than they were written, as they stand."""
    many = [(field, stands.get(code)) for code, field in pe_form.FIELDS.items()]
    return [(field, value) for field, value in many if (value or "") != (written.get(field.code) or "")]


def printed(request: Request) -> Response:
    """The form as it is printed and signed."""
    context = _case_context(request, None)
    more = {"answers": context["seen"].form, "sections": pe_form.SECTIONS, "yes_no": pe_form.YES_NO}
    return answered(request, "malaria/meja_penyelidikan_cetak.html", {**context, **more})


def _case_context(request: Request, refusal: Refusal | None) -> dict[str, Any]:
    case = id_of(request.path_params["id"])
    seen = investigating.seen(request.platform, request.actor, case, look=refusal is None)
    context = desk_context(request)
    told = context["day_words"]
    return {
        **context,
        "seen": seen,
        "case": seen.case,
        "grounds": [words.ground_words(request.t, each, told) for each in seen.suggestion.grounds],
        "doubts": [words.ground_words(request.t, each, told) for each in seen.suggestion.doubts],
        "steps": [(step, words.step_words(request.t, step.facts, told)) for step in seen.steps],
        "version": _version(request) if refusal and isinstance(refusal, Invalid) else seen.held.version,
        "origins": words.ORIGINS,
        "definitions": words.DEFINITIONS,
        "species": SPECIES,
        "step_names": words.STEPS,
        "stages": words.STAGES,
        "clock_words": words.CLOCKS,
        "day_of": lambda given: told(date.fromisoformat(given)),
        "local": foci_rules.LOCAL,
        "permit_inquire": foci_rules.permit_inquire,
        "sources": (programme.returning()[2], programme.incubation_source()),
        "done": _done(request),
    }


def limits(request: Request) -> Response:
    """The limits of the clocks: what counts, where it is from, who set it."""
    return _limits(request, None)


def set_limits(request: Request) -> Response:
    """The limits' page after they were set; else with what is wrong."""
    form = request.form()
    days = (form.text("notify"), form.text("investigate"), form.text("respond"))
    try:
        investigating.set_limits(request.platform, request.actor, days=days, reason=form.text("reason"))
    except Invalid as refusal:
        return _limits(request, refusal)
    return redirect(request, f"{LIMITS}?selesai=limits")


def _limits(request: Request, refusal: Refusal | None) -> Response:
    _, now = investigating.summary(request.platform, request.actor, days=1)
    form = request.form()
    before = {"notify": now.limits.notify, "investigate": now.limits.investigate, "respond": now.limits.respond}
    written = {name: form.text(name) for name in (*before, "reason")} if refusal else {**before, "reason": ""}
    context = {
        **desk_context(request),
        "now_set": now,
        "standard": programme.limits(),
        "source": programme.limits_source(),
        "presets": programme.presets(),
        "table_version": programme.version(),
        "written": written,
        "permit_limits": foci_rules.permit_limits,
        "done": _done(request),
    }
    return answered(request, "malaria/meja_penyelidikan_aturan.html", context, refusal)


def _version(request: Request) -> int:
    given = request.form().text("version")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else -1


def _done(request: Request) -> str:
    done = request.query("selesai")
    return done if done in _DONE else ""


ROUTES = [
    route("GET", CASES, show),
    route("GET", f"{CASES}/ekspor.csv", as_csv),
    route("GET", LIMITS, limits),
    route("POST", LIMITS, set_limits),
    route("GET", f"{CASES}/{{id}}", one),
    route("POST", f"{CASES}/{{id}}", act),
    route("GET", f"{CASES}/{{id}}/isi", edit),
    route("POST", f"{CASES}/{{id}}/isi", save),
    route("GET", f"{CASES}/{{id}}/cetak", printed),
]
