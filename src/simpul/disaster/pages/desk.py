"""The officer's desk: what is new and worst in the region of the agency."""

from dataclasses import dataclass, replace
from datetime import timedelta

from simpul import regions
from simpul.disaster import actions
from simpul.disaster.actions.looking import DESK_DAYS
from simpul.disaster.model import Order, Report, Wanted
from simpul.disaster.pages.asking import DEPTHS, HOURS, Asked, asked, wanted
from simpul.disaster.pages.words import depth_swatch, depth_words, place_words
from simpul.disaster.rules.severity import depth_of
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, route

PATH = "/bencana/meja"
_ALL = "all"
_STATUSES = ("unverified", "verified", "hidden", _ALL)
_PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report as the queue shows it."""

    report: Report
    place: str
    zone: str
    depth_cm: int | None
    depth: str
    swatch: int


def waiting(request: Request, report: Report) -> Waiting:
    """The report in words."""
    depth = depth_of(report.card)
    return Waiting(
        report,
        place_words(request.platform, report.where),
        zone_of(report.where.region),
        depth,
        depth_words(report.card, request.lang),
        depth_swatch(depth),
    )


def show(request: Request) -> Response:
    """The queue: undecided first, worse before better, new before old."""
    question = asked(request, statuses=_STATUSES, orders=tuple(one.value for one in Order))
    status = question.status or "unverified"
    page, counts = actions.queue(request.platform, request.actor, _query(request, question, status))
    found = [] if question.nowhere else [waiting(request, one) for one in page.reports]
    context = {
        "asked": question,
        "status": status,
        "found": found,
        "total": page.total if found else 0,
        "pages": page.pages,
        "counts": counts,
        "region": region_name(request),
        "path": PATH,
        "depths": DEPTHS,
        "hours": HOURS,
        "days": DESK_DAYS // timedelta(days=1),
    }
    return html(request, "disaster/desk.html", context)


def _query(request: Request, question: Asked, status: str) -> Wanted:
    """The question to the store; without hours, of the last three days."""
    plain = replace(question, status="" if status == _ALL else status)
    query = wanted(request, plain, live=False, order=Order.URGENT, per_page=_PER_PAGE)
    since = query.since or request.platform.clock.now() - DESK_DAYS
    return replace(query, since=None if query.number is not None else since)


def region_name(request: Request) -> str:
    """The name of the region that the actor's agency answers for; empty for the whole country."""
    code = request.actor.region
    try:
        return regions.name_path(request.platform, code) if code else ""
    except regions.RegionUnknown:
        return code or ""


ROUTES = [route("GET", PATH, show)]
