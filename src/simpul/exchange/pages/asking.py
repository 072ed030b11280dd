"""This node's own requests for access: find a service, ask for it, see where the request stands and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from simpul.exchange.actions import access, asking, catalogue, clients
from simpul.exchange.model.access import EVENT_CODES, AccessState, AccessWish, OwnRequest
from simpul.exchange.model.access_refusals import AccessServiceNotFit, EndpointsMissing
from simpul.exchange.model.listing import ListedService
from simpul.exchange.model.services import TIERS, Endpoint
from simpul.exchange.pages.access import LIST, OWN
from simpul.exchange.pages.addressed import uuid_in
from simpul.exchange.pages.days import as_written, end_of, last_day, zone_here
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.access_requests import event_endpoint, named, problems
from simpul.exchange.rules.offers import read_endpoint
from simpul.exchange.rules.permissions import permit_ask_access, permit_see_access, permit_see_own_requests
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany, Unavailable
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import status_of

FORM = f"{LIST}/minta"
YEAR = timedelta(days=365)
STATES = {
    "menunggu": AccessState.WAITING,
    "belum-terkirim": AccessState.UNSENT,
    "disetujui": AccessState.APPROVED,
    "ditolak": AccessState.REFUSED,
    "ditarik": AccessState.WITHDRAWN,
    "semua": None,
}
HEAD = (
    *("id", "number", "state", "asked_at", "client", "service", "parts", "purpose", "legal_basis", "agreement", "tier"),
    *("until", "decided_at", "reason", "granted_until", "message"),
)
FIELDS = ("client", "purpose", "legal_basis", "agreement", "tier", "expires", "contact", "note")
"""What the form asks, beside the parts of the service."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked for: the service's path, the event type where it is one, and how the catalogue lists it (None: not)."""

    key: str
    service: str
    event_type: str
    listed: ListedService | None

    @property
    def options(self) -> list[str]:
        """The parts of the service that may be asked for by themselves."""
        found = self.listed.endpoints if self.listed and not self.event_type else ()
        return [f"{one.method} {one.path}" for one in found if one != Endpoint("*", "**")]


