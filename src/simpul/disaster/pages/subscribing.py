"""Somebody asks to be told: where, of what, on which channel; then a code proves that the address is theirs."""

from collections.abc import Mapping
from typing import Any

from simpul.disaster.actions import subscribing as actions
from simpul.disaster.actions.carrying import configured
from simpul.disaster.model.subscription_refusals import ChannelUnknown, CodeSpent, PlaceUnclear
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.subscription_asking import Written, found_places, named, wish_of, written
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.subscribing import BY_ADDRESS, PAUSES, RADII, check
from simpul.kernel.errors import Conflict, Invalid, Refusal, Unavailable
from simpul.kernel.web import Request, Response, json, redirect, route
from simpul.kernel.web.problems import status_of
from simpul.ui.assets import opened

PATH = "/bencana/langganan"
CODE, BROWSER, WORKER = f"{PATH}/kode/{{secret}}", f"{PATH}/peramban", f"{PATH}/penerima.js"
_STEPS = ("where", "what", "how")


def begin(request: Request) -> Response:
    """The first question: where."""
    return _asked(request, "where", written(request, request.query_params.multi_items()), None)


def go_on(request: Request) -> Response:
    """The next question, or the same with what is wrong; after the last one, the page that waits for the code."""
    form = request.form()
    fields = [(name, value) for name, values in form.fields.items() for value in values]
    now, do = written(request, fields), form.text("do")
    step = form.text("step") if form.text("step") in _STEPS else "where"
    if do.startswith("back-"):
        return _asked(request, do.removeprefix("back-"), now, None)
    try:
        if do == "find" or (step == "where" and now.q != now.searched):
            return _asked(request, "where", now, None if found_places(request, now) else PlaceUnclear())
        wish = wish_of(request, now, whole=step != "where")
        check(wish)
        if step != "how":
            return _asked(request, _STEPS[_STEPS.index(step) + 1], now, None)
        secret = _send(request, now)
    except (Invalid, Unavailable) as refusal:
        return _asked(request, _step_of(refusal, step), now, refusal)
    return redirect(request, f"{PATH}/kode/{secret}")


def _send(request: Request, now: Written) -> str:
    if now.channel not in BY_ADDRESS:
        raise ChannelUnknown()
    wish = wish_of(request, now, whole=True)
    return actions.ask(request.platform, wish, now.channel, now.address, by=request.address_hash)


def _step_of(refusal: Refusal, step: str) -> str:
    """The step whose field is wrong."""
    of = {"q": "where", "quiet_from": "what", "channel": "how", "address": "how"}
    return of.get(refusal.field or "", step)


def _asked(request: Request, step: str, now: Written, refusal: Refusal | None) -> Response:
    step = step if step in _STEPS else "where"
    erased = request.query("lupa") == "ya"
    context = {"step": step, "path": PATH, "erased": erased, **form_words(request, now), **_ways(request)}
    response = answered(request, "disaster/subscribe.html", context, refusal)
    response.headers["Cache-Control"] = "no-store"
    return response


def form_words(request: Request, now: Written) -> Mapping[str, Any]:
    """What the questions' fields are drawn from; `home` is the agency's own region, offered before all of the country."""
    home, found = request.platform.settings.region, found_places(request, now)
    there = {*now.regions, *(code for code, _ in found)}
    return {
        "now": now,
        "chosen": named(request, now.regions),
        "found": [one for one in found if one[0] not in now.regions],
        "home": named(request, [home]) if home and home not in there else [],
        "listed": LISTED,
        "radii": RADII,
        "pauses": PAUSES,
    }


def _ways(request: Request) -> Mapping[str, Any]:
    there = configured(request.platform)
    return {
        "by_address": [one for one in BY_ADDRESS if one in there],
        "chats": [one for one in ("telegram", "messenger") if one in there],
        "vapid": actions.browser_key(request.platform),
        "worker": WORKER,
        "browser": BROWSER,
    }


def subscribe_browser(request: Request) -> Response:
    """The address of the new subscription's page, for the script that asked the browser for its permission; or why not."""
    form = request.form()
    fields = [(name, value) for name, values in form.fields.items() for value in values]
    given = actions.BrowserAddress(form.text("endpoint"), form.text("p256dh"), form.text("auth"))
    try:
        wish = wish_of(request, written(request, fields), whole=True)
        made = actions.subscribe_browser(request.platform, wish, given, by=request.address_hash)
    except (Invalid, Unavailable) as refusal:
        return json({"title": request.t.gettext(refusal.sentence, **refusal.facts)}, status_of(refusal))
    prefix = "" if request.lang == request.platform.settings.language else f"/{request.lang}"
    return json({"link": f"{prefix}{PATH}/{made.token}?selesai=baru"}, headers={"Cache-Control": "no-store"})


def worker(_request: Request) -> Response:
    """The service worker that shows what is pushed; it serves no page."""
    found = opened().file("disaster/notice-worker.js")
    headers = {"Cache-Control": "no-cache"}
    return Response(found.read_bytes() if found else b"", 200, headers, "text/javascript")


def wait(request: Request) -> Response:
    """The page that asks for the code."""
    return _code(request, None)


def prove(request: Request) -> Response:
    """The new subscription's page, when the code is right; else the question again."""
    try:
        made = actions.confirm(request.platform, request.path_params["secret"], request.form().text("code"))
    except (Invalid, Conflict) as refusal:
        return _code(request, refusal)
    return redirect(request, f"{PATH}/{made.token}?selesai=baru")


def _code(request: Request, refusal: Refusal | None) -> Response:
    secret = request.path_params["secret"]
    try:
        channel = actions.awaited(request.platform, secret)
    except CodeSpent as spent:
        channel, refusal = "", spent
    if isinstance(refusal, CodeSpent):
        channel = ""
    context = {"channel": channel, "path": PATH, "here": f"{PATH}/kode/{secret}"}
    response = answered(request, "disaster/subscribe_code.html", context, refusal)
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [
    route("GET", PATH, begin),
    route("POST", PATH, go_on),
    route("GET", WORKER, worker),
    route("POST", BROWSER, subscribe_browser),
    route("GET", CODE, wait),
    route("POST", CODE, prove),
]
