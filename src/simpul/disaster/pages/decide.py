"""One report on the officer's desk: look, then confirm, correct, hide, or take the last step back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simpul.disaster import actions
from simpul.disaster.model import Report, Where
from simpul.disaster.pages.desk import PATH, region_name, waiting
from simpul.disaster.pages.words import place_words
from simpul.disaster.rules import desk, drafts
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.severity import depth_of
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Form, Request, Response, html, redirect, route
from simpul.kernel.web.problems import headers_of, status_of

_DONE = ("verify", "correct", "hide", "undo")


@dataclass(slots=True)
class Written:
    """What the officer has written on the page, kept when it is shown again."""

    depth: str
    longitude: str
    latitude: str
    reason: str = ""


def show(request: Request) -> Response:
    """The report with all that is known of it."""
    return _page(request, None, None)


def act(request: Request) -> Response:
    """The officer's step was taken and the report's page says so; else the page again, with what was written."""
    form, number = request.form(), _number(request)
    try:
        _step(request, number, form)
    except (Invalid, Conflict, Unavailable) as refusal:
        written = Written(form.text("depth"), form.text("longitude"), form.text("latitude"), form.text("reason"))
        return _page(request, refusal, written)
    return redirect(request, f"{PATH}/{number}?selesai={form.text('do')}")


def _step(request: Request, number: int, form: Form) -> Report:
    platform, actor, version = request.platform, request.actor, _version(form)
    match form.text("do"):
        case "verify":
            return actions.verify(platform, actor, number, version=version)
        case "correct":
            point = drafts.degrees(form.text("longitude"), form.text("latitude"))
            return actions.correct(
                platform, actor, number, version=version, to=({"flood_depth": form.text("depth")}, point)
            )
        case "hide":
            return actions.hide(platform, actor, number, version=version, reason=form.text("reason"))
        case "undo":
            return actions.undo(platform, actor, number, version=version)
        case _:
            raise NotFound()


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
    report = seen.report
    done = request.query("selesai")
    context = {
        "refusal": refusal,
        "seen": seen,
        "one": waiting(request, report),
        "written": written or _as_it_stands(report),
        "neighbours": [waiting(request, other) for other in seen.neighbours],
        "steps": [
            (step, place_words(platform, _where(step.values)), depth_of(step.values["card"])) for step in seen.history
        ],
        "hazard": hazard_of(report.hazard),
        "done": done if done in _DONE else "",
        "next": actions.next_on_desk(platform, actor, report.number),
        "region": region_name(request),
        "zone": zone_of(report.where.region),
        "permits": {"verify": desk.permit_verify, "correct": desk.permit_correct, "hide": desk.permit_hide},
        "minutes": int(desk.UNDONE_WITHIN.total_seconds() // 60),
        "path": PATH,
    }
    response = html(request, "disaster/decide.html", context, status_of(refusal) if refusal else 200)
    if refusal:
        response.headers.update(headers_of(refusal, status_of(refusal)))
    return response


def _as_it_stands(report: Report) -> Written:
    return Written(str(depth_of(report.card) or 0), f"{report.where.longitude:.6f}", f"{report.where.latitude:.6f}")


def _where(values: Mapping[str, Any]) -> Where:
    names = ("longitude", "latitude", "province", "regency", "district", "village")
    return Where(**{name: values[name] for name in names})


ROUTES = [route("GET", PATH + "/{number}", show), route("POST", PATH + "/{number}", act)]
