"""Stock, resupply and scorecards as the desk's people use them: forecasts, a pack resupplied, cards that explain."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import resupply, scoring, stocking, store_room, sync, workers
from simpul.malaria.actions.seeding import SeedDevice, SeedEvent, devices, events
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.model.supply import Product, ResupplyState, StockState
from simpul.malaria.model.supply_refusals import StoreShort
from simpul.malaria.rules.folding.order import stamp
from simpul.malaria.rules.folding.stock import lots as folded_lots
from simpul.malaria.store import folded, supply
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import BINTUNI, LEAD, OTHER

STOCK, CARDS = "/malaria/meja/stok", "/malaria/meja/kartu"
YELLOW, RDT = Product("pack", "kuning"), Product("rdt")
SUPERVISOR = make.person("92.06.01", "malaria.supervisor")
PAGES = tuple(
    f"{STOCK}{path}"
    for path in ("", "?keadaan=all", "/ekspor.csv", f"/kampung/{BINTUNI}", "/kiriman", "/kiriman?keadaan=all")
)
PAGES += (f"{STOCK}/kiriman/ekspor.csv", f"{STOCK}/gudang", f"{STOCK}/gudang/ekspor.csv", CARDS, f"{CARDS}/ekspor.csv")
Clients = Callable[..., TestClient]


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    yield built
    built.database.close()


@pytest.fixture
def desk(client_for: Clients) -> TestClient:
    return client_for(LEAD)


def _stock(platform: Platform, kind: str, quantity: int, *, lot: str = "K1", days: int = 400, **changes: Any) -> None:
    expires = (platform.clock.now().date() + timedelta(days=days)).isoformat()
    d = {"item": "pack", "colour": "kuning", "lot": lot, "expires": expires, "quantity": quantity} | changes
    sync.record(platform, LEAD, village=BINTUNI, events=[{"t": f"stock.{kind}", "d": d}])


def _goods(platform: Platform, quantity: int = 50, lot: str = "K1", days: int = 400) -> store_room.Goods:
    return store_room.Goods(YELLOW, lot, platform.clock.now().date() + timedelta(days=days), quantity)


def _post(client: TestClient, path: str, **fields: str) -> Any:
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert token
    return client.post(path, data={"csrf": token[1], **fields})


def _yellow(platform: Platform) -> Any:
    seen = stocking.village(platform, LEAD, BINTUNI)
    return next(one for one in seen.forecasts if one.product == YELLOW)


def test_lots_in_sql_are_the_lots_that_phones_show(platform: Platform, clock: FixedClock) -> None:
    for kind, quantity, lot in (("received", 8, "A"), ("discarded", 2, "A"), ("counted", 5, "A"), ("received", 3, "A")):
        clock.advance(timedelta(hours=1))
        _stock(platform, kind, quantity, lot=lot)
    clock.advance(timedelta(hours=1))
    _stock(platform, "discarded", 4, lot="B")
    with platform.database.reading() as unit:
        there = supply.lots(unit.connection, "92.06")[BINTUNI, YELLOW]
        here = folded_lots(folded.moves(unit.connection, BINTUNI))
    assert {one.lot: one.quantity for one in there} == {one["lot"]: one["quantity"] for one in here} == {"A": 8, "B": -4}


@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_answers_while_there_is_nothing(desk: TestClient, client_for: Clients, lang: str) -> None:
    nation = client_for(make.person(None, *make.BOTH))
    for page in PAGES:
        assert desk.get(lang + page).status_code == 200, page
        assert nation.get(lang + page).status_code == 200, page


def test_stock_of_another_kabupaten_is_not_shown(platform: Platform, client_for: Clients) -> None:
    _stock(platform, "received", 1)
    made = resupply.propose(platform, LEAD, village=BINTUNI, quantities={YELLOW: 4}, reason="")
    stranger, reader = client_for(make.person("91.05", *make.BOTH)), client_for(make.person("92.06", "malaria.reader"))
    for page in PAGES:
        assert "Kampung Uji" not in stranger.get(page + ("&" if "?" in page else "?") + "wilayah=92.06").text, page
        assert reader.get(page).status_code == 403, page
    assert stranger.get(f"{STOCK}/kampung/{BINTUNI}").status_code == 403
    assert stranger.get(f"{STOCK}/kiriman/{made}").status_code == 404
    assert client_for(SUPERVISOR).get(f"{STOCK}/gudang").status_code == 403


def test_a_pack_about_to_run_out_is_first_and_says_why(platform: Platform, desk: TestClient, clock: FixedClock) -> None:
    _stock(platform, "received", 8)
    clock.advance(timedelta(weeks=8))
    for _ in range(2):
        made = make.examined(platform)
        start = {"visit": made["visit"], "test": made["test"], "weight_kg": "35.0", "weighed": True, "training": False}
        start |= {"dose": {"dhp_days": 3, "primaquine_days": 14, "primaquine_tablets_per_day": "1/2"}}
        start |= {"pack": "kuning", "lot": "K1"}
        told = {"t": "treatment.started", "p": made["person"], "s": make.ids(platform, 1)[0], "d": start}
        sync.record(platform, LEAD, village=BINTUNI, events=[told])
    clock.advance(timedelta(days=1))
    _stock(platform, "counted", 2)
    seen = _yellow(platform)
    assert (seen.usable, seen.use.count, seen.use.recent, seen.state) == (2, 2, 2, StockState.SOON)
    primaquine = next(
        one for one in stocking.village(platform, LEAD, BINTUNI).forecasts if one.product.item == "primaquine"
    )
    assert (primaquine.use.count, primaquine.each) == (2, 7.0)
    text = desk.get(f"/en{STOCK}/kampung/{BINTUNI}").text
    assert "Chance of a shortage within 4 weeks" in text
    listed = desk.get(f"/en{STOCK}?barang=pack.kuning")
    assert "About to run out" in listed.text
    assert desk.get(f"{STOCK}/ekspor.csv?barang=pack.kuning").text.count("Kampung Uji") == 1


def test_a_refused_quantity_keeps_all_that_was_typed(platform: Platform, desk: TestClient, client_for: Clients) -> None:
    """Nine numbers are not typed again for one slip, neither while approving nor while sending."""
    wanted = {"n.pack.kuning": "6", "n.pack.biru": "4"}
    page = _post(client_for(SUPERVISOR), f"{STOCK}/kampung/{BINTUNI}", **wanted).headers["location"].split("?")[0]
    took_in = {"product": "pack.kuning", "lot": "K1", "expires": "2099-01-01", "quantity": "5", "place": "Provinsi"}
    assert _post(desk, f"{STOCK}/gudang", do="receive", **took_in).status_code == 303
    slipped = _post(desk, page, do="approve", **{"n.pack.kuning": "37", "n.pack.biru": "4o"})
    assert slipped.status_code == 422
    assert 'value="37"' in slipped.text
    assert 'value="4o"' in slipped.text
    assert "govuk-error-message" in slipped.text
    assert _post(desk, page, do="approve", **wanted).status_code == 303
    slipped = _post(desk, page, do="send", **{"lot-0": "pack.kuning|K1", "count-0": "3x"})
    assert slipped.status_code == 422
    assert 'value="3x"' in slipped.text


def test_a_pack_is_resupplied_from_proposal_to_the_phones_record(
    platform: Platform, desk: TestClient, client_for: Clients, clock: FixedClock
) -> None:
    """The whole way in the browser's forms; the phone's record closes it."""
    _stock(platform, "received", 1, lot="OLD")
    proposed = _post(client_for(SUPERVISOR), f"{STOCK}/kampung/{BINTUNI}", **{"n.pack.kuning": "6", "n.rdt": ""})
    assert proposed.status_code == 303
    page = proposed.headers["location"].split("?")[0]
    assert _post(client_for(SUPERVISOR), page, do="approve", **{"n.pack.kuning": "6"}).status_code == 403
    took_in = {"product": "pack.kuning", "lot": "K1", "expires": "2099-01-01", "quantity": "5", "place": "Provinsi"}
    assert _post(desk, f"{STOCK}/gudang", do="receive", **took_in).status_code == 303
    assert _post(desk, page, do="send", **{"lot-0": "pack.kuning|K1", "count-0": "5"}).status_code == 409
    assert _post(desk, page, do="approve", **{"n.pack.kuning": "0"}).status_code in (400, 422)
    assert _post(desk, page, do="approve", **{"n.pack.kuning": "6"}).status_code == 303
    assert "The store has 1 too few" in desk.get(f"/en{page}").text
    assert _post(desk, page, do="send", **{"lot-0": "pack.kuning|K1", "count-0": "6"}).status_code == 409
    assert _post(desk, page, do="send", **{"lot-0": "pack.kuning|K1", "count-0": "5"}).status_code == 303
    assert _yellow(platform).on_the_way == 5
    clock.advance(timedelta(days=2))
    _stock(platform, "received", 5, lot="K1")
    found = resupply.lines(platform, LEAD, DeskAsked(state="received"))
    assert [(one.state, one.lots[0].arrived, one.steps[-1].by) for one in found.rows] == [(ResupplyState.RECEIVED, 5, None)]
    assert _yellow(platform).usable == 6
    assert resupply.match(platform) == 0
    assert "by what the phone recorded" in desk.get(f"/en{page}").text


def test_a_difference_waits_and_is_closed_by_hand_and_taken_back(platform: Platform, desk: TestClient) -> None:
    store_room.receive(platform, LEAD, "92.06", _goods(platform), "Provinsi")
    made = resupply.propose(platform, LEAD, village=BINTUNI, quantities={YELLOW: 5}, reason="")
    resupply.approve(platform, LEAD, made, {YELLOW: 5})
    resupply.send(platform, LEAD, made, {(YELLOW, "K1"): 5})
    _stock(platform, "received", 3)
    assert resupply.match(platform) == 1
    page = f"{STOCK}/kiriman/{made}"
    assert "2 fewer" in desk.get(f"/en{page}").text
    lots = {"lot-0": "pack.kuning|K1", "count-0": "3"}
    assert _post(desk, page, do="receive", reason="", **lots).status_code in (400, 422)
    assert _post(desk, page, do="receive", reason="dua rusak di jalan", **lots).status_code == 303
    assert resupply.one(platform, LEAD, made)[0].state is ResupplyState.RECEIVED
    assert _post(desk, page, do="reopen", reason="salah hitung").status_code == 303
    assert resupply.one(platform, LEAD, made)[0].state is ResupplyState.SENT
    assert _post(desk, page, do="cancel", reason="tidak jadi").status_code == 409


def test_one_receipt_never_closes_two_resupplies(platform: Platform, clock: FixedClock) -> None:
    store_room.receive(platform, LEAD, "92.06", _goods(platform), "Provinsi")
    ids = []
    for _ in range(2):
        made = resupply.propose(platform, LEAD, village=BINTUNI, quantities={YELLOW: 5}, reason="")
        resupply.approve(platform, LEAD, made, {YELLOW: 5})
        resupply.send(platform, LEAD, made, {(YELLOW, "K1"): 5})
        ids.append(made)
    clock.advance(timedelta(days=1))
    _stock(platform, "received", 5)
    resupply.match(platform)
    resupply.match(platform)
    assert [resupply.one(platform, LEAD, one)[0].state for one in ids] == [ResupplyState.RECEIVED, ResupplyState.SENT]


def test_the_store_counts_and_never_writes_off_more_than_it_has(platform: Platform, desk: TestClient) -> None:
    store_room.receive(platform, LEAD, "92.06", _goods(platform, 50), "Provinsi")
    store_room.count(platform, LEAD, "92.06", _goods(platform, 44))
    with pytest.raises(StoreShort):
        store_room.discard(platform, LEAD, "92.06", _goods(platform, 45), "basah")
    store_room.discard(platform, LEAD, "92.06", _goods(platform, 4), "basah")
    lots, moves, _ = store_room.seen(platform, LEAD, "92.06")
    assert [(one.lot, one.quantity) for one in lots] == [("K1", 40)]
    assert [one.kind for one in moves] == ["discarded", "counted", "received"]
    assert "K1" in desk.get(f"{STOCK}/gudang/ekspor.csv").text
    wrong = _post(desk, f"{STOCK}/gudang", do="receive", product="pack.kuning", lot="=1+1", expires="x", quantity="5")
    assert wrong.status_code in (400, 422)
    assert 'href="#lot"' in wrong.text


def test_names_of_staff_go_after_ten_years_and_the_goods_stay(platform: Platform, clock: FixedClock) -> None:
    store_room.receive(platform, LEAD, "92.06", _goods(platform), "Provinsi")
    made = resupply.propose(platform, LEAD, village=BINTUNI, quantities={YELLOW: 5}, reason="")
    clock.advance(timedelta(days=3600))
    store_room.forget_names(platform)
    assert resupply.one(platform, LEAD, made)[0].steps[0].name == LEAD.name
    clock.advance(timedelta(days=60))
    store_room.forget_names(platform)
    found, (move, *_) = resupply.one(platform, LEAD, made)[0], store_room.seen(platform, LEAD, "92.06")[1]
    assert [(one.name, one.by) for one in (found.steps[0], move)] == [("–", None)] * 2
    assert (found.lines[0].wanted, move.quantity) == (5, 50)


def test_a_delivery_note_is_a_pdf(platform: Platform, desk: TestClient) -> None:
    pytest.importorskip("typst")
    store_room.receive(platform, LEAD, "92.06", _goods(platform), "Provinsi")
    made = resupply.propose(platform, LEAD, village=BINTUNI, quantities={YELLOW: 5}, reason="")
    assert desk.get(f"{STOCK}/kiriman/{made}/surat.pdf").status_code == 404
    resupply.approve(platform, LEAD, made, {YELLOW: 5})
    resupply.send(platform, LEAD, made, {(YELLOW, "K1"): 5})
    note = desk.get(f"{STOCK}/kiriman/{made}/surat.pdf")
    assert (note.status_code, note.content[:5]) == (200, b"%PDF-")


def _worked(platform: Platform, clock: FixedClock) -> Any:
    """A worker with a phone who found two patients, and treated one the same day, one two days later."""
    worker = workers.add_worker(platform, LEAD, name="Ona Uji", kind="jmk", village=BINTUNI)
    now = clock.now()
    device = platform.ids.new()
    devices(platform, [SeedDevice(device, worker.id, BINTUNI, "HP", now, now)])
    bodies: list[dict[str, Any]] = []

    def say(kind: str, d: dict[str, Any], p: str | None = None, s: str | None = None, *, later: float = 0) -> str:
        fresh = str(platform.ids.new())
        at = stamp(now + timedelta(days=later))
        bodies.append({"v": 1, "id": fresh, "at": at, "t": kind, "p": p, "s": s, "d": d})
        return fresh

    for late in (0, 2):
        who, visit, test, treatment = make.ids(platform, 4)
        say("person.registered", {"name": "Warga Uji", "sex": "L", "birth_year": 1990}, who)
        asked = {"reason": "sick", "pregnant": False, "breastfeeding_lt_6m": False, "g6pd": "unknown"}
        say("visit.opened", asked | {"malaria_before": "none"}, who, visit)
        found = {"visit": visit, "method": "rdt", "result": "positive", "species": "vivax", "for": "diagnosis"}
        say("test.recorded", found, who, test)
        dose = {"dhp_days": 3, "primaquine_days": 14}
        start = {"visit": visit, "test": test, "weight_kg": "50.0", "weighed": True, "dose": dose, "training": False}
        say("treatment.started", start, who, treatment, later=late)
        if not late:
            say("contact.listed", {"contact": who}, who, test)
            say("slide.taken", {"day": 3}, who, treatment, later=3)
            say("treatment.ended", {"how": "completed"}, who, treatment, later=14)
    say("stock.counted", {"item": "rdt", "lot": "R1", "quantity": 20})
    spoilt = say("test.recorded", {**found, "result": "negative", "species": None}, who, make.ids(platform, 1)[0])
    say("fact.corrected", {"event": spoilt, "changes": {"lot": "R1"}, "reason": "salah tulis"}, who)
    clock.advance(timedelta(days=20))
    sent = [SeedEvent(device, n, now + timedelta(days=15), body) for n, body in enumerate(bodies, 1)]
    events(platform, BINTUNI, sent)
    return worker


def test_a_scorecard_counts_what_was_recorded(platform: Platform, desk: TestClient, clock: FixedClock) -> None:
    month = (clock.now() + timedelta(hours=9)).date()
    worker = _worked(platform, clock)
    found = scoring.card(platform, LEAD, worker.id, f"{month:%Y-%m}")
    scores = {code: (one.part, one.whole) for code, one in found.scores.items()}
    assert scores["tests"] == (3, None)
    assert scores["positive"] == (2, 3)
    assert scores["same_day"] == (1, 2)
    assert scores["completed"] == (1, 2)
    assert scores["day3"] == (1, 2)
    assert scores["contacts"] == (1, 2)
    assert scores["counted"][0] == 1
    assert scores["unspoilt"] == (12, 13), "the treatment ended in the month after"
    page = desk.get(f"/en{CARDS}/{worker.id}?masa={month:%Y-%m}").text
    assert "Positive tests ÷ diagnostic tests with a result." in page
    assert "Few" in page
    listed = desk.get(f"{CARDS}/ekspor.csv?masa={month:%Y-%m}").text
    assert "same_day,1,2,0.5" in listed
    assert "Ona Uji" not in listed


def test_a_scorecard_is_for_those_who_answer_for_the_worker(platform: Platform, client_for: Clients) -> None:
    worker = workers.add_worker(platform, LEAD, name="Ona Uji", kind="jmk", village=BINTUNI)
    assert client_for(SUPERVISOR).get(f"{CARDS}/{worker.id}").status_code == 200
    assert client_for(make.person("92.06.02", "malaria.supervisor")).get(f"{CARDS}/{worker.id}").status_code == 404
    assert client_for(make.person("91.05", *make.BOTH)).get(f"{CARDS}/{worker.id}").status_code == 404
    for wrong in ("2026-13", "2099-01", "x", "2026-T5"):
        assert client_for(LEAD).get(f"{CARDS}/{worker.id}?masa={wrong}").status_code == 404, wrong


def test_the_first_figures_count_products_and_villages(platform: Platform) -> None:
    _stock(platform, "received", 200, lot="A")
    with platform.database.reading() as unit:
        found = stocking.front(unit.connection, BINTUNI, unit.clock.now())
    assert (found.out, found.soon, found.villages, found.waiting) == (8, 0, 1, 0)
    assert OTHER not in {one.village for one in stocking.lines(platform, LEAD, "92.06", DeskAsked(per_page=99)).rows}
    assert stocking.overview(platform, LEAD, "92.06", DeskAsked())[1] == found
