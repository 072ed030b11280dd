"""The monthly report: page, PDF and CSV for the desk; for everybody by kabupaten and closed quarter, never below five."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.plots import Drawing
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import figures, reporting
from simpul.malaria.model.register import COUNTS
from simpul.malaria.model.report import ReportDocument
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context
from simpul.malaria.pages.meja_kirim import choices, chosen
from simpul.malaria.pages.month_words import month_words
from simpul.malaria.rules import report_plot

REPORT, OPEN = f"{PATH}/laporan", "/malaria/laporan"
_COLUMNS = ("code", "village", "month", *COUNTS, "synthetic")
_PUBLIC = ("kabupaten_code", "kabupaten", "year", "quarter", "positive", "suppressed", "synthetic")


def show(request: Request) -> Response:
    """The month's report as a page."""
    return _show(request, None)


def _show(request: Request, failed: Refusal | None) -> Response:
    scope, refusal = chosen(request)
    said = reporting.document(request.platform, request.actor, scope, request.lang) if scope else None
    context = {
        **desk_context(request),
        **choices(request),
        "scope": scope,
        "said": said,
        "drawing": _drawing(request, said) if said else None,
        "month": month_words(scope.first, request.lang) if scope else "",
        "asked": urlencode({"wilayah": scope.region, "bulan": scope.month}) if scope else "",
        "list_path": REPORT,
    }
    return answered(request, "malaria/meja_laporan.html", context, failed or refusal)


def _drawing(request: Request, said: ReportDocument) -> Drawing:
    t = request.t
    words: Mapping[str, str] = {
        "says": said.says,
        "unit": t.gettext("positive tests a week"),
        "across": t.gettext("week of"),
        "before": t.gettext("weeks before"),
        "month": t.gettext("weeks of the month"),
    }
    return report_plot.drawn(said.weeks, words)


def pdf(request: Request) -> Response:
    """The report as PDF in the page's language; the page with what is wrong where it cannot be made."""
    scope, refusal = chosen(request)
    if scope is None or refusal:
        return _show(request, refusal)
    try:
        made = reporting.pdf(request.platform, request.actor, scope, request.lang)
    except Unavailable as failed:
        return _show(request, failed)
    headers = {"Content-Disposition": f'inline; filename="{made.name}"', "Cache-Control": "private, no-store"}
    return Response(made.content, 200, headers, made.media)


def as_csv(request: Request) -> Response:
    """The month's villages with all their counts as CSV."""
    scope, _ = chosen(request)
    found = reporting.facts(request.platform, request.actor, scope) if scope else None
    rows: list[tuple[Any, ...]] = []
    if scope and found:
        rows = [
            (one.code, one.name, scope.month, *(one.counts[name] for name in COUNTS), found.synthetic)
            for one in found.villages
        ]
    return csv_of(f"laporan-malaria-{scope.month if scope else ''}.csv", _COLUMNS, rows, marked=True)


def for_all(request: Request) -> Response:
    """What anybody may know: positive tests by kabupaten and closed quarter, none between one and four."""
    found = figures.public(request.platform)
    context = {"rows": found, "codes": sorted({(one.name, one.code) for one in found}), "open_path": OPEN}
    return html(request, "malaria/laporan.html", context)


def for_all_csv(request: Request) -> Response:
    """The same as CSV."""
    rows = [
        (
            one.code,
            one.name,
            one.year,
            one.quarter,
            one.count if one.count is not None else "",
            one.count is None,
            one.synthetic,
        )
        for one in figures.public(request.platform)
    ]
    return csv_of("malaria-per-kabupaten.csv", _PUBLIC, rows, marked=True)


ROUTES = [
    route("GET", REPORT, show),
    route("GET", f"{REPORT}/laporan.pdf", pdf),
    route("GET", f"{REPORT}/ekspor.csv", as_csv),
    route("GET", OPEN, for_all),
    route("GET", f"{OPEN}/ekspor.csv", for_all_csv),
]
