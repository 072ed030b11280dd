"""The delivery note as it is set: words and figures of one resupply, in one language."""

from datetime import date, datetime
from typing import Any

from simpul.kernel.i18n import N_, ZONES, Translator, zone_of
from simpul.malaria.model.supply import Resupply, ResupplyLot, ResupplyState
from simpul.malaria.pages.stock_words import product_words

_HEAD = (N_("What"), N_("Lot"), N_("Expires"), N_("Quantity"), N_("Received"))


def delivery(t: Translator, one: Resupply, store: str, agency: str) -> dict[str, Any]:
    """What `data/delivery.typ` reads."""
    zone = zone_of(one.store)
    sent = next((step for step in reversed(one.steps) if step.state is ResupplyState.SENT), one.steps[-1])
    approved = next((step.name for step in one.steps if step.state is ResupplyState.APPROVED), "")
    return {
        "lang": t.language,
        "agency": agency,
        "title": t.gettext("Delivery note, malaria goods"),
        "number": t.gettext("No. {n}", n=one.number),
        "synthetic": t.gettext("Synthetic data: no goods were moved") if one.synthetic else "",
        "facts": [
            [t.gettext("From"), t.gettext("Store of {name}", name=store)],
            [t.gettext("To"), f"{one.village_name} ({one.village})"],
            [t.gettext("Sent on"), t.date(sent.at, zone)],
            [t.gettext("Sent by"), sent.name],
            [t.gettext("Approved by"), approved],
        ],
        "head": [t.gettext(words) for words in _HEAD],
        "rows": [_row(t, lot, zone) for lot in one.lots],
        "note": t.gettext(
            "Count each lot on arrival, write the number beside it, and record it on the phone: Stock, Receive stock."
            " Do not use what is expired or wet."
        ),
        "hands": [t.gettext("Handed over by"), t.gettext("Received by")],
        "day": t.gettext("Name, day, signature"),
    }


def _row(t: Translator, lot: ResupplyLot, zone: str) -> list[str]:
    return [product_words(t, lot.product), lot.lot, day_words(t, lot.expires, zone), t.number(lot.sent), ""]


def day_words(t: Translator, day: date | None, zone: str) -> str:
    """The day in words; a dash for none."""
    return t.date(datetime(day.year, day.month, day.day, 12, tzinfo=ZONES[zone]), zone) if day else "–"
