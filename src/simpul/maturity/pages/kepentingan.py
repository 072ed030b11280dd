"""An assessor's own declarations: agencies to stay away from, why, until when."""

from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.maturity.actions import interests
from simpul.maturity.pages.parts import PATH, answered

INTERESTS = f"{PATH}/kepentingan"
_DONE = {
    "nyatakan": N_("Your declaration is on record. The ministry sees it."),
    "tarik": N_("The declaration is taken back."),
}


def show(request: Request) -> Response:
    """What this person declared, and the form of another."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None) -> Response:
    context = {
        "mine": interests.mine(request.platform, request.actor),
        "agencies": interests.agencies(request.platform, request.actor),
        "given": request.posted,
        "list_path": INTERESTS,
        "done": request.t.gettext(_DONE[request.query("selesai")]) if request.query("selesai") in _DONE else "",
    }
    return answered(request, "maturity/kepentingan.html", context, refusal)


def act(request: Request) -> Response:
    """A declaration is on record or taken back, and the page says so; or the form again with what is wrong."""
    given = request.posted
    what, agency = given.text("lakukan"), given.text("agency")
    if what not in _DONE:
        raise NotFound()
    try:
        if what == "nyatakan":
            reason, until = given.text("reason"), given.text("until")
            interests.declare(request.platform, request.actor, agency=agency, reason=reason, until=until)
        else:
            interests.take_back(request.platform, request.actor, agency=agency)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{INTERESTS}?selesai={what}")


ROUTES = [
    route("GET", INTERESTS, show),
    route("POST", INTERESTS, act),
]
