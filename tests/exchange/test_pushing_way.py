"""Pushed events: in order, in batches, by signed calls on record at both nodes; a refusal costs only the event refused."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.exchange.pushed import TYPE, Taker, add_type, offered, publish, subscribe, until
from tests.exchange.world import BPBD, PORTAL, world

from simpul.kernel.clock import FixedClock

STATE = "SELECT position, attempts, next_at, last_error FROM exchange_subscription WHERE id = $1"
LETTERS = (
    "SELECT seq, reason, status, attempts, settled, event FROM exchange_dead_letter WHERE subscription = $1 ORDER BY seq"
)
DELIVERIES = "SELECT * FROM exchange_delivery WHERE subscription = $1 ORDER BY at, id"


def run(scene, tmp_path, urls, **changes):
    async def played():
        async with world(tmp_path, urls, **changes) as here:
            taker = Taker()
            await offered(here.sites[PORTAL], taker, here.backend)
            await add_type(here.sites[BPBD])
            await scene(here.sites[BPBD], here.sites[PORTAL], taker)

    asyncio.run(played())


def test_events_arrive_in_order_in_batches_with_their_place_in_the_log(tmp_path, database_urls):
    async def scene(bpbd, portal, taker):
        await subscribe(bpbd)
        ids = await publish(bpbd, 250)
        await until(lambda: len(taker.taken) == 250)
        assert taker.taken == ids
        assert [len(batch) for batch in taker.batches] == [100, 100, 50]
        places = [int(one["simpulsequence"]) for batch in taker.batches for one in batch]
        assert places == sorted(places)

    run(scene, tmp_path, database_urls(2))


def test_each_push_is_a_signed_call_of_the_owner_with_a_record_at_both_nodes(tmp_path, database_urls):
    async def scene(bpbd, portal, taker):
        own = await subscribe(bpbd)
        await publish(bpbd, 3)
        (delivery,) = await _deliveries(bpbd, own)
        assert (delivery["status"], delivery["count"], delivery["fault"]) == (204, 3, "")
        for site, role in ((bpbd, "consumer"), (portal, "provider")):
            records = [one for one in await site.records() if one["message"] == delivery["message"]]
            assert [one["kind"] for one in records] == ["received", "answered"]
            assert {one["role"] for one in records} == {role}
            assert {(one["client"], one["service"]) for one in records} == {(BPBD, f"{PORTAL}/events")}

    run(scene, tmp_path, database_urls(2))


async def _deliveries(site, own, count=1):
    return await until(lambda: site.fetch(DELIVERIES, own), lambda found: len(found) >= count)


def test_a_push_begins_within_a_moment_of_the_commit(tmp_path, database_urls):
    """The bell is heard: nobody waits for the look that is taken each second anyway."""

    async def scene(bpbd, portal, taker):
        await subscribe(bpbd)
        await publish(bpbd, 1)
        await until(lambda: taker.taken)
        took = []
        for number in range(1, 9):
            await asyncio.sleep(0.05)
            began = asyncio.get_running_loop().time()
            await publish(bpbd, 1, first=number)
            await until(lambda number=number: len(taker.taken) > number)
            took.append(asyncio.get_running_loop().time() - began)
        assert sorted(took)[6] < 0.5

    run(scene, tmp_path, database_urls(2))


@pytest.mark.parametrize("away", [500, 503, 429, 408])
def test_a_subscriber_that_cannot_take_anything_is_waited_for_and_nothing_is_set_aside(tmp_path, database_urls, away):
    async def scene(bpbd, portal, taker):
        taker.away = away
        own = await subscribe(bpbd)
        ids = await publish(bpbd, 20)
        first, second = await _deliveries(bpbd, own, 2)
        assert (first["attempt"], second["attempt"], first["status"]) == (1, 2, away)
        assert second["at"] - first["at"] >= timedelta(seconds=1)
        (state,) = await bpbd.fetch(STATE, own)
        assert (state["position"], state["last_error"]) == (0, f"away:{away}")
        taker.away = 0
        await until(lambda: taker.taken == ids)
        assert await bpbd.fetch(LETTERS, own) == []

    run(scene, tmp_path, database_urls(2))


def test_no_right_at_the_subscriber_is_an_error_of_the_exchange_and_waited_for(tmp_path, database_urls):
    async def scene(bpbd, portal, taker):
        await portal.execute("UPDATE exchange_grant SET revoked_at = now() WHERE service = 'events'")
        own = await subscribe(bpbd)
        ids = await publish(bpbd, 2)
        (delivery, *_) = await _deliveries(bpbd, own)
        assert (delivery["fault"], taker.batches) == ("server.serverproxy.access_denied", [])
        await portal.execute("UPDATE exchange_grant SET revoked_at = NULL WHERE service = 'events'")
        await until(lambda: taker.taken == ids)

    run(scene, tmp_path, database_urls(2))


def test_one_event_that_is_refused_is_found_tried_five_times_and_set_aside_and_the_rest_goes_on(tmp_path, database_urls):
    clock = FixedClock(datetime(2026, 11, 25, 6, tzinfo=UTC))

    async def scene(bpbd, portal, taker):
        taker.statuses = {"e13": 422}
        own = await subscribe(bpbd)
        ids = await publish(bpbd, 40)
        while len(taker.taken) < 39:
            await asyncio.sleep(0.05)
            clock.advance(timedelta(seconds=5))
        assert [one for one in ids if one != "e13"] == list(dict.fromkeys(taker.taken))
        (letter,) = await bpbd.fetch(LETTERS, own)
        assert (letter["reason"], letter["status"], letter["attempts"], letter["settled"]) == ("refused", 422, 5, "")
        assert json.loads(letter["event"])["id"] == "e13"
        alone = [batch for batch in taker.batches if [one["id"] for one in batch] == ["e13"]]
        assert len(alone) == 5
        (state,) = await bpbd.fetch(STATE, own)
        assert state["attempts"] == 0

    run(scene, tmp_path, database_urls(2), clock=clock)


def test_a_dead_letter_is_sent_again_when_somebody_says_so(tmp_path, database_urls):
    clock = FixedClock(datetime(2026, 11, 25, 6, tzinfo=UTC))
    again = "UPDATE exchange_dead_letter SET settled = 'retrying'"

    async def scene(bpbd, portal, taker):
        taker.statuses = {"e1": 400}
        own = await subscribe(bpbd)
        await publish(bpbd, 3)

        async def settled(wanted):
            def as_wanted(found):
                clock.advance(timedelta(seconds=1))
                return found and found[0]["settled"] == wanted

            return (await until(lambda: bpbd.fetch(LETTERS, own), as_wanted))[0]

        letter = await settled("")
        assert letter["attempts"] == 5
        await bpbd.execute(again)  # still refused: it waits again, and nothing else is held up
        await until(lambda: taker.said.count(400) >= 6)
        letter = await settled("")
        assert letter["attempts"] == 6
        taker.statuses = {}
        await bpbd.execute(again)
        await settled("retried")
        assert taker.taken.count("e1") == 1

    run(scene, tmp_path, database_urls(2), clock=clock)


def test_what_is_older_than_the_subscriber_wants_is_set_aside_unsent(tmp_path, database_urls):
    clock = FixedClock(datetime(2026, 11, 25, 6, tzinfo=UTC))

    async def scene(bpbd, portal, taker):
        taker.away = 503
        own = await subscribe(bpbd, TTL=3600)
        await publish(bpbd, 3)
        await _deliveries(bpbd, own)
        clock.advance(timedelta(minutes=59))
        ids = await publish(bpbd, 2, first=3)
        clock.advance(timedelta(minutes=2))

        def looked():
            clock.advance(timedelta(seconds=1))  # a second try may have come in between, and rests for a while after it
            return bpbd.fetch(LETTERS, own)

        letters = await until(looked, good=lambda found: len(found) == 3)
        assert [(one["reason"], one["attempts"]) for one in letters] == [("expired", 0)] * 3
        taker.away = 0
        clock.advance(timedelta(minutes=5))
        await until(lambda: taker.taken == ids)

    run(scene, tmp_path, database_urls(2), clock=clock)


def test_stopped_events_are_passed_over_and_a_paused_subscription_rests(tmp_path, database_urls):
    async def scene(bpbd, portal, taker):
        own = await subscribe(bpbd)
        await bpbd.execute("UPDATE exchange_subscription SET state = 'paused'")
        ids = await publish(bpbd, 5)
        await bpbd.execute("UPDATE exchange_event SET stopped_at = now() WHERE id IN ('e2', 'e4')")
        await asyncio.sleep(1.5)
        assert taker.batches == []
        await bpbd.execute("UPDATE exchange_subscription SET state = 'active' WHERE id = $1", own)
        await until(lambda: taker.taken)
        assert taker.taken == [one for one in ids if one not in ("e2", "e4")]

    run(scene, tmp_path, database_urls(2))


def test_a_subscriber_that_was_down_for_an_hour_catches_up_in_order(tmp_path, database_urls):
    clock = FixedClock(datetime(2026, 11, 25, 6, tzinfo=UTC))

    async def scene(bpbd, portal, taker):
        taker.away = 503
        own = await subscribe(bpbd)
        ids = []
        for minute in range(60):
            ids += await publish(bpbd, 20, first=minute * 20)
            clock.advance(timedelta(minutes=1))
            await bpbd.gateway.following.refresh()
        (state,) = await bpbd.fetch(STATE, own)
        assert state["position"] == 0
        taker.away = 0
        while len(taker.taken) < len(ids):
            clock.advance(timedelta(seconds=10))
            await asyncio.sleep(0.05)
        assert taker.taken == ids
        assert await bpbd.fetch(LETTERS, own) == []

    run(scene, tmp_path, database_urls(2), clock=clock)


def test_a_slow_subscriber_does_not_hold_up_another(tmp_path, database_urls):
    async def scene(bpbd, portal, taker):
        slow = await subscribe(bpbd, subscriber="ID/GOV/8205/DINKES", target=f"service:{PORTAL}/nothing")
        await subscribe(bpbd)
        ids = await publish(bpbd, 30)
        await until(lambda: taker.taken == ids)
        found = await until(lambda: bpbd.fetch(STATE, slow), good=lambda found: found[0]["last_error"])
        assert found[0]["last_error"] == "away:server.serverproxy.unknown_service"

    run(scene, tmp_path, database_urls(2))


def test_the_type_of_what_is_pushed_is_the_subscriptions(tmp_path, database_urls):
    async def scene(bpbd, portal, taker):
        await add_type(bpbd, "lain")
        await subscribe(bpbd)
        await publish(bpbd, 2, type="lain")
        await publish(bpbd, 2, first=2)
        await until(lambda: len(taker.taken) == 2)
        assert {one["type"] for batch in taker.batches for one in batch} == {TYPE}

    run(scene, tmp_path, database_urls(2))


def test_nothing_is_pushed_without_a_right_that_holds_and_all_that_waited_comes_once_there_is_one(tmp_path, database_urls):
    """A right that ends stops the push before the next batch; docs/protocol/events.md, "The room"."""
    clock = FixedClock(datetime(2026, 11, 25, 6, tzinfo=UTC))
    end = "UPDATE exchange_grant SET expires_at = $1 WHERE service = 'pull'"

    async def scene(bpbd, portal, taker):
        own = await subscribe(bpbd)
        ids = await publish(bpbd, 2)
        await until(lambda: taker.taken == ids)
        await bpbd.execute(end, clock.now() + timedelta(minutes=1))
        clock.advance(timedelta(minutes=1))
        ids += await publish(bpbd, 2, first=2)
        await until(lambda: bpbd.fetch(STATE, own), lambda found: found[0]["last_error"] == "no-right")
        assert len(taker.taken) == 2
        await bpbd.execute(end, clock.now() + timedelta(hours=1))
        clock.advance(timedelta(seconds=11))
        await until(lambda: taker.taken == ids)

    run(scene, tmp_path, database_urls(2), clock=clock)
