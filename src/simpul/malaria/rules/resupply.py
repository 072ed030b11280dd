"""From the kabupaten's store to a village: who may do what, which lots are taken, what arrived against what was sent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from simpul.kernel.actor import Actor
from simpul.malaria.model.supply import PRODUCTS, Product, Resupply, ResupplyLine, ResupplyLot, ResupplyState, StockLot
from simpul.malaria.model.supply_refusals import (
    ExpiryWrong,
    LotExpired,
    LotWrong,
    NothingWanted,
    ProductWrong,
    QuantityWrong,
    ResupplyMoved,
    StoreOfficerOnly,
    StoreShort,
)
from simpul.malaria.rules.desk import OFFICER, answers_for, permit_desk, permit_village
from simpul.malaria.rules.forecast import fefo

QUANTITY_MOST = 100_000
_LOT = re.compile(r"[\w./ -]{1,40}")
STORE_PARTS = 2
NEXT: Mapping[str, tuple[ResupplyState, ResupplyState]] = {
    "approve": (ResupplyState.PROPOSED, ResupplyState.APPROVED),
    "send": (ResupplyState.APPROVED, ResupplyState.SENT),
    "receive": (ResupplyState.SENT, ResupplyState.RECEIVED),
    "reopen": (ResupplyState.RECEIVED, ResupplyState.SENT),
}


def store_of(village: str) -> str:
    """The code of the kabupaten's store that serves the village: 92.06 for 92.06.01.2001."""
    return ".".join(village.split(".")[:STORE_PARTS])


def permit_propose(actor: Actor, village: str) -> None:
    """Nothing, when the actor may propose a resupply of this village: its officer or supervisor."""
    permit_village(actor, village)


def permit_store(actor: Actor, store: str) -> None:
    """Nothing, when the actor may move goods of this store: an officer whose region it lies in; StoreOfficerOnly."""
    permit_desk(actor)
    if not (actor.has(OFFICER) and answers_for(actor, store)):
        raise StoreOfficerOnly()


def permit_cancel(actor: Actor, resupply: Resupply) -> None:
    """Nothing, for the store's officer, and for who proposed it while it is a proposal; StoreOfficerOnly."""
    permit_village(actor, resupply.village)
    if not (resupply.state is ResupplyState.PROPOSED and resupply.steps[0].by == actor.id):
        permit_store(actor, resupply.store)


def stepped(resupply: Resupply, step: str) -> ResupplyState:
    """The state after the step; ResupplyMoved unless it begins from the resupply's own."""
    if step == "cancel" and resupply.state in (ResupplyState.PROPOSED, ResupplyState.APPROVED):
        return ResupplyState.CANCELLED
    begin, end = NEXT.get(step, (None, None))
    if end is None or resupply.state is not begin:
        raise ResupplyMoved()
    return end


def quantity(given: str) -> int:
    """The whole number that was written, 0 for nothing; QuantityWrong."""
    text = given.strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= QUANTITY_MOST):
        raise QuantityWrong()
    return int(text)


def product(given: str) -> Product:
    """The product with this key; ProductWrong."""
    for one in PRODUCTS:
        if one.key == given:
            return one
    raise ProductWrong()


def lot_number(given: str) -> str:
    """The lot's number; LotWrong."""
    if not _LOT.fullmatch(given.strip()):
        raise LotWrong()
    return given.strip()


def expiry(given: str) -> date:
    """The day; ExpiryWrong."""
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise ExpiryWrong() from None


def wanted(quantities: Mapping[Product, int], why: Mapping[Product, Mapping[str, Any]]) -> list[ResupplyLine]:
    """A line for each product of which some is wanted; NothingWanted where there is none."""
    lines = [ResupplyLine(one, quantities[one], None, why.get(one, {})) for one in PRODUCTS if quantities.get(one, 0) > 0]
    if not lines:
        raise NothingWanted()
    return lines


def approved(lines: Sequence[ResupplyLine], quantities: Mapping[Product, int]) -> list[ResupplyLine]:
    """The lines with what was approved; NothingWanted when that is nothing at all."""
    found = [replace(one, approved=quantities.get(one.product, 0)) for one in lines]
    if not any(one.approved for one in found):
        raise NothingWanted()
    return found


def proposed_lots(lines: Iterable[ResupplyLine], lots: Sequence[StockLot], today: date) -> dict[tuple[Product, str], int]:
    """How much to take of each of the store's lots for what was approved, the first to expire first."""
    found: dict[tuple[Product, str], int] = {}
    for line in lines:
        left = line.approved or 0
        for lot in fefo([one for one in lots if one.product == line.product], today):
            found[lot.product, lot.lot] = min(left, lot.quantity)
            left -= found[lot.product, lot.lot]
    return found


def leaving(lots: Sequence[StockLot], chosen: Mapping[tuple[Product, str], int], today: date) -> list[ResupplyLot]:
    """The lots as they leave the store; NothingWanted, StoreShort, LotExpired."""
    held = {(one.product, one.lot): one for one in lots}
    going = []
    for (item, number), count in chosen.items():
        if count <= 0:
            continue
        lot = held.get((item, number))
        if lot is None or lot.quantity < count:
            raise StoreShort(lot=number, left=max(0, lot.quantity) if lot else 0)
        if lot.expires is not None and lot.expires < today:
            raise LotExpired(lot=number)
        going.append(ResupplyLot(item, number, lot.expires, count))
    if not going:
        raise NothingWanted()
    return going


def begun(resupply: Resupply) -> datetime:
    """From when on a phone may have recorded the arrival: the approval, for goods may go before that is written."""
    known = {step.state: step.at for step in reversed(resupply.steps)}
    return known.get(ResupplyState.APPROVED, resupply.steps[0].at)


def matched(resupply: Resupply, receipts: Iterable[tuple[str, Product, str, int]]) -> list[ResupplyLot]:
    """The lots with what the phone recorded to have come: receipts are event, product, lot and quantity, the oldest first.

    A lot on its way takes receipts until it is full; what is left goes to the next resupply of the same lot. One that was
    confirmed by hand keeps its number, and takes the one receipt that may come late. A closed resupply takes no more.
    """
    open_now = resupply.state is ResupplyState.SENT
    found = [replace(one, arrived=None, receipts=()) if open_now and not one.reason else one for one in resupply.lots]
    for event, item, number, count in receipts:
        for n, lot in enumerate(found):
            if (lot.product, lot.lot) != (item, number):
                continue
            if lot.reason and not lot.receipts:
                found[n] = replace(lot, receipts=(event,))
                break
            if open_now and not lot.reason and (lot.arrived is None or lot.arrived < lot.sent):
                found[n] = replace(lot, arrived=(lot.arrived or 0) + count, receipts=(*lot.receipts, event))
                break
    return found


def is_complete(lots: Iterable[ResupplyLot]) -> bool:
    """Whether all that was sent has arrived, no more and no less."""
    return all(one.arrived is not None and one.difference == 0 for one in lots)


def on_the_way(resupplies: Iterable[Resupply]) -> dict[tuple[str, Product], int]:
    """What was approved or sent and has not arrived, by village and product."""
    found: dict[tuple[str, Product], int] = {}
    for one in resupplies:
        if one.state is ResupplyState.APPROVED:
            parts = [(line.product, line.approved or 0) for line in one.lines]
        elif one.state is ResupplyState.SENT:
            parts = [(lot.product, max(0, lot.sent - (lot.arrived or 0))) for lot in one.lots]
        else:
            continue
        for item, count in parts:
            found[one.village, item] = found.get((one.village, item), 0) + count
    return found
