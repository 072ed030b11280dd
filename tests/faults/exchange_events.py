"""Both ends of a campaign of events: publishers that repeat until they are told 201, and a back end that remembers all."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from aiohttp import web
from tests.exchange.world import BPBD, PORTAL, Backend, grant, offer
from tests.faults.exchange_callers import PATIENCE, Line
from tests.faults.exchange_nodes import Town

TYPE = "kali.naik"
ADD_TYPE = "INSERT INTO exchange_event_type (owner, name, schema, days, added_at) VALUES ($1, $2, '{}', 30, now())"
SUBSCRIBE = """
INSERT INTO exchange_subscription (id, owner, type, subscriber, delivery, target, options, added_at)
VALUES (gen_random_uuid(), $1, $2, $3, 'push', $4, '{}', now())
"""
WAITS = """
SELECT (SELECT coalesce(max(seq), 0) FROM exchange_event) > s.position AS waits FROM exchange_subscription s
"""
LETTERS = "SELECT seq, event, attempts, reason, status, settled FROM exchange_dead_letter ORDER BY seq"
DELIVERIES = "SELECT message, first_seq, last_seq, count, status, fault FROM exchange_delivery ORDER BY at"


@dataclass(frozen=True)
class Arrival:
    """An event as the back end got it: its id, its key and number there, its place in the owner's log, all it says."""

    id: str
    key: str
    number: int
    place: int
    whole: str


class Reader(Backend):
    """The subscriber's back end. Now and then it cannot take anything, or takes a batch and breaks off without a word.

    `poison`: ids that it always refuses, and all that comes in the same batch with them.
    """

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance
        self.poison: set[str] = set()
        self.arrivals: list[Arrival] = []
        self.refused = 0
        self.on_batch: Callable[[int], None] = lambda _count: None

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        batch = json.loads(await request.read())
        mood = self.chance.random()
        if mood < 0.005:
            return web.Response(status=503, headers={"Retry-After": "1"})
        if any(one["id"] in self.poison for one in batch):
            self.refused += 1
            return web.Response(status=422)
        self.arrivals += [_arrival(one) for one in batch]
        self.on_batch(len(batch))
        await asyncio.sleep(self.chance.random() * 0.01)
        if mood > 0.99 and request.transport is not None:
            request.transport.abort()
        return web.Response(status=204)


def _arrival(one: dict[str, Any]) -> Arrival:
    data, place = one["data"], int(one["simpulsequence"])
    return Arrival(one["id"], one["partitionkey"], data["number"], place, json.dumps(one, sort_keys=True))


@dataclass
class Publishers:
    """The owner's programs: each has keys of its own, and publishes the next event of a key once the last is known kept."""

    port: int
    chance: random.Random
    total: int
    acknowledged: set[str] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    lost: int = 0
    on_answer: Callable[[int], None] = field(default=lambda _count: None)
    _begun: int = 0
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self, count: int = 16, keys: int = 4) -> None:
        self._tasks = [asyncio.create_task(self._publish_on(number, keys)) for number in range(count)]

    async def ended(self) -> None:
        """All events are published."""
        await asyncio.gather(*self._tasks)

    async def until(self, acknowledged: int) -> None:
        """So many events are known to be kept."""
        while (now := len(self.acknowledged)) < acknowledged:
            async with asyncio.timeout(2 * PATIENCE):
                while len(self.acknowledged) == now:
                    assert [task.exception() for task in self._tasks if task.done() and task.exception()] == []
                    await asyncio.sleep(0.005)

    async def _publish_on(self, number: int, keys: int) -> None:
        line, next_of = Line(self.port), dict.fromkeys((f"pos-{number}-{key}" for key in range(keys)), 0)
        while self._begun < self.total:
            many = min(self.total - self._begun, 1 if self.chance.random() < 0.5 else self.chance.randint(2, 20))
            self._begun += many
            batch = []
            for key in self.chance.choices(list(next_of), k=many):
                batch.append(_event(key, next_of[key]))
                next_of[key] += 1
            await self._until_kept(line, batch)
        line.close()

    async def _until_kept(self, line: Line, batch: list[dict[str, Any]]) -> None:
        single = len(batch) == 1
        kind = "application/cloudevents+json" if single else "application/cloudevents-batch+json"
        body = json.dumps(batch[0] if single else batch).encode()
        headers = {"X-Road-Client": BPBD, "Content-Type": kind}
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    status, _, answer = await line.ask("POST", f"/r1/{BPBD}/pub/v1/{TYPE}", headers, body)
            except (OSError, EOFError, TimeoutError):
                self.lost += 1
                line.close()
                await asyncio.sleep(0.02)
                continue
            if status == 201:
                self.acknowledged.update(one["id"] for one in batch)
                self.on_answer(len(batch))
                return
            self.strange.append(f"{status} {answer[:200]!r}")
            await asyncio.sleep(0.05)


