"""Resupplies: proposed, approved, sent from the store, matched with what phones recorded, closed or cancelled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions import stocking
from simpul.malaria.actions.reading import today as day_in
from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.supply import (
    Product,
    Resupply,
    ResupplyLot,
    ResupplyState,
    ResupplyStep,
    StockLot,
    StoreMove,
)
from simpul.malaria.model.supply_refusals import SupplyNothing
from simpul.malaria.rules import desk
from simpul.malaria.rules import resupply as rules
from simpul.malaria.store import resupply as store
from simpul.malaria.store import supply as stock_store

BY_PHONE = ""
"""The name of the step that a phone's records took."""
Chosen = Mapping[tuple[Product, str], int]


@dataclass(frozen=True, slots=True)
class Stepping:
    """One step of one resupply in its transaction: who takes it, and the resupply as it stands, locked."""

    unit: Unit
    actor: Actor
    one: Resupply

    def taken(self, step: str, reason: str = "", **changes: object) -> Resupply:
        """The resupply after the step, kept and in the trail; ResupplyMoved."""
        state = rules.stepped(self.one, step)
        entry = ResupplyStep(state, self.unit.clock.now(), self.actor.id, self.actor.name, reason)
        fresh = replace(self.one, state=state, steps=[*self.one.steps, entry], **changes)  # type: ignore[arg-type]
        store.change(self.unit.connection, fresh)
        after = {"village": fresh.village, "state": state.value, "reason": reason}
        self.unit.audit(
            f"malaria.resupply.{step}", subject=str(fresh.id), before={"state": self.one.state.value}, after=after
        )
        self.unit.ring("malaria")
        return fresh


def propose(platform: Platform, actor: Actor, *, village: str, quantities: Mapping[Product, int], reason: str) -> UUID:
    """A proposal of these quantities stands, with the forecasts of this moment; NothingWanted, the desk's refusals."""
    rules.permit_propose(actor, village)
    seen = stocking.village(platform, actor, village)
    why = {one.product: stocking.why(one) for one in seen.forecasts}
    with platform.database.writing(actor) as unit:
        state, now = ResupplyState.PROPOSED, unit.clock.now()
        steps = [ResupplyStep(state, now, actor.id, actor.name, " ".join(reason.split())[:200])]
        lines = rules.wanted(quantities, why)
        fresh, where = unit.ids.new(), rules.store_of(village)
        one = Resupply(fresh, 0, village, where, state, lines, [], steps, synthetic=seen.synthetic)
        number = store.add(unit.connection, one)
        told = {line.product.key: line.wanted for line in one.lines}
        unit.audit("malaria.resupply.propose", subject=str(one.id), after={"village": village, "number": number, **told})
        unit.ring("malaria")
    return one.id


