"""A phone in Python: seals as the field app does, keeps what is not acknowledged, and can die before it hears."""

import gzip
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from starlette.testclient import TestClient

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions import enrolling, seeding, workers
from simpul.malaria.model.events import Sealed
from simpul.malaria.model.workers import Village
from simpul.malaria.rules import exporting, sealing

VILLAGE, OTHER = "92.06.01.2001", "92.06.02.2002"
SEND, FETCH, ENROL = "/malaria/sinkron/kirim", "/malaria/sinkron/ambil", "/malaria/perangkat/daftar"
SUPERVISOR = Actor(
    UUID(int=9), "Pengelola Uji", "ID/GOV/8205/DINKES", "92.06", frozenset({"malaria.officer", "malaria.supervisor"})
)


def stamped(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def villages(platform: Platform, *, synthetic: bool = False) -> None:
    names = [Village(VILLAGE, "Kampung Uji", synthetic=synthetic), Village(OTHER, "Kampung Lain", synthetic=synthetic)]
    seeding.villages(platform, names)


@dataclass
class Phone:
    """A device with its log. `skew` is how far its clock is wrong."""

    client: TestClient
    now: datetime
    id: UUID
    cipher: object
    upload: str
    read: str
    skew: timedelta = timedelta(0)
    log: list[Sealed] = field(default_factory=list)
    bodies: list[dict] = field(default_factory=list)
    prev: str = sealing.FIRST
    held: set[int] = field(default_factory=set)
    answer: dict = field(default_factory=dict)

    def record(self, kind: str, d: dict, *, p: str | None = None, s: str | None = None, **changes: object) -> dict:
        event = {"v": 1, "id": str(uuid4()), "t": kind, "at": stamped(self.now + self.skew), "p": p, "d": d}
        event |= ({"s": s} if s else {}) | changes
        self.append(json.dumps(event).encode(), UUID(event["id"]))
        self.bodies.append(event)
        return event

    def append(self, plain: bytes, id: UUID) -> Sealed:
        empty = Sealed(len(self.log) + 1, id, self.prev, b"")
        made = sealing.sealed(self.cipher, self.id, empty, (os.urandom(12), plain))
        self.prev = sealing.hash_of(self.id, made).hex()
        self.log.append(made)
        return made

    def unsent(self) -> list[Sealed]:
        return [one for one in self.log if one.seq not in self.held]

    def send(self, events: list[Sealed] | None = None, *, heard: bool = True, **headers: str):
        given = self.unsent() if events is None else events
        body = gzip.compress(json.dumps({"events": [exporting.document_of(one) for one in given]}).encode(), 6)
        sent = {"Authorization": f"Bearer {self.upload}", "Content-Encoding": "gzip", **headers}
        response = self.client.post(SEND, content=body, headers=sent)
        if response.status_code == 200 and heard:
            self.answer = response.json()
            self.held = {n for first, last in self.answer["have"] for n in range(first, last + 1)}
        return response

    def fetch(self, after: str = "", **headers: str):
        return self.client.get(FETCH, params={"after": after}, headers={"Authorization": f"Bearer {self.read}", **headers})

    def village(self) -> dict:
        """Everything that the node tells of the village, all pages together."""
        found: dict = {"people": {}, "cases": {}, "marks": [], "bytes": 0}
        cursor, more = "", True
        while more:
            response = self.fetch(cursor)
            page = response.json()
            found["bytes"] += int(response.headers["content-length"])
            found["people"] |= {one["id"]: one for one in page["people"]}
            found["cases"] |= {one["id"]: one for one in page["cases"]}
            found["marks"] += page["marks"]
            cursor, more = page["cursor"], page["more"]
        return {**found, "cursor": cursor}


def invited(platform: Platform, village: str = VILLAGE) -> str:
    worker = workers.add_worker(platform, SUPERVISOR, name="Mama Uji", kind="jmk", village=village)
    return enrolling.invite(platform, SUPERVISOR, worker=worker.id).token


def phone(platform: Platform, client: TestClient, village: str = VILLAGE) -> Phone:
    """A phone of a new worker of the village, enrolled over the wire."""
    own = ec.generate_private_key(ec.SECP256R1())
    key = sealing.jwk_of(own.public_key())
    said = {"token": invited(platform, village), "public_key": key, "name": "HP uji", "app_version": "1.0"}
    answer = client.post(ENROL, json=said)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    device = UUID(told["device"])
    cipher = sealing.agreed(own, sealing.public_key(told["node_public_key"]), device)
    return Phone(client, platform.clock.now(), device, cipher, told["upload_token"], told["read_token"])


def registered(held: Phone, name: str = "Yohana Uji", **more: object) -> str:
    person = str(uuid4())
    held.record("person.registered", {"name": name, "sex": "P", "birth_year": 1990, **more}, p=person)
    return person


def positive(phone: Phone, person: str, *, training: bool = True, lot: str | None = None) -> tuple[str, str, str]:
    """Visit, test and treatment of a person with falciparum: their ids."""
    visit, test, treatment = str(uuid4()), str(uuid4()), str(uuid4())
    about = {"pregnant": False, "breastfeeding_lt_6m": False, "g6pd": "unknown", "malaria_before": "none"}
    phone.record("visit.opened", {"fever_days": 2, "reason": "sick", **about}, p=person, s=visit)
    phone.record("signs.checked", {"signs": []}, p=person, s=visit)
    found = {"visit": visit, "method": "rdt", "result": "positive", "species": "falciparum", "for": "diagnosis"}
    phone.record("test.recorded", found | ({"lot": lot} if lot else {}), p=person, s=test)
    dose = {"dhp_tablets_per_day": "3", "dhp_days": 3, "primaquine_tablets_per_day": "3", "primaquine_days": 1}
    given = {"visit": visit, "test": test, "weight_kg": "52.5", "weighed": True, "dose": dose, "training": training}
    phone.record("treatment.started", given, p=person, s=treatment)
    return visit, test, treatment
