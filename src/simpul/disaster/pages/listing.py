"""All reports as a list that everybody can read: searched by place, filtered, paged, taken away as CSV and GeoJSON."""

import csv
import io
from dataclasses import replace

import orjson

from simpul.disaster import actions
from simpul.disaster.model import Order
from simpul.disaster.pages import rows
from simpul.disaster.pages.asking import DEPTHS, HOURS, Asked, asked, wanted
from simpul.disaster.pages.light import light
from simpul.disaster.pages.rows import Row
from simpul.disaster.pages.words import SEVERITIES
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.replay import TAG_2017
from simpul.kernel.web import Request, Response, html, route

PATH = "/bencana/daftar"
_STATUSES = ("unverified", "verified")
_ORDERS = (Order.NEWEST.value, Order.WORST.value, Order.DEEPEST.value)
_PER_PAGE, _EXPORTED = 20, 10_000
_LICENCE, _LICENCE_2017 = "CC-BY-4.0", "CC-BY-4.0, PetaBencana.id (arsip 2017)"


def show(request: Request) -> Response:
    """One page of the list."""
    question = _asked(request)
    found, total = _found(request, question, _PER_PAGE)
    context = {
        "asked": question,
        "rows": found,
        "total": total,
        "pages": max(1, -(-total // _PER_PAGE)),
        "path": PATH,
        "hazards": LISTED,
        "severities": SEVERITIES,
        "depths": DEPTHS,
        "hours": HOURS,
        "tag_2017": TAG_2017,
    }
    return light(request, html(request, "disaster/list.html", context))


def as_csv(request: Request) -> Response:
    """What the list shows, all pages of it, as CSV in UTF-8."""
    question = replace(_asked(request), page=1)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows.COLUMNS)
    writer.writerows(rows.cells(row) for row in _found(request, question, _EXPORTED)[0])
    return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", _name(question, "csv"))


def as_geojson(request: Request) -> Response:
    """What the list shows, all pages of it, as GeoJSON."""
    question = replace(_asked(request), page=1)
    licence = _LICENCE_2017 if question.archive else _LICENCE
    body = orjson.dumps(rows.features(_found(request, question, _EXPORTED)[0], licence))
    return _file(body, "application/geo+json", _name(question, "geojson"))


def training_rows(request: Request, *, per_page: int = _PER_PAGE) -> tuple[list[Row], int]:
    """Exercises of the asked hours (else those that are live), newest first, and how many there are; never real reports."""
    question = _asked(request)
    query = wanted(request, question, live=True, order=Order.NEWEST, per_page=per_page)
    page = actions.public_page(request.platform, replace(query, training=True))
    return [rows.of_report(request.platform, one, request.lang) for one in page.reports], page.total


def _asked(request: Request) -> Asked:
    return asked(request, statuses=_STATUSES, orders=_ORDERS)


def _found(request: Request, question: Asked, most: int) -> tuple[list[Row], int]:
    """The lines of one page and how many there are in all; none for words that no place bears."""
    if question.nowhere:
        return [], 0
    platform = request.platform
    query = wanted(request, question, live=True, order=Order.NEWEST, per_page=most)
    if question.archive:
        archived, total = actions.archived(platform, query)
        return [rows.of_archive(platform, one, request.lang) for one in archived], total
    page = actions.public_page(platform, query)
    return [rows.of_report(platform, one, request.lang) for one in page.reports], page.total


def _file(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(body, 200, headers, kind)


def _name(question: Asked, suffix: str) -> str:
    if question.archive:
        return f"arsip-2017-petabencana.{suffix}"
    return f"laporan-{question.hazard or 'bencana'}.{suffix}"


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}.csv", as_csv),
    route("GET", f"{PATH}.geojson", as_geojson),
]
