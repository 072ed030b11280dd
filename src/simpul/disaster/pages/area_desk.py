"""One area on the officer's desk: look at what is known, set, confirm, clear, accept, or take the last word back."""

from datetime import timedelta

from simpul import regions
from simpul.disaster.actions import area_suggesting, areas
from simpul.disaster.model.areas import AreaChange, AreaKind, AreaMissing, AreaRow, AreaStateUnreadable
from simpul.disaster.pages.area_plotting import history_plot, history_rows
from simpul.disaster.pages.area_words import MEANINGS, STATES, STEPS, agency_namer, box_of, line_of, region_name, said
from simpul.disaster.pages.areas import PATH, asked
from simpul.disaster.rules import areas as rules
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.web import Form, Request, Response, html, redirect, route
from simpul.kernel.web.problems import headers_of, status_of

_TOLD_FOR, _TOLD_MOST = timedelta(hours=6), 12


def show(request: Request) -> Response:
    """The area with all that is known of it."""
    return _page(request, None)


def act(request: Request) -> Response:
    """The officer's word was taken: back to the list it came from, or to the area; else the area's page says why not."""
    form, number = request.form(), area_number(request)
    try:
        _step(request, number, form)
    except (Invalid, Conflict, Unavailable) as refusal:
        return _page(request, refusal)
    if form.text("dari") == "daftar":
        question = asked(form)
        page = question.page if question.page > 1 else ""
        return redirect(request, question.address(PATH, page=page, selesai=number))
    return redirect(request, f"{PATH}/{number}?selesai={form.text('do')}")


def _step(request: Request, number: int, form: Form) -> AreaRow:
    platform, actor, seen = request.platform, request.actor, _whole(form.text("version")) or 0
    match form.text("do"), form.text("state"):
        case "set", state:
            wanted = _whole(state)
            if wanted is None:
                raise AreaStateUnreadable()
            return areas.set_state(platform, actor, number, state=wanted, seen=seen)
        case "clear", _:
            return areas.set_state(platform, actor, number, state=None, seen=seen)
        case "accept", state:
            return areas.accept(platform, actor, number, state=_whole(state), seen=seen)
        case "undo", _:
            return areas.undo(platform, actor, number, seen=seen)
        case _:
            raise NotFound()


def _whole(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None


def area_number(request: Request) -> int:
    """The area's id in the address; AreaMissing for what is no number."""
    given = request.path_params["id"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise AreaMissing()
    return int(given)


def _page(request: Request, refusal: Refusal | None) -> Response:
    platform, actor = request.platform, request.actor
    rules.permit_areas(actor)
    row = areas.area(platform, area_number(request))
    rules.permit_set(actor, row.area)
    now = platform.clock.now()
    past = areas.history(platform, row.id)
    line = line_of(request, row, area_suggesting.suggestions_for(platform, [row]).get(row.id))
    done = request.query("selesai")
    context = {
        "refusal": refusal,
        "line": line,
        "done": done if done in ("set", "clear", "accept", "undo") else "",
        "drawn": done == "draw",
        "undoable": rules.undoable(past, now) is not None,
        "told": area_suggesting.told_in(platform, row.area, now - _TOLD_FOR)[:_TOLD_MOST],
        "gauges": area_suggesting.gauges_near(platform, row.area),
        "changes": [_changed(request, one) for one in reversed(past)],
        "plot": history_plot(request, past, now, line.zone),
        "plot_rows": history_rows(request, past, line.zone),
        "inside": [_name(request, code) for code in row.area.regions[:8]] if row.area.kind is not AreaKind.UNIT else [],
        "region": region_name(request),
        "agency": agency_namer(request),
        "states": STATES,
        "meanings": MEANINGS,
        "minutes": int(rules.UNDONE_WITHIN.total_seconds() // 60),
        "path": PATH,
        "box": box_of(platform, [row], None),
    }
    response = html(request, "disaster/area_desk.html", context, status_of(refusal) if refusal else 200)
    if refusal:
        response.headers.update(headers_of(refusal, status_of(refusal)))
    return response


def _changed(request: Request, one: AreaChange) -> dict[str, object]:
    """An entry of the history in words: who is the agency, or the officer's own self; no names."""
    t = request.t
    kept = [(each["sentence"], each["facts"]) for each in one.reasons]
    reasons = [t.gettext(words, **said(t, facts)) for words, facts in kept]
    return {"change": one, "step": t.gettext(STEPS[one.step]), "own": one.by == request.actor.id, "reasons": reasons}


def _name(request: Request, code: str) -> str:
    try:
        return regions.name_path(request.platform, code)
    except regions.RegionUnknown:
        return code


ROUTES = [route("GET", PATH + "/{id}", show), route("POST", PATH + "/{id}", act)]
