"""The steward's services: what this node offers, published, changed, disabled, ended. Perpres 95/2018 art. 33."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from simpul.exchange.actions import grants, listing, services, trust
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.model.services import Lifecycle, Service
from simpul.exchange.model.trying_refusals import CodeNotTyped
from simpul.exchange.pages.addressed import own_service
from simpul.exchange.pages.front import PATH
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.finding import state_of, words_of
from simpul.exchange.rules.offers import path_of
from simpul.exchange.rules.permissions import permit_offer
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.problems import status_of

LIST = f"{PATH}/layanan"
PER_PAGE = 25
HEAD = ("service", "title", "kind", "public", "enabled", "lifecycle", "sunset_at", "successor", "classification", "contact")


def show_list(request: Request) -> Response:
    """The services of this node, hidden and retired ones too: search, page."""
    found, q, page = _found(request), request.query("cari")[:100], max(1, whole(request.query("hal")))
    context = {
        "rows": found[(page - 1) * PER_PAGE : page * PER_PAGE],
        "count": len(found),
        "q": q,
        "page": page,
        "pages": -(-len(found) // PER_PAGE),
        "kept": urlencode({"cari": q} if q else {}),
        "path_of": path_of,
        "state_of": state_of,
        "done": request.query("selesai"),
        "refusal": None,
    }
    return html(request, "exchange/services.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file."""
    return csv_of("layanan-simpul.csv", HEAD, [_row(one) for one in _found(request)])


def show(request: Request) -> Response:
    """One service with all that can be done to it."""
    return _page(request, own_service(request))


def act(request: Request) -> Response:
    """The service is as asked, and its page, or the list, says so; else the page again, with what was written."""
    one = own_service(request)
    try:
        done = _act(request, one)
    except (Invalid, Conflict) as refusal:
        return _page(request, one, refusal)
    with suppress(NoTrustList):
        listing.list_own(request.platform)
    if done == "hapus":
        return redirect(request, f"{LIST}?selesai=hapus")
    return redirect(request, f"{LIST}/{quote(path_of(one.subsystem, one.code))}?selesai={done}")


def _act(request: Request, one: Service) -> str:
    form, platform, actor = request.form(), request.platform, request.actor
    key = (one.subsystem, one.code)
    match form.text("do"):
        case "disable":
            services.set_enabled(platform, actor, service=key, enabled=False, notice=form.text("reason"))
            return "mati"
        case "enable":
            services.set_enabled(platform, actor, service=key, enabled=True)
            return "nyala"
        case "deprecate":
            until = (_last_day(request), form.text("successor"))
            services.set_lifecycle(platform, actor, service=key, to=Lifecycle.DEPRECATED, until=until)
            return "usang"
        case "retire":
            services.set_lifecycle(platform, actor, service=key, to=Lifecycle.RETIRED, until=(None, form.text("successor")))
            return "henti"
        case "restore":
            services.set_lifecycle(platform, actor, service=key, to=Lifecycle.PUBLISHED)
            return "pulih"
        case "remove":
            if form.text("typed") != one.code:
                raise CodeNotTyped(code=one.code)
            services.remove(platform, actor, service=key)
            return "hapus"
        case _:
            raise NotFound()


def _last_day(request: Request) -> datetime | None:
    """The end of the day that was written, in the node's own time; None for none."""
    try:
        zone = ZONES[zone_of(request.platform.settings.region)]
        return datetime.strptime(request.form().text("sunset_at"), "%Y-%m-%d").replace(tzinfo=zone) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _page(request: Request, one: Service, refusal: Refusal | None = None) -> Response:
    platform, form = request.platform, request.form()
    now = platform.clock.now()
    rights = grants.grants(platform, subsystem=one.subsystem, service=one.code)
    context: dict[str, Any] = {
        "one": one,
        "path": path_of(one.subsystem, one.code),
        "state": state_of(one.lifecycle.value, one.sunset_at, now).value,
        "last_day": one.sunset_at - timedelta(microseconds=1) if one.sunset_at else None,
        "rights": sum(1 for each in rights if each.expires_at is None or each.expires_at > now),
        "done": request.query("selesai"),
        "did": form.text("do"),
        "written": {name: form.text(name) for name in ("reason", "sunset_at", "successor", "typed")},
        "zone": zone_of(platform.settings.region),
        "soonest": (now + timedelta(days=1)).astimezone(ZONES[zone_of(platform.settings.region)]).date().isoformat(),
        "refusal": refusal,
    }
    return html(request, "exchange/services_one.html", context, status_of(refusal) if refusal else 200)


def _found(request: Request) -> list[Service]:
    permit_offer(request.actor, request.platform.settings.agency_code)
    asked = words_of(request.query("cari")[:100])
    every = sorted(services.services(request.platform), key=lambda one: (one.title.lower(), one.code))
    return [one for one in every if all(_has(one, word) for word in asked)]


def _has(one: Service, word: str) -> bool:
    return any(word in known for known in words_of(f"{one.title} {one.subsystem} {one.code} {one.contact}"))


def _row(one: Service) -> tuple[object, ...]:
    return (
        *(path_of(one.subsystem, one.code), one.title, one.kind.value, one.public, one.enabled, one.lifecycle.value),
        *(one.sunset_at.isoformat() if one.sunset_at else "", one.successor, one.classification.value, one.contact),
    )


def own_subsystems(request: Request) -> list[tuple[str, str]]:
    """(path, name) of the subsystems reached at this node."""
    try:
        known = trust.trust(request.platform)
    except NoTrustList:
        return []
    home = request.platform.settings.agency_code
    return sorted((path, one.name) for path, one in known.subsystems.items() if one.node == home)


ROUTES = [
    route("GET", LIST, show_list),
    route("GET", f"{LIST}/ekspor.csv", export_list),
]
ROUTES_OF_ONE = [route("GET", f"{LIST}/{{service:path}}", show), route("POST", f"{LIST}/{{service:path}}", act)]
