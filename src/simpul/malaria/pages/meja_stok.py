"""Stock of villages: what is about to run out, a village's forecasts explained, and a resupply proposed."""

from dataclasses import replace
from datetime import date, datetime
from math import ceil
from typing import Any

from simpul.kernel import plots
from simpul.kernel.errors import Invalid, Refusal
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.plots import Bar, Drawing, Mark
from simpul.kernel.web import Form, Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import reading, resupply, stocking
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.model.supply import PRODUCTS, Forecast, Product, StockLine, StockState, VillageStock
from simpul.malaria.pages import meja_stok_gudang, meja_stok_kiriman
from simpul.malaria.pages.desk_parts import answered, question
from simpul.malaria.pages.meja_stok_parts import STOCK, in_stock, same_address, stock_context
from simpul.malaria.pages.stock_words import STOCK_STATES, choices, explained, lasts, percent, product_words, rate
from simpul.malaria.rules import desk
from simpul.malaria.rules import resupply as rules
from simpul.malaria.rules.supply_terms import terms

_COLUMNS = (
    *("village_code", "village", "item", "colour", "state", "on_hand", "expired", "usable", "used", "weeks", "a_week"),
    *("chance_of_running_out", "safe_weeks", "need", "on_the_way", "proposed", "as_of", "synthetic"),
)

_ORDER = tuple(StockState)


def _asked(request: Request, *, exported: bool = False) -> DeskAsked:
    known = {one.key for one in PRODUCTS} | {"pack"}
    item = request.query("barang")
    asked = question(request, exported=exported)
    state = asked.state if asked.state in {*STOCK_STATES, "all"} else ""
    return replace(asked, species=item if item in known else "", state=state)


