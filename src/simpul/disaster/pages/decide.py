"""One report on the officer's desk: look, then confirm, correct, hide all of it or a part, or take the last step back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simpul.disaster import actions
from simpul.disaster.actions import deciding, flagging, queueing
from simpul.disaster.model import FieldKind, Report, Step, Where
from simpul.disaster.model.desk import Suspicion
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.desk import PATH, region_name
from simpul.disaster.pages.desk_lines import member
from simpul.disaster.pages.value_plot import value_plot
from simpul.disaster.pages.words import answer_lines, headline_words, place_words
from simpul.disaster.rules import correcting, desk, drafts
from simpul.disaster.rules.hazards import hazard_of
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Form, Request, Response, redirect, route

_DONE = ("verify", "correct", "hide", "withhold", "undo", "flags")
FLAG_ANSWERS = ("hide", "text", "photo", "accept", "dismiss")


@dataclass(slots=True)
class Written:
    """What the officer has written on the page, kept when it is shown again."""

    longitude: str
    latitude: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    do: str = ""


def show(request: Request) -> Response:
    """The report with all that is known of it."""
    return _page(request, None, None)


def act(request: Request) -> Response:
    """The officer's step was taken and the report's page says so; else the page again, with what was written."""
    form, number = request.form(), _number(request)
    report = actions.on_desk(request.platform, request.actor, number).report
    answers = _answers(form, report)
    try:
        _step(request, number, form, answers)
    except (Invalid, Conflict, Unavailable) as refusal:
        written = Written(
            form.text("longitude"), form.text("latitude"), answers, form.text("reason"), form.text("do").partition(":")[0]
        )
        return _page(request, refusal, written)
    return redirect(request, f"{PATH}/{number}?selesai={form.text('do').partition(':')[0]}")


def _step(request: Request, number: int, form: Form, answers: Mapping[str, Any]) -> Report:
    platform, actor, version = request.platform, request.actor, _version(form)
    do, _, what = form.text("do").partition(":")
    match do:
        case "verify":
            return actions.verify(platform, actor, number, version=version)
        case "correct":
            point = drafts.degrees(form.text("longitude"), form.text("latitude"))
            return actions.correct(platform, actor, number, version=version, to=(answers, point))
        case "hide":
            return actions.hide(platform, actor, number, version=version, reason=form.text("reason"))
        case "withhold" if what in ("text", "photo"):
            asked = deciding.Withheld(what, form.text("reason"))
            return deciding.withhold(platform, actor, number, version=version, asked=asked)
        case "flags" if what in FLAG_ANSWERS:
            return flagging.answer_flags(platform, actor, number, flagging.Answer(what, version, form.text("reason")))
        case "undo":
            return actions.undo(platform, actor, number, version=version)
        case _:
            raise NotFound()


def _answers(form: Form, report: Report) -> dict[str, Any]:
    """What the form answers to the card's questions, as texts and lists of texts."""
    asked = correcting.asked(hazard_of(report.hazard), report.card)
    return {
        one.name: form.texts(one.name) if one.kind is FieldKind.CHOICES else form.text(one.name)
        for one in asked
        if one.name in form.fields or one.kind is FieldKind.CHOICES
    }


def _version(form: Form) -> int:
    given = form.text("version")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


def _number(request: Request) -> int:
    given = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise NotFound()
    return int(given)


def _page(request: Request, refusal: Refusal | None, written: Written | None) -> Response:
    platform, actor = request.platform, request.actor
    seen = actions.on_desk(platform, actor, _number(request))
    report, done = seen.report, request.query("selesai")
    hazard = hazard_of(report.hazard)
    group, reports = queueing.group_of(platform, actor, report.number)
    suspicion = {one.brief.number: one.suspicion for one in group.members}
    context = {
        "seen": seen,
        "one": member(request, report, suspicion[report.number]),
        "written": written or _as_it_stands(report),
        "fields": correcting.asked(hazard, report.card),
        "answers": answer_lines(report.hazard, report.card, request.lang),
        "neighbours": [member(request, other, Suspicion(0)) for other in seen.neighbours],
        "group_count": len(group.members),
        "group_number": group.first.number,
        "steps": _steps(request, report, seen.history),
        "hazard": hazard,
        "plot": value_plot(request, list(reports.values())),
        "flags": flagging.flags_of(platform, report.id),
        "withheld": deciding.withheld_of(platform, actor, report),
        "done": done if done in _DONE else "",
        "next": actions.next_on_desk(platform, actor, report.number),
        "region": region_name(request),
        "zone": zone_of(report.where.region),
        "permits": _PERMITS,
        "minutes": int(desk.UNDONE_WITHIN.total_seconds() // 60),
        "path": PATH,
    }
    return answered(request, "disaster/decide.html", context, refusal)


_PERMITS = {
    "verify": desk.permit_verify,
    "correct": desk.permit_correct,
    "hide": desk.permit_hide,
    "withhold": desk.permit_withhold,
}


def _steps(request: Request, report: Report, history: Sequence[Step]) -> list[tuple[Step, str, str]]:
    """Each step with its place and what its card said, in words."""
    lang, platform = request.lang, request.platform
    return [
        (step, place_words(platform, _where(step.values)), headline_words(report.hazard, step.values["card"], lang))
        for step in history
    ]


def _as_it_stands(report: Report) -> Written:
    return Written(f"{report.where.longitude:.6f}", f"{report.where.latitude:.6f}", report.card)


def _where(values: Mapping[str, Any]) -> Where:
    names = ("longitude", "latitude", "province", "regency", "district", "village")
    return Where(**{name: values[name] for name in names})


ROUTES = [route("GET", PATH + "/{number}", show), route("POST", PATH + "/{number}", act)]
