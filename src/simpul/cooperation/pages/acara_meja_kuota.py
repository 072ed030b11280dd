"""An event's quotas: set one by one, or by a CSV list whose refused rows are told with their reasons."""

from typing import Any

from simpul.cooperation.actions import event_forms, event_keeping, event_quotas
from simpul.cooperation.model.event_keeping import Imported
from simpul.cooperation.model.events import Quota
from simpul.cooperation.pages.acara_meja import EVENTS, context_of, event_id
from simpul.cooperation.pages.parts import answered
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

PAGE = 50
_DONE = {"kuota": N_("The quota is set. Who waited for the places that are new has moved up and is told.")}


def show(request: Request) -> Response:
    """The quotas, page by page, with search."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None, imported: Imported | None = None) -> Response:
    event = event_id(request)
    quotas = event_quotas.listed(request.platform, request.actor, event)
    seen = event_keeping.seen(request.platform, request.actor, event)
    found = _matching(quotas, request.query("q"))
    page = _page_number(request.query("hal"), len(found))
    context: dict[str, Any] = {
        "one": seen.event,
        "seen": seen,
        "quotas": found[(page - 1) * PAGE : page * PAGE],
        "count": len(quotas),
        "total": sum(one.places for one in quotas),
        "q": request.query("q"),
        "page": page,
        "pages": max(1, -(-len(found) // PAGE)),
        "given": request.posted,
        "imported": imported,
        "most": event_forms.MOST_ROWS,
    }
    return answered(request, "cooperation/acara_meja_kuota.html", {**context_of(request, _DONE), **context}, refusal)


def _matching(quotas: list[Quota], asked: str) -> list[Quota]:
    wanted = asked.casefold()
    return [one for one in quotas if wanted in f"{one.agency} {one.name}".casefold()]


def _page_number(given: str, count: int) -> int:
    page = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1
    return min(max(1, page), max(1, -(-count // PAGE)))


def put(request: Request) -> Response:
    """One quota is set."""
    event, given = event_id(request), request.posted
    try:
        row = event_forms.quota(given.text("agency"), given.text("name"), given.text("places"))
        event_quotas.put(request.platform, request.actor, event, row=row)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{EVENTS}/{event}/kuota?selesai=kuota")


def taken(request: Request) -> Response:
    """A list is taken; the page says what was set and which rows were refused."""
    upload = request.posted.upload("berkas")
    try:
        content = upload.read() if upload and not upload.too_large else b""
        imported = event_quotas.take(request.platform, request.actor, event_id(request), content=content)
    except Refusal as refusal:
        return _page(request, refusal)
    return _page(request, None, imported)


def exported(request: Request) -> Response:
    """The quotas as CSV, which can be changed and taken in again."""
    quotas = event_quotas.listed(request.platform, request.actor, event_id(request))
    rows = [(one.agency, one.name, one.places, one.taken, one.waiting) for one in quotas]
    return csv_of("kuota.csv", ("agency", "name", "places", "taken", "waiting"), rows, marked=True)


ROUTES = [
    route("GET", f"{EVENTS}/{{event}}/kuota", show),
    route("POST", f"{EVENTS}/{{event}}/kuota", put),
    route("POST", f"{EVENTS}/{{event}}/kuota/impor", taken),
    route("GET", f"{EVENTS}/{{event}}/kuota.csv", exported),
]
