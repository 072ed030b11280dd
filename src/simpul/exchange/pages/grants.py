"""Access rights of this node: who may call what, why, until when; extended and revoked here."""

from urllib.parse import urlencode

from simpul.exchange.actions import access, grants
from simpul.exchange.actions.deciding import check_reason
from simpul.exchange.model.access import HeldRight, RightState
from simpul.exchange.model.access_refusals import RevocationNotConfirmed
from simpul.exchange.model.services import TIERS, Grant, SubjectKind
from simpul.exchange.pages.access import LIST, titles_of
from simpul.exchange.pages.addressed import uuid_in
from simpul.exchange.pages.days import as_written, end_of, last_day, zone_here
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.access_requests import right_state
from simpul.exchange.rules.offers import path_of
from simpul.exchange.rules.permissions import permit_offer, permit_see_access
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import status_of

RIGHTS = f"{LIST}/hak"
STATES = {
    "berlaku": RightState.ACTIVE,
    "segera-berakhir": RightState.ENDING,
    "berakhir": RightState.EXPIRED,
    "dicabut": RightState.REVOKED,
    "semua": None,
}
HEAD = (
    *("id", "state", "subject_kind", "subject", "service", "part", "purpose", "legal_basis", "agreement", "tier"),
    *("given_at", "expires_at", "revoked_at", "revoked_reason", "request"),
)


def show_list(request: Request) -> Response:
    """The rights, those that end first before others: search, filter, page."""
    q, state, page = _asked(request)
    found, count = grants.search(request.platform, request.actor, q=q, state=STATES[state], page=page)
    context = {
        "found": found,
        "titles": titles_of(request),
        "count": count,
        "q": q,
        "chosen": state,
        "page": page,
        "pages": -(-count // grants.PER_PAGE),
        "kept": urlencode({"cari": q, "status": state}),
        **_shown(request),
    }
    return html(request, "exchange/grants.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    q, state, _ = _asked(request)
    found = grants.all_rights(request.platform, request.actor, q=q, state=STATES[state])
    return csv_of("hak-akses.csv", HEAD, [_row(request, one) for one in found])


def show(request: Request) -> Response:
    """One right: who, what, why, until when, how often; to extend or to revoke."""
    return _page(request)


def change(request: Request) -> Response:
    """The right ends on another day, or now, and its page says so; else the page again, with what was written."""
    form, which = request.form(), uuid_in(request)
    try:
        match form.text("do"):
            case "extend":
                until = end_of(form.text("expires"), zone_here(request.platform))
                grants.extend(request.platform, request.actor, id=which, until=until)
            case "revoke":
                _check_sure(request)
                grants.revoke(request.platform, request.actor, id=which, reason=check_reason(form.text("reason")))
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _page(request, refusal)
    return redirect(request, f"{RIGHTS}/{which}?selesai={form.text('do')}")


def _check_sure(request: Request) -> None:
    permit_offer(request.actor, request.platform.settings.agency_code)
    if request.form().text("sure") != "yes":
        raise RevocationNotConfirmed()


def _page(request: Request, refusal: Refusal | None = None) -> Response:
    platform, form = request.platform, request.form()
    one = grants.look(platform, request.actor, id=uuid_in(request))
    grant, zone = one.grant, zone_here(platform)
    written = as_written(grant.expires_at, zone) if grant.expires_at else ""
    context = {
        "one": one,
        "service": titles_of(request).get(path_of(grant.subsystem, grant.service)),
        "path": path_of(grant.subsystem, grant.service),
        "expires": form.text("expires") if refusal else written,
        "reason": form.text("reason"),
        "done": request.query("selesai"),
        **_shown(request, refusal),
    }
    return html(request, "exchange/grants_one.html", context, status_of(refusal) if refusal else 200)


def _shown(request: Request, refusal: Refusal | None = None) -> dict[str, object]:
    platform, zone = request.platform, zone_here(request.platform)
    now = platform.clock.now()
    return {
        "refusal": refusal,
        "zone": zone,
        "last_day": lambda at: last_day(at, zone),
        "tiers": TIERS,
        "state_of": lambda grant: right_state(grant, now).value,
        "who": lambda grant: _who(request, grant),
        "path_of": path_of,
        "permit_see_access": permit_see_access,
        "permit_offer": permit_offer,
    }


def _who(request: Request, grant: Grant) -> str:
    """The agency's name where the right is a subsystem's; the group's code otherwise."""
    if grant.subject_kind is not SubjectKind.SUBSYSTEM:
        return ""
    own, member = access.names_of(request.platform, grant.subject)
    return f"{member} · {own}" if member and own else member or own


def _asked(request: Request) -> tuple[str, str, int]:
    """`?cari=&status=&hal=`; what makes no sense counts as not asked."""
    state = request.query("status")
    return request.query("cari")[:100], state if state in STATES else "berlaku", max(1, whole(request.query("hal")))


def _row(request: Request, one: HeldRight) -> tuple[object, ...]:
    grant = one.grant
    times = [at.isoformat() if at else "" for at in (one.given_at, grant.expires_at, grant.revoked_at)]
    part = f"{grant.endpoint.method} {grant.endpoint.path}" if grant.endpoint else ""
    state = right_state(grant, request.platform.clock.now()).value
    return (
        *(str(grant.id), state, grant.subject_kind.value, grant.subject, path_of(grant.subsystem, grant.service), part),
        *(grant.purpose, grant.legal_basis, grant.agreement, grant.tier),
        *(*times, one.revoked_reason, str(one.request or "")),
    )


ROUTES = [
    route("GET", RIGHTS, show_list),
    route("GET", f"{RIGHTS}/ekspor.csv", export_list),
    route("GET", f"{RIGHTS}/{{id}}", show),
    route("POST", f"{RIGHTS}/{{id}}", change),
]
