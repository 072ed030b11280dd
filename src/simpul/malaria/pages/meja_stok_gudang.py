"""The kabupaten's store: its lots, what came and went, and the forms that receive, count and write off."""

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Form, Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import stocking
from simpul.malaria.actions import store_room as actions
from simpul.malaria.actions.store_room import Goods
from simpul.malaria.pages.desk_parts import answered
from simpul.malaria.pages.meja_stok_parts import STOCK, in_stock, stock_context
from simpul.malaria.pages.stock_words import MOVES, choices, product_words
from simpul.malaria.rules import desk
from simpul.malaria.rules import resupply as rules

STORE = f"{STOCK}/gudang"
_COLUMNS = ("store", "item", "colour", "lot", "expires", "quantity")
_DONE = frozenset({"receive", "count", "discard"})
_WRITTEN = ("product", "lot", "expires", "quantity", "place", "reason", "held")


def _where(request: Request) -> str:
    inside = stocking.area(request.actor, request.query("wilayah"))
    return rules.store_of(inside) if inside.count(".") else ""


def show(request: Request) -> Response:
    """The store's lots and moves, and the forms."""
    return _store(request, None)


def act(request: Request) -> Response:
    """The store after what was written; else with what is wrong."""
    form, where = request.form(), _where(request)
    do = form.text("do")
    try:
        _done(request, do, where)
    except (Invalid, Conflict) as refusal:
        return _store(request, refusal)
    return redirect(request, f"{STORE}?wilayah={where}&selesai={do}")


def _done(request: Request, do: str, where: str) -> None:
    form = request.form()
    match do:
        case "receive":
            goods = _goods(form)
            actions.receive(request.platform, request.actor, where, goods, form.text("place"))
        case "count":
            actions.count(request.platform, request.actor, where, _held(form))
        case "discard":
            actions.discard(request.platform, request.actor, where, _held(form), form.text("reason"))
        case _:
            raise NotFound()


def _goods(form: Form) -> Goods:
    return Goods(
        rules.product(form.text("product")),
        rules.lot_number(form.text("lot")),
        rules.expiry(form.text("expires")),
        rules.quantity(form.text("quantity")),
    )


def _held(form: Form) -> Goods:
    key, _, lot = form.text("held").partition("|")
    return Goods(rules.product(key), rules.lot_number(lot), None, rules.quantity(form.text("quantity")))


def _store(request: Request, refusal: Refusal | None) -> Response:
    where = _where(request)
    if not where:
        found = [(c, in_stock(request, c), n) for c, n in stocking.regencies(request.platform, request.actor)]
        chosen = [one for one in found if desk.answers_for(request.actor, one[0])]
        return answered(request, "malaria/meja_stok_wilayah.html", {**stock_context(request, "store"), "chosen": chosen})
    lots, moves, today = actions.seen(request.platform, request.actor, where)
    t, form, done = request.t, request.form(), request.query("selesai")
    context = {
        **stock_context(request, "store", where),
        "lots": [{"lot": one, "product": product_words(t, one.product)} for one in lots if one.quantity],
        "moves": [{"move": one, "product": product_words(t, one.product)} for one in moves],
        "kinds": MOVES,
        "choices": choices(t),
        "today": today,
        "written": {name: form.text(name) for name in _WRITTEN} | {"do": form.text("do")},
        "done": done if done in _DONE else "",
        "store_at": f"{STORE}?wilayah={where}",
        "export_at": f"{STORE}/ekspor.csv?wilayah={where}",
    }
    return answered(request, "malaria/meja_stok_gudang.html", context, refusal)


def as_csv(request: Request) -> Response:
    """The store's lots as CSV."""
    where = _where(request)
    lots = actions.seen(request.platform, request.actor, where)[0] if where else ()
    rows = [(where, one.product.item, one.product.colour, one.lot, one.expires or "", one.quantity) for one in lots]
    return csv_of("gudang-malaria.csv", _COLUMNS, rows, marked=True)


ROUTES = [
    route("GET", STORE, show),
    route("POST", STORE, act),
    route("GET", f"{STORE}/ekspor.csv", as_csv),
]
