"""Many subscriptions at once: who is slow holds up nobody else, who is late loses no other, nothing grows for ever."""

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from tests.exchange.pushed import PUBLISH, TYPE, Taker, add_type, offered, publish, subscribe, until
from tests.exchange.test_pushing_way import LETTERS, STATE
from tests.exchange.world import BPBD, PORTAL, world

from simpul.exchange.gateway import process
from simpul.exchange.gateway.pushing import SERVICE, WEBHOOK, Outcome, Pushing
from simpul.exchange.gateway.turns import EACH, PROMPT_ROOM, SLOW_AFTER, SLOW_ROOM, Turns
from simpul.exchange.rules import pushing as rules
from simpul.exchange.store import pushing as store
from simpul.exchange.store.pushing import Lane
from simpul.kernel.clock import FixedClock


def lane(subscriber="ID/GOV/1/A", target=f"{SERVICE}ID/GOV/1/A/events"):
    return Lane(uuid4(), BPBD, TYPE, subscriber, target, 0, "", 3600.0)


async def at_once(turns, lanes):
    """How many of the lanes have their turn while none of them ends."""
    held = 0

    async def hold(one):
        nonlocal held
        async with turns.turn(one):
            held += 1
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(hold(one)) for one in lanes]
    await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return held


@pytest.mark.rules
def test_one_subscriber_and_one_host_have_a_few_turns_at_once():
    async def played():
        turns = Turns()
        assert await at_once(turns, [lane() for _ in range(20)]) == EACH
        hooks = [lane(f"ID/GOV/{n}/A", f"{WEBHOOK}https://Hook.example/{n}") for n in range(20)]
        assert await at_once(turns, hooks) == EACH
        assert await at_once(turns, [lane(f"ID/GOV/{n}/A") for n in range(200)]) == PROMPT_ROOM  # all were given back

    asyncio.run(played())


@pytest.mark.rules
def test_who_is_known_to_be_slow_takes_no_turn_of_the_prompt():
    async def played():
        turns = Turns()
        slow = [lane(f"ID/GOV/{n}/A") for n in range(PROMPT_ROOM + SLOW_ROOM)]

        async def late(one):
            async with turns.turn(one):
                await asyncio.sleep(SLOW_AFTER + 0.1)

        await asyncio.gather(*(late(one) for one in slow))
        async with AsyncExitStack() as stack:
            waiting = [asyncio.create_task(stack.enter_async_context(turns.turn(one))) for one in slow]
            await asyncio.sleep(0.05)
            async with asyncio.timeout(0.2), turns.turn(lane("ID/GOV/PROMPT/A")):
                pass
            assert sum(task.done() for task in waiting) == SLOW_ROOM
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(played())


@pytest.mark.rules
def test_turns_go_round():
    """Who has a thousand batches to send gets its second turn after the first of those who came meanwhile."""

    async def played():
        turns, order = Turns(), []

        async def busy(name):
            one = lane(f"ID/GOV/{name}/A")
            for _ in range(3):
                async with turns.turn(one):
                    order.append(name)
                    await asyncio.sleep(0.01)

        await asyncio.gather(*(busy(n) for n in range(2 * PROMPT_ROOM)))
        assert set(order[: 2 * PROMPT_ROOM]) == set(range(2 * PROMPT_ROOM))

    asyncio.run(played())


class SlowHooks:
    """Hooks that answer after many seconds, all but one."""

    def __init__(self):
        self.prompt = []

    async def send(self, lane, batch):
        if "slow" in lane.target:
            await asyncio.sleep(12)
        else:
            self.prompt += [one["id"] for one in json.loads(batch)]
        return Outcome("ID-1", 204)


@pytest.fixture
def hooked(monkeypatch):
    """The hooks that everything goes to, and the pushing that sends it."""
    hooks, made = SlowHooks(), []

    class Hooked(Pushing):
        def __init__(self, holder, ledger, connect, ways, tools):
            super().__init__(holder, ledger, connect, {**ways, WEBHOOK: hooks}, tools)
            made.append(self)

    monkeypatch.setattr(process, "Pushing", Hooked)
    return hooks, made


def test_many_slow_subscribers_do_not_hold_up_a_prompt_one(tmp_path, database_urls, hooked):
    async def played():
        async with world(tmp_path, database_urls(1), paths=(BPBD,)) as here:
            site, (hooks, _) = here.sites[BPBD], hooked
            await add_type(site)
            for n in range(PROMPT_ROOM + 8):
                await subscribe(site, subscriber=f"ID/GOV/{n}/A", target=f"{WEBHOOK}https://slow{n}.example/")
            await publish(site, 1)
            await asyncio.sleep(SLOW_AFTER + 0.5)
            await subscribe(site, subscriber=BPBD, target=f"{WEBHOOK}https://prompt.example/")
            ids = ["e0", *await publish(site, 1, first=1)]
            await until(lambda: hooks.prompt == ids, seconds=2)

    asyncio.run(played())


