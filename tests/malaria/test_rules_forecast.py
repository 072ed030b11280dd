"""Forecasts of stock for small numbers, against hand counts and an independent package; lots, expiry, and what arrived."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed
from simpul.malaria.model.supply import (
    Product,
    Resupply,
    ResupplyLine,
    ResupplyLot,
    ResupplyState,
    ResupplyStep,
    StockLot,
    StockState,
    Use,
    Usual,
)
from simpul.malaria.model.supply_refusals import (
    LotExpired,
    NothingWanted,
    QuantityWrong,
    ResupplyMoved,
    StoreOfficerOnly,
    StoreShort,
)
from simpul.malaria.rules import forecast as rules
from simpul.malaria.rules import resupply
from simpul.malaria.rules.supply_terms import read, terms
from tests.malaria.desk_makers import person

pytestmark = pytest.mark.rules
TODAY = date(2026, 3, 2)
YELLOW, RDT = Product("pack", "kuning"), Product("rdt")
TERMS = terms()


def lot(quantity: int, days: int | None = 400, number: str = "A", product: Product = YELLOW) -> StockLot:
    return StockLot(product, number, None if days is None else TODAY + timedelta(days=days), quantity)


def seen(*lots: StockLot, use: Use | None = None, **changes: object) -> rules.Forecast:
    known = rules.Known(use or Use(6, 12.0, 2, 4.0), Usual(0.3, 8.0, 20), **changes)  # type: ignore[arg-type]
    return rules.forecast(YELLOW, lots, TODAY, known, TERMS)


@pytest.mark.parametrize(
    ("shape", "weeks", "ahead"), [(0.4, 8.0, 4.0), (3.5, 14.0, 8.0), (40.0, 16.0, 8.0), (900.0, 20.0, 52.0)]
)
def test_chances_and_quantiles_agree_with_scipy(shape: float, weeks: float, ahead: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    whole = stats.nbinom(shape, weeks / (weeks + ahead))
    for count in (0, 1, 3, 12, 60):
        assert rules.at_most(count, shape, weeks, ahead) == pytest.approx(whole.cdf(count), abs=1e-10)
    for part in (0.5, 0.9, 0.95, 0.99):
        assert rules.quantile(part, shape, weeks, ahead) == whole.ppf(part)


def test_nothing_ahead_needs_nothing() -> None:
    assert rules.quantile(0.95, 2.0, 8.0, 0.0) == 0
    assert rules.at_most(0, 2.0, 8.0, 0.0) == 1.0
    assert rules.at_most(-1, 2.0, 8.0, 4.0) == 0.0


def test_a_village_that_used_none_still_expects_what_is_usual() -> None:
    """8 weeks' worth of 0.3 a week and 12 own weeks without use: 2.4 in 20 weeks."""
    shape, weeks, by_recent = rules.believed(Use(0, 12.0, 0, 4.0), Usual(0.3, 8.0, 20))
    assert (shape, weeks, by_recent) == (pytest.approx(2.4), 12.0, True)
    shape, weeks, _ = rules.believed(Use(0, 12.0, 0, 12.0), Usual(0.3, 8.0, 20))
    assert shape / weeks == pytest.approx(2.4 / 20)


def test_a_rise_of_the_last_weeks_is_not_averaged_away() -> None:
    calm, risen = seen(lot(4), use=Use(6, 12.0, 2, 4.0)), seen(lot(4), use=Use(6, 12.0, 6, 4.0))
    assert not calm.by_recent
    assert risen.by_recent
    assert risen.rate > calm.rate
    assert risen.chance > calm.chance


def test_the_more_villages_differ_the_less_the_usual_counts() -> None:
    alike = rules.usual([Use(3, 12.0, 1, 4.0)] * 20, TERMS)
    apart = rules.usual([Use(0, 12.0, 0, 4.0)] * 15 + [Use(12, 12.0, 4, 4.0)] * 5, TERMS)
    assert alike.rate == apart.rate == pytest.approx(0.25)
    assert alike.weeks == TERMS.prior_most_weeks
    assert apart.weeks == TERMS.prior_least_weeks
    nobody = rules.usual([Use(0, 12.0, 0, 4.0)] * 10, TERMS)
    assert nobody.rate == pytest.approx(0.5 / 120)
    assert rules.usual([], TERMS) == Usual(0.0, TERMS.prior_least_weeks, 0)


