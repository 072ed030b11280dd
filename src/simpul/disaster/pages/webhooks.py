"""Webhooks: who is called when something happens, whether the calls arrive, and the secret, shown once."""

from uuid import UUID

from simpul.disaster.actions import webhooks as actions
from simpul.disaster.actions.incidents import place_name
from simpul.disaster.model.webhooks import WebhookMissing
from simpul.disaster.pages.answering import answered
from simpul.disaster.rules import announcing, announcing_events
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from simpul.kernel.web import Form, Request, Response, html, redirect, route

PATH = "/bencana/webhook"
_DONE = ("pause", "resume", "end", "again")
_TYPES = [(one.name, one.title) for one in (announcing.VERIFIED, *announcing_events.TYPES)]


def show(request: Request) -> Response:
    """The webhooks that this account may change, and the form for a new one."""
    return _list(request, None)


def create(request: Request) -> Response:
    """The new webhook's page with its secret; else the list again with what was written."""
    try:
        made = actions.register(request.platform, request.actor, _wanted(request.form()))
    except (Invalid, Conflict) as refusal:
        return _list(request, refusal)
    return _one(request, made.webhook.id, secret=made.secret)


def _wanted(form: Form) -> actions.Wanted:
    return actions.Wanted(form.text("name"), form.text("url"), form.texts("types"), form.text("region"))


def _list(request: Request, refusal: Refusal | None) -> Response:
    found, form = actions.listed(request.platform, request.actor), request.form()
    context = {
        "rows": found,
        "types": _TYPES,
        "written": {name: form.text(name) for name in ("name", "url", "region")},
        "chosen": form.texts("types") if refusal else [name for name, _ in _TYPES if ".warning." in name],
        "ended": request.query("selesai") == "end",
        "path": PATH,
    }
    return answered(request, "disaster/webhooks.html", context, refusal)


def one(request: Request) -> Response:
    """A webhook with its newest calls."""
    return _one(request, _id(request))


def act(request: Request) -> Response:
    """The webhook's page after a step: a test, a pause, another secret, a call made again, or its end."""
    platform, actor, hook, form = request.platform, request.actor, _id(request), request.form()
    do = form.text("do")
    try:
        match do:
            case "test":
                actions.send_test(platform, actor, hook)
                return _one(request, hook, tested=True)
            case "renew":
                return _one(request, hook, secret=actions.renew_secret(platform, actor, hook).secret)
            case "pause" | "resume":
                actions.set_paused(platform, actor, hook, paused=do == "pause")
            case "again":
                actions.again(platform, actor, _uuid(form.text("call")))
            case "end":
                actions.end(platform, actor, hook)
                return redirect(request, f"{PATH}?selesai=end")
            case _:
                raise NotFound()
    except Unavailable as refusal:
        return _one(request, hook, refusal=refusal)
    return redirect(request, f"{PATH}/{hook}?selesai={do}")


def _one(request: Request, id: UUID, *, secret: str = "", tested: bool = False, refusal: Refusal | None = None) -> Response:
    platform, actor = request.platform, request.actor
    found = actions.the_webhook(platform, actor, id)
    done = request.query("selesai")
    context = {
        "one": found,
        "calls": actions.calls(platform, actor, id),
        "titles": dict(_TYPES),
        "place": place_name(platform, found.region) if found.region else "",
        "secret": secret,
        "tested": tested,
        "done": done if done in _DONE else "",
        "path": PATH,
    }
    response = answered(request, "disaster/webhook.html", context, refusal)
    if secret:
        response.headers["Cache-Control"] = "no-store"
    return response


def guide(request: Request) -> Response:
    """How a call is checked by who receives it, for programmers."""
    return html(request, "disaster/webhook_guide.html", {"path": PATH})


def _id(request: Request) -> UUID:
    return _uuid(request.path_params["id"])


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise WebhookMissing() from None


ROUTES = [
    route("GET", PATH, show),
    route("POST", PATH, create),
    route("GET", f"{PATH}/panduan", guide),
    route("GET", PATH + "/{id}", one),
    route("POST", PATH + "/{id}", act),
]
