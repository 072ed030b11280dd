"""Words of the rooms of stock: products, states, and what a forecast was reckoned from."""

from collections.abc import Mapping

from simpul.kernel.i18n import N_, Translator
from simpul.malaria.model.supply import PRODUCTS, Forecast, Product, SupplyTerms

_ITEMS: Mapping[str, str] = {
    "rdt": N_("Rapid tests (RDT)"),
    "pack": N_("DHP pack"),
    "primaquine": N_("Primaquine, tablets"),
}
_PACKS: Mapping[str, str] = {
    "abu_abu_muda": N_("DHP pack, light grey"),
    "abu_abu_tua": N_("DHP pack, dark grey"),
    "violet": N_("DHP pack, violet"),
    "oranye": N_("DHP pack, orange"),
    "kuning": N_("DHP pack, yellow"),
    "hijau": N_("DHP pack, green"),
    "biru": N_("DHP pack, blue"),
}
STOCK_STATES: Mapping[str, str] = {
    "out": N_("Nothing left"),
    "soon": N_("About to run out"),
    "low": N_("Enough until the next delivery"),
    "enough": N_("Enough"),
}
RESUPPLY_STATES: Mapping[str, str] = {
    "proposed": N_("Proposed"),
    "approved": N_("Approved"),
    "sent": N_("On its way"),
    "received": N_("Arrived"),
    "cancelled": N_("Cancelled"),
}
MOVES: Mapping[str, str] = {
    "received": N_("Came in"),
    "counted": N_("Counted"),
    "discarded": N_("Written off"),
    "used": N_("Used"),
    "sent": N_("Sent to a village"),
}


def product_words(t: Translator, one: Product) -> str:
    """What the product is called; one that is not known by its codes."""
    return t.gettext(_PACKS.get(one.colour, one.colour)) if one.colour else t.gettext(_ITEMS.get(one.item, one.item))


def choices(t: Translator) -> list[tuple[str, str]]:
    """Key and name of every product."""
    return [(one.key, product_words(t, one)) for one in PRODUCTS]


def percent(t: Translator, share: float) -> str:
    """A chance in words that never say never: below one and above ninety-nine of a hundred are told so."""
    if share < 0.01:
        return t.gettext("under 1%")
    return t.gettext("over 99%") if share > 0.99 else f"{t.number(round(share * 100))}%"


def rate(t: Translator, value: float) -> str:
    """A rate a week with one decimal, with two below one; one that would round to nothing is told as under that."""
    if 0 < value < 0.01:
        return t.gettext("under {n}", n=t.number(0.01, "0.00"))
    return t.number(value, "#,##0.0" if value >= 1 else "0.00")


def explained(t: Translator, one: Forecast, terms: SupplyTerms) -> list[str]:
    """How the forecast was reckoned, sentence by sentence, in the order in which one would reckon it."""
    return [*_used(t, one, terms), *_outlook(t, one, terms), *_warned(t, one)]


def _used(t: Translator, one: Forecast, terms: SupplyTerms) -> list[str]:
    weeks, use = rate(t, one.use.weeks), one.use
    told = [
        t.gettext(
            "Used {count} times in the {weeks} weeks until the last contact, {recent} of them in the last {last} weeks.",
            count=t.number(use.count),
            weeks=weeks,
            recent=t.number(use.recent),
            last=rate(t, use.recent_weeks),
        ),
        t.gettext(
            "Usual in the {n} villages of the kabupaten: {rate} times a week. It counts like {weeks} weeks of own records.",
            n=t.number(one.usual.villages),
            rate=rate(t, one.usual.rate),
            weeks=rate(t, one.usual.weeks),
        ),
    ]
    reckoned = t.gettext("Together: {rate} a week.", rate=rate(t, one.rate))
    if one.by_recent:
        reckoned = t.gettext(
            "Together: {rate} a week, by the last {n} weeks, because more was used in them than before.",
            rate=rate(t, one.rate),
            n=terms.recent_weeks,
        )
    if one.each != 1:
        told.append(t.gettext("A course takes {n} tablets on average.", n=rate(t, one.each)))
    return [*told, reckoned]


def _outlook(t: Translator, one: Forecast, terms: SupplyTerms) -> list[str]:
    told = []
    if one.silent_weeks >= 1:
        told.append(
            t.gettext(
                "Nothing was heard for {n} weeks. What was used in them is not known and is reckoned with.",
                n=rate(t, one.silent_weeks),
            )
        )
    told.append(
        t.gettext(
            "Chance of a shortage within {n} weeks, until a delivery asked for today arrives: {chance}.",
            n=terms.lead_weeks,
            chance=percent(t, one.chance),
        )
    )
    told.append(
        t.gettext(
            "Until the delivery after it ({weeks} weeks), {percent} of 100 such villages need at most {need}."
            " Usable here: {usable}. On the way: {way}.",
            weeks=terms.lead_weeks + terms.between_weeks,
            percent=round(terms.enough * 100),
            need=t.number(one.need),
            usable=t.number(one.usable),
            way=t.number(one.on_the_way),
        )
    )
    return told


def _warned(t: Translator, one: Forecast) -> list[str]:
    told = []
    if one.wasted > 0:
        told.append(t.gettext("{n} of them will probably expire unused.", n=t.number(one.wasted)))
    if one.expired > 0:
        told.append(t.gettext("{n} more have expired and must not be used.", n=t.number(one.expired)))
    if one.below > 0:
        told.append(
            t.gettext("{n} more were used than are known to have come: have this stock counted.", n=t.number(one.below))
        )
    return told


def lasts(t: Translator, one: Forecast, terms: SupplyTerms) -> str:
    """For how many weeks it is enough in most such villages."""
    if one.safe_weeks >= terms.horizon_weeks:
        return t.gettext("over {n} weeks", n=terms.horizon_weeks)
    if one.safe_weeks < 1:
        return t.gettext("less than a week")
    return t.ngettext("{n} week", "{n} weeks", one.safe_weeks)