@pytest.mark.parametrize(
    ("lots", "state"),
    [
        ((), StockState.OUT),
        ((lot(3, days=-1),), StockState.OUT),
        ((lot(-2),), StockState.OUT),
        ((lot(1),), StockState.SOON),
        ((lot(6),), StockState.LOW),
        ((lot(40),), StockState.ENOUGH),
        ((lot(40, days=3),), StockState.SOON),
    ],
)
def test_how_a_product_stands(lots: tuple[StockLot, ...], state: StockState) -> None:
    assert seen(*lots).state is state


def test_what_is_proposed_lasts_until_the_delivery_after_the_next() -> None:
    before = seen(lot(1))
    assert before.proposed == before.need - before.usable > 0
    after = seen(lot(1), lot(before.proposed, number="B"))
    assert after.state is StockState.ENOUGH
    assert after.proposed == 0
    assert seen(lot(1), on_the_way=before.proposed).proposed == 0


def test_what_expires_before_it_is_needed_is_no_stock() -> None:
    """0.35 a week: of 30 packs that expire in two weeks none is sure to be used, so that most count as lost."""
    one = seen(lot(2, days=300), lot(30, days=14, number="B"))
    assert one.usable == 32
    assert one.wasted >= 29
    assert one.proposed > 0
    assert [each.lot for each in rules.fefo([lot(1), lot(1, 5, "B"), lot(1, None, "C"), lot(1, -1, "D")], TODAY)] == [
        "B",
        "A",
        "C",
    ]


def test_weeks_of_silence_are_reckoned_with() -> None:
    heard, silent = seen(lot(5)), seen(lot(5), silent_weeks=6.0)
    assert silent.chance > heard.chance
    assert silent.safe_weeks < heard.safe_weeks
    assert silent.need > heard.need


def test_tablets_are_taken_from_the_lot_that_expires_first() -> None:
    left = rules.taken([lot(10, 50, "A"), lot(10, 20, "B"), lot(5, -3, "C")], TODAY, 12)
    assert [one.quantity for one in left] == [8, 0, 5]


def test_terms_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="percentage"):
        read(
            'enough_percent = 100\nsource = ""\nlead_weeks = 1\nbetween_weeks = 1\nwindow_weeks = 1\nrecent_weeks = 1\n'
            "prior_least_weeks = 1\nprior_most_weeks = 1\nexpiring_weeks = 1\nhorizon_weeks = 1\n[least]\nrdt = 1\n"
        )


def made(state: ResupplyState, *lots: ResupplyLot, by: Actor | None = None) -> Resupply:
    from datetime import UTC, datetime

    steps = [ResupplyStep(state, datetime(2026, 3, 1, tzinfo=UTC), by.id if by else None, "Bu Uji")]
    lines = [ResupplyLine(YELLOW, 6, 6)]
    return Resupply(UUID(int=9), 1, "92.06.01.2001", "92.06", state, lines, lots, steps)


OFFICER, SUPERVISOR = person("92.06", "malaria.officer"), person("92.06.01", "malaria.supervisor")
FAR, NATION = person("91.05", "malaria.officer"), person(None, "malaria.officer")
DISTRICT = person("92.06.01", "malaria.officer")
READER = person("92.06", "malaria.reader")


