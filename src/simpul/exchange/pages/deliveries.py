"""What was pushed, with the message of each push; and what nobody took: sent again or dropped."""

from contextlib import suppress
from urllib.parse import urlencode
from uuid import UUID

import orjson

from simpul.exchange.actions import delivering
from simpul.exchange.model.deliveries import DeadLetter, EventDelivery, Settled
from simpul.exchange.model.delivery_refusals import DeadLetterSettled
from simpul.exchange.pages.addressed import uuid_in
from simpul.exchange.pages.events import EVENTS, names_in
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.permissions import permit_offer
from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of

SENT, DEAD = f"{EVENTS}/kiriman", f"{EVENTS}/gagal"
STATES = {
    "menunggu": Settled.WAITING,
    "dikirim-lagi": Settled.RETRYING,
    "terkirim": Settled.RETRIED,
    "dilepas": Settled.DROPPED,
    "semua": None,
}
SENT_HEAD = ("at", "type", "subscriber", "count", "first", "last", "status", "fault", "attempt", "message")
DEAD_HEAD = (
    "subscription",
    "place",
    "type",
    "key",
    "subscriber",
    "at",
    "reason",
    "status",
    "attempts",
    "state",
    "settled_at",
)
SHOWN_MOST = 64 * 1024


def show_sent(request: Request) -> Response:
    """The pushes, the newest first: search, those that failed alone, page."""
    q, wish, page = _asked_sent(request)
    found, count = delivering.deliveries(request.platform, request.actor, q=q, wish=wish, page=page)
    kept = {"cari": q, "langganan": str(wish[0] or ""), "hasil": "gagal" if wish[1] else "semua"}
    context = {
        "found": found,
        "count": count,
        "q": q,
        "of": wish[0],
        "chosen": kept["hasil"],
        "names_of": names_in(request),
        "page": page,
        "pages": -(-count // delivering.PER_PAGE),
        "kept": urlencode({name: value for name, value in kept.items() if value}),
        "refusal": None,
    }
    return html(request, "exchange/events_sent.html", context)


def export_sent(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    q, wish, _ = _asked_sent(request)
    found = delivering.all_deliveries(request.platform, request.actor, q=q, wish=wish)
    return csv_of("kiriman-peristiwa.csv", SENT_HEAD, [_sent_row(one) for one in found])


def show_dead(request: Request) -> Response:
    """The undelivered events, those that wait first chosen: search, filter, page."""
    q, state, page = _asked_dead(request)
    found, count = delivering.dead_letters(request.platform, request.actor, q=q, settled=STATES[state], page=page)
    context = {
        "found": found,
        "count": count,
        "q": q,
        "chosen": state,
        "page": page,
        "pages": -(-count // delivering.PER_PAGE),
        "kept": urlencode({"cari": q, "status": state}),
        "names_of": names_in(request),
        "permit_offer": permit_offer,
        "home": request.platform.settings.agency_code,
        "done": request.query("selesai"),
        "refusal": None,
    }
    return html(request, "exchange/events_dead.html", context)


def export_dead(request: Request) -> Response:
    """The same list as a CSV file, all pages of it; what the events say is not in it."""
    q, state, _ = _asked_dead(request)
    found = delivering.all_dead_letters(request.platform, request.actor, q=q, settled=STATES[state])
    return csv_of("peristiwa-gagal.csv", DEAD_HEAD, [_dead_row(one) for one in found])


def retry_all(request: Request) -> Response:
    """Every undelivered event that waits is sent again, and the list says so."""
    if request.form().text("do") != "retry-all":
        raise NotFound()
    delivering.retry_all(request.platform, request.actor)
    return redirect(request, f"{DEAD}?status=dikirim-lagi&selesai=retry-all")


def show_letter(request: Request) -> Response:
    """One undelivered event: for whom, why it was not taken, what it says, and what may be done."""
    return _letter_page(request)


def settle_letter(request: Request) -> Response:
    """The event is sent again or dropped and its page says so; else the page again, with why not."""
    letter, what = _letter(request), request.form().text("do")
    try:
        match what:
            case "retry":
                delivering.retry(request.platform, request.actor, letter=letter)
            case "drop":
                delivering.drop(request.platform, request.actor, letter=letter)
            case _:
                raise NotFound()
    except DeadLetterSettled as refusal:
        return _letter_page(request, refusal)
    return redirect(request, f"{DEAD}/{letter[0]}/{letter[1]}?selesai={what}")


def _letter_page(request: Request, refusal: DeadLetterSettled | None = None) -> Response:
    one = delivering.dead_letter(request.platform, request.actor, letter=_letter(request))
    context = {
        "one": one,
        "shown": readable(one.event),
        "names_of": names_in(request),
        "permit_offer": permit_offer,
        "home": request.platform.settings.agency_code,
        "done": request.query("selesai"),
        "refusal": refusal,
    }
    return html(request, "exchange/events_letter.html", context, 409 if refusal else 200)


def readable(event: bytes) -> str:
    """An event as people read it, cut where it is very long."""
    with suppress(orjson.JSONDecodeError):
        event = orjson.dumps(orjson.loads(event), option=orjson.OPT_INDENT_2)
    return event[:SHOWN_MOST].decode("utf-8", "replace") + ("\n…" if len(event) > SHOWN_MOST else "")


def _letter(request: Request) -> delivering.Letter:
    seq = request.path_params["seq"]
    if not (seq.isascii() and seq.isdigit() and len(seq) < 19):
        raise NotFound()
    return uuid_in(request), int(seq)


def _asked_sent(request: Request) -> tuple[str, tuple[UUID | None, bool], int]:
    """`?cari=&langganan=&hasil=&hal=`; what makes no sense counts as not asked."""
    of = None
    with suppress(ValueError):
        of = UUID(request.query("langganan"))
    return request.query("cari")[:100], (of, request.query("hasil") == "gagal"), max(1, whole(request.query("hal")))


def _asked_dead(request: Request) -> tuple[str, str, int]:
    state = request.query("status")
    return request.query("cari")[:100], state if state in STATES else "menunggu", max(1, whole(request.query("hal")))


def _sent_row(one: EventDelivery) -> tuple[object, ...]:
    about = (one.at.isoformat(), one.type, one.subscriber, one.count, one.first_seq, one.last_seq)
    return (*about, one.status, one.fault, one.attempt, one.message)


def _dead_row(one: DeadLetter) -> tuple[object, ...]:
    about = (str(one.subscription), one.seq, one.type, one.key, one.subscriber, one.at.isoformat(), one.reason)
    settled = one.settled_at.isoformat() if one.settled_at else ""
    return (*about, one.status, one.attempts, one.settled.value or "waiting", settled)


ROUTES = [
    route("GET", SENT, show_sent),
    route("GET", f"{SENT}/ekspor.csv", export_sent),
    route("GET", DEAD, show_dead),
    route("POST", DEAD, retry_all),
    route("GET", f"{DEAD}/ekspor.csv", export_dead),
    route("GET", f"{DEAD}/{{id}}/{{seq}}", show_letter),
    route("POST", f"{DEAD}/{{id}}/{{seq}}", settle_letter),
]
