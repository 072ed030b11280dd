"""Requests for access at the owner's node: who asks, for what, on which basis, for how long; and the owner's decision."""

from collections.abc import Sequence
from urllib.parse import urlencode

from simpul.exchange.actions import access, asking, grants, services
from simpul.exchange.model.access import AccessApproval, AccessRequest, AccessState, RightState
from simpul.exchange.model.access_refusals import AccessReadersOnly, AccessServiceUnknown, EndpointsMissing
from simpul.exchange.model.refusals import NotInRegister
from simpul.exchange.model.services import TIERS, Endpoint, Service
from simpul.exchange.pages.addressed import uuid_in
from simpul.exchange.pages.days import as_written, end_of, last_day, zone_here
from simpul.exchange.pages.front import PATH
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.access_requests import tiers_within
from simpul.exchange.rules.offers import path_of, read_endpoint
from simpul.exchange.rules.permissions import permit_decide_access, permit_see_access
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import status_of

LIST = f"{PATH}/akses"
OWN = f"{LIST}/permintaan"
STATES = {
    "menunggu": AccessState.WAITING,
    "disetujui": AccessState.APPROVED,
    "ditolak": AccessState.REFUSED,
    "ditarik": AccessState.WITHDRAWN,
    "semua": None,
}
HEAD = (
    *("id", "state", "asked_at", "client", "service", "parts", "purpose", "legal_basis", "agreement", "tier", "until"),
    *("contact", "note", "decided_at", "reason", "message"),
)


def show_list(request: Request) -> Response:
    """The requests, those that wait first: search, filter, page. Whoever only asks is led to their own requests."""
    try:
        permit_see_access(request.actor, request.platform.settings.agency_code)
    except AccessReadersOnly:
        asking.search(request.platform, request.actor)
        return redirect(request, OWN)
    q, state, page = _asked(request)
    found, count = access.search(request.platform, request.actor, q=q, state=STATES[state], page=page)
    titles = titles_of(request)
    context = {
        "found": [(one, *access.names_of(request.platform, one.client), titles.get(one.wish.service)) for one in found],
        "count": count,
        "q": q,
        "chosen": state,
        "page": page,
        "pages": -(-count // access.PER_PAGE),
        "kept": urlencode({"cari": q, "status": state}),
        "waiting": access.waiting(request.platform, request.actor),
        "ending": grants.search(request.platform, request.actor, state=RightState.ENDING)[1],
        "active": grants.search(request.platform, request.actor, state=RightState.ACTIVE)[1],
        **_shown(request),
    }
    return html(request, "exchange/access.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    q, state, _ = _asked(request)
    found = access.all_requests(request.platform, request.actor, q=q, state=STATES[state])
    return csv_of("permintaan-akses.csv", HEAD, [_row(one) for one in found])


def show(request: Request) -> Response:
    """One request: who, what, why, for how long, what approval would allow; and the two ways to decide."""
    return _page(request)


def decide(request: Request) -> Response:
    """The request is approved or refused and its page says so; else the page again, with what was written."""
    form, which = request.form(), uuid_in(request)
    try:
        match form.text("do"):
            case "approve":
                access.approve(request.platform, request.actor, id=which, given=_given(request))
            case "refuse":
                access.refuse(request.platform, request.actor, id=which, reason=form.text("reason"))
            case _:
                raise NotFound()
    except (Invalid, Conflict, AccessServiceUnknown, NotInRegister) as refusal:
        return _page(request, refusal)
    return redirect(request, f"{LIST}/{which}?selesai={form.text('do')}")


def titles_of(request: Request) -> dict[str, Service]:
    """This node's services by their path, for their titles."""
    return {path_of(one.subsystem, one.code): one for one in services.services(request.platform)}


def _given(request: Request) -> AccessApproval:
    form = request.form()
    ticked = form.texts("endpoint")
    if not ticked:
        raise EndpointsMissing()  # nothing ticked must never mean everything
    chosen = [one for one in ticked if one != "*"]
    until = end_of(form.text("expires"), zone_here(request.platform))
    endpoints = tuple(read_endpoint(one) for one in chosen)
    return AccessApproval(form.text("tier"), until, endpoints, form.text("agreement"))


def _page(request: Request, refusal: Refusal | None = None) -> Response:
    platform, form = request.platform, request.form()
    seen = access.look(platform, request.actor, id=uuid_in(request))
    one, zone = seen.request, zone_here(platform)
    context = {
        "seen": seen,
        "one": one,
        "names": access.names_of(platform, one.client),
        "owner": access.names_of(platform, one.wish.owner),
        "options": _options(one, seen.offered),
        "chosen": form.texts("endpoint") if refusal else _ticked(one),
        "tier": form.text("tier") if refusal else one.wish.tier,
        "expires": form.text("expires") if refusal else as_written(one.wish.until, zone),
        "agreement": form.text("agreement") if refusal else one.wish.agreement,
        "reason": form.text("reason"),
        "allowed_tiers": [TIERS[code] for code in tiers_within(one.wish.tier)],
        "may_decide": _may_decide(request, own=seen.own),
        "done": request.query("selesai"),
        **_shown(request, refusal),
    }
    return html(request, "exchange/access_request.html", context, status_of(refusal) if refusal else 200)


def _options(one: AccessRequest, offered: Sequence[Endpoint]) -> list[str]:
    """The parts among which the owner may narrow: those asked for; of a whole service those that it lists."""
    parts = one.wish.endpoints or offered
    return [f"{part.method} {part.path}" for part in parts]


def _ticked(one: AccessRequest) -> list[str]:
    return [f"{part.method} {part.path}" for part in one.wish.endpoints] or ["*"]


def _may_decide(request: Request, *, own: bool) -> bool:
    asker = request.actor.id if own else None
    try:
        permit_decide_access(request.actor, request.platform.settings.agency_code, asker)
    except Refusal:
        return False
    return True


def _shown(request: Request, refusal: Refusal | None = None) -> dict[str, object]:
    zone = zone_here(request.platform)
    return {
        "refusal": refusal,
        "zone": zone,
        "last_day": lambda at: last_day(at, zone),
        "tiers": TIERS,
        "permit_see_access": permit_see_access,
    }


def _asked(request: Request) -> tuple[str, str, int]:
    """`?cari=&status=&hal=`; what makes no sense counts as not asked."""
    state = request.query("status")
    return request.query("cari")[:100], state if state in STATES else "menunggu", max(1, whole(request.query("hal")))


def _row(one: AccessRequest) -> tuple[object, ...]:
    wish = one.wish
    parts = "; ".join(f"{part.method} {part.path}" for part in wish.endpoints)
    decided = one.decided_at.isoformat() if one.decided_at else ""
    about = (wish.purpose, wish.legal_basis, wish.agreement, wish.tier, wish.until.isoformat(), wish.contact, wish.note)
    return (
        *(str(one.id), one.state.value, one.at.isoformat(), one.client, wish.service, parts),
        *about,
        *(decided, one.reason, one.message),
    )


ROUTES = [
    route("GET", LIST, show_list),
    route("GET", f"{LIST}/ekspor.csv", export_list),
]
DECISIONS = [route("GET", f"{LIST}/{{id}}", show), route("POST", f"{LIST}/{{id}}", decide)]
"""Last of all below `/akses`, since `{id}` stands for any word."""