def show(request: Request) -> Response:
    """What is out or about to run out in the region, the worst first; for the whole country, kabupaten to choose from."""
    inside = stocking.area(request.actor, request.query("wilayah"))
    if not inside.count("."):
        found = stocking.regencies(request.platform, request.actor)
        chosen = [(code, in_stock(request, code), count) for code, count in found if desk.answers_for(request.actor, code)]
        return answered(request, "malaria/meja_stok_wilayah.html", {**stock_context(request, "villages"), "chosen": chosen})
    asked = _asked(request)
    found_lines, figures = stocking.overview(request.platform, request.actor, inside, asked)
    context = {
        **stock_context(request, "villages", inside),
        **_listed(request, asked, inside),
        "rows": [_row(request, one) for one in found_lines.rows],
        "total": found_lines.total,
        "pages": max(1, -(-found_lines.total // asked.per_page)),
        "figures": figures,
    }
    return answered(request, "malaria/meja_stok.html", context)


def _listed(request: Request, asked: DeskAsked, inside: str) -> dict[str, Any]:
    names = reading.village_names(request.platform, request.actor)
    return {
        "asked": asked,
        "villages": [(code, name) for code, name in names if code.startswith(inside)],
        "states": STOCK_STATES,
        "choices": choices(request.t),
        "narrowed": bool(asked.q or asked.village or asked.state or asked.species),
        "pages_at": same_address(request, STOCK) + "hal={page}",
        "export_at": same_address(request, f"{STOCK}/ekspor.csv"),
        "list_path": STOCK,
    }


def _row(request: Request, one: StockLine) -> dict[str, Any]:
    t, seen = request.t, one.forecast
    return {
        "line": one,
        "product": product_words(t, seen.product),
        "used": t.gettext("{n} in {weeks} weeks", n=t.number(seen.use.count), weeks=rate(t, seen.use.weeks)),
        "lasts": lasts(t, seen, terms()),
        "chance": percent(t, seen.chance),
    }


def as_csv(request: Request) -> Response:
    """The same lines, all pages of them, as CSV."""
    inside = stocking.area(request.actor, request.query("wilayah"))
    asked = _asked(request, exported=True)
    found = stocking.lines(request.platform, request.actor, inside, asked).rows if inside.count(".") else ()
    return csv_of("stok-malaria.csv", _COLUMNS, [_exported(one) for one in found], marked=True)


def _exported(one: StockLine) -> tuple[object, ...]:
    seen = one.forecast
    return (
        *(one.village, one.village_name, seen.product.item, seen.product.colour, seen.state.value, seen.on_hand),
        *(seen.expired, seen.usable, seen.use.count, round(seen.use.weeks, 1), round(seen.rate, 3)),
        *(
            round(seen.chance, 4),
            seen.safe_weeks,
            seen.need,
            seen.on_the_way,
            seen.proposed,
            one.as_of or "",
            one.synthetic,
        ),
    )


def village(request: Request) -> Response:
    """A village's stock, each forecast with how it was reckoned, and the form that proposes a resupply."""
    return _village(request, None)


def propose(request: Request) -> Response:
    """The proposed resupply's page; else the village's page with what is wrong."""
    code, form = request.path_params["kode"], request.form()
    try:
        made = resupply.propose(
            request.platform, request.actor, village=code, quantities=quantities(form), reason=form.text("reason")
        )
    except Invalid as refusal:
        return _village(request, refusal)
    return redirect(request, f"{STOCK}/kiriman/{made}?selesai=propose")


def quantities(form: Form) -> dict[Product, int]:
    """What was written for each product; QuantityWrong."""
    return {one: rules.quantity(form.text(f"n.{one.key}")) for one in PRODUCTS}


def _village(request: Request, refusal: Refusal | None) -> Response:
    seen = stocking.village(request.platform, request.actor, request.path_params["kode"])
    t, form = request.t, request.form()
    shown = _shown(request, seen)
    cards = [_card(request, one) for one in seen.forecasts]
    context = {
        **stock_context(request, "villages", rules.store_of(seen.village)),
        "seen": seen,
        "cards": cards,
        "urgent": sorted(cards, key=lambda card: _ORDER.index(card["seen"].state)),
        "lots": [{"lot": one, "product": product_words(t, one.product)} for one in seen.lots],
        "moves": [{**one, "product": product_words(t, Product(one["item"], one["colour"]))} for one in seen.moves],
        "today": desk_day(request, seen.village),
        "reason": form.text("reason"),
        "shown": shown.key,
        "choices": choices(t),
        "plot": _drawn(request, seen, shown),
        "plot_rows": [(_day(request, day), t.number(count)) for day, count in seen.weekly[shown]],
    }
    return answered(request, "malaria/meja_stok_kampung.html", context, refusal)


def _card(request: Request, one: Forecast) -> dict[str, Any]:
    t, form = request.t, request.form()
    return {
        "seen": one,
        "product": product_words(t, one.product),
        "told": explained(t, one, terms()),
        "lasts": lasts(t, one, terms()),
        "rate": rate(t, one.rate),
        "chance": percent(t, one.chance),
        "written": form.text(f"n.{one.product.key}") or one.proposed,
    }


def desk_day(request: Request, code: str) -> date:
    """The day it is in the village."""
    return reading.today(request.platform.clock.now(), code)


def _shown(request: Request, seen: VillageStock) -> Product:
    """The product that the plot shows: the one asked for, else the one that was used most often."""
    asked = [one for one in PRODUCTS if one.key == request.query("barang")]
    return asked[0] if asked else max(seen.forecasts, key=lambda one: one.use.count).product


def _day(request: Request, day: date) -> str:
    zone = zone_of(request.actor.region or "92")
    return request.t.date(datetime(day.year, day.month, day.day, 12, tzinfo=ZONES[zone]), zone)


def _drawn(request: Request, seen: VillageStock, shown: Product) -> Drawing | None:
    weeks, t = seen.weekly[shown], request.t
    if not weeks:
        return None
    name, step = product_words(t, shown), 100 / len(weeks)
    most = max(count for _, count in weeks)
    tick = max(1, ceil(most / 4))
    top = tick * max(1, ceil(most / tick))
    days = [_day(request, day) for day, _ in weeks]
    return Drawing(
        says=t.gettext("{product}, used by week; at most {n} in a week.", product=name, n=t.number(most)),
        unit=t.gettext("uses a week"),
        across=t.gettext("week that begins on"),
        rows=tuple(Mark(plots.height(value, top), t.number(value)) for value in range(0, top + 1, tick)),
        columns=tuple(plots.column((n + 0.5) / len(weeks), days[n]) for n in range(0, len(weeks), ceil(len(weeks) / 4))),
        bars=tuple(_bar(n, count, step, top) for n, (_, count) in enumerate(weeks) if count),
        tips=plots.tips([f"{day}: {count}" for day, (_, count) in zip(days, weeks, strict=True)]),
        legend=(("good", name),),
    )


def _bar(n: int, count: int, step: float, top: int) -> Bar:
    high = max(plots.BOTTOM - plots.height(count, top), plots.SLIM)
    return Bar("good", round(step * (n + 0.1), 2), round(step * 0.8, 2), round(plots.BOTTOM - high, 2), round(high, 2))


ROUTES = [
    route("GET", STOCK, show),
    route("GET", f"{STOCK}/ekspor.csv", as_csv),
    route("GET", f"{STOCK}/kampung/{{kode}}", village),
    route("POST", f"{STOCK}/kampung/{{kode}}", propose),
    *meja_stok_kiriman.ROUTES,
    *meja_stok_gudang.ROUTES,
]
