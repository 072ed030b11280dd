"""What the rooms of stock have in common: their paths, what every page of them needs, forms of lots."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote_plus

from simpul import regions
from simpul.kernel.web import Form, Request
from simpul.malaria.model.supply import Product
from simpul.malaria.pages.desk_parts import PATH, desk_context
from simpul.malaria.rules import resupply as rules
from simpul.malaria.rules.supply_terms import terms

STOCK = f"{PATH}/stok"
_KEPT = ("wilayah", "q", "kampung", "keadaan", "barang")
_FIELDS_MOST = 400


def in_stock(request: Request, code: str) -> str:
    """The name of the region with this code."""
    return regions.name_or_code(request.platform, code)


def stock_context(request: Request, room: str, inside: str = "") -> dict[str, Any]:
    """What every page of the rooms of stock needs. `inside`: the region that is shown."""
    return {
        **desk_context(request),
        "stock_path": STOCK,
        "room": room,
        "inside": inside,
        "inside_name": in_stock(request, inside) if inside else "",
        "terms": terms(),
        "permit_store": rules.permit_store,
        "permit_cancel": rules.permit_cancel,
    }


def same_address(request: Request, path: str) -> str:
    """The address of the same question at a path, ready for one more part."""
    kept = {name: request.query(name)[:100] for name in _KEPT}
    return f"{path}?" + "".join(f"{name}={quote_plus(value)}&" for name, value in kept.items() if value)


def lot_counts(form: Form) -> dict[tuple[Product, str], int]:
    """What was written for each lot of a form of lots (`lot-0` names product and lot, `count-0` the quantity)."""
    return {
        (rules.product(key), lot): rules.quantity(form.text(f"count-{n}"))
        for n, key, lot in _named(form.text(f"lot-{n}") for n in range(_FIELDS_MOST))
    }


def lot_texts(form: Form) -> dict[tuple[str, str], str]:
    """The same as it was typed, by the product's key and the lot, so that a refused form keeps it."""
    named = _named(form.text(f"lot-{n}") for n in range(_FIELDS_MOST))
    return {(key, lot): form.text(f"count-{n}") for n, key, lot in named}


def _named(values: Iterable[str]) -> Iterable[tuple[int, str, str]]:
    for n, value in enumerate(values):
        key, mark, lot = value.partition("|")
        if mark:
            yield n, key, lot
