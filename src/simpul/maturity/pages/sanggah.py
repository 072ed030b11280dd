"""Objections (sanggah, Permen PANRB 8/2026) as the assessors answer them, and ending the days for objecting."""

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import objecting
from simpul.maturity.pages.agency_frame import noon
from simpul.maturity.pages.asesmen_parts import PATH, Opened, context, later, opened, rows
from simpul.maturity.pages.parts import answered, id_of

ONE = f"{PATH}/{{id}}/sanggah"


def show(request: Request) -> Response:
    """Each objection with the value as it stands and the answer, those that wait first."""
    return _page(request, _within(request), None)


def act(request: Request) -> Response:
    """The page after an answer or a step; else with what is wrong, the answer as it was written."""
    seen, form = _within(request), request.form()
    platform, actor, of, do = request.platform, request.actor, seen.one.id, form.text("do")
    try:
        match do:
            case "answer":
                objection, verdict, words = id_of(form.text("objection")), form.text("verdict"), form.text("answer")
                objecting.answer(platform, actor, objection, verdict=verdict, answer=words)
            case "close":
                objecting.close(platform, actor, of)
            case "end":
                objecting.end(platform, actor, of)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _page(request, opened(request), refusal)
    return redirect(request, f"{seen.path}/sanggah?selesai={do}")


def _within(request: Request) -> Opened:
    """The assessment; NotFound where its edition knows no objections."""
    seen = opened(request)
    if "objection" not in seen.stages:
        raise NotFound()
    return seen


def _page(request: Request, seen: Opened, refusal: Refusal | None) -> Response:
    by_key = {row.key: row for row in rows(request, seen)}
    said = [one for one in objecting.of(request.platform, request.actor, seen.one.id) if one.indicator in by_key]
    found = [
        {"said": one, "key": one.indicator, "node": by_key[one.indicator].node, "level": by_key[one.indicator].level}
        for one in sorted(said, key=lambda one: (not one.waits, one.at))
    ]
    form = request.form()
    ends = noon(seen.one.deadline) if seen.one.stage == "objection" else None
    more = {
        "now": seen.one.stage == "objection" and seen.one.state != "closed",
        "later": later(seen, "objection"),
        "deadline": request.t.date(ends) if ends else "",
        "rows": found,
        "open": sum(one.waits for one in said),
        "may_answer": "answer_objection" in seen.one.may,
        "wrong_id": form.text("objection") if refusal else "",
        "written": {"answer": form.text("answer")},
    }
    return answered(request, "maturity/sanggah.html", {**context(request, seen), **more}, refusal)


ROUTES = [route("GET", ONE, show), route("POST", ONE, act)]
