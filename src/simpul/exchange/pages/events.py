"""Events at this node: its types, who gets them, where it subscribed itself; one subscription, paused and resumed."""

from collections.abc import Callable
from functools import cache

from simpul.exchange.actions import access, delivering, events, subscribing
from simpul.exchange.model.deliveries import Settled, SubscriptionState
from simpul.exchange.pages.addressed import uuid_in
from simpul.exchange.pages.front import PATH
from simpul.exchange.rules.permissions import permit_offer
from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of

EVENTS = f"{PATH}/peristiwa"
ONE = f"{EVENTS}/langganan/{{id}}"
HEAD = (
    *("id", "owner", "type", "subscriber", "delivery", "target", "state", "waiting", "undelivered"),
    *("attempts", "next_at", "last_error", "last_at", "added_at"),
)
NONE = (None, False)


def show(request: Request) -> Response:
    """Types, subscriptions here and elsewhere, and what needs somebody's eye."""
    platform, actor, q = request.platform, request.actor, request.query("cari")[:100]
    here = delivering.subscriptions(platform, actor, q=q)
    context = {
        "types": events.types(platform, actor),
        "subscriptions": here,
        "elsewhere": subscribing.subscribed(platform, actor),
        "dead": delivering.dead_letters(platform, actor, q="", settled=Settled.WAITING, page=1)[1],
        "stuck": sum(1 for one in here if one.attempts and one.state == "active"),
        "q": q,
        "names_of": names_in(request),
        "refusal": None,
    }
    return html(request, "exchange/events.html", context)


def export_list(request: Request) -> Response:
    """The subscriptions to this node's event types as a CSV file."""
    found = delivering.subscriptions(request.platform, request.actor, q=request.query("cari")[:100])
    return csv_of("langganan-peristiwa.csv", HEAD, [_row(one) for one in found])


def show_one(request: Request) -> Response:
    """One subscription: how far it is, what stands in its way, what was sent last."""
    platform, actor, which = request.platform, request.actor, uuid_in(request, "id")
    one = delivering.find(platform, actor, id=which)
    context = {
        "one": one,
        "deliveries": delivering.deliveries(platform, actor, q="", wish=(which, False), page=1)[0][:10],
        "names_of": names_in(request),
        "permit_offer": permit_offer,
        "home": platform.settings.agency_code,
        "done": request.query("selesai"),
        "refusal": None,
    }
    return html(request, "exchange/events_subscription.html", context)


def change_one(request: Request) -> Response:
    """The subscription is paused or resumed, and its page says so."""
    which, what = uuid_in(request, "id"), request.form().text("do")
    match what:
        case "pause":
            delivering.pause(request.platform, request.actor, id=which)
        case "resume":
            delivering.resume(request.platform, request.actor, id=which)
        case _:
            raise NotFound()
    return redirect(request, f"{EVENTS}/langganan/{which}?selesai={what}")


def names_in(request: Request) -> Callable[[str], tuple[str, str]]:
    """What tells the names of a subsystem and its agency; looked up once for a page."""
    return cache(lambda path: access.names_of(request.platform, path))


def _row(one: SubscriptionState) -> tuple[object, ...]:
    times = [at.isoformat() if at else "" for at in (one.next_at, one.last_at, one.added_at)]
    who = (str(one.id), one.owner, one.type, one.subscriber, one.delivery, one.target, one.state)
    return (*who, one.behind, one.dead, one.attempts, times[0], one.last_error, *times[1:])


ROUTES = [
    route("GET", EVENTS, show),
    route("GET", f"{EVENTS}/ekspor.csv", export_list),
    route("GET", ONE, show_one),
    route("POST", ONE, change_one),
]
