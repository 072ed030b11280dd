"""The catalogue of every node's public services and event types: search, filters, page, file. Perpres 95/2018 art. 33."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from simpul.exchange.actions import catalogue
from simpul.exchange.model.listing import EVENTS, ListedService, Wanted
from simpul.exchange.pages import days
from simpul.exchange.pages.front import PATH
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.finding import LONGEST_QUESTION, state_of
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

LIST = f"{PATH}/katalog"
KINDS = {"openapi": "OPENAPI", "rest": "REST", "peristiwa": EVENTS}
CLASSES = {"terbuka": "open", "terbatas": "restricted", "tertutup": "closed"}
STATES = {"berlaku": "published", "usang": "deprecated", "dihentikan": "retired"}
"""What the filters are called in the address, and what they mean."""
HEAD = (
    *("service", "title", "kind", "subsystem_name", "member_name", "summary", "classification", "lifecycle", "sunset_at"),
    *("successor", "contact", "availability", "response_ms", "hours", "endpoints", "seen_at"),
)


def show(request: Request) -> Response:
    """What there is, by words and filters; 25 a page."""
    wanted, chosen = asked(request)
    page = max(1, whole(request.query("hal")))
    hits = catalogue.search(request.platform, wanted=wanted, page=page)
    context = {
        "hits": hits,
        "chosen": chosen,
        "narrowed": any(value for name, value in chosen.items() if name != "cari"),
        "page": page,
        "pages": -(-hits.count // catalogue.PER_PAGE),
        "kept": urlencode({name: value for name, value in chosen.items() if value}),
        "state_of": state_of,
        "last_day": last_day_of(request),
        "refusal": None,
    }
    return html(request, "exchange/catalogue.html", context)


def export_list(request: Request) -> Response:
    """The same list as a CSV file, all pages of it."""
    wanted, _ = asked(request)
    found = catalogue.everything(request.platform, wanted=wanted)
    return csv_of("katalog-layanan.csv", HEAD, [_row(one) for one in found])


def asked(request: Request) -> tuple[Wanted, dict[str, str]]:
    """What `?cari=&instansi=&jenis=&klasifikasi=&status=` asks for, and how it was written; nonsense counts as nothing."""
    chosen = {name: request.query(name)[:200] for name in ("cari", "instansi", "jenis", "klasifikasi", "status")}
    chosen["cari"] = chosen["cari"][:LONGEST_QUESTION]
    for name, known in (("jenis", KINDS), ("klasifikasi", CLASSES), ("status", STATES)):
        if chosen[name] not in known:
            chosen[name] = ""
    wanted = Wanted(
        q=chosen["cari"],
        member=chosen["instansi"],
        kind=KINDS.get(chosen["jenis"], ""),
        classification=CLASSES.get(chosen["klasifikasi"], ""),
        lifecycle=STATES.get(chosen["status"], ""),
    )
    return wanted, chosen


def last_day_of(request: Request) -> Callable[[datetime], str]:
    """Tells the last day of what ends at an instant, in the page's language and the node's zone."""
    zone = days.zone_here(request.platform)
    return lambda at: request.t.date(days.last_day(at, zone), zone)


def _row(one: ListedService) -> tuple[object, ...]:
    terms = one.terms
    return (
        one.service,
        one.title,
        one.kind,
        one.agency,
        one.member,
        one.summary,
        terms.classification,
        terms.lifecycle.value if terms.told else "",
        terms.sunset_at.isoformat() if terms.sunset_at else "",
        terms.successor,
        terms.contact,
        terms.promise.availability,
        terms.promise.response_ms or "",
        terms.promise.hours,
        "; ".join(f"{each.method} {each.path}" for each in one.endpoints),
        one.seen_at.isoformat(),
    )


ROUTES = [route("GET", LIST, show), route("GET", f"{LIST}/ekspor.csv", export_list)]
