"""Events that other owners pushed to this node, each with the message that brought it."""

from urllib.parse import urlencode

from simpul.exchange.actions import receiving
from simpul.exchange.model.deliveries import ReceivedEvent
from simpul.exchange.pages.deliveries import readable
from simpul.exchange.pages.events import EVENTS, names_in
from simpul.exchange.pages.whole import whole
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

RECEIVED = f"{EVENTS}/diterima"
HEAD = ("received_at", "at", "type", "id", "source", "owner", "subscriber", "key", "sequence", "duplicates", "message")


def show(request: Request) -> Response:
    """The events, the newest first: search, one type alone, page."""
    q, type_, page = _asked(request)
    found, count = receiving.search(request.platform, request.actor, q=q, type=type_, page=page)
    context = {
        "found": [(one, readable(one.content)) for one in found],
        "count": count,
        "names_of": names_in(request),
        "q": q,
        "chosen": type_,
        "choices": [(one, one) for one in receiving.types(request.platform)],
        "page": page,
        "pages": -(-count // receiving.PER_PAGE),
        "kept": urlencode({name: value for name, value in (("cari", q), ("jenis", type_)) if value}),
        "refusal": None,
    }
    return html(request, "exchange/events_received.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it; what the events say is not in it."""
    q, type_, _ = _asked(request)
    found = receiving.all_received(request.platform, request.actor, q=q, type=type_)
    return csv_of("peristiwa-diterima.csv", HEAD, [_row(one) for one in found])


def _asked(request: Request) -> tuple[str, str, int]:
    """`?cari=&jenis=&hal=`; what makes no sense counts as not asked."""
    return request.query("cari")[:200], request.query("jenis")[:100], max(1, whole(request.query("hal")))


def _row(one: ReceivedEvent) -> tuple[object, ...]:
    when = (one.received_at.isoformat(), one.at.isoformat())
    return (
        *when,
        one.type,
        one.id,
        one.source,
        one.owner,
        one.subscriber,
        one.key,
        one.sequence,
        one.duplicates,
        one.message,
    )


ROUTES = [route("GET", RECEIVED, show), route("GET", f"{RECEIVED}/ekspor.csv", export_list)]