def show_list(request: Request) -> Response:
    """This node's requests, the newest first: search, filter, page."""
    q, state, page = _asked(request)
    found, count = asking.search(request.platform, request.actor, q=q, state=STATES[state], page=page)
    context = {
        "found": [(one, *_titled(request, one)) for one in found],
        "count": count,
        "q": q,
        "chosen": state,
        "page": page,
        "pages": -(-count // asking.PER_PAGE),
        "kept": urlencode({"cari": q, "status": state}),
        **_shown(request),
    }
    return html(request, "exchange/access_own.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    q, state, _ = _asked(request)
    found = asking.all_requests(request.platform, request.actor, q=q, state=STATES[state])
    return csv_of("permintaan-kami.csv", HEAD, [_row(one) for one in found])


def show_form(request: Request) -> Response:
    """The form for one service; without one, a search for it."""
    permit_ask_access(request.actor, request.platform.settings.agency_code)
    key = request.query("layanan") or _of_event(request.query("peristiwa"))
    if not key:
        return _choose(request)
    try:
        return _form(request, _subject(request, key))
    except AccessServiceNotFit as refusal:
        return _choose(request, refusal)


def send(request: Request) -> Response:
    """The request was sent, or is kept until it can be: its own page says which. Else the form again, as it was written."""
    permit_ask_access(request.actor, request.platform.settings.agency_code)
    try:
        subject = _subject(request, request.form().text("layanan"))
    except AccessServiceNotFit as refusal:
        return _choose(request, refusal)
    wish, wrong = _wish(request, subject)
    if wrong:
        return _form(request, subject, wrong)
    try:
        made = asking.ask(request.platform, request.actor, client=request.form().text("client"), wish=wish)
    except (Invalid, Conflict, NotFound, TooMany, Unavailable) as refusal:
        return _form(request, subject, [refusal])
    return redirect(request, f"{OWN}/{made.id}?selesai=minta")


def show(request: Request) -> Response:
    """One request of ours, after its owner was asked once more: where it stands, why, and what it gave."""
    found = asking.look_again(request.platform, request.actor, id=uuid_in(request))
    return _page(request, found)


def withdraw(request: Request) -> Response:
    """The request is withdrawn and its page says so; else the page again, with why not."""
    which = uuid_in(request)
    if request.form().text("do") != "withdraw":
        raise NotFound()
    try:
        asking.withdraw(request.platform, request.actor, id=which)
    except (Conflict, Unavailable) as refusal:
        return _page(request, asking.look(request.platform, request.actor, id=which), refusal)
    return redirect(request, f"{OWN}/{which}?selesai=tarik")


def _choose(request: Request, refusal: Refusal | None = None) -> Response:
    q = request.query("cari")[:100]
    found, count = catalogue.best(request.platform, q=q, most=20) if q else ([], 0)
    context = {"q": q, "found": found, "count": count, "written": request.query("layanan"), **_shown(request, refusal)}
    return html(request, "exchange/access_choose.html", context, status_of(refusal) if refusal else 200)


def _form(request: Request, subject: Subject, wrong: Sequence[Refusal] = ()) -> Response:
    platform, form = request.platform, request.form()
    zone = zone_here(platform)
    own = [one.subsystem for one in clients.clients(platform) if one.active]
    written: dict[str, Any] = {name: form.text(name) for name in FIELDS}
    if not form.fields:
        written |= {"tier": "standard", "client": own[0] if own else ""}
        written["expires"] = as_written(platform.clock.now() + YEAR, zone)
    context = {
        "subject": subject,
        "owner": access.names_of(platform, "/".join(subject.service.split("/")[:4])),
        "own": own,
        "written": written,
        "chosen": form.texts("endpoint"),
        "parts": form.text("parts"),
        "soonest": as_written(platform.clock.now() + timedelta(days=1), zone),
        "wrong": {one.field: one for one in reversed(wrong)},
        "errors": [(request.t.gettext(one.sentence).format(**one.facts), one.field) for one in wrong],
        **_shown(request),
    }
    return html(request, "exchange/access_form.html", context, status_of(wrong[0]) if wrong else 200)


def _wish(request: Request, subject: Subject) -> tuple[AccessWish, list[Refusal]]:
    """What the form asks for, and all that is wrong with it, in the form's order."""
    form, now = request.form(), request.platform.clock.now()
    wrong: list[Refusal] = []
    wish = AccessWish(
        service=subject.service,
        purpose=form.text("purpose"),
        legal_basis=form.text("legal_basis"),
        until=now + YEAR,
        contact=form.text("contact"),
        agreement=form.text("agreement"),
        tier=form.text("tier"),
        note=form.text("note"),
        endpoints=(event_endpoint(subject.event_type),) if subject.event_type else (),
    )
    try:
        wish = replace(wish, endpoints=_endpoints(request, subject))
    except Invalid as problem:
        wrong.append(problem)
    try:
        wish = replace(wish, until=end_of(form.text("expires"), zone_here(request.platform)))
    except Invalid as problem:
        return wish, [*wrong, *problems(wish, now), problem]
    return wish, [*wrong, *problems(wish, now)]


def _endpoints(request: Request, subject: Subject) -> tuple[Endpoint, ...]:
    """The parts that were chosen or written; none for the whole service, which somebody must choose too."""
    if subject.event_type:
        return (event_endpoint(subject.event_type),)
    form = request.form()
    chosen = [*form.texts("endpoint"), *(line for line in form.text("parts").splitlines() if line.strip())]
    if not chosen:
        raise EndpointsMissing()
    return () if "*" in chosen else tuple(read_endpoint(one) for one in chosen)


def _subject(request: Request, key: str) -> Subject:
    """What an address names: `owner/service`, or `owner/pull/v1/type` for an event type; AccessServiceNotFit."""
    parts = key.strip().strip("/").split("/")
    service = named("/".join(parts[:5]))
    rest = parts[5:]
    event = rest[1] if service.service in EVENT_CODES and len(rest) == 2 and rest[0] == "v1" else ""
    if (rest and not event) or (service.service in EVENT_CODES and not event):
        raise AccessServiceNotFit()
    key = "/".join(parts)
    listed = asking.listed(request.platform, key.replace("/pub/v1/", "/pull/v1/"))
    return Subject(key, service.path, event, listed)


def _of_event(named_event: str) -> str:
    owner, _, name = named_event.rpartition("/")
    return f"{owner}/pull/v1/{name}" if owner else ""


def _titled(request: Request, one: OwnRequest) -> tuple[str, str]:
    """What the service is called, and whose it is."""
    wish = one.wish
    key = f"{wish.owner}/pull/v1/{wish.event_type}" if wish.event_type else wish.service
    found = asking.listed(request.platform, key)
    names = access.names_of(request.platform, wish.owner)
    return (found.title if found else "") or wish.event_type or wish.code, names[1] or wish.owner


def _page(request: Request, one: OwnRequest, refusal: Refusal | None = None) -> Response:
    title, owner = _titled(request, one)
    context = {
        "one": one,
        "title": title,
        "owner": owner,
        "state": _state(one, request.platform.clock.now()),
        "done": request.query("selesai"),
        "may_withdraw": _may_ask(request) and one.state in (AccessState.UNSENT, AccessState.WAITING),
        **_shown(request, refusal),
    }
    return html(request, "exchange/access_own_request.html", context, status_of(refusal) if refusal else 200)


def _state(one: OwnRequest, now: datetime) -> str:
    """The request's state, or what became of its right since."""
    given = one.granted
    if one.state is not AccessState.APPROVED or given is None:
        return one.state.value
    if given.revoked_at is not None:
        return "revoked"
    return "expired" if given.expires_at is not None and given.expires_at <= now else "approved"


def _may_ask(request: Request) -> bool:
    try:
        permit_ask_access(request.actor, request.platform.settings.agency_code)
    except NotAllowed:
        return False
    return True


def _shown(request: Request, refusal: Refusal | None = None) -> dict[str, object]:
    zone = zone_here(request.platform)
    now = request.platform.clock.now()
    return {
        "refusal": refusal,
        "zone": zone,
        "last_day": lambda at: last_day(at, zone),
        "tiers": TIERS,
        "state_of": lambda one: _state(one, now),
        "permit_see_access": permit_see_access,
        "permit_see_own_requests": permit_see_own_requests,
        "may_ask": _may_ask(request),
    }


def _asked(request: Request) -> tuple[str, str, int]:
    """`?cari=&status=&hal=`; what makes no sense counts as not asked."""
    state = request.query("status")
    return request.query("cari")[:100], state if state in STATES else "semua", max(1, whole(request.query("hal")))


def _row(one: OwnRequest) -> tuple[object, ...]:
    wish = one.wish
    parts = "; ".join(f"{part.method} {part.path}" for part in wish.endpoints)
    decided = one.decided_at.isoformat() if one.decided_at else ""
    given = one.granted.expires_at.isoformat() if one.granted and one.granted.expires_at else ""
    about = (wish.purpose, wish.legal_basis, wish.agreement, wish.tier, wish.until.isoformat())
    return (
        *(str(one.id), str(one.number or ""), one.state.value, one.at.isoformat(), one.client, wish.service, parts),
        *about,
        *(decided, one.reason, given, one.message),
    )


ROUTES = [
    route("GET", FORM, show_form),
    route("POST", FORM, send),
    route("GET", OWN, show_list),
    route("GET", f"{OWN}/ekspor.csv", export_list),
    route("GET", f"{OWN}/{{id}}", show),
    route("POST", f"{OWN}/{{id}}", withdraw),
]
