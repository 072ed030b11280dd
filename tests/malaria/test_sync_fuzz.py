"""Five phones that die, repeat, reorder and cannot tell the time, and a disk that fills: all is kept, in one state."""

import os
import random
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from simpul.malaria.actions import sync
from simpul.malaria.actions.projecting import event_of
from simpul.malaria.rules import folding
from simpul.malaria.store import tables
from tests.malaria import phones
from tests.malaria.phones import SUPERVISOR, VILLAGE

SOAK = bool(os.environ.get("SIMPUL_SOAK"))


class District:
    """What the phones record: people known to all of them, so that they get in each other's way."""

    def __init__(self, held: list[phones.Phone], chance: random.Random) -> None:
        self.phones, self.chance = held, chance
        self.people: list[str] = []
        self.cases: list[tuple[str, str, str, str]] = []

    def step(self, phone: phones.Phone) -> None:
        phone.now += timedelta(seconds=self.chance.randint(1, 900))
        ways = [self._registered, self._changed, self._changed, self._case, self._watched, self._ended, self._stock]
        self.chance.choice([*ways, self._corrected, self._odd, self._mixed_up])(phone)

    def _registered(self, phone: phones.Phone) -> None:
        self.people.append(phones.registered(phone, f"Orang {len(self.people)}"))

    def _person(self, phone: phones.Phone) -> str:
        if not self.people:
            self._registered(phone)
        return self.chance.choice(self.people)

    def _changed(self, phone: phones.Phone) -> None:
        field, values = self.chance.choice([("birth_year", (1989, 1990, 1991)), ("house", ("1", "2", "3"))])
        told = {"field": field, "from": self.chance.choice(values), "to": self.chance.choice(values)}
        phone.record("person.changed", told, p=self._person(phone))

    def _case(self, phone: phones.Phone) -> None:
        person = self._person(phone)
        lot = self.chance.choice([None, "R1", "R2"])
        self.cases.append((person, *phones.positive(phone, person, training=self.chance.random() < 0.5, lot=lot)))

    def _watched(self, phone: phones.Phone) -> None:
        if self.cases:
            person, _, _, treatment = self.chance.choice(self.cases)
            day, taken = self.chance.randint(1, 3), self.chance.random() < 0.8
            phone.record("dose.watched", {"day": day, "drug": "dhp", "taken": taken}, p=person, s=treatment)

    def _ended(self, phone: phones.Phone) -> None:
        if self.cases:
            person, _, _, treatment = self.chance.choice(self.cases)
            how = self.chance.choice(["completed", "stopped", "lost"])
            phone.record("treatment.ended", {"how": how}, p=person, s=treatment)

    def _stock(self, phone: phones.Phone) -> None:
        kind = self.chance.choice(["stock.received", "stock.counted", "stock.discarded"])
        expires = self.chance.choice(["2026-11-20", "2027-11-20"])
        lot = self.chance.choice(["R1", "R2"])
        phone.record(kind, {"item": "rdt", "lot": lot, "expires": expires, "quantity": self.chance.randint(0, 50)})

    def _corrected(self, phone: phones.Phone) -> None:
        other = self.chance.choice(self.phones)
        tests = [body for body in other.bodies if body["t"] == "test.recorded"]
        if tests:
            event = self.chance.choice(tests)
            changes = self.chance.choice([{"result": "negative"}, {"species": "vivax"}, {"lot": "R2"}, {"result": 7}])
            told = {"event": event["id"], "changes": changes, "reason": "read again"}
            phone.record("fact.corrected", told, p=self.chance.choice([event["p"], None]))

    def _mixed_up(self, phone: phones.Phone) -> None:
        """A subject of one person under another's name, among the first few: whom this links is folded together."""
        if self.cases and self.chance.random() < 0.3:
            _, visit, test, treatment = self.chance.choice(self.cases[:8])
            person = self.chance.choice(self.people[:8])
            found = {"visit": visit, "method": "slide", "result": "positive", "species": "ovale", "for": "diagnosis"}
            phone.record("test.recorded", found, p=person, s=test)
            phone.record("dose.watched", {"day": 1, "drug": "dhp", "taken": False}, p=person, s=treatment)

    def _odd(self, phone: phones.Phone) -> None:
        kind = self.chance.choice(["rain.fell", "person.changed", "visit.opened"])
        phone.record(kind, {"field": "height"}, p=self._person(phone))


class Disk:
    """The node's disk: when `full`, the next batch fails in the middle of its transaction, after events were written."""

    def __init__(self) -> None:
        self.full, self.failed = False, 0
        self._project = sync.project

    def project(self, *told, **more) -> None:
        self._project(*told, **more)
        if self.full:
            self.failed += 1
            raise OperationalError("", {}, psycopg.errors.DiskFull("could not extend file: No space left on device"))


