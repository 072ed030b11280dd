"""Gates of the lecture: single tickets checked as fast as one client can show them; a gate that was away for ten minutes.

Every showing is a request of its own on connections that stay open, answered after its commit. The client is a process of
its own on the same cores. Afterwards the database is counted: each person once, whatever was sent twice or crossed.
"""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from bench._served import ENDPOINT, Node, Row

TICKETS, GATES, SECONDS, TARGET = 60_000, 8, 10, 500.0
AWAY, PER_MINUTE, BOTH = 10, 30, 60
"""Minutes that a gate is away, entries it makes in each, and how many of its tickets another gate admits meanwhile."""


def run(node: Node, port: int, _event: UUID) -> list[Row]:
    """Rows of the bench; on an event of its own, all of whose tickets are for the hall."""
    event = hall(node)
    keys = [device(node, event, n) for n in range(GATES)]
    told = shown(port, event, keys)
    wrong = counted(node, event, told["admitted"])
    rate = told["admitted"] / told["took"]
    rows: list[Row] = [
        {
            "name": "tickets checked a second, one request each",
            "value": rate,
            "unit": "/s",
            "target": TARGET,
            "met": rate >= TARGET,
        },
        {"name": "p99 of a checked ticket", "value": told["p99"], "unit": "s"},
        {
            "name": "tickets checked: answers that were errors",
            "value": float(told["failed"]),
            "target": 0,
            "met": not told["failed"],
        },
        {"name": "tickets checked and not in the database once", "value": float(wrong), "target": 0, "met": not wrong},
    ]
    return [*rows, *away(node, port, event)]


def digest(number: int) -> bytes:
    """The digest of the number-th ticket."""
    return hashlib.sha256(b"%d" % number).digest()


def hall(node: Node) -> UUID:
    """An event with TICKETS tickets for the hall."""
    import psycopg

    from simpul.cooperation.model.events import LargeEvent, Quota
    from simpul.cooperation.store import events

    now, own, hour = datetime.now(UTC), uuid4(), timedelta(hours=1)
    times = {"starts_at": now, "ends_at": now + 4 * hour, "opens_at": now - 9 * hour, "closes_at": now - hour}
    title = {"id": "Kuliah umum (rekaan)"}
    event = LargeEvent(
        own, f"gerbang-{own}"[:40], title, {"id": "Aula"}, "WIB", hall_places=TICKETS, synthetic=True, **times
    )
    with node.platform.database.writing() as unit:
        unit.unaudited("a measurement")
        events.add(unit.connection, event, now)
        events.put_quotas(unit.connection, [Quota(own, "B00", "Instansi Rekaan 00", TICKETS)])
    columns = "id, event, number, agency, person, digest, wish, admission, at, changed_at"
    with psycopg.connect(node.platform.database.url) as connection:
        with connection.cursor().copy(f"COPY cooperation_registration ({columns}) FROM STDIN") as copy:
            for n in range(TICKETS):
                one = digest(n)
                copy.write_row((uuid4(), own, n + 1, "B00", one[:16], one, "hall", "hall", now, now))
        connection.execute("ANALYZE cooperation_registration")
    return own


