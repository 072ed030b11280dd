"""The exchange's front page: what it is, this node's place in it, who takes part, what this node offers."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from simpul.exchange.actions import checking, members, services, trust
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.offers import path_of
from simpul.exchange.rules.permissions import permit_decide_joining
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

PATH = "/penghubung"
PER_PAGE = 25
HEAD = ("member", "member_name", "subsystem", "subsystem_name", "node", "node_name", "maintenance")


def show(request: Request) -> Response:
    """This node's state in the exchange, and everybody who takes part: search, page."""
    platform = request.platform
    q, page = request.query("cari")[:100], max(1, whole(request.query("hal")))
    rows = _rows(request, q)
    context = {
        **_state(request),
        "rows": rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        "count": len(rows),
        "q": q,
        "page": page,
        "pages": -(-len(rows) // PER_PAGE),
        "kept": urlencode({"cari": q} if q else {}),
        "services": [(path_of(one.subsystem, one.code), one) for one in services.services(platform) if one.public],
        "operator": trust.is_operator(platform),
        "register_key": checking.own_key(platform),
        "permit_decide_joining": permit_decide_joining,
        "refusal": None,
    }
    return html(request, "exchange/front.html", context)


def export_list(request: Request) -> Response:
    """Everybody who takes part, as a CSV file."""
    rows = _rows(request, request.query("cari")[:100])
    cells = [(r.member, r.member_name, r.subsystem, r.name, r.node, r.node_name, r.maintenance) for r in rows]
    return csv_of("anggota-penghubung.csv", HEAD, cells)


def _rows(request: Request, q: str) -> list[members.Listed]:
    with suppress(NoTrustList):
        return members.listed(request.platform, q=q)
    return []


def _state(request: Request) -> dict[str, Any]:
    platform = request.platform
    state = trust.trust_state(platform)
    if state is None:
        return {"state": None, "known": None, "joined": False, "left": (0, 0, 0)}
    known = trust.trust(platform)
    return {
        "state": state,
        "known": known,
        "joined": platform.settings.agency_code in known.nodes,
        "left": left_of(state.remaining),
    }


def left_of(span: timedelta) -> tuple[int, int, int]:
    """Days, hours and minutes of a length of time."""
    minutes = int(span.total_seconds()) // 60
    return minutes // 1440, minutes % 1440 // 60, minutes % 60


ROUTES = [route("GET", PATH, show), route("GET", f"{PATH}/ekspor.csv", export_list)]
