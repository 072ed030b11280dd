"""The dated rates on which budgets' sums stand: the list, adding one, a table of them."""

from typing import Any

from simpul.cooperation.actions import budget, budget_changing
from simpul.cooperation.model.agreement_refusals import SheetWrong
from simpul.cooperation.model.budgets import Currency
from simpul.cooperation.pages.anggaran import BUDGET
from simpul.cooperation.pages.komite_parts import said, sheet
from simpul.cooperation.pages.parts import answered
from simpul.cooperation.rules.budget_sheets import BYTES_MOST, RATE_COLUMNS, plain
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

RATES = f"{BUDGET}/kurs"
_DONE = {"ditambah": N_("The rate counts from its day on.")}


def show(request: Request) -> Response:
    """Every rate, the newest first."""
    return _page(request, None)


def _page(request: Request, refusal: Refusal | None, read: Any = None) -> Response:
    found, adds = budget.rates(request.platform, request.actor)
    context = {
        "sheet": sheet(request, found, RATES, {}),
        "adds": adds,
        "currencies": list(Currency),
        "fields": {name: request.posted.text(name) for name in RATE_COLUMNS},
        "columns": RATE_COLUMNS,
        "digits": lambda value: request.t.number(value, "#,##0.############"),
        "read": read,
        "here": RATES,
        "budget_path": BUDGET,
        "done": said(request, _DONE),
    }
    return answered(request, "cooperation/anggaran_kurs.html", context, refusal)


def added(request: Request) -> Response:
    """The rate counts, or the page again with what is wrong."""
    try:
        fields = {name: request.posted.text(name) for name in RATE_COLUMNS}
        budget_changing.add_rate(request.platform, request.actor, given=fields)
    except Refusal as refusal:
        return _page(request, refusal)
    return redirect(request, f"{RATES}?selesai=ditambah")


def taken_in(request: Request) -> Response:
    """The rows of a table count, with which were refused and why."""
    try:
        sent = request.posted.upload("file")
        if sent is None or sent.too_large:
            raise SheetWrong()
        read = budget_changing.import_rates(request.platform, request.actor, content=sent.read())
    except Refusal as refusal:
        return _page(request, refusal)
    return _page(request, None, read)


def listing(request: Request) -> Response:
    """Every rate, for spreadsheets; an export can be taken in again."""
    found, _adds = budget.rates(request.platform, request.actor)
    rows = [
        (one.on.isoformat(), one.base.value, one.quote.value, plain(one.value), one.source, "ya" if one.synthetic else "")
        for one in found
    ]
    return csv_of("kurs.csv", (*RATE_COLUMNS, "synthetic"), rows, marked=True)


ROUTES = [
    route("GET", RATES, show),
    route("POST", RATES, added),
    route("GET", f"{BUDGET}/kurs.csv", listing),
    route("POST", f"{RATES}/impor", taken_in, file_most=BYTES_MOST),
]
