"""Foci and their clocks: the list, a new one from a case, one with its actions, state, closing and history."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import focusing, reading
from simpul.malaria.actions.focusing import FocusAt, NewFocus, Settled
from simpul.malaria.model.foci import FocusLine
from simpul.malaria.model.inquiry_refusals import FocusThere
from simpul.malaria.pages import inquiry_words as words
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of, list_context, question
from simpul.malaria.pages.desk_words import SPECIES
from simpul.malaria.rules import foci as rules
from simpul.malaria.rules import focus_sketch, programme

FOCI, CASES = f"{PATH}/fokus", f"{PATH}/penyelidikan"
NEW = f"{FOCI}/baru"
_DONE = frozenset({"open", "plan", "done", "drop", "state", "close", "reopen", "undo"})
_COLUMNS = (
    *("id", "number", "village_code", "village", "name", "kind", "state", "state_on", "opened_on", "cases"),
    *("last_local_case", "actions_done", "actions_planned", "next_due", "overdue", "closed_on", "closed_how"),
    *("reason", "synthetic"),
)
_KINDS = ("village", "part")


def show(request: Request) -> Response:
    """The foci of the region: those with something overdue first; open ones unless others are asked for."""
    asked = question(request)
    found = focusing.lines(request.platform, request.actor, asked)
    tally = focusing.tally(request.platform, request.actor)
    context = list_context(request, asked, found, FOCI)
    context |= {"tally": tally, "states": words.FOCUS_FILTERS, "state_words": words.FOCUS_STATES}
    context |= {"closings": words.CLOSINGS, "today": reading.today(request.platform.clock.now(), request.actor.region)}
    return answered(request, "malaria/meja_fokus.html", context)


def as_csv(request: Request) -> Response:
    """The same foci, all pages of them, as CSV."""
    found = focusing.lines(request.platform, request.actor, question(request, exported=True))
    reading.tell_export(request.platform, request.actor, what="foci", lines=len(found.rows))
    return csv_of("fokus-malaria.csv", _COLUMNS, [_cells(one) for one in found.rows], marked=True)


def _cells(line: FocusLine) -> tuple[object, ...]:
    one = line.focus
    return (
        *(one.id, one.number, one.village, line.village_name, one.name, one.kind, one.state.value, one.state_on),
        *(one.opened_on, line.cases, line.last_indigenous or "", line.done, line.planned, line.next_due or ""),
        *(line.overdue, one.closed_on or "", one.closed_how or "", one.reason, one.synthetic),
    )


def new(request: Request) -> Response:
    """The form of a new focus, from a case that was caught here."""
    return _new(request, None)


def open_new(request: Request) -> Response:
    """The new focus's page; else the form with what is wrong."""
    form = request.form()
    wanted = NewFocus(form.text("name"), form.text("kind"), form.text("outline"))
    try:
        focus = focusing.open_from(request.platform, request.actor, id_of(form.text("kasus")), wanted)
    except FocusThere:
        return redirect(request, f"{CASES}/{id_of(form.text('kasus'))}")
    except Invalid as refusal:
        return _new(request, refusal)
    return redirect(request, f"{FOCI}/{focus}?selesai=open")


def _new(request: Request, refusal: Refusal | None) -> Response:
    form = request.form()
    case, village = focusing.index_case(
        request.platform, request.actor, id_of(request.query("kasus") or form.text("kasus"))
    )
    written = {name: form.text(name) for name in ("name", "kind", "outline")} if refusal else {}
    kind = written.get("kind", "village")
    context = {
        **desk_context(request),
        "case": case,
        "village_name": village,
        "written": {"name": village, "outline": "", **written, "kind": kind if kind in _KINDS else "village"},
        "first_actions": [words.ACTIONS[one.code] for one in rules.first_actions()],
    }
    return answered(request, "malaria/meja_fokus_baru.html", context, refusal)


def one(request: Request) -> Response:
    """A focus: its place, cases, actions with their clocks, state, history, and the steps that may be taken."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The focus's page after the step; else with what is wrong."""
    focus, do = id_of(request.path_params["id"]), request.form().text("do")
    if do not in _STEPS:
        raise NotFound()
    try:
        _STEPS[do](request, focus)
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{FOCI}/{focus}?selesai={do}")