def lines(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[Resupply]:
    """The resupplies of the actor's region; what phones recorded in the meantime is matched first."""
    desk.permit_desk(actor)
    match(platform, actor.region)
    with platform.database.reading() as unit:
        return store.lines(unit.connection, actor.region, asked)


def one(platform: Platform, actor: Actor, id: UUID) -> tuple[Resupply, Sequence[StockLot]]:
    """The resupply, and what the store has of the products it holds; SupplyNothing."""
    desk.permit_desk(actor)
    with platform.database.reading() as unit:
        found = store.find(unit.connection, id)
        if found is None or not desk.answers_for(actor, found.village):
            raise SupplyNothing()
        wanted = {line.product for line in found.lines}
        held = [lot for lot in store.held(unit.connection, found.store) if lot.product in wanted and lot.quantity > 0]
    return found, held


def _step(platform: Platform, actor: Actor, id: UUID, doing: Callable[[Stepping], object]) -> None:
    desk.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        found = store.find(unit.connection, id, locked=True)
        if found is None or not desk.answers_for(actor, found.village):
            raise SupplyNothing()
        doing(Stepping(unit, actor, found))


def approve(platform: Platform, actor: Actor, id: UUID, quantities: Mapping[Product, int], reason: str = "") -> None:
    """These quantities are approved; StoreOfficerOnly, NothingWanted, ResupplyMoved."""

    def doing(step: Stepping) -> None:
        rules.permit_store(actor, step.one.store)
        step.taken("approve", " ".join(reason.split())[:200], lines=rules.approved(step.one.lines, quantities))

    _step(platform, actor, id, doing)


def send(platform: Platform, actor: Actor, id: UUID, chosen: Chosen) -> None:
    """These quantities of these lots have left the store for the village; StoreShort, LotExpired, ResupplyMoved."""

    def doing(step: Stepping) -> None:
        rules.permit_store(actor, step.one.store)
        rules.stepped(step.one, "send")
        store.lock_store(step.unit.connection, step.one.store)
        today = day_in(step.unit.clock.now(), step.one.store)
        lots = rules.leaving(store.held(step.unit.connection, step.one.store), chosen, today)
        fresh = step.taken("send", lots=lots)
        store.move(step.unit.connection, [_sent(step, fresh, lot) for lot in lots])

    _step(platform, actor, id, doing)


def _sent(step: Stepping, fresh: Resupply, lot: ResupplyLot) -> StoreMove:
    return StoreMove(
        id=step.unit.ids.new(),
        store=fresh.store,
        at=fresh.since,
        kind="sent",
        product=lot.product,
        lot=lot.lot,
        expires=lot.expires,
        quantity=lot.sent,
        place=fresh.village,
        resupply=fresh.id,
        by=step.actor.id,
        name=step.actor.name,
        synthetic=fresh.synthetic,
    )


def confirm(platform: Platform, actor: Actor, id: UUID, counts: Chosen, reason: str) -> None:
    """The resupply is closed by hand: these quantities arrived, and why no phone says so; DeskReasonMissing."""
    kept = desk.reason(reason)

    def doing(step: Stepping) -> None:
        rules.permit_store(actor, step.one.store)
        lots = [_by_hand(lot, counts.get((lot.product, lot.lot), lot.sent), kept) for lot in step.one.lots]
        step.taken("receive", kept, lots=lots)

    _step(platform, actor, id, doing)


def _by_hand(lot: ResupplyLot, count: int, reason: str) -> ResupplyLot:
    return lot if lot.arrived == count else replace(lot, arrived=count, reason=reason)


def reopen(platform: Platform, actor: Actor, id: UUID, reason: str) -> None:
    """What was closed is on its way again; what was confirmed by hand is not any more. DeskReasonMissing."""
    kept = desk.reason(reason)

    def doing(step: Stepping) -> None:
        rules.permit_store(actor, step.one.store)
        lots = [replace(one, arrived=None, reason="", receipts=()) for one in step.one.lots]
        step.taken("reopen", kept, lots=lots)

    _step(platform, actor, id, doing)


def cancel(platform: Platform, actor: Actor, id: UUID, reason: str) -> None:
    """The resupply goes no further; DeskReasonMissing, StoreOfficerOnly, ResupplyMoved (what was sent cannot be)."""
    kept = desk.reason(reason)

    def doing(step: Stepping) -> None:
        rules.permit_cancel(actor, step.one)
        step.taken("cancel", kept)

    _step(platform, actor, id, doing)


def match(platform: Platform, region: str | None = None) -> int:
    """How many resupplies of the region were found to have changed by what phones recorded; complete ones are closed."""
    with platform.database.reading() as unit:
        waiting = store.standing(unit.connection, region, ResupplyState.SENT)
        stale = [village for village in dict.fromkeys(one.village for one in waiting) if _news(unit, village)]
    return sum(_match(platform, village) for village in stale)


def _news(unit: Unit, village: str) -> list[Resupply]:
    """The village's resupplies as they are by what its phones recorded, where that is not how they stand.

    Receipts go to the oldest resupply with their lot; one that was closed keeps its own.
    """
    closed = store.standing(unit.connection, village, ResupplyState.RECEIVED)
    waiting = store.standing(unit.connection, village, ResupplyState.SENT)
    known = sorted([*closed, *waiting], key=lambda one: one.number)
    used = {event for one in closed for lot in one.lots for event in lot.receipts}
    found = []
    for one in known:
        arrived = stock_store.receipts(unit.connection, village, rules.begun(one))
        lots = rules.matched(one, [each for each in arrived if each[0] not in used])
        used |= {event for lot in lots for event in lot.receipts}
        if lots != list(one.lots):
            found.append(replace(one, lots=lots))
    return found


def _match(platform: Platform, village: str) -> int:
    with platform.database.writing() as unit:
        store.lock_store(unit.connection, village)
        found = _news(unit, village)
        for one in found:
            seen = store.find(unit.connection, one.id, locked=True)
            if seen is not None and seen.state is one.state:
                _keep(unit, one)
        unit.unaudited("what a phone recorded is in its own trail; the step says that it was the phone")
    return len(found)


def _keep(unit: Unit, one: Resupply) -> None:
    if one.state is ResupplyState.SENT and rules.is_complete(one.lots):
        entry = ResupplyStep(ResupplyState.RECEIVED, unit.clock.now(), None, BY_PHONE)
        one = replace(one, state=ResupplyState.RECEIVED, steps=[*one.steps, entry])
    store.change(unit.connection, one)
    unit.ring("malaria")