def _event(key: str, number: int) -> dict[str, Any]:
    about = {"specversion": "1.0", "id": f"{key}.{number}", "source": f"/{BPBD}", "type": TYPE, "partitionkey": key}
    return {**about, "data": {"number": number, "words": "Pintu air Manggarai naik"}}


async def subscribed(here: Town, reader: Reader) -> None:
    """BPBD has the event type, PORTAL's back end takes its events as the service `events`."""
    bpbd, portal = here.world.sites[BPBD], here.world.sites[PORTAL]
    await bpbd.execute(ADD_TYPE, BPBD, TYPE)
    await bpbd.execute(SUBSCRIBE, BPBD, TYPE, PORTAL, f"service:{PORTAL}/events")
    await grant(bpbd, code="pull", subject=PORTAL, method="*", path=f"/v1/{TYPE}")
    await offer(portal, f"{reader.url}/events", code="events", subject=BPBD, timeout_ms=5000)


async def drained(here: Town, seconds: float) -> None:
    """Nothing waits to be pushed any more."""
    connection = await asyncpg.connect(here.bpbd.url)
    try:
        async with asyncio.timeout(seconds):
            while await connection.fetchval(WAITS):  # noqa: ASYNC110 (the node is another process)
                await asyncio.sleep(0.1)
    finally:
        await connection.close()


async def nothing_is_lost(here: Town, publishers: Publishers, reader: Reader) -> dict[str, Any]:
    """Every invariant of the campaign; the figures that a report wants."""
    events = await _rows(here, "SELECT seq, id FROM exchange_event ORDER BY seq")
    assert len(events) == len({row["id"] for row in events}) == len(publishers.acknowledged), "an event twice, or lost"
    assert {row["id"] for row in events} == publishers.acknowledged
    letters = await _rows(here, LETTERS)
    kept = {json.loads(row["event"])["id"]: row for row in letters}
    assert set(kept) == reader.poison, "dead letters are what was refused, and nothing else"
    assert {(row["reason"], row["status"], row["attempts"], row["settled"]) for row in letters} <= {("refused", 422, 5, "")}
    first = list({one.id: one for one in reversed(reader.arrivals)}.values())[::-1]
    assert {one.id for one in first} == publishers.acknowledged - reader.poison, "an event never arrived"
    in_order(reader, first, [row["id"] for row in events if row["id"] not in reader.poison])
    deliveries = await _rows(here, DELIVERIES)
    taken = [row for row in deliveries if 200 <= row["status"] < 300 and not row["fault"]]
    return {
        "events": len(events),
        "duplicates": len(reader.arrivals) - len(first),
        "dead letters": len(letters),
        "pushes": len(deliveries),
        "taken": len(taken),
        "publishes repeated": publishers.lost,
    }


def in_order(reader: Reader, first: list[Arrival], log: list[str]) -> None:
    """First arrivals are in each key's order and in the whole log's; what came again is the very same, by the same id."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in first:
        numbers[one.key].append(one.number)
    for key, found in numbers.items():
        assert found == sorted(found), key
    seen: dict[str, int] = {}
    for place, one in enumerate(reader.arrivals):
        seen.setdefault(one.id, place)
    assert sorted(seen, key=seen.__getitem__) == log, "first arrivals are not in the log's order"
    by_id: dict[str, set[str]] = defaultdict(set)
    for one in reader.arrivals:
        by_id[one.id].add(one.whole)
    assert [name for name, said in by_id.items() if len(said) > 1] == [], "a duplicate says something else"


async def _rows(here: Town, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(here.bpbd.url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()
