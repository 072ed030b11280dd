"""The ministry's final decision: what stands before it, closing and publishing, reopening with a reason."""

from typing import Any

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import finalising, opening, result_reading
from simpul.maturity.model.agency_refusals import SureMissing
from simpul.maturity.model.results import ResultUnknown
from simpul.maturity.pages.asesmen_parts import PATH, Opened, Row, context, opened, rows
from simpul.maturity.pages.parts import STAGES, answered, level_text
from simpul.maturity.rules.index import shown

ONE = f"{PATH}/{{id}}/penetapan"


def show(request: Request) -> Response:
    """The index as it stands, what is still open, and the ministry's two steps."""
    return _page(request, opened(request), None)


def act(request: Request) -> Response:
    """The page after closing or reopening; else with what is wrong."""
    seen, form = opened(request), request.form()
    do = form.text("do")
    try:
        match do:
            case "finalise":
                _sure(form.text("sure"))
                finalising.finalise(request.platform, request.actor, seen.one.id)
            case "reopen":
                stage, reason = form.text("stage"), form.text("reason")
                finalising.reopen(request.platform, request.actor, seen.one.id, stage=stage, reason=reason)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _page(request, opened(request), refusal)
    return redirect(request, f"{seen.path}/penetapan?selesai={do}")


def _sure(given: str) -> None:
    if given != "yes":
        raise SureMissing()


def _page(request: Request, seen: Opened, refusal: Refusal | None) -> Response:
    form = request.form()
    written = {name: form.text(name) if refusal else "" for name in ("sure", "stage", "reason")}
    more = {
        "result": _result(request, seen),
        "checks": _checks(request, seen, rows(request, seen)),
        "reopenable": [stage for stage in seen.stages if stage != "final"],
        "written": written | {"stage": written["stage"] or "review"},
        "history_steps": opening.steps(request.platform, request.actor, seen.one.id),
    }
    return answered(request, "maturity/penetapan.html", {**context(request, seen), **more}, refusal)


def _result(request: Request, seen: Opened) -> dict[str, Any] | None:
    """The index as the newest stage makes it; None where nothing is filled in yet."""
    try:
        found = result_reading.view(request.platform, request.actor, seen.one.id)
    except ResultUnknown:
        return None
    own = found.self_reckoned
    return {
        "shown": _two(request, shown(found.reckoned.index)),
        "predicate": found.judged.name.name.said(request.lang),
        "claimed": _two(request, shown(own.index)) if own else level_text(None, request.lang),
        "unfilled": len(found.reckoned.unfilled),
    }


def _two(request: Request, text: str) -> str:
    return text if request.lang == "en" else text.replace(".", ",")


def _checks(request: Request, seen: Opened, found: list[Row]) -> list[tuple[str, bool]]:
    """What is done and what is open before the decision, in words."""
    t = request.t
    at = seen.stages.index(seen.one.stage) if seen.one.stage in seen.stages else 0
    closed = seen.one.state == "closed"
    steps = [
        (t.gettext(STAGES[stage]), closed or place < at) for place, stage in enumerate(seen.stages) if stage != "final"
    ]
    invalid = [row for row in found if row.verdict == "not_valid"]
    if not invalid:
        return steps
    return [*steps, (t.ngettext("{n} value not valid", "{n} values not valid", len(invalid)), False)]


ROUTES = [route("GET", ONE, show), route("POST", ONE, act)]
