"""Resupplies: the list, one with its steps and forms, the delivery note to print."""

from collections.abc import Sequence
from typing import Any

from simpul.kernel import typesetting
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import reading
from simpul.malaria.actions import resupply as actions
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.model.supply import Resupply, ResupplyState, StockLot
from simpul.malaria.pages.desk_parts import address, answered, id_of, question
from simpul.malaria.pages.meja_stok_parts import STOCK, in_stock, lot_counts, lot_texts, stock_context
from simpul.malaria.pages.stock_paper import delivery
from simpul.malaria.pages.stock_words import RESUPPLY_STATES, product_words
from simpul.malaria.rules import resupply as rules
from simpul.malaria.rules.forecast import fefo

RESUPPLIES = f"{STOCK}/kiriman"
_COLUMNS = (
    *("number", "village_code", "village", "state", "since", "item", "colour", "wanted", "approved", "sent", "arrived"),
    "synthetic",
)
_SENT_FROM = {"approve": ResupplyState.PROPOSED, "send": ResupplyState.APPROVED, "receive": ResupplyState.SENT}
"""In which state a step's form stands on the page."""
_DONE = frozenset({"propose", "approve", "send", "receive", "reopen", "cancel"})


def _asked(request: Request, *, exported: bool = False) -> DeskAsked:
    asked = question(request, exported=exported)
    known = asked.state in {*RESUPPLY_STATES, "all"}
    return DeskAsked("", asked.village, asked.state if known else "", page=asked.page, per_page=asked.per_page)


def show(request: Request) -> Response:
    """The resupplies of the region, those that wait longest first."""
    asked = _asked(request)
    found = actions.lines(request.platform, request.actor, asked)
    at = address(asked, RESUPPLIES)
    context = {
        **stock_context(request, "resupplies"),
        "asked": asked,
        "rows": [{"one": one, "what": _what(request, one)} for one in found.rows],
        "total": found.total,
        "states": RESUPPLY_STATES,
        "villages": reading.village_names(request.platform, request.actor),
        "pages": max(1, -(-found.total // asked.per_page)),
        "pages_at": at + ("&" if "?" in at else "?") + "hal={page}",
        "export_at": address(asked, f"{RESUPPLIES}/ekspor.csv"),
        "narrowed": bool(asked.village or asked.state),
        "list_path": RESUPPLIES,
    }
    return answered(request, "malaria/meja_stok_kiriman.html", context)


def _what(request: Request, one: Resupply) -> str:
    parts = [(line.product, line.wanted if line.approved is None else line.approved) for line in one.lines]
    return "; ".join(f"{request.t.number(count)} × {product_words(request.t, item)}" for item, count in parts if count)


def as_csv(request: Request) -> Response:
    """The same resupplies, a line a product, as CSV."""
    found = actions.lines(request.platform, request.actor, _asked(request, exported=True))
    rows = [row for one in found.rows for row in _exported(one)]
    return csv_of("kiriman-malaria.csv", _COLUMNS, rows, marked=True)


def _exported(one: Resupply) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for line in one.lines:
        lots = [lot for lot in one.lots if lot.product == line.product]
        arrived = sum(lot.arrived or 0 for lot in lots) if any(lot.arrived is not None for lot in lots) else ""
        head = (one.number, one.village, one.village_name, one.state.value, one.since, line.product.item)
        approved = "" if line.approved is None else line.approved
        counts = (line.wanted, approved, sum(lot.sent for lot in lots), arrived)
        found.append((*head, line.product.colour, *counts, one.synthetic))
    return found


def one(request: Request) -> Response:
    """A resupply: what was asked, approved, sent and arrived, its steps, and the next one."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The resupply's page after a step; else with what is wrong."""
    id, form = id_of(request.path_params["id"]), request.form()  # noqa: A001 (as paths call it)
    do, why = form.text("do"), form.text("reason")
    given = request.platform, request.actor, id
    try:
        match do:
            case "approve":
                found, _ = actions.one(*given)
                many = {line.product: rules.quantity(form.text(f"n.{line.product.key}")) for line in found.lines}
                actions.approve(*given, many)
            case "send":
                actions.send(*given, lot_counts(form))
            case "receive":
                actions.confirm(*given, lot_counts(form), why)
            case "reopen":
                actions.reopen(*given, why)
            case "cancel":
                actions.cancel(*given, why)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{RESUPPLIES}/{id}?selesai={do}")


def _one(request: Request, refusal: Refusal | None) -> Response:
    found, held = actions.one(request.platform, request.actor, id_of(request.path_params["id"]))
    t, form, done = request.t, request.form(), request.query("selesai")
    kept = bool(refusal) and _SENT_FROM.get(form.text("do")) is found.state
    context = {
        **stock_context(request, "resupplies", found.store),
        "one": found,
        "typed": {line.product.key: form.text(f"n.{line.product.key}") for line in found.lines} if kept else {},
        "typed_lots": lot_texts(form) if kept else {},
        "quantities_wrong": refusal if kept and refusal and refusal.field == "quantity" else None,
        "lines": [{"line": line, "product": product_words(t, line.product)} for line in found.lines],
        "lots": [{"lot": lot, "product": product_words(t, lot.product)} for lot in found.lots],
        "leaving": _leaving(request, found, held) if found.state is ResupplyState.APPROVED else [],
        "states": RESUPPLY_STATES,
        "reason": form.text("reason"),
        "done": done if done in _DONE else "",
        "here_path": f"{RESUPPLIES}/{found.id}",
    }
    return answered(request, "malaria/meja_stok_satu.html", context, refusal)


def _leaving(request: Request, found: Resupply, held: Sequence[StockLot]) -> list[dict[str, Any]]:
    """Each line with the store's lots that may go, the first to expire first, and how much of them to take."""
    today = reading.today(request.platform.clock.now(), found.store)
    chosen = rules.proposed_lots(found.lines, held, today)
    made, n = [], 0
    for line in found.lines:
        good = [lot for lot in fefo(held, today) if lot.product == line.product]
        lots = [{"lot": lot, "n": n + i, "take": chosen.get((lot.product, lot.lot), 0)} for i, lot in enumerate(good)]
        n += len(good)
        short = max(0, (line.approved or 0) - sum(lot.quantity for lot in good))
        if line.approved:
            made.append({"line": line, "product": product_words(request.t, line.product), "lots": lots, "short": short})
    return made


def note(request: Request) -> Response:
    """The delivery note, as PDF in the page's language."""
    found, _ = actions.one(request.platform, request.actor, id_of(request.path_params["id"]))
    if not found.lots:
        raise NotFound()
    told = delivery(request.t, found, in_stock(request, found.store), request.platform.settings.agency)
    body = typesetting.pdf("simpul.malaria", "delivery.typ", told)
    name = f"{'surat-jalan' if request.lang == 'id' else 'delivery-note'}-malaria-{found.number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, 200, headers, "application/pdf")


ROUTES = [
    route("GET", RESUPPLIES, show),
    route("GET", f"{RESUPPLIES}/ekspor.csv", as_csv),
    route("GET", f"{RESUPPLIES}/{{id}}", one),
    route("POST", f"{RESUPPLIES}/{{id}}", act),
    route("GET", f"{RESUPPLIES}/{{id}}/surat.pdf", note),
]
