"""Who gives comes back to their promise: where to bring it, once they may know; the code, when they have."""

from simpul.disaster.actions.needs import giving
from simpul.disaster.pages import need_words as words
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.need_words import PATH, place_name
from simpul.disaster.pages.needs import GIFT
from simpul.disaster.rules import needs as rules
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, Refusal, TooMany, Unavailable
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, redirect, route

_WRONG = (Invalid, Conflict, NotAllowed, TooMany, Unavailable)


def own(request: Request) -> Response:
    """The gift as who gives sees it."""
    return _own(request, None)


def act(request: Request) -> Response:
    """The page again, after what its owner chose was done."""
    form, secret = request.form(), request.path_params["secret"]
    try:
        match form.text("do"):
            case "withdraw":
                giving.withdraw(request.platform, secret)
            case "later-1" | "later-2":
                giving.put_off(request.platform, secret, int(form.text("do")[-1]))
            case "deliver":
                giving.deliver(request.platform, secret, form.text("code"))
    except _WRONG as refusal:
        return _own(request, refusal)
    return redirect(request, GIFT.format(secret=secret))


def _own(request: Request, refusal: Refusal | None) -> Response:
    secret = request.path_params["secret"]
    found = giving.own(request.platform, secret)
    need, gift = found.need, found.gift
    zone = zone_of(need.region)
    context = {
        "need": need,
        "gift": words.gift_row(request, gift, zone),
        "place": place_name(request.platform, need.region),
        "contact": found.contact,
        "may_see": found.may_see,
        "moves": [days for days in rules.MOVES if gift.moved_days + days <= rules.MOVED_MOST],
        "open": rules.is_open(need),
        "status": words.STATUSES[need.status],
        "path": PATH,
        "here_path": GIFT.format(secret=secret),
        "fresh": bool(request.query("baru")),
    }
    response = answered(request, "disaster/need_gift.html", context, refusal)
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [route("GET", GIFT, own), route("POST", GIFT, act)]