def exchange(phone: phones.Phone, chance: random.Random, disk: Disk) -> None:
    """One contact: some of what is unsent and some of what was sent, in any order; the phone may die before it hears.

    At times the node's disk is full: then nothing is acknowledged, and the phone keeps what it has.
    """
    given = phone.unsent()
    chance.shuffle(given)
    given = given[: chance.randint(1, 40)] + chance.sample(phone.log, min(len(phone.log), chance.randint(0, 3)))
    disk.full = chance.random() < 0.1
    if given:
        known, answer = set(phone.held), phone.send(given, heard=chance.random() < 0.7)
        assert answer.status_code == (503 if disk.full else 200)
        assert not disk.full or phone.held == known
    disk.full = False


def settled(platform) -> dict:
    """What is kept beside the events, in the shape of the fold."""
    with platform.database.reading() as unit:
        return {
            name: list(unit.connection.execute(select(getattr(tables, name))).mappings())
            for name in ("people", "cases", "checks", "moves", "events")
        }


def agree(platform, chance: random.Random) -> None:
    """The projections are what the fold of all events, in any order, says."""
    rows = settled(platform)
    events = [event_of(row) for row in rows["events"] if row["quarantine"] is None]
    chance.shuffle(events)
    state = folding.fold(events)
    told = {str(row["id"]): {**row["facts"], **_into(row)} for row in rows["people"]}
    assert told == state["people"]
    found = {
        one: test for one, test in state["tests"].items() if test["result"] == "positive" and test["for"] == "diagnosis"
    }
    assert {str(row["id"]): row["facts"]["test"] for row in rows["cases"]} == found
    for row in rows["cases"]:
        treatment = state["treatments"].get(str(row["treatment"]))
        known = treatment and {"id": str(row["treatment"]), **treatment}
        assert row["facts"]["treatment"] == known
        assert row["status"] == (treatment["status"] if treatment else "untreated")
    assert sorted(row["key"] for row in rows["checks"]) == [check["key"] for check in state["checks"]]
    moves = [{**row, "event": str(row["event"]), "at": row["order"].partition("|")[0]} for row in rows["moves"]]
    assert folding.lots(moves) == state["stock"]


def _into(row) -> dict:
    return {"into": str(row["merged_into"])} if row["merged_into"] else {}


def campaign(platform, client, disk: Disk, *, events: int, seed: int) -> None:
    chance = random.Random(seed)
    held = [phones.phone(platform, client) for _ in range(5)]
    for phone, hours in zip(held, (0, 48, -48, 3, -30), strict=True):
        phone.skew = timedelta(hours=hours)
    district = District(held, chance)
    while sum(len(phone.log) for phone in held) < events:
        district.step(chance.choice(held))
        if chance.random() < 0.08:
            exchange(chance.choice(held), chance, disk)
        if chance.random() < 0.01 and len(district.people) > 4:
            one, other = chance.sample(district.people, 2)
            same = {"t": "person.same", "d": {"from": one, "into": other, "reason": "alike"}}
            (merge,) = sync.record(platform, SUPERVISOR, village=VILLAGE, events=[same])
            if chance.random() < 0.5:
                apart = {"t": "person.apart", "d": {"merge": str(merge), "reason": "not one"}}
                sync.record(platform, SUPERVISOR, village=VILLAGE, events=[apart])
        platform.clock.advance(timedelta(minutes=1))
    for phone in held:
        while phone.unsent():
            exchange(phone, chance, disk)
    bodies = {body["id"]: body for phone in held for body in phone.bodies}
    kept = {str(row["id"]): row["body"] for row in settled(platform)["events"] if row["device"]}
    assert kept == bodies
    assert [phone.answer["have"] for phone in held] == [[[1, len(phone.log)]] for phone in held]
    assert disk.failed
    agree(platform, chance)


@pytest.fixture
def disk(monkeypatch) -> Disk:
    """A disk that the campaign fills, at a node whose dosing table is signed."""
    monkeypatch.setattr(sync, "signed", lambda _platform: True)
    made = Disk()
    monkeypatch.setattr(sync, "project", made.project)
    return made


def test_phones_that_die_repeat_and_reorder_settle_to_one_state(villages, platform, client, disk):
    campaign(platform, client, disk, events=1_000, seed=6)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
def test_ten_thousand_events_of_five_phones_are_all_there_and_agree(villages, platform, client, disk):
    campaign(platform, client, disk, events=10_000, seed=2018)
