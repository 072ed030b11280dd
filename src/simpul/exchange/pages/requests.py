"""The operator's officers look at requests to join, and decide."""

from urllib.parse import urlencode

from simpul.exchange.actions import deciding
from simpul.exchange.model.joining import Candidate, CandidateState
from simpul.exchange.pages.addressed import uuid_in
from simpul.exchange.pages.front import PATH
from simpul.exchange.pages.whole import whole
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import status_of

LIST = f"{PATH}/permohonan"
STATES = {
    "menunggu": CandidateState.WAITING,
    "disetujui": CandidateState.APPROVED,
    "ditolak": CandidateState.REFUSED,
    "semua": None,
}
HEAD = ("id", "node", "kind", "member_name", "node_name", "at", "state", "decided_at", "reason")


def show_list(request: Request) -> Response:
    """The requests, those that wait first: search, filter, page."""
    q, state, page = _asked(request)
    found, count = deciding.search_requests(request.platform, request.actor, q=q, state=STATES[state], page=page)
    context = {
        "found": [(one, *deciding.words_of(one.request)) for one in found],
        "count": count,
        "q": q,
        "chosen": state,
        "page": page,
        "pages": -(-count // deciding.PER_PAGE),
        "kept": urlencode({"cari": q, "status": state}),
        "refusal": None,
    }
    return html(request, "exchange/requests.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    q, state, _ = _asked(request)
    found = deciding.all_requests(request.platform, request.actor, q=q, state=STATES[state])
    return csv_of("permohonan-penghubung.csv", HEAD, [_row(one) for one in found])


def show(request: Request) -> Response:
    """One request: who, where, which key, what approval would change."""
    return _page(request)


def decide(request: Request) -> Response:
    """The request is approved or refused and its page says so; else the page again, with what was written."""
    form, which = request.form(), uuid_in(request)
    try:
        match form.text("do"):
            case "approve":
                deciding.approve(request.platform, request.actor, id=which)
            case "refuse":
                deciding.refuse(request.platform, request.actor, id=which, reason=form.text("reason"))
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _page(request, refusal)
    return redirect(request, f"{LIST}/{which}?selesai={form.text('do')}")


def _page(request: Request, refusal: Refusal | None = None) -> Response:
    seen = deciding.look(request.platform, request.actor, id=uuid_in(request))
    key = seen.facts.key.thumbprint if seen.facts else str(seen.candidate.request.get("replaces", ""))
    context = {
        "seen": seen,
        "one": seen.candidate,
        "names": deciding.words_of(seen.candidate.request),
        "fingerprint": deciding.fingerprint(key),
        "others": [deciding.fingerprint(other) for other in seen.other_keys],
        "reason": request.form().text("reason"),
        "done": request.query("selesai"),
        "refusal": refusal,
    }
    return html(request, "exchange/request.html", context, status_of(refusal) if refusal else 200)


def _asked(request: Request) -> tuple[str, str, int]:
    """`?cari=&status=&hal=`; what makes no sense counts as not asked."""
    state = request.query("status")
    return request.query("cari")[:100], state if state in STATES else "menunggu", max(1, whole(request.query("hal")))


def _row(one: Candidate) -> tuple[object, ...]:
    decided = one.decided_at.isoformat() if one.decided_at else ""
    member, node = deciding.words_of(one.request)
    kind = one.request.get("type", "")
    return str(one.id), one.node, kind, member, node, one.at.isoformat(), one.state.value, decided, one.reason


ROUTES = [
    route("GET", LIST, show_list),
    route("GET", f"{LIST}/ekspor.csv", export_list),
    route("GET", f"{LIST}/{{id}}", show),
    route("POST", f"{LIST}/{{id}}", decide),
]