@pytest.mark.parametrize(
    ("who", "actor", "proposes", "stores", "cancels"),
    [
        ("the officer of the kabupaten", OFFICER, True, True, True),
        ("the ministry's officer", NATION, True, True, True),
        ("the supervisor of the Puskesmas", SUPERVISOR, True, False, False),
        ("a supervisor of the whole kabupaten", person("92.06", "malaria.supervisor"), True, False, False),
        ("an officer of one distrik", DISTRICT, True, False, False),
        ("the officer of another kabupaten", FAR, False, False, False),
        ("a reader of slides", READER, False, False, False),
    ],
)
def test_who_may_propose_move_goods_and_cancel(who: str, actor: Actor, proposes: bool, stores: bool, cancels: bool) -> None:
    def may(step: object, *given: object) -> bool:
        try:
            step(*given)  # type: ignore[operator]
        except NotAllowed:
            return False
        return True

    assert may(resupply.permit_propose, actor, "92.06.01.2001") is proposes, who
    assert may(resupply.permit_store, actor, "92.06") is stores, who
    assert may(resupply.permit_cancel, actor, made(ResupplyState.PROPOSED)) is cancels, who
    with pytest.raises(NotAllowed):
        resupply.permit_cancel(READER, made(ResupplyState.PROPOSED))


def test_who_proposed_may_cancel_until_it_is_approved() -> None:
    resupply.permit_cancel(SUPERVISOR, made(ResupplyState.PROPOSED, by=SUPERVISOR))
    with pytest.raises(StoreOfficerOnly):
        resupply.permit_cancel(SUPERVISOR, made(ResupplyState.APPROVED, by=SUPERVISOR))


@pytest.mark.parametrize("state", ResupplyState)
def test_steps_go_one_way(state: ResupplyState) -> None:
    allowed = {
        ResupplyState.PROPOSED: {"approve", "cancel"},
        ResupplyState.APPROVED: {"send", "cancel"},
        ResupplyState.SENT: {"receive"},
        ResupplyState.RECEIVED: {"reopen"},
        ResupplyState.CANCELLED: set(),
    }[state]
    for step in ("approve", "send", "receive", "reopen", "cancel", "fly"):
        if step in allowed:
            resupply.stepped(made(state), step)
        else:
            with pytest.raises(ResupplyMoved):
                resupply.stepped(made(state), step)


def test_lots_leave_the_store_first_expiring_first_and_never_more_than_there_are() -> None:
    held = [lot(4, 300, "A"), lot(5, 30, "B"), lot(9, -2, "C")]
    assert resupply.proposed_lots([ResupplyLine(YELLOW, 6, 6)], held, TODAY) == {(YELLOW, "B"): 5, (YELLOW, "A"): 1}
    going = resupply.leaving(held, {(YELLOW, "B"): 5, (YELLOW, "A"): 0}, TODAY)
    assert [(one.lot, one.sent) for one in going] == [("B", 5)]
    with pytest.raises(StoreShort):
        resupply.leaving(held, {(YELLOW, "A"): 5}, TODAY)
    with pytest.raises(StoreShort):
        resupply.leaving(held, {(RDT, "A"): 1}, TODAY)
    with pytest.raises(LotExpired):
        resupply.leaving(held, {(YELLOW, "C"): 1}, TODAY)
    with pytest.raises(NothingWanted):
        resupply.leaving(held, {(YELLOW, "A"): 0}, TODAY)


def test_what_phones_recorded_fills_the_lots_and_no_more() -> None:
    sent = made(ResupplyState.SENT, ResupplyLot(YELLOW, "A", None, 5), ResupplyLot(RDT, "R", None, 10))
    lots = resupply.matched(
        sent, [("1", YELLOW, "A", 3), ("2", RDT, "R", 12), ("3", YELLOW, "A", 2), ("4", YELLOW, "A", 5)]
    )
    assert [(one.arrived, one.difference, one.receipts) for one in lots] == [(5, 0, ("1", "3")), (12, 2, ("2",))]
    assert not resupply.is_complete(lots)
    assert resupply.is_complete(lots[:1])
    by_hand = made(ResupplyState.RECEIVED, replace(sent.lots[0], arrived=4, reason="dihitung"))
    late = resupply.matched(by_hand, [("5", YELLOW, "A", 5), ("6", YELLOW, "A", 5)])
    assert (late[0].arrived, late[0].receipts) == (4, ("5",))


@pytest.mark.parametrize("given", ["-1", "1.5", "x", "1000000", "١"])
def test_quantities_are_whole_numbers(given: str) -> None:
    assert resupply.quantity("") == 0
    assert resupply.quantity(" 12 ") == 12
    with pytest.raises(QuantityWrong):
        resupply.quantity(given)
