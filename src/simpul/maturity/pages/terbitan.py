"""Published results: all of a year by search and filter, with rank and distribution; one agency over the years."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from simpul.kernel.plots import Drawing
from simpul.kernel.web import Request, Response, html, route
from simpul.maturity.actions import publishing
from simpul.maturity.model.results import PublishedUnknown
from simpul.maturity.pages.hasil import numbers
from simpul.maturity.rules import charts, comparing, law_instruments, published_list, result_report
from simpul.maturity.rules.published import SOURCES, Published, published
from simpul.maturity.rules.published_list import PublishedAsked, PublishedYear

PUBLISHED = "/kematangan/terbitan"
PER_PAGE = 50


def wanted(request: Request) -> PublishedAsked:
    """What the address asks for; what is no choice is left out."""
    years = published_list.years()
    given, kind, province, order = (request.query(name) for name in ("tahun", "jenis", "provinsi", "urut"))
    return PublishedAsked(
        year=int(given) if given in {str(year) for year in years} else years[0],
        q=request.query("q")[:60],
        kind=kind if kind in published_list.kinds() else "",
        province=province if province in published_list.provinces() else "",
        order=order if order in published_list.ORDERS else "peringkat",
    )


def address(asked: PublishedAsked, **changes: object) -> str:
    """The list's query with these fields changed; what is empty is left out."""
    kept: dict[str, object] = {
        "tahun": asked.year,
        "q": asked.q,
        "jenis": asked.kind,
        "provinsi": asked.province,
        "urut": asked.order if asked.order != "peringkat" else "",
    }
    return urlencode({name: value for name, value in (kept | changes).items() if value})


def page_of(request: Request, pages: int) -> int:
    """The page that is asked for, within those that there are."""
    given = request.query("hal")
    return min(max(int(given), 1), pages) if given.isascii() and given.isdigit() and len(given) < 5 else 1


def words(request: Request) -> dict[str, Any]:
    """How numbers are written, and where sources lead."""
    return {
        **numbers(request.t),
        "sources": SOURCES,
        "published_path": PUBLISHED,
    }


def show(request: Request) -> Response:
    """A year's published results, 50 a page."""
    asked = wanted(request)
    found = published_list.listed(asked)
    pages = max(1, -(-len(found.lines) // PER_PAGE))
    page = page_of(request, pages)
    bins = comparing.distribution(found.rows)
    context = {
        **words(request),
        "asked": asked,
        "found": found,
        "lines": found.lines[(page - 1) * PER_PAGE : page * PER_PAGE],
        "absent": published_list.absent(asked),
        "page": page,
        "pages": pages,
        "query": address(asked),
        "years": published_list.years(),
        "kinds": published_list.kinds(),
        "provinces": published_list.provinces(),
        "bins": bins,
        "span": lambda one: charts.span(request.t, one),
        "drawing": _drawing(request, found.rows, None) if found.rows else None,
        "mean": comparing.mean(one.index for one in found.rows),
        "median": comparing.median(one.index for one in found.rows),
        "predicates": _predicates(found.rows),
    }
    return html(request, "maturity/terbitan.html", context)


def _drawing(request: Request, rows: Sequence[Published], own: Fraction | None) -> Drawing:
    says = request.t.gettext("How many agencies have which index.")
    bins = comparing.distribution(rows)
    return charts.histogram(request.t, bins, None if own is None else comparing.bin_of(own), says)


def _predicates(rows: Sequence[Published]) -> list[tuple[str, int]]:
    known = law_instruments.instrument(comparing.PUBLISHED_WITH).predicates
    return [(one.name.id, sum(row.predicate == one.name.id for row in rows)) for one in known]


def one(request: Request) -> Response:
    """An agency over the years, its place, and agencies alike; PublishedUnknown."""
    agency = request.path_params["agency"]
    years = published_list.history(agency)
    final = publishing.final_lines(request.platform, agency=agency)
    if not years:
        raise PublishedUnknown()
    last = years[-1]
    group = comparing.alike(published(), last.row.year, last.row.kind, last.row.province)
    context = {
        **words(request),
        "years": years,
        "last": last,
        "newest": published_list.years()[0],
        "final": final,
        "group": group,
        "reason": result_report.who_is_alike(group, request.t),
        "place": comparing.place(last.row.index, comparing.without(group.rows, agency)),
        "near": comparing.neighbours(group, last.row.index, 9),
        "means": comparing.domain_means(group.rows),
        "bins": comparing.distribution(group.rows),
        "span": lambda each: charts.span(request.t, each),
        "drawing": _drawing(request, group.rows, last.row.index),
        "trend": _trend(request, years),
        "parts": law_instruments.instrument(comparing.PUBLISHED_WITH).children(),
    }
    return html(request, "maturity/terbitan_satu.html", context)


def _trend(request: Request, years: Sequence[PublishedYear]) -> Drawing:
    parts = law_instruments.instrument(comparing.PUBLISHED_WITH).children()
    series: list[charts.Series] = [
        ("good" if each is years[-1] else "warn", str(each.row.year), each.row.domains) for each in years
    ]
    return charts.bars(request.t, parts, series, request.t.gettext("Values of the domains by year."))


ROUTES = [
    route("GET", PUBLISHED, show),
    route("GET", f"{PUBLISHED}/instansi/{{agency}}", one),
]
