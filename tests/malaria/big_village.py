"""A village of 600 people with five years of malaria behind it, all made up; and how much a new phone fetches of it."""

import gzip
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson

from simpul.kernel.platform import Platform
from simpul.malaria.actions import changing, seeding
from simpul.malaria.model.devices import Device
from simpul.malaria.model.workers import Village, Worker, WorkerKind
from simpul.malaria.store import devices
from tests.malaria.phones import stamped

CODE, PEOPLE, VISITS, POSITIVE = "92.06.09.2009", 600, 3_000, 0.1
FIRST = [
    "Yohana",
    "Maria",
    "Petrus",
    "Agustina",
    "Markus",
    "Ruth",
    "Yosina",
    "Paulus",
    "Elisabet",
    "Simon",
    "Dorkas",
    "Yakob",
]
LAST = ["Uji", "Contoh", "Misal", "Andai", "Umpama", "Seumpama", "Percobaan", "Latihan", "Tiruan", "Buatan"]


def _id(chance: random.Random, at: datetime) -> str:
    """A UUIDv7 of that time."""
    value = (int(at.timestamp() * 1000) << 80) | (7 << 76) | chance.getrandbits(76)
    return str(UUID(int=(value & ~(3 << 62)) | (2 << 62)))


def bodies(chance: random.Random) -> list[dict]:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    start = now - timedelta(days=5 * 365)
    made: list[dict] = []

    def add(kind: str, at: datetime, p: str, d: dict, s: str | None = None) -> None:
        event = {"v": 1, "id": _id(chance, at), "t": kind, "at": stamped(at), "p": p, "d": d}
        made.append(event | ({"s": s} if s else {}))

    people = []
    for _ in range(PEOPLE):
        at = start + timedelta(days=chance.random() * 60)
        people.append(_id(chance, at))
        names = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(2)]
        facts = {"name": names[0], "mother": names[1], "sex": chance.choice("LP"), "birth_year": chance.randint(1940, 2024)}
        add("person.registered", at, people[-1], facts | {"house": str(chance.randint(1, 140))})
    for _ in range(VISITS):
        at, p = start + timedelta(days=chance.random() * 1825), chance.choice(people)
        visit, test, treatment = (_id(chance, at) for _ in range(3))
        about = {"pregnant": False, "breastfeeding_lt_6m": False, "g6pd": "unknown", "malaria_before": "none"}
        add("visit.opened", at, p, {"fever_days": 2, "reason": "sick", **about}, visit)
        sick = chance.random() < POSITIVE
        found = {"species": chance.choice(["falciparum", "vivax"])} if sick else {}
        result = {"visit": visit, "method": "rdt", "result": "positive" if sick else "negative", "for": "diagnosis"}
        add("test.recorded", at, p, result | found, test)
        if sick:
            dose = {"dhp_tablets_per_day": "3", "dhp_days": 3, "primaquine_days": 1, "rule": "x", "page": "3"}
            given = {"visit": visit, "test": test, "weight_kg": "50.5", "weighed": True, "dose": dose, "training": False}
            add("treatment.started", at, p, given, treatment)
            if at < now - timedelta(days=30):
                add("slide.taken", at + timedelta(days=3), p, {"day": 3, "label": "S"}, treatment)
                add("slide.taken", at + timedelta(days=28), p, {"day": 28, "label": "S"}, treatment)
                add("treatment.ended", at + timedelta(days=14), p, {"how": "completed"}, treatment)
    return made


def filled(platform: Platform) -> Device:
    """The village is there; the device of its worker."""
    chance, now = random.Random(600), platform.clock.now()
    worker, device = platform.ids.new(), platform.ids.new()
    seeding.villages(platform, [Village(CODE, "Kampung Besar", population=PEOPLE, synthetic=True)])
    seeding.workers(platform, [Worker(worker, "Mama", WorkerKind.JMK, CODE, now, None, True)])
    seeding.devices(platform, [seeding.SeedDevice(device, worker, CODE, "HP", now, now)])
    events = [seeding.SeedEvent(device, seq, now, body) for seq, body in enumerate(bodies(chance), 1)]
    assert seeding.events(platform, CODE, events) == len(events)
    with platform.database.reading() as unit:
        found = devices.of_id(unit.connection, device)
    assert found is not None
    return found


def pulled(platform: Platform, device: Device) -> tuple[int, int]:
    """Bytes of all pages, each compressed; how many people came."""
    cursor, more, size, people = "", True, 0, 0
    while more:
        page = changing.changes(platform, device, cursor)
        document = {
            "cursor": page.cursor,
            "more": page.more,
            "people": page.people,
            "cases": page.cases,
            "marks": page.marks,
        }
        one = len(gzip.compress(orjson.dumps(document), 6))
        assert one <= changing.PAGE_MOST + 400
        size, people, cursor, more = size + one, people + len(page.people), page.cursor, page.more
    return size, people
