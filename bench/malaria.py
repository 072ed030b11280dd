"""Events of village workers' phones taken in, durable, by one served worker; and a village's first sync.

One worker process and its clients share the machine. A phone sends 60 events at a time, as after some days without a
signal: people registered, visits, tests, treatments, doses. Durable: PostgreSQL with its own settings, fsync on.
"""

import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench import _malaria_desk, _malaria_detection
from bench._served import Node, Row, database, get, until
from bench._served import started as started_node
from simpul.kernel.actor import Actor

VILLAGES, EACH, BATCH, SECONDS = 8, 240, 60, 10
SUPERVISOR = Actor(
    UUID(int=9), "Pengelola", "ID/GOV/8205/DINKES", "92.06", frozenset({"malaria.officer", "malaria.supervisor"})
)
PEOPLE, SYNC_MOST = 600, 80 * 1024


def run() -> list[Row]:
    before = dict(os.environ)
    os.environ |= {"SIMPUL_MODULES": "identity,malaria,exchange", "SIMPUL_REGION": "92.06"}
    try:
        with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
            rows = [*_taken(node), *_first(node)]
    finally:
        os.environ.clear()
        os.environ.update(before)
    rows += _malaria_desk.rows()
    rows += _malaria_detection.rows()
    return [{"section": "malaria", "baseline": None, "ratio": None, **row} for row in rows]


def _taken(node: Node) -> Iterator[Row]:
    phones = [_phone(node, number) for number in range(VILLAGES)]
    with started_node(node, workers=1) as port:
        until(lambda: get(port, "/health/live")[0] == 200, seconds=60)
        started, slow = time.perf_counter(), []
        threads = [threading.Thread(target=_send, args=(port, phone, slow)) for phone in phones]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - started
    count = sum(len(phone["batches"]) for phone in phones) * BATCH
    held = _held(node)
    rate = held / took
    name = f"events taken, {VILLAGES} phones, {BATCH} at a time, durable, one worker"
    yield {"name": name, "value": rate, "unit": "1/s", "target": ">= 1000", "met": rate >= 1000 and held == count}
    median = statistics.median(slow)
    yield {"name": f"answer to {BATCH} events, median", "value": median, "unit": "s", "target": None, "met": None}
    each = phones[0]["one"]
    name = "sent for a case by itself, from registration to first dose (6 events)"
    yield {"name": name, "value": each, "unit": "bytes", "target": "<= 2048", "met": each <= 2048}
    size = sum(len(body) for phone in phones for body in phone["batches"])
    events = BATCH * sum(len(phone["batches"]) for phone in phones)
    yield {"name": "sent for an event in a batch", "value": size / events, "unit": "bytes", "target": None, "met": None}


def _held(node: Node) -> int:
    from sqlalchemy import func, select

    from simpul.malaria.store.tables import events

    with node.platform.database.reading() as unit:
        return int(unit.connection.scalar(select(func.count()).select_from(events)) or 0)


def _phone(node: Node, number: int) -> dict[str, Any]:
    """A phone with batches that are sealed and packed, ready to go."""
    import gzip

    from cryptography.hazmat.primitives.asymmetric import ec

    from simpul.malaria.actions import enrolling, seeding, workers
    from simpul.malaria.model.devices import NewDevice
    from simpul.malaria.model.events import Sealed
    from simpul.malaria.model.workers import Village
    from simpul.malaria.rules import exporting, sealing

    code, own = f"92.06.{number + 1:02d}.2001", ec.generate_private_key(ec.SECP256R1())
    seeding.villages(node.platform, [Village(code, f"Kampung {number}")])
    worker = workers.add_worker(node.platform, SUPERVISOR, name="Mama", kind="jmk", village=code)
    token = enrolling.invite(node.platform, SUPERVISOR, worker=worker.id).token
    told = enrolling.enrol(node.platform, token, NewDevice(sealing.jwk_of(own.public_key()), "HP", "1"))
    cipher = sealing.agreed(own, sealing.public_key(told.node_public_key), told.device)
    bodies = [body for _ in range(EACH * BATCH // 12 // VILLAGES) for body in case()]
    prev, documents = sealing.FIRST, []
    for seq, body in enumerate(bodies, 1):
        empty = Sealed(seq, UUID(body["id"]), prev, b"")
        made = sealing.sealed(
            cipher, told.device, empty, (os.urandom(12), json.dumps(body, separators=(",", ":")).encode())
        )
        prev = sealing.hash_of(told.device, made).hex()
        documents.append(exporting.document_of(made))
    parts = [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]
    for part in parts:
        for document in part[1:]:
            del document["p"]  # it is the hash of the one before
    batches = [gzip.compress(json.dumps({"events": part}).encode(), 6) for part in parts]
    return {
        "upload": told.upload_token,
        "batches": batches,
        "one": len(gzip.compress(json.dumps({"events": parts[0][:6]}).encode(), 6)),
    }


def case() -> list[dict[str, Any]]:
    """The twelve events of one case, from the registration to the last dose watched."""
    person, visit, test, treatment = (str(uuid4()) for _ in range(4))
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    about = {"pregnant": False, "breastfeeding_lt_6m": False, "g6pd": "unknown", "malaria_before": "none"}
    dose = {"dhp_tablets_per_day": "3", "dhp_days": 3, "primaquine_tablets_per_day": "1", "primaquine_days": 14}
    given = {"visit": visit, "test": test, "weight_kg": "52.5", "weighed": True, "dose": dose, "training": True}
    found = {"visit": visit, "method": "rdt", "lot": "R1", "result": "positive", "species": "vivax", "for": "diagnosis"}
    steps: list[tuple[str, dict[str, Any], str | None]] = [
        ("person.registered", {"name": "Orang Uji", "sex": "P", "birth_year": 1990, "mother": "Ibu Uji"}, None),
        ("visit.opened", {"fever_days": 2, "reason": "sick", **about}, visit),
        ("signs.checked", {"signs": []}, visit),
        ("test.recorded", found, test),
        ("treatment.started", given, treatment),
        *[("dose.watched", {"day": day, "drug": "dhp", "taken": True}, treatment) for day in (1, 2, 3)],
        *[("dose.watched", {"day": day, "drug": "primaquine", "taken": True}, treatment) for day in (4, 5, 6)],
        ("urine.checked", {"day": 6, "dark": False}, treatment),
    ]
    return [
        {"v": 1, "id": str(uuid4()), "t": kind, "at": at, "p": person, "d": d} | ({"s": s} if s else {})
        for kind, d, s in steps
    ]


def _send(port: int, phone: dict[str, Any], slow: list[float]) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {phone['upload']}", "Content-Encoding": "gzip"}
    for body in phone["batches"]:
        began = time.perf_counter()
        connection.request("POST", "/malaria/sinkron/kirim", body, headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(response.status)
        slow.append(time.perf_counter() - began)
    connection.close()


def _first(node: Node) -> Iterator[Row]:
    """The first sync of a village of 600 people with five years behind it."""
    from tests.malaria.big_village import filled, pulled

    phone = filled(node.platform)
    began = time.perf_counter()
    size, people = pulled(node.platform, phone)
    took = time.perf_counter() - began
    name = f"first sync of {people} people, five years"
    yield {"name": name, "value": size, "unit": "bytes", "target": f"<= {SYNC_MOST}", "met": size <= SYNC_MOST}
    yield {"name": f"{name}, made in", "value": took, "unit": "s", "target": None, "met": None}
