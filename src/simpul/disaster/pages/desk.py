"""The officer's desk: what is new and worst in the region of the agency, in groups of reports that are alike."""

import csv
import io
from datetime import timedelta
from uuid import UUID

from simpul import regions
from simpul.disaster.actions import grouping, queueing
from simpul.disaster.actions.looking import DESK_DAYS, desk_counts
from simpul.disaster.model.desk import Batch, QueuePage
from simpul.disaster.pages import desk_rows
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.desk_asking import HOURS, PER_PAGE, DeskAsked, desk_asked, question
from simpul.disaster.pages.desk_lines import line
from simpul.disaster.pages.words import SEVERITIES, hazard_label
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.errors import Refusal
from simpul.kernel.web import Request, Response, json, route

PATH = "/bencana/meja"
EXPORTED = 8_000


def show(request: Request, refusal: Refusal | None = None) -> Response:
    """The queue: undecided before decided, worse before better."""
    asked = desk_asked(request)
    counts = desk_counts(request.platform, request.actor, training=asked.training)
    page = _page(request, asked)
    lines = [one for group in page.groups if (one := line(request, group, page.shown, queueing.SHOWN))]
    context = {
        "asked": asked,
        "lines": lines,
        "page": page,
        "pages": max(1, -(-page.total // PER_PAGE)),
        "per_page": PER_PAGE,
        "counts": counts,
        "region": region_name(request),
        "path": PATH,
        "hazards": [(one.slug, hazard_label(one.slug, request.lang)) for one in LISTED],
        "severities": SEVERITIES,
        "hours": HOURS,
        "days": DESK_DAYS // timedelta(days=1),
        "batch": _batch(request),
        "undone": request.query("batal") == "ya",
    }
    return answered(request, "disaster/desk.html", context, refusal)


def _page(request: Request, asked: DeskAsked, per_page: int = PER_PAGE) -> QueuePage:
    if asked.nowhere:
        return QueuePage((), {}, 0, 0, 0)
    return queueing.desk_queue(request.platform, request.actor, question(request, asked, per_page))


def _batch(request: Request) -> tuple[Batch, bool] | None:
    """The step that was just taken, and whether it can be taken back; None where none is named or known."""
    try:
        found, _, undoable = grouping.batch(request.platform, request.actor, UUID(request.query("langkah")))
    except (ValueError, Refusal):
        return None
    return found, undoable


def new(request: Request) -> Response:
    """How many reports that fit the question came in after the one in the address."""
    given = request.query("sejak")
    after = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    asked = desk_asked(request)
    count = 0 if asked.nowhere else queueing.newer(request.platform, request.actor, question(request, asked), after)
    words = request.t.ngettext("{n} new report, show", "{n} new reports, show", count)
    return json({"new": count, "words": words}, headers={"Cache-Control": "no-store"})


def as_csv(request: Request) -> Response:
    """What the queue shows, all pages of it, a line for each report, as CSV in UTF-8."""
    page = queueing.whole_queue(request.platform, request.actor, question(request, desk_asked(request), EXPORTED))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(desk_rows.COLUMNS)
    for group in page.groups:
        writer.writerows(desk_rows.cells(request, group, page.shown))
    headers = {"Content-Disposition": 'attachment; filename="meja-piket.csv"', "Cache-Control": "no-store"}
    return Response(out.getvalue().encode("utf-8-sig"), 200, headers, "text/csv; charset=utf-8")


def region_name(request: Request) -> str:
    """The name of the region that the actor's agency answers for; empty for the whole country."""
    return regions.name_or_code(request.platform, request.actor.region)


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}/baru.json", new),
    route("GET", f"{PATH}/ekspor.csv", as_csv),
]
