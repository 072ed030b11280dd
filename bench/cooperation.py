"""A lecture for 180,000: registration opens, all come at once, on one node of two processes; then the gates.

The client (a process of its own on the same two cores) offers forms at the rate of RATE a second; PostgreSQL is embedded,
as it comes (fsync on). Beside it, in the same run, the floor: the same rows copied in the same batches, with nobody asking.
Afterwards the database is counted: quotas, places, tickets, and that each acknowledged ticket is there.
"""

import hashlib
import importlib
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from bench import _cooperation_burst
from bench._cooperation_client import AGENCIES
from bench._served import Node, Row, database, served

PEOPLE, RATE, HALL, SLUG = 180_000, 2_000.0, 6_198, "kuliah-umum-ukur"
READY = "/api/v1/cooperation/events"
BATCH = 64
WARM = 8
"""Seconds after the start: registration does not open in the second in which a node starts."""


def run(people: int = PEOPLE, rate: float = RATE) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
        event, second = lecture(node), lecture(node, f"{SLUG}-2")
        with served(node, workers=2, ready=READY) as port:
            time.sleep(WARM)
            told, kept = offered(port, people, rate, Path(folder) / "answers")
            wrong = checked(node, event, kept)
            rows = [*registration(told, people, rate), *exact(wrong)]
            rows += _cooperation_burst.run(node, port, f"{SLUG}-2", second)
            rows += gates(node, port, event)
        rows.append(floor(node, people / float(told["took"])))
    return [{"section": "cooperation", "baseline": None, "ratio": None, **row} for row in rows]


def lecture(node: Node, slug: str = SLUG) -> UUID:
    """The event is there and open: 60 agencies share 6,198 seats."""
    from simpul.cooperation.model.events import LargeEvent, Quota
    from simpul.cooperation.store import events

    now, own = datetime.now(UTC), uuid4()
    hour = timedelta(hours=1)
    title = {"id": "Kuliah umum (rekaan)", "en": "Public lecture (synthetic)", "ko": "공개 강연(가상)"}
    times = {"starts_at": now + 48 * hour, "ends_at": now + 52 * hour, "opens_at": now - hour, "closes_at": now + 40 * hour}
    event = LargeEvent(own, slug, title, {"id": "Aula"}, "WIB", hall_places=HALL, synthetic=True, **times)
    share = HALL // AGENCIES
    places = [share + (HALL - share * AGENCIES if at == 0 else 0) for at in range(AGENCIES)]
    quotas = [Quota(own, f"B{at:02}", f"Instansi Rekaan {at:02}", places[at]) for at in range(AGENCIES)]
    with node.platform.database.writing() as unit:
        unit.unaudited("a measurement")
        events.add(unit.connection, event, now)
        events.put_quotas(unit.connection, quotas)
    return own


def offered(port: int, people: int, rate: float, file: Path) -> tuple[dict, list[tuple[int, str, str]]]:
    """What the client tells, and every ticket that was acknowledged."""
    command = [sys.executable, "-m", "bench._cooperation_client", str(port), SLUG, str(people), str(rate), str(file)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=1_800).stdout)
    kept = [line.split() for line in file.read_text().splitlines()]
    return told, [(int(person), code, admission) for person, code, admission in kept]


def registration(told: dict, people: int, rate: float) -> Iterator[Row]:
    statuses = {int(status): count for status, count in told["statuses"].items()}
    other = {status: count for status, count in statuses.items() if status not in (200, 201, 202)}
    admitted, waited = told["admitted"], told["queued"]
    yield {"name": f"{people:,} offered, each with a ticket: a second", "value": people / told["took"], "unit": "/s"}
    yield {"name": "offered a second", "value": people / told["offered"], "unit": "/s", "target": rate}
    yield _at_most("answers that were errors, or none", float(sum(other.values())), "", 0)
    yield {"name": "p50 of those admitted", "value": admitted["p50"], "unit": "s"}
    yield _at_most("p99 of those admitted", admitted["p99"], "s", 1.0)
    yield {"name": "told their place in the queue", "value": float(statuses.get(202, 0)), "unit": "answers"}
    yield _at_most("p99 until told their place in the queue", waited["p99"], "s", 1.0)


