"""Who read my data: the person's own page, and the auditor's look at it, which the person sees. UU 27/2022 art. 5, 32."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from simpul.exchange.actions import persons, readers
from simpul.exchange.model.persons import LookOver, ReadingSearch
from simpul.exchange.pages.addressed import uuid_in, uuid_of
from simpul.exchange.pages.persons import LIST, by_person, zone
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules import readers as rules
from simpul.kernel.errors import Invalid, NotFound, Refusal
from simpul.kernel.i18n import ZONES
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import status_of

OWN = "/akun/pembaca-data"
FILTERS = ("cari", "instansi", "dari", "sampai")
HEAD = (
    *("at", "agency", "caller", "service", "service_code", "method", "purpose", "legal_basis", "agreement"),
    *("outcome", "status", "message"),
)


def show_own(request: Request) -> Response:
    """Who read the data of whoever asks: search, period, page; who looked at this; how to be checked."""
    search = _asked(request)
    found = _own(request, search)
    return html(request, "exchange/readers.html", {**_context(request, search, found), "base": OWN, "person": None})


def export_own(request: Request) -> Response:
    """The same as a CSV file, all pages of it."""
    search = _asked(request)
    return _csv(_own(request, search, readers.EXPORTED))


def end_own(request: Request) -> Response:
    """The person's own check is ended: nothing is shown here until an officer checks again."""
    by_person(request)
    persons.end_own(request.platform, request.actor)
    return redirect(request, f"{OWN}?selesai=diakhiri")


def ask_why(request: Request) -> Response:
    """The auditor is asked why; or, under a look that has begun, sees the person's list."""
    by_person(request)
    if not request.query("lihat"):
        return _why(request)
    search = _asked(request)
    try:
        person, found = _looked(request, search)
    except LookOver as refusal:
        return _why(request, refusal)
    more = {"base": _address(request), "person": person, "until": _until(request, found)}
    return html(request, "exchange/readers.html", {**_context(request, search, found), **more})


def begin_look(request: Request) -> Response:
    """The look has begun and is on record; the list follows."""
    by_person(request)
    account, why = uuid_in(request, "account"), request.form().text("why")
    try:
        look = readers.begin_look(request.platform, request.actor, account=account, why=why)
    except Invalid as refusal:
        return _why(request, refusal)
    return redirect(request, f"{_address(request)}?lihat={look.id}")


def export_looked(request: Request) -> Response:
    """The person's list as a CSV file, under a look that has begun."""
    by_person(request)
    return _csv(_looked(request, _asked(request), readers.EXPORTED)[1])


def _own(request: Request, search: ReadingSearch, most: int = readers.PER_PAGE) -> readers.Readers:
    by_session = request.session is not None
    return readers.own(request.platform, request.actor, by_session=by_session, search=search, most=most)


def _looked(request: Request, search: ReadingSearch, most: int = readers.PER_PAGE) -> tuple[persons.Known, readers.Readers]:
    look = (uuid_in(request, "account"), _look_id(request))
    return readers.looked(request.platform, request.actor, look=look, search=search, most=most)


def _look_id(request: Request) -> UUID:
    try:
        return uuid_of(request.query("lihat"))
    except NotFound:
        raise LookOver() from None


def _address(request: Request) -> str:
    return f"{LIST}/{uuid_in(request, 'account')}/pembaca"


def _until(request: Request, found: readers.Readers) -> object:
    """When the look that shows this page is over."""
    mine = next((one for one, _ in found.looks if one.id == _look_id(request)), None)
    return mine.at + rules.LOOK_LASTS if mine else None


def _why(request: Request, refusal: Refusal | None = None) -> Response:
    person = persons.known(request.platform, request.actor, account=uuid_in(request, "account"))
    context = {"person": person, "why": request.form().text("why"), "refusal": refusal}
    return html(request, "exchange/readers_look.html", context, status_of(refusal) if refusal else 200)


def _asked(request: Request) -> ReadingSearch:
    """`?cari=&instansi=&dari=&sampai=&hal=`, days as they are where the reader is; what makes no sense is not asked."""
    local = ZONES[zone(request)]
    return ReadingSearch(
        request.query("cari")[:100],
        request.query("instansi")[:200],
        rules.since(request.query("dari"), local),
        rules.until(request.query("sampai"), local),
        max(1, whole(request.query("hal"))),
    )


def _context(request: Request, search: ReadingSearch, found: readers.Readers) -> Mapping[str, Any]:
    kept = {name: request.query(name) for name in (*FILTERS, "lihat") if request.query(name)}
    return {
        "found": found,
        "search": search,
        "since": request.query("dari") if search.since else "",
        "until_day": request.query("sampai") if search.until else "",
        "filtered": any(request.query(name) for name in FILTERS),
        "look": request.query("lihat"),
        "kept": urlencode(kept),
        "pages": -(-found.count // readers.PER_PAGE),
        "nodes": readers.other_nodes(request.platform),
        "services": readers.services_about_persons(request.platform),
        "years": request.platform.settings.exchange_record_days // 365,
        "zone": zone(request),
        "done": request.query("selesai"),
        "until": None,
        "refusal": None,
    }


def _csv(found: readers.Readers) -> Response:
    return csv_of("pembaca-data.csv", HEAD, [_row(one) for one in found.rows])


def _row(one: readers.ToldReading) -> tuple[object, ...]:
    call = one.call
    return (
        *(call.at.isoformat(), one.agency, call.client, one.service, call.service, call.method, call.purpose),
        *(call.legal_basis, call.agreement, one.outcome.value, "" if call.status is None else call.status, call.message),
    )


ROUTES = [
    route("GET", OWN, show_own),
    route("GET", f"{OWN}/ekspor.csv", export_own),
    route("POST", f"{OWN}/akhiri", end_own),
    route("GET", f"{LIST}/{{account}}/pembaca", ask_why),
    route("POST", f"{LIST}/{{account}}/pembaca", begin_look),
    route("GET", f"{LIST}/{{account}}/pembaca/ekspor.csv", export_looked),
]
