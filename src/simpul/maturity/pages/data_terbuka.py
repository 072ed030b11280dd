"""Open data: published results and this node's final ones as CSV and JSON, with licence; the form of TAUVAL."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from simpul.kernel.web import Request, Response, html, json, route
from simpul.kernel.web.export import csv_of
from simpul.maturity.actions import publishing
from simpul.maturity.pages.terbitan import PER_PAGE, PUBLISHED, page_of, wanted, words
from simpul.maturity.rules import naming, published_list, result_rows
from simpul.maturity.rules.published import SOURCES, published

DATA = "/kematangan/data"
NODE = f"{PUBLISHED}/simpul"
_SHARED = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


def about(request: Request) -> Response:
    """What can be had, in which form, under which licence."""
    every, synthetic = publishing.final_counts(request.platform)
    context = {
        **words(request),
        "licence": result_rows.LICENCE,
        "count": len(published()),
        "years": published_list.years(),
        "final": every,
        "synthetic": synthetic,
    }
    return html(request, "maturity/data_terbuka.html", context)


def of_node(request: Request) -> Response:
    """The final results of this node, by edition."""
    edition = request.query("edisi")[:40]
    every = publishing.final_lines(request.platform)
    editions = dict.fromkeys((one.of.edition, one.of.title) for one in every)
    chosen = edition if edition in {key for key, _ in editions} else ""
    q = request.query("q")[:60]
    rows = [one for one in every if (not chosen or one.of.edition == chosen) and naming.answers(q, one.of.name)]
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = page_of(request, pages)
    asked = urlencode({name: value for name, value in (("q", q), ("edisi", chosen)) if value})
    context = {
        **words(request),
        "rows": rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        "total": len(rows),
        "page": page,
        "pages": pages,
        "query": f"{asked}&" if asked else "",
        "editions": list(editions),
        "edition": chosen,
        "q": q,
    }
    return html(request, "maturity/terbitan_simpul.html", context)


def _about(request: Request) -> Mapping[str, Any]:
    return {
        "licence": result_rows.LICENCE,
        "attribution": list(SOURCES.values()),
        "node": request.platform.settings.agency,
        "at": request.platform.clock.now().isoformat(),
    }


def published_csv(request: Request) -> Response:
    """The rows of the list with its filters as CSV; without a year all of them."""
    return csv_of(
        "hasil-spbe-terbitan.csv", result_rows.PUBLISHED_COLUMNS, result_rows.published_rows(_asked(request)), marked=True
    )


def published_json(request: Request) -> Response:
    """The same as JSON."""
    return json({**_about(request), "results": result_rows.published_documents(_asked(request))}, headers=_SHARED)


def _asked(request: Request) -> list[tuple[int, Any]]:
    asked = wanted(request)
    years = [asked.year] if request.query("tahun") else published_list.years()
    found = [published_list.listed(published_list.with_year(asked, year)) for year in years]
    return [(line.rank, line.row) for each in found for line in each.lines]


def tauval(request: Request) -> Response:
    """Final results of this node in the form of TAUVAL; with `asal=terbitan` the published ones, domains alone."""
    if request.query("asal") == "terbitan":
        rows = [result_rows.tauval_published(row) for _, row in _asked(request)]
    else:
        rows = [result_rows.tauval(of, result) for of, result in publishing.final(request.platform)]
    return json({**_about(request), "data": rows}, headers=_SHARED)


ROUTES = [
    route("GET", DATA, about),
    route("GET", NODE, of_node),
    route("GET", f"{PUBLISHED}/ekspor.csv", published_csv),
    route("GET", f"{PUBLISHED}/ekspor.json", published_json),
    route("GET", f"{DATA}/tauval.json", tauval),
]