def checked(node: Node, event: UUID, kept: list[tuple[int, str, str]]) -> dict[str, int]:
    """What is wrong, counted in the database and among the acknowledged; all should be 0."""
    from sqlalchemy import text

    with node.platform.database.reading() as unit:
        unit.connection.execute(text("SET LOCAL statement_timeout = 0"))
        asked = "SELECT number, agency, person, digest, admission FROM cooperation_registration WHERE event = :e"
        there = unit.connection.execute(text(asked), {"e": event}).all()
        quotas = unit.connection.execute(text("SELECT * FROM cooperation_event_quota WHERE event = :e"), {"e": event}).all()
        tally = unit.connection.execute(text("SELECT * FROM cooperation_event_tally WHERE event = :e"), {"e": event}).one()
    hall = Counter(row.agency for row in there if row.admission == "hall")
    of_digest = {bytes(row.digest): row.admission for row in there}
    mine: dict[int, set[str]] = {}
    for person, code, _ in kept:
        mine.setdefault(person, set()).add(code)
    lost = sum(of_digest.get(hashlib.sha256(code.encode()).digest()) != admission for _, code, admission in kept)
    return {
        "acknowledged and not in the database as told": lost,
        "people with two tickets": sum(len(codes) > 1 for codes in mine.values()) + len(there) - len(mine),
        "tickets of two people": len(kept) and len({one for codes in mine.values() for one in codes}) - len(mine),
        "people twice in the database": len(there) - len({bytes(row.person) for row in there}),
        "agencies beyond their quota": sum(hall[row.agency] > row.places for row in quotas),
        "agencies with a wrong count": sum(hall[row.agency] != row.taken for row in quotas),
        "agencies with a free seat and people waiting": sum(row.taken < row.places and row.waiting > 0 for row in quotas),
        "beyond the hall, or miscounted": max(0, sum(hall.values()) - HALL) + abs(tally.hall - sum(hall.values())),
        "numbers given twice, or left out": abs(len({row.number for row in there}) - tally.number),
    }


def exact(wrong: dict[str, int]) -> Iterator[Row]:
    for name, count in wrong.items():
        yield _at_most(name, float(count), "", 0)


def gates(node: Node, port: int, event: UUID) -> list[Row]:
    """Check-in, where that part of the bench is there."""
    if importlib.util.find_spec("bench._cooperation_gates") is None:
        return []
    found: list[Row] = importlib.import_module("bench._cooperation_gates").run(node, port, event)
    return found


def floor(node: Node, ours: float) -> Row:
    """Rows a second of the same table copied in batches of 64, each its own transaction, by one connection."""
    import psycopg

    rows, began, event = 0, time.perf_counter(), uuid4()
    columns = "id, event, number, agency, person, digest, wish, admission, sealed, at, changed_at"
    with psycopg.connect(node.platform.database.url) as connection:
        while time.perf_counter() - began < 10:
            now = datetime.now(UTC)
            with connection.cursor().copy(f"COPY cooperation_registration ({columns}) FROM STDIN") as copy:
                for _ in range(BATCH):
                    rows += 1
                    own = uuid4()
                    digest = hashlib.sha256(own.bytes).digest()
                    copy.write_row((own, event, rows, "B00", digest[:16], digest, "either", "remote", digest * 3, now, now))
            connection.commit()
    bare = rows / (time.perf_counter() - began)
    name = f"registrations a second, beside bare copies of {BATCH} rows a commit"
    return {"name": name, "value": ours, "unit": "/s", "baseline": bare, "ratio": ours / bare}


def _at_most(name: str, value: float, unit: str, target: float) -> Row:
    return {"name": name, "value": value, "unit": unit, "target": target, "met": value <= target}
