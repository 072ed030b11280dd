"""The kabupaten's store of malaria goods: what it has, what came in, was counted or written off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today as day_in
from simpul.malaria.model.supply import Product, StockLot, StoreMove
from simpul.malaria.model.supply_refusals import LotExpired, NothingWanted, StoreShort
from simpul.malaria.rules import desk
from simpul.malaria.rules import resupply as rules
from simpul.malaria.store import resupply as store

_MOVES_MOST = 60
NAMES_KEPT = timedelta(days=3653)
"""Ten years: so long papers about state goods are kept."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A quantity of a lot."""

    product: Product
    lot: str
    expires: date | None
    quantity: int


def seen(platform: Platform, actor: Actor, where: str) -> tuple[Sequence[StockLot], Sequence[StoreMove], date]:
    """What the store has, its latest moves, and the day it is there; StoreOfficerOnly."""
    rules.permit_store(actor, where)
    with platform.database.reading() as unit:
        today = day_in(unit.clock.now(), where)
        return store.held(unit.connection, where), store.moved(unit.connection, where, _MOVES_MOST), today


def receive(platform: Platform, actor: Actor, where: str, goods: Goods, place: str) -> None:
    """The goods have come into the store; NothingWanted, LotExpired."""
    with platform.database.reading() as unit:
        today = day_in(unit.clock.now(), where)
    if goods.quantity <= 0:
        raise NothingWanted()
    if goods.expires is not None and goods.expires < today:
        raise LotExpired(lot=goods.lot)
    _moved(platform, actor, where, ("received", goods), place)


def count(platform: Platform, actor: Actor, where: str, goods: Goods) -> None:
    """So many of the lot are there, whatever was reckoned before."""
    _moved(platform, actor, where, ("counted", goods), "")


def discard(platform: Platform, actor: Actor, where: str, goods: Goods, reason: str) -> None:
    """So many of the lot are written off; DeskReasonMissing, NothingWanted, StoreShort."""
    kept = desk.reason(reason)
    if goods.quantity <= 0:
        raise NothingWanted()
    _moved(platform, actor, where, ("discarded", goods), kept)


def _moved(platform: Platform, actor: Actor, where: str, what: tuple[str, Goods], words: str) -> None:
    rules.permit_store(actor, where)
    kind, goods = what
    told = " ".join(words.split())[:200]
    with platform.database.writing(actor) as unit:
        store.lock_store(unit.connection, where)
        held = {(one.product, one.lot): one for one in store.held(unit.connection, where)}
        known = held.get((goods.product, goods.lot))
        if kind == "discarded" and (known is None or known.quantity < goods.quantity):
            raise StoreShort(lot=goods.lot, left=max(0, known.quantity) if known else 0)
        one = StoreMove(
            id=unit.ids.new(),
            store=where,
            at=unit.clock.now(),
            kind=kind,
            product=goods.product,
            lot=goods.lot,
            expires=goods.expires,
            quantity=goods.quantity,
            by=actor.id,
            name=actor.name,
        )
        one = replace(one, place=told) if kind == "received" else replace(one, reason=told)
        store.move(unit.connection, [one])
        after = {"product": goods.product.key, "lot": goods.lot, "quantity": goods.quantity}
        unit.audit(f"malaria.store.{kind}", subject=where, after=after)
        unit.ring("malaria")


def forget_names(platform: Platform) -> None:
    """Who of the staff moved goods over ten years ago is not known any more; what was moved is."""
    with platform.database.writing() as unit:
        count = store.forget(unit.connection, unit.clock.now() - NAMES_KEPT)
        if count:
            unit.audit("malaria.supply.forget", subject="staff", after={"rows": count})
        else:
            unit.unaudited("nothing was due")
