"""The desk's page of needs: what people of the region ask for, read, hidden or shown again by officers."""

from simpul.disaster.actions.needs import keeping
from simpul.disaster.actions.needs.keeping import DeskWanted
from simpul.disaster.model.needs import NeedStatus
from simpul.disaster.pages import need_words as words
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.desk import PATH as DESK
from simpul.disaster.pages.desk import region_name
from simpul.disaster.rules import needs as rules
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.web import Request, Response, redirect, route

PATH = f"{DESK}/kebutuhan"
MOST = 200
SHOWN = {
    "": (NeedStatus.ACTIVE, NeedStatus.EXPIRING),
    "selesai": (NeedStatus.SATISFIED, NeedStatus.EXPIRED, NeedStatus.WITHDRAWN),
    "tersembunyi": (NeedStatus.HIDDEN,),
}


def show(request: Request) -> Response:
    """The needs of the officer's region."""
    return _page(request, None)


def act(request: Request) -> Response:
    """The page again, after the need was read, hidden or shown; with the contact that the officer asked for."""
    form, platform, actor = request.form(), request.platform, request.actor
    number = int(form.text("need")) if form.text("need").isdigit() and len(form.text("need")) < 19 else 0
    try:
        match form.text("do"):
            case "check":
                keeping.check(platform, actor, number)
            case "hide":
                keeping.hide(platform, actor, number, form.text("reason"))
            case "show":
                keeping.show_again(platform, actor, number)
            case "contact":
                return _page(request, None, (number, keeping.contact(platform, actor, number)))
    except (Invalid, Conflict, NotFound, Unavailable) as refusal:
        return _page(request, refusal)
    return redirect(request, f"{PATH}?selesai={form.text('do')}&kebutuhan={number}")


def _page(request: Request, refusal: Refusal | None, contact: tuple[int, object] | None = None) -> Response:
    shown = request.query("tampil")
    wanted = DeskWanted(SHOWN.get(shown, SHOWN[""]), training=request.query("latihan") == "ya")
    found = keeping.listed(request.platform, request.actor, wanted, most=MOST)
    context = {
        "lines": [words.line_of(request, one) for one in found],
        "shown": shown if shown in SHOWN else "",
        "training": wanted.training,
        "contact": contact,
        "statuses": words.STATUSES,
        "states": words.STATES,
        "region": region_name(request),
        "reason_most": rules.NOTE_MOST,
        "path": PATH,
        "public": words.PATH,
    }
    response = answered(request, "disaster/need_desk.html", context, refusal)
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [route("GET", PATH, show), route("POST", PATH, act)]