def test_an_event_that_is_late_takes_no_other_with_it(tmp_path, database_urls):
    """Times do not grow with places in the log: what stands between two late ones is sent, in its turn."""
    clock = FixedClock(datetime(2026, 11, 25, 6, tzinfo=UTC))

    async def played():
        async with world(tmp_path, database_urls(2), clock=clock) as here:
            bpbd, portal, taker = here.sites[BPBD], here.sites[PORTAL], Taker()
            await offered(portal, taker, here.backend)
            await add_type(bpbd)
            own = await subscribe(bpbd, TTL=3600)
            await bpbd.execute("UPDATE exchange_subscription SET state = 'paused'")
            await publish(bpbd, 6)
            await bpbd.execute("UPDATE exchange_event SET at = at - interval '2 hours' WHERE id IN ('e1', 'e2', 'e4')")
            await bpbd.execute("UPDATE exchange_subscription SET state = 'active'")
            letters = await until(lambda: bpbd.fetch(LETTERS, own), good=lambda found: len(found) == 3)
            await until(lambda: len(taker.taken) == 3, seconds=5)
            assert taker.taken == ["e0", "e3", "e5"]
            assert [json.loads(one["event"])["id"] for one in letters] == ["e1", "e2", "e4"]

    asyncio.run(played())


def test_what_does_not_fit_is_not_read_and_nothing_goes_to_an_address_that_was_changed(tmp_path, database_urls):
    async def played():
        async with world(tmp_path, database_urls(1), paths=(BPBD,)) as here:
            site = here.sites[BPBD]
            await add_type(site)
            own = await subscribe(site)
            await site.execute("UPDATE exchange_subscription SET next_at = now() + interval '1 hour'")
            ids, content = [f"e{n}" for n in range(20)], json.dumps({"data": "x" * 100_000})
            await site.execute(PUBLISH, BPBD, TYPE, ids, [""] * 20, site.clock.now(), [content] * 20)
            connection = await asyncpg.connect(site.url)
            (target,) = await connection.fetchrow("SELECT target FROM exchange_subscription")
            one = Lane(own, BPBD, TYPE, PORTAL, target, 0, "", 3600.0)
            assert len(await store.next_events(connection, one, 100, rules.BYTES_MOST)) == 3
            other = Lane(own, BPBD, TYPE, PORTAL, "service:other", 0, "", 3600.0)
            assert await store.next_events(connection, other, 100, rules.BYTES_MOST) == []
            await connection.close()

    asyncio.run(played())


def test_nothing_is_remembered_of_subscriptions_that_ended(tmp_path, database_urls, hooked):
    async def played():
        async with world(tmp_path, database_urls(1), paths=(BPBD,)) as here:
            site, (_, (pushing,)) = here.sites[BPBD], hooked
            await add_type(site)
            own = await subscribe(site, subscriber=BPBD, target=f"{WEBHOOK}https://prompt.example/")
            await publish(site, 1)
            await until(lambda: own in pushing._courses and not pushing._lanes)
            await site.execute("DELETE FROM exchange_subscription")
            await site.execute("SELECT pg_notify('simpul_subscriptions', $1::text)", BPBD)
            await until(lambda: own not in pushing._courses, seconds=5)

    asyncio.run(played())


@pytest.mark.rules
def test_a_run_of_the_late_or_of_the_others():
    assert [rules.alike(one) for one in ([], [True], [True, True, False, True], [False, True])] == [0, 1, 2, 1]


LETTER = """
INSERT INTO exchange_dead_letter (subscription, seq, event, type, at, reason, settled)
VALUES ($1, 0, '', 't', now(), 'expired', $2)
"""


def test_when_too_many_dead_letters_wait_the_subscription_rests_and_loses_nothing(tmp_path, database_urls, monkeypatch):
    """Whether an event is refused or late: none is set aside beyond the bound, and all goes on once there is room."""
    monkeypatch.setattr("simpul.exchange.gateway.pushing.LETTERS_MOST", 1)
    clock = FixedClock(datetime(2026, 11, 25, 6, tzinfo=UTC))

    async def played():
        async with world(tmp_path, database_urls(2), clock=clock) as here:
            bpbd, taker = here.sites[BPBD], Taker()
            await offered(here.sites[PORTAL], taker, here.backend)
            await add_type(bpbd)
            own = await subscribe(bpbd)
            await bpbd.execute(LETTER, own, "")

            async def rests():
                clock.advance(timedelta(seconds=5))
                (state,) = await bpbd.fetch(STATE, own)
                return (state["position"], state["last_error"]) == (0, "dead-letters")

            taker.statuses = {"e0": 422}
            await publish(bpbd, 2)
            await until(rests)
            await bpbd.execute("UPDATE exchange_event SET at = at - interval '31 days' WHERE id = 'e0'")
            clock.advance(timedelta(minutes=2))
            await asyncio.sleep(1.5)
            assert await rests()
            assert len(await bpbd.fetch(LETTERS, own)) == 1
            await bpbd.execute("UPDATE exchange_dead_letter SET settled = 'dropped', settled_at = now()")
            clock.advance(timedelta(minutes=2))
            await until(lambda: taker.taken == ["e1"])
            assert [one["settled"] for one in await bpbd.fetch(LETTERS, own)] == ["dropped", ""]

    asyncio.run(played())


def test_what_was_to_be_sent_again_is_dropped_when_its_subscription_ended(tmp_path, database_urls, hooked):
    async def played():
        async with world(tmp_path, database_urls(1), paths=(BPBD,)) as here:
            site, gone = here.sites[BPBD], uuid4()
            await until(lambda: hooked[1][0]._changed is False)
            await site.execute(LETTER, gone, "retrying")
            await site.execute("SELECT pg_notify('simpul_subscriptions', $1::text)", BPBD)
            await until(lambda: site.fetch(LETTERS, gone), good=lambda found: found[0]["settled"] == "dropped", seconds=5)

    asyncio.run(played())
