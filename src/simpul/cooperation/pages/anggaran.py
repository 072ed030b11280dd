"""A programme's budget of both sides: sums, plot, every amount; adding, striking, restoring, a table in and out."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from simpul.cooperation.actions import budget, budget_changing, programmes
from simpul.cooperation.actions.budget import BudgetSeen
from simpul.cooperation.model.agreement_refusals import LineWhatMissing, SheetWrong
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.pages import anggaran_plot
from simpul.cooperation.pages.komite_parts import asked_of, said, sheet, version_of
from simpul.cooperation.pages.parts import PATH, answered
from simpul.cooperation.pages.perjanjian_words import LINES, amount, figure
from simpul.cooperation.rules.budget_sheets import BYTES_MOST, LINE_COLUMNS, written
from simpul.cooperation.rules.budgets import minus, shown
from simpul.cooperation.rules.programmes import TONGUES
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of

BUDGET = f"{PATH}/anggaran"
_DONE = {
    "ditambah": N_("The amount is in the budget."),
    "dicoret": N_("The amount is struck and counts no more. You can restore it."),
    "dipulihkan": N_("The amount counts again."),
}
_FIELDS = (*LINE_COLUMNS, "project")


def show(request: Request) -> Response:
    """The budgets that this reader may see; of one programme all of it."""
    codes = budget.read(request.platform, request.actor)
    asked = asked_of(request, "program", "mata_uang")
    code = asked["program"] or (codes[0] if codes else "")
    if not code:
        return answered(request, "cooperation/anggaran_kosong.html", {"here": BUDGET})
    return _page(request, code, None)


def _filled(request: Request, code: str) -> dict[str, str]:
    """What was typed; at first the reader's own side."""
    fields = {name: request.posted.text(name) for name in _FIELDS}
    side = programmes.seen(request.platform, request.actor, code).side
    return fields if fields["side"] or side is None else fields | {"side": side.value}


def _currency(request: Request) -> Currency:
    given = request.query("mata_uang")
    return Currency(given) if given in {one.value for one in Currency} else Currency.USD


def _page(request: Request, code: str, refusal: Refusal | None, read: Any = None) -> Response:
    seen = budget.seen(request.platform, request.actor, code, _currency(request))
    asked = {"program": code, "mata_uang": seen.totals.currency.value}
    fields, tongues = _filled(request, code), sorted(TONGUES, key=lambda one: one != request.lang)
    if isinstance(refusal, LineWhatMissing) and not any(fields[f"what_{one}"].strip() for one in TONGUES):
        refusal.field = f"what_{tongues[0]}"
    context = {
        "seen": seen,
        "code": code,
        "codes": budget.read(request.platform, request.actor),
        "currencies": list(Currency),
        "sides": list(Side),
        "kinds": list(LineKind),
        "line_words": LINES,
        "sheet": sheet(request, seen.lines, BUDGET, asked),
        "drawing": anggaran_plot.drawn(request.t, seen.totals) if seen.lines else None,
        "finding": anggaran_plot.finding(request.t, seen.totals),
        "sums": _sums(request, seen),
        "made_up": sum(one.synthetic for one in seen.lines),
        "money": lambda money: amount(request.t, money),
        "project_names": {one.id: one.title for one in seen.projects},
        "fields": fields,
        "tongues": tongues,
        "undone": _undone(request, seen),
        "columns": LINE_COLUMNS,
        "read": read,
        "here": BUDGET,
        "done": said(request, _DONE),
    }
    return answered(request, "cooperation/anggaran.html", context, refusal)


def _undone(request: Request, seen: BudgetSeen) -> BudgetLine | None:
    """The amount that was struck just now, where this reader may restore it."""
    given = request.query("jumlah") if request.query("selesai") == "dicoret" else ""
    return next((one for one in seen.struck if str(one.id) == given and (one.kind, one.side) in seen.adds), None)


def _sums(request: Request, seen: BudgetSeen) -> Mapping[str, Any]:
    """The tables' cells: by side and kind with what is left, by year, by category; rounded here and nowhere else."""
    totals = seen.totals

    def told(one: Any) -> dict[str, Any]:
        return {"text": figure(request.t, shown(one.value, totals.currency), totals.currency), "without": one.without}

    def row(of: Any) -> list[dict[str, Any]]:
        pledged, paid, spent = (of(kind) for kind in LineKind)
        return [told(one) for one in (pledged, paid, spent, minus(pledged, paid), minus(paid, spent))]

    years = sorted({year for year, _kind in totals.by_year})
    none = minus(totals.by_kind[LineKind.PLEDGE], totals.by_kind[LineKind.PLEDGE])
    nothing = type(none)(none.value, 0)
    return {
        "side": [(side, row(lambda kind, side=side: totals.by_side[side, kind])) for side in Side],
        "both": row(lambda kind: totals.by_kind[kind]),
        "year": [(year, [told(totals.by_year.get((year, kind), nothing)) for kind in LineKind]) for year in years],
        "category": [(name, told(one)) for name, one in sorted(totals.by_category.items())],
        "without": sum(one.without for one in totals.by_kind.values()),
    }


def _posted(request: Request, code: str, what: Callable[[], BudgetLine], done: str) -> Response:
    try:
        line = what()
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, code, refusal)
    asked = {"program": code, "mata_uang": _currency(request).value, "selesai": done, "jumlah": str(line.id)}
    return redirect(request, f"{BUDGET}?{urlencode(asked)}")


def act(request: Request) -> Response:
    """An amount is added, struck or restored; or the page again with what is wrong."""
    code, what = request.path_params["kode"], request.posted.text("lakukan")
    platform, actor = request.platform, request.actor
    if what == "tambah":
        fields = {name: request.posted.text(name) for name in _FIELDS}
        return _posted(request, code, lambda: budget_changing.add(platform, actor, code, given=fields), "ditambah")
    saw = (_id(request), version_of(request))
    if what == "coret":
        return _posted(request, code, lambda: budget_changing.strike(platform, actor, saw), "dicoret")
    if what == "pulihkan":
        return _posted(request, code, lambda: budget_changing.restore(platform, actor, saw), "dipulihkan")
    raise NotFound()


def _id(request: Request) -> UUID:
    try:
        return UUID(request.posted.text("id"))
    except ValueError:
        raise NotFound() from None


def taken_in(request: Request) -> Response:
    """The rows of a table are in the budget, with which were refused and why."""
    code = request.path_params["kode"]
    try:
        sent = request.posted.upload("file")
        if sent is None or sent.too_large:
            raise SheetWrong()
        read = budget_changing.import_lines(request.platform, request.actor, code, content=sent.read())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, code, refusal)
    return _page(request, code, None, read)


def listing(request: Request) -> Response:
    """Every amount, struck ones too, for spreadsheets; an export can be taken in again."""
    seen = budget.seen(request.platform, request.actor, request.path_params["kode"], Currency.USD)
    rows = [
        (*written(one), "ya" if one.synthetic else "", one.struck_at.isoformat() if one.struck_at else "")
        for one in (*seen.lines, *seen.struck)
    ]
    return csv_of(f"anggaran-{seen.programme}.csv", (*LINE_COLUMNS, "synthetic", "struck_at"), rows, marked=True)


ROUTES = [
    route("GET", BUDGET, show),
    route("POST", f"{BUDGET}/{{kode}}", act),
    route("GET", f"{BUDGET}/{{kode}}/anggaran.csv", listing),
    route("POST", f"{BUDGET}/{{kode}}/impor", taken_in, file_most=BYTES_MOST),
]
