"""A subscription by its secret address: what it is, what was sent, change, pause, leave with one tap, come back."""

from datetime import timedelta

from simpul.disaster.actions import subscribing as actions
from simpul.disaster.actions.own_subscription import overview
from simpul.disaster.model.subscription_refusals import PlaceUnclear, SubscriptionMissing
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.subscribing import form_words
from simpul.disaster.pages.subscription_asking import Written, found_places, of_wish, wish_of, written
from simpul.disaster.pages.words import hazard_label
from simpul.disaster.rules.subscribing import clock_time
from simpul.kernel.errors import Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, html, redirect, route

PATH = "/bencana/langganan"
ONE, LEAVE, CHANGE = f"{PATH}/{{token}}", f"{PATH}/{{token}}/berhenti", f"{PATH}/{{token}}/ubah"
_PAUSES = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}
_DONE = ("baru", "ubah", "jeda", "lanjut", "kembali")


def show(request: Request) -> Response:
    """The subscription as it stands, and what was sent."""
    token = request.path_params["token"]
    try:
        seen = overview(request.platform, token, request.lang)
    except SubscriptionMissing as missing:
        return _missing(request, missing)
    done = request.query("selesai")
    context = {
        "seen": seen,
        "done": done if done in _DONE else "",
        "path": f"{PATH}/{token}",
        "hazard_name": lambda slug: hazard_label(slug, request.lang),
        "clock_time": clock_time,
    }
    return _private(html(request, "disaster/subscription.html", context))


def _missing(request: Request, why: Refusal) -> Response:
    return _private(html(request, "disaster/subscription_none.html", {"why": why, "path": PATH}, 404))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def act(request: Request) -> Response:
    """The subscription's page after a pause or a return; the front page of subscriptions once all is forgotten."""
    platform, token, form = request.platform, request.path_params["token"], request.form()
    done = {"pause": "jeda", "resume": "lanjut", "return": "kembali"}.get(form.text("do"))
    try:
        match form.text("do"):
            case "pause":
                lasts = _PAUSES.get(form.text("days"), _PAUSES["1"])
                actions.pause(platform, token, platform.clock.now() + lasts)
            case "resume":
                actions.pause(platform, token, None)
            case "return":
                actions.come_back(platform, token)
            case "forget":
                actions.forget_now(platform, token)
                return redirect(request, f"{PATH}?lupa=ya")
            case _:
                raise NotFound()
    except SubscriptionMissing as missing:
        return _missing(request, missing)
    return redirect(request, f"{PATH}/{token}?selesai={done}")


def tapped(request: Request) -> Response:
    """Left, when a person opened the link from a message; a page with one button where a program looks at the link.

    Mail programs and virus scanners fetch links by themselves: nobody may stop being warned by that. A browser says of a
    page that a person opens that it navigates to a document, and says when it only prefetches.
    """
    headers = request.headers
    ahead = "prefetch" in f"{headers.get('sec-purpose', '')}{headers.get('purpose', '')}{headers.get('x-moz', '')}"
    person = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if request.method == "GET" and person and not ahead:
        return leave(request)
    token = request.path_params["token"]
    try:
        left = actions.seen(request.platform, token).left_at is not None
    except SubscriptionMissing as missing:
        return _missing(request, missing)
    context = {"left": left, "path": f"{PATH}/{token}", "fresh": False}
    return _private(html(request, "disaster/subscription_left.html", context))


def leave(request: Request) -> Response:
    """The page that says that it is done, and how to undo it. Also what a mail program posts (RFC 8058)."""
    token = request.path_params["token"]
    try:
        actions.leave(request.platform, token)
    except SubscriptionMissing as missing:
        return _missing(request, missing)
    context = {"left": True, "path": f"{PATH}/{token}", "fresh": True}
    return _private(html(request, "disaster/subscription_left.html", context))


def ask_change(request: Request) -> Response:
    """All questions on one page, answered as they are now."""
    token = request.path_params["token"]
    try:
        wish = actions.seen(request.platform, token).wish
    except SubscriptionMissing as missing:
        return _missing(request, missing)
    return _changing(request, of_wish(wish), None)


def change(request: Request) -> Response:
    """The subscription's page, changed; else the questions again with what was written."""
    form, token = request.form(), request.path_params["token"]
    now = written(request, [(name, value) for name, values in form.fields.items() for value in values])
    try:
        if form.text("do") == "find":
            return _changing(request, now, None if found_places(request, now) else PlaceUnclear())
        actions.change(request.platform, token, wish_of(request, now, whole=True))
    except SubscriptionMissing as missing:
        return _missing(request, missing)
    except Invalid as refusal:
        return _changing(request, now, refusal)
    return redirect(request, f"{PATH}/{token}?selesai=ubah")


def _changing(request: Request, now: Written, refusal: Refusal | None) -> Response:
    context = {"path": f"{PATH}/{request.path_params['token']}", **form_words(request, now)}
    return _private(answered(request, "disaster/subscription_change.html", context, refusal))


ROUTES = [
    route("GET", ONE, show),
    route("POST", ONE, act),
    route("GET", LEAVE, tapped),
    route("POST", LEAVE, leave),
    route("GET", CHANGE, ask_change),
    route("POST", CHANGE, change),
]
