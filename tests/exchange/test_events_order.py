"""The log of events has one order per owner; a reader that remembers its last place skips nothing. docs/adr/0019-events.md.

What is tried here fails without the owner's lock: a transaction that took its place early and ended late would be skipped.
"""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import aiohttp
import asyncpg
import pytest
from tests.exchange.world import BPBD, PORTAL, world

from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.event_log import EventLog
from simpul.exchange.gateway.process import Gateway, Surroundings
from simpul.exchange.model.events import EventType, NewEvent
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import cloud_events
from simpul.exchange.store import events as store
from simpul.exchange.store.events import Appended
from simpul.kernel.ids import RandomIds
from simpul.kernel.keys import Keys

AT = datetime(2027, 2, 1, tzinfo=UTC)
PUBLISHERS, EACH = 8, 60


def event(number, owner=BPBD, type="flood.order"):
    item, content = uuid4(), b'{"id":"%d"}' % number
    return Appended(NewEvent(owner, type, str(item), f"/{owner}", item, owner, "", AT, content), AT)


async def publishing(url, owner, count):
    """One publisher with a connection of its own, one commit an event: the more commits, the more races."""
    connection = await asyncpg.connect(url)
    for number in range(count):
        assert await store.append(connection, [event(number, owner)]) == {0}
    await connection.close()


async def following(url, owner, total):
    """Each place that a reader sees which asks, again and again, for what comes after the last it has seen."""
    connection = await asyncpg.connect(url)
    seen: list[int] = []
    while len(seen) < total:
        last = seen[-1] if seen else 0
        rows = await connection.fetch(
            "SELECT seq FROM exchange_event WHERE owner = $1 AND seq > $2 ORDER BY seq LIMIT 7", owner, last
        )
        seen += [row["seq"] for row in rows]
    await connection.close()
    return seen


async def types(url):
    connection = await asyncpg.connect(url)
    for owner in (BPBD, PORTAL):
        assert await store.add_type(connection, EventType(owner, "flood.order", "{}", AT))
    await connection.close()


def test_a_reader_that_remembers_its_place_skips_nothing(database_urls):
    """Publishers with a connection each, two owners, readers that never look back."""
    (url,) = database_urls(1)

    async def doing():
        await types(url)
        owners = [BPBD] * PUBLISHERS + [PORTAL] * 2
        work = [publishing(url, owner, EACH) for owner in owners]
        readers = [following(url, BPBD, PUBLISHERS * EACH), following(url, PORTAL, 2 * EACH)]
        async with asyncio.timeout(60):
            *_, of_bpbd, of_portal = await asyncio.gather(*work, *readers)
        return of_bpbd, of_portal

    of_bpbd, of_portal = asyncio.run(doing())
    assert len(of_bpbd) == PUBLISHERS * EACH
    assert len(of_portal) == 2 * EACH


def test_a_transaction_that_is_late_holds_back_those_behind_it(database_urls):
    """One has its place and has not committed: the next of the same owner waits, another owner's does not."""
    (url,) = database_urls(1)

    async def doing():
        await types(url)
        slow, quick, other = [await asyncpg.connect(url) for _ in range(3)]
        holding = slow.transaction()
        await holding.start()
        await slow.execute(store.LOCK, [BPBD])
        waiting = asyncio.create_task(store.append(quick, [event(1)]))
        assert await asyncio.wait_for(store.append(other, [event(2, PORTAL)]), 5) == {0}
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
        await holding.rollback()
        assert await asyncio.wait_for(waiting, 5) == {0}
        for connection in (slow, quick, other):
            await connection.close()

    asyncio.run(doing())


def test_two_writers_of_many_owners_do_not_wait_for_one_another_for_ever(database_urls):
    """Each batch takes its locks in one order, whatever the order of its events."""
    (url,) = database_urls(1)

    async def doing():
        await types(url)
        logs = [EventLog(lambda: asyncpg.connect(url)) for _ in range(2)]
        mixed = [[event(n, owner) for n, owner in enumerate(order * 5)] for order in ([BPBD, PORTAL], [PORTAL, BPBD])]
        async with asyncio.timeout(30):
            kept = await asyncio.gather(
                *(log.keep(rows[n : n + 2]) for log, rows in zip(logs, mixed, strict=True) for n in range(0, 10, 2))
            )
        for log in logs:
            await log.close()
        return kept

    assert asyncio.run(doing()) == [True] * 10


def test_a_commit_takes_all_that_wait_and_rings_once(database_urls):
    """Two hundred calls at once: a few commits, one ring each; the order of a call's events is kept."""
    (url,) = database_urls(1)

    async def doing():
        await types(url)
        heard = []
        ears = await asyncpg.connect(url)
        await ears.add_listener(store.CHANNEL, lambda *told: heard.append(told[-1]))
        log = EventLog(lambda: asyncpg.connect(url))
        calls = [[event(10 * n + k) for k in range(3)] for n in range(200)]
        assert all(await asyncio.gather(*(log.keep(rows) for rows in calls)))
        rows = await ears.fetch("SELECT item FROM exchange_event ORDER BY seq")
        await asyncio.sleep(0.2)
        await log.close()
        await ears.close()
        return [row["item"] for row in rows], [row.event.item for rows in calls for row in rows], heard

    found, sent, heard = asyncio.run(doing())
    assert found == sent
    assert 1 <= len(heard) <= 10
    assert set(heard) == {BPBD}


