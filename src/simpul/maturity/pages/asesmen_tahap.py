"""A stage in which the leading assessor enters changes and the other confirms: interview and visit are made of this."""

from collections.abc import Callable, Mapping

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect
from simpul.maturity.actions import interviewing, submitting
from simpul.maturity.pages import asesmen_words as told
from simpul.maturity.pages.asesmen_parts import Opened, chosen, context, counted, later, opened, rows
from simpul.maturity.pages.parts import answered

Handler = Callable[[Request], Response]


def handlers(stage: str, at: str) -> tuple[Handler, Handler]:
    """The stage's page and what its forms do. `at`: where it stands below the assessment's address."""

    def show(request: Request) -> Response:
        return _page(request, _within(request, stage), stage, at)

    def act(request: Request) -> Response:
        seen, do = _within(request, stage), request.form().text("do")
        try:
            _do(request, seen, do)
        except (Invalid, Conflict) as refusal:
            return _page(request, opened(request), stage, at, refusal)
        return redirect(request, f"{seen.path}{at}?selesai={do}")

    return show, act


def _within(request: Request, stage: str) -> Opened:
    """The assessment; NotFound where its edition has no such stage."""
    seen = opened(request)
    if stage not in seen.stages:
        raise NotFound()
    return seen


def _do(request: Request, seen: Opened, do: str) -> None:
    platform, actor, of = request.platform, request.actor, seen.one.id
    match do:
        case "submit":
            submitting.submit(platform, actor, of)
        case "withdraw":
            submitting.withdraw(platform, actor, of)
        case "confirm":
            submitting.confirm(platform, actor, of)
        case "skip":
            interviewing.skip(platform, actor, of, reason=request.form().text("reason"))
        case _:
            raise NotFound()


def _page(request: Request, seen: Opened, stage: str, at: str, refusal: Refusal | None = None) -> Response:
    found, narrowed = rows(request, seen), request.query("saring")
    narrowed = narrowed if narrowed in told.STAGE_ROWS else ""
    more: Mapping[str, object] = {
        "stage": stage,
        "stage_at": at,
        "about": told.ABOUT[stage],
        "now": seen.one.stage == stage and seen.one.state != "closed",
        "later": later(seen, stage),
        "rows": chosen(found, narrowed) if seen.one.stage == stage else [],
        "counts": counted(found),
        "filters": told.STAGE_ROWS,
        "filter": narrowed,
        "written": {"reason": request.form().text("reason") if refusal else ""},
    }
    return answered(request, "maturity/asesmen_tahap.html", {**context(request, seen), **more}, refusal)
