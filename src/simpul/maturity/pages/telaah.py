"""The review (telaah): each value valid or not valid with a note, sending back, accepting."""

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import reviewing
from simpul.maturity.model.agency_refusals import SureMissing
from simpul.maturity.model.assessing import Finding
from simpul.maturity.pages import asesmen_words as told
from simpul.maturity.pages.asesmen_parts import PATH, Opened, chosen, context, counted, later, opened, rows
from simpul.maturity.pages.parts import answered

ONE = f"{PATH}/{{id}}/telaah"
OPEN = "belum"
_STATES = {"sah": "valid", "belum-sah": "not_valid"}


def show(request: Request) -> Response:
    """The values to look at: those without a verdict, or those that the address asks for."""
    return _page(request, _within(request), None)


def act(request: Request) -> Response:
    """The page after a verdict or a step; else with what is wrong, the note as it was written."""
    seen, form = _within(request), request.form()
    platform, actor, of, do = request.platform, request.actor, seen.one.id, form.text("do")
    try:
        match do:
            case "judge":
                keys, verdict = (form.text("indicator"),), form.text("verdict")
                reviewing.judge(platform, actor, of, indicators=keys, given=Finding(verdict, form.text("note")))
            case "rest":
                _sure(form.text("sure"))
                left = tuple(row.key for row in rows(request, seen) if not row.verdict)
                reviewing.judge(platform, actor, of, indicators=left, given=Finding("valid"))
            case "send_back":
                reviewing.send_back(platform, actor, of)
            case "accept":
                reviewing.accept(platform, actor, of)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _page(request, opened(request), refusal)
    narrowed = form.text("saring")
    kept = f"&saring={narrowed}" if do == "judge" and narrowed in told.REVIEWS else ""
    return redirect(request, f"{seen.path}/telaah?selesai={do}{kept}")


def _sure(given: str) -> None:
    if given != "yes":
        raise SureMissing()


def _within(request: Request) -> Opened:
    """The assessment; NotFound where its edition has no review."""
    seen = opened(request)
    if "review" not in seen.stages:
        raise NotFound()
    return seen


def _page(request: Request, seen: Opened, refusal: Refusal | None) -> Response:
    found, form = rows(request, seen), request.form()
    asked = form.text("saring") if refusal else request.query("saring")
    narrowed = asked if asked in told.REVIEWS else OPEN
    unseen = [row for row in found if not row.verdict]
    counts = counted(found)
    now = seen.one.stage == "review" and seen.one.state != "closed"
    more = {
        "now": now,
        "later": later(seen, "review"),
        "rows": unseen if narrowed == OPEN else chosen(found, narrowed),
        "counts": {"open": len(unseen), "valid": counts["valid"], "not_valid": counts["not_valid"], "all": len(found)},
        "filters": told.REVIEWS,
        "filter": narrowed,
        "may_judge": "judge" in seen.one.may,
        "wrong_key": form.text("indicator") if refusal else "",
        "written": {"note": form.text("note")},
    }
    return answered(request, "maturity/telaah.html", {**context(request, seen), **more}, refusal)


ROUTES = [route("GET", ONE, show), route("POST", ONE, act)]