def test_of_a_type_that_is_gone_or_was_made_anew_nothing_is_taken(database_urls):
    (url,) = database_urls(1)

    async def doing():
        await types(url)
        log = EventLog(lambda: asyncpg.connect(url))
        connection = await asyncpg.connect(url)
        assert not await log.keep([event(1), event(2, type="no.such")])
        await store.retire_type(connection, BPBD, "flood.order", AT)
        assert not await log.keep([event(3)])
        await store.add_type(connection, EventType(BPBD, "flood.order", "{}", AT.replace(year=2028)))
        assert not await log.keep([event(4)])
        count = await connection.fetchval("SELECT count(*) FROM exchange_event WHERE type = 'no.such'")
        await log.close()
        await connection.close()
        return count

    assert asyncio.run(doing()) == 0


def test_what_the_database_does_not_confirm_is_not_said_to_be_kept(database_urls):
    """Its connection is cut in mid-word: the callers hear that nothing is certain, and the next call works again."""
    (url,) = database_urls(1)

    async def doing():
        await types(url)
        log = EventLog(lambda: asyncpg.connect(url))
        assert await log.keep([event(1)])
        other = await asyncpg.connect(url)
        holding = other.transaction()
        await holding.start()
        await other.execute(store.LOCK, [BPBD])
        waiting = asyncio.create_task(log.keep([event(2)]))
        await asyncio.sleep(0.2)
        await other.execute("SELECT pg_terminate_backend($1)", log._connection.get_server_pid())
        with pytest.raises(LogAway):
            await waiting
        await holding.rollback()
        assert await log.keep([event(3)])
        await log.close()
        await other.close()

    asyncio.run(doing())


class Door:
    """One gateway's consumer listener, asked as BPBD."""

    def __init__(self, session, port):
        self.session, self.room = session, f"http://127.0.0.1:{port}/r1/{BPBD}"

    async def ask(self, method, path, value=None, **headers):
        sent = {"X-Road-Client": BPBD, **headers}
        async with self.session.request(method, self.room + path, json=value, headers=sent) as answer:
            return answer.status, await answer.json(content_type=None) if answer.status != 204 else None


async def publishing_at(door, keys, each):
    """Publishers of some keys, each event after the last of its key was answered; the ids by key."""

    async def of_key(key):
        ids = []
        for number in range(each):
            event = {"specversion": "1.0", "id": f"{key}-{number}", "source": f"/{BPBD}", "type": "flood.order"}
            event |= {"partitionkey": key, "data": {"number": number}}
            kind = {"Content-Type": cloud_events.ONE}
            assert (await door.ask("POST", "/pub/v1/flood.order", event, **kind))[0] == 201
            ids.append(event["id"])
        return ids

    return await asyncio.gather(*(of_key(key) for key in keys))


async def pulling_at(door, total):
    """What a subscriber gets that pulls batches, and acknowledges each through its last event."""
    got = []
    while len(got) < total:
        status, batch = await door.ask("GET", "/pull/v1/flood.order?limit=9", Accept=cloud_events.BATCH)
        if status == 200:
            got += batch
            last = batch[-1]["simpulitem"]
            assert (await door.ask("DELETE", f"/pull/v1/flood.order/{last}?through=true"))[0] == 204
    return got


def test_two_processes_of_one_node_write_one_order(tmp_path, database_urls):
    """Two gateways on one database, ten publishers at each, one who pulls meanwhile: all, once, in order per key."""

    async def doing():
        async with world(tmp_path, database_urls(1), (BPBD,)) as here, aiohttp.ClientSession() as session:
            site = here.sites[BPBD]
            around = Surroundings(
                site.settings, Keys.kept_in(tmp_path / "keys"), keyring_of(site.settings), dict, site.clock, RandomIds()
            )
            async with Gateway(around) as second:
                await second.listen()
                first, other = [Door(session, one.ports[0]) for one in (site.gateway, second)]
                await first.ask("POST", "/api/v1/eventType", {"eventType": "flood.order", "schema": {}})
                await first.ask("POST", "/api/v1/subs/flood.order", {"eventType": "flood.order", "delivery": "PULL"})
                work = [publishing_at(door, [f"{n}{k}" for k in range(10)], 20) for n, door in (("a", first), ("b", other))]
                async with asyncio.timeout(90):
                    *sent, got = await asyncio.gather(*work, pulling_at(other, 400))
        return [ids for per_key in sent for ids in per_key], got

    sent, got = asyncio.run(doing())
    places = [int(one["simpulsequence"]) for one in got]
    assert places == sorted(set(places))
    for ids in sent:
        assert [one["id"] for one in got if one["partitionkey"] == ids[0].partition("-")[0]] == ids
