"""Event types, subscriptions and events put into a node's tables, and subscribers that say what the test wants."""

import asyncio
import inspect
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from aiohttp import web
from tests.exchange.world import BPBD, PORTAL, Site, grant

TYPE = "banjir.terjadi"
ADD_TYPE = "INSERT INTO exchange_event_type (owner, name, schema, days, added_at) VALUES ($1, $2, '{}', $3, $4)"
SUBSCRIBE = """
INSERT INTO exchange_subscription (id, owner, type, subscriber, delivery, target, options, added_at)
VALUES ($1, $2, $3, $4, 'push', $5, $6, $7)
"""
PUBLISH = """
INSERT INTO exchange_event (owner, type, id, source, item, publisher, key, at, content)
SELECT $1, $2, e.id, '/' || $1, gen_random_uuid(), $1, e.key, $5, convert_to(e.content, 'UTF8')
FROM unnest($3::text[], $4::text[], $6::text[]) WITH ORDINALITY AS e(id, key, content, place) ORDER BY e.place
"""


async def until(look, good=bool, seconds=20.0):
    """What `look` found at last, once it was good."""
    async with asyncio.timeout(seconds):
        while True:
            found = look()
            found = await found if inspect.isawaitable(found) else found
            if good(found):
                return found
            await asyncio.sleep(0.02)


async def add_type(site: Site, name: str = TYPE, *, days: int = 30) -> None:
    await site.execute(ADD_TYPE, site.path, name, days, site.clock.now())


async def subscribe(
    site: Site, *, subscriber: str = PORTAL, target: str = f"service:{PORTAL}/events", type: str = TYPE, **options: Any
) -> UUID:
    """The subscriber may have the site's events of the type, and gets them pushed, from the first on."""
    made = uuid4()
    await grant(site, code="pull", subject=subscriber, method="*", path=f"/v1/{type}")
    now = site.clock.now()
    await site.execute(SUBSCRIBE, made, site.path, type, subscriber, target, json.dumps(options), now)
    return made


async def publish(site: Site, count: int, *, first: int = 0, keys: int = 3, type: str = TYPE) -> list[str]:
    """So many events more, in one commit, and the bell rung; their ids."""
    ids = [f"e{number}" for number in range(first, first + count)]
    own = [f"k{number % keys}" for number in range(first, first + count)]
    same = {"specversion": "1.0", "source": f"/{site.path}", "type": type}
    contents = [
        json.dumps({**same, "id": one, "partitionkey": key, "data": {"n": n}})
        for n, (one, key) in enumerate(zip(ids, own, strict=True), first)
    ]
    connection = await asyncpg.connect(site.url)
    try:
        async with connection.transaction():
            await connection.execute(PUBLISH, site.path, type, ids, own, site.clock.now(), contents)
            await connection.execute("SELECT pg_notify('simpul_events', $1)", site.path)
    finally:
        await connection.close()
    return ids


@dataclass
class Taker:
    """A subscriber's back end: remembers batches; `says` gives the status for a batch of event ids."""

    batches: list[list[dict[str, Any]]] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    """Events by id that are answered with a status, wherever they stand in a batch."""
    away: int = 0
    """A status for whatever comes, while it is set."""
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        assert request.headers["content-type"] == "application/cloudevents-batch+json"
        batch = json.loads(body)
        status = self.away or next((self.statuses[one["id"]] for one in batch if one["id"] in self.statuses), 204)
        self.batches.append(batch)
        self.said.append(status)
        return web.Response(status=status, headers=self.headers)

    @property
    def taken(self) -> list[str]:
        """The ids of what was taken, in order."""
        return [one["id"] for batch, status in zip(self.batches, self.said, strict=True) if status < 300 for one in batch]


async def offered(site: Site, taker: Taker, backend: Any, *, to: str = BPBD) -> None:
    """The subscriber's node offers `events`, answered by the taker, to the owner."""
    from tests.exchange.world import offer

    backend.behave = taker
    await offer(site, f"{backend.url}/events", code="events", subject=to)