def _one(request: Request, refusal: Refusal | None) -> Response:
    seen = focusing.seen(request.platform, request.actor, id_of(request.path_params["id"]))
    context, form = desk_context(request), request.form()
    focus = seen.line.focus
    day_words: Callable[[date], str] = context["day_words"]
    more: dict[str, Any] = {
        "seen": seen,
        "line": seen.line,
        "focus": focus,
        "steps": [(step, words.step_words(request.t, step.facts, day_words)) for step in seen.steps],
        "kinds": programme.action_kinds(),
        "hectares": rules.hectares(focus.outline) if focus.outline else None,
        "sketch": focus_sketch.drawn(focus.outline, seen.point) if focus.outline else None,
        "source": programme.focus_days()[2],
        "did": form.text("do") if refusal else "",
        "written": {name: form.text(name) for name in _FIELDS} if refusal else dict.fromkeys(_FIELDS, ""),
        "permit_inquire": rules.permit_inquire,
        "permit_govern": rules.permit_govern,
        "done": request.query("selesai") if request.query("selesai") in _DONE else "",
    }
    return answered(request, "malaria/meja_fokus_satu.html", {**context, **_words(), **more}, refusal)


_FIELDS = ("kind", "due_on", "action", "done_on", "note", "state", "how", "reason", *words.FIGURES)


def _words() -> dict[str, Any]:
    return {
        "state_words": words.FOCUS_STATES,
        "state_means": words.FOCUS_MEANS,
        "closings": words.CLOSINGS,
        "action_words": words.ACTIONS,
        "figure_words": words.FIGURES,
        "step_names": words.STEPS,
        "origins": words.ORIGINS,
        "species": SPECIES,
    }


def _at(request: Request, id: UUID) -> FocusAt:
    given = request.form().text("version")
    return FocusAt(id, int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else -1)


def _plan(request: Request, id: UUID) -> None:
    form = request.form()
    given = {"kind": form.text("kind"), "due_on": form.text("due_on")}
    focusing.plan(request.platform, request.actor, _at(request, id), **given)


def _settled(request: Request) -> Settled:
    form = request.form()
    figures = {name: form.text(name) for name in words.FIGURES}
    return Settled(id_of(form.text("action")), form.text("done_on"), figures, form.text("note"))


def _finish(request: Request, id: UUID) -> None:
    focusing.done(request.platform, request.actor, _at(request, id), settled=_settled(request))


def _drop(request: Request, id: UUID) -> None:
    focusing.drop(request.platform, request.actor, _at(request, id), settled=_settled(request))


def _state(request: Request, id: UUID) -> None:
    form = request.form()
    given = {"state": form.text("state"), "reason": form.text("reason")}
    focusing.set_state(request.platform, request.actor, _at(request, id), **given)


def _close(request: Request, id: UUID) -> None:
    form = request.form()
    given = {"how": form.text("how"), "reason": form.text("reason")}
    focusing.close(request.platform, request.actor, _at(request, id), **given)


def _reopen(request: Request, id: UUID) -> None:
    reason = request.form().text("reason")
    focusing.reopen(request.platform, request.actor, _at(request, id), reason=reason)


def _undo(request: Request, id: UUID) -> None:
    focusing.undo(request.platform, request.actor, id, step=id_of(request.form().text("step")))


_STEPS: dict[str, Callable[[Request, UUID], None]] = {
    "plan": _plan,
    "done": _finish,
    "drop": _drop,
    "state": _state,
    "close": _close,
    "reopen": _reopen,
    "undo": _undo,
}

ROUTES = [
    route("GET", FOCI, show),
    route("GET", f"{FOCI}/ekspor.csv", as_csv),
    route("GET", NEW, new),
    route("POST", NEW, open_new),
    route("GET", f"{FOCI}/{{id}}", one),
    route("POST", f"{FOCI}/{{id}}", act),
]