def device(node: Node, event: UUID, number: int) -> str:
    """The key of a device at a gate of its own, signed on an hour ago by an officer."""
    from simpul.cooperation.model.gates import Gate, GateDevice
    from simpul.cooperation.model.programmes import GATE
    from simpul.cooperation.rules.gates_reading import key_digest
    from simpul.cooperation.store import gates
    from simpul.identity.actions import accounts, agencies
    from simpul.identity.model import Agency, NewAccount
    from simpul.kernel.actor import Actor
    from simpul.kernel.holders import Holders

    platform, now = node.platform, datetime.now(UTC)
    if not platform.port(Holders).holders(platform, GATE):
        agencies.add_agency(platform, Actor.SYSTEM, new=Agency("ID/GOV/2060/UKUR", "Kementerian (ukur)"))
        officer = NewAccount("gerbang", "Petugas gerbang", "ID/GOV/2060/UKUR", frozenset({GATE}))
        accounts.add_account(platform, Actor.SYSTEM, new=officer)
    account = platform.port(Holders).holders(platform, GATE)[0].id
    hour, gate, key = timedelta(hours=1), uuid4(), f"key-{uuid4()}"
    with platform.database.writing() as unit:
        unit.unaudited("a measurement")
        gates.add(unit.connection, Gate(gate, event, f"Gerbang {number}", True, now))
        made = GateDevice(uuid4(), event, gate, account, f"ukur {number}", now - hour, now + 9 * hour)
        gates.add_device(unit.connection, made, key_digest(key))
    return key


def shown(port: int, event: UUID, keys: list[str]) -> dict[str, Any]:
    """What the client tells: how many were admitted, in how many seconds, and how long one took."""
    command = [sys.executable, "-m", "bench._cooperation_gates_client", str(port), str(event), str(SECONDS), *keys]
    told: dict[str, Any] = json.loads(
        subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
    )
    return told


def counted(node: Node, event: UUID, people: int, doubles: int = 0) -> int:
    """How far the database is from this many people, each once, and this many doubles."""
    from sqlalchemy import text

    asked = (
        "SELECT count(*) AS n, count(DISTINCT ticket) AS tickets, sum(doubles) AS doubles FROM cooperation_checkin"
        " WHERE event = :event AND at IS NOT NULL"
    )
    with node.platform.database.reading() as unit:
        row = unit.connection.execute(text(asked), {"event": event}).one()
    return abs(row.n - people) + abs(row.n - row.tickets) + abs((row.doubles or 0) - doubles)


def away(node: Node, port: int, event: UUID) -> Iterator[Row]:
    """A gate admits alone for ten minutes, then sends all of it, twice; another admitted some of the same."""
    alone, near = device(node, event, 90), device(node, event, 91)
    before = people(node, event)
    now = int(time.time() * 1000)
    first = TICKETS - AWAY * PER_MINUTE
    held = [
        {"seq": n + 1, "at": now - (AWAY * 60_000 - n * 60_000 // PER_MINUTE), "ticket": digest(first + n).hex()}
        for n in range(AWAY * PER_MINUTE)
    ]
    also = [{"seq": n + 1, "at": now, "ticket": digest(first + n).hex()} for n in range(BOTH)]
    send(port, event, near, also)
    began = time.perf_counter()
    for _ in range(2):
        for at in range(0, len(held), 100):
            send(port, event, alone, held[at : at + 100])
    took = time.perf_counter() - began
    wrong = counted(node, event, before + len(held), BOTH)
    name = f"a gate away for {AWAY} minutes ({len(held)} entries, {BOTH} of them elsewhere too, sent twice)"
    yield {"name": f"{name}: entries that are wrong", "value": float(wrong), "target": 0, "met": not wrong}
    yield {"name": f"{name}: merged in", "value": took, "unit": "s"}


def people(node: Node, event: UUID) -> int:
    """How many are inside."""
    from sqlalchemy import text

    asked = "SELECT count(*) FROM cooperation_checkin WHERE event = :event AND at IS NOT NULL"
    with node.platform.database.reading() as unit:
        return int(unit.connection.scalar(text(asked), {"event": event}) or 0)


def send(port: int, event: UUID, key: str, entries: list[dict[str, Any]]) -> None:
    """One batch, as a device sends it."""
    import http.client

    connection = http.client.HTTPConnection(ENDPOINT, port, timeout=30)
    body = json.dumps({"now": int(time.time() * 1000), "unsent": 0, "entries": entries})
    connection.request("POST", f"/api/v1/cooperation/gates/{event}/checkins", body, {"Authorization": f"Bearer {key}"})
    answer = connection.getresponse()
    told = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(told)
