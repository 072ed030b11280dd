"""What waits for a subscriber: batches, acknowledgements in any order, stopped and expired events, retention."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from tests.exchange.protocol import town_of
from tests.exchange.room import BATCH, ONE, depths, new_type, owner, portal, publish, subscribe
from tests.exchange.world import BPBD

from simpul.exchange.store import events as store
from simpul.kernel.clock import FixedClock, SystemClock


def acknowledge(town, name, number, query=""):
    return portal(town, "DELETE", f"/pull/v1/{name}/{number}{query}").status


def position(town, name):
    """Where the subscription stands, and how many acknowledgements wait beyond that."""
    row = town.fetch(
        BPBD,
        "SELECT s.position, (SELECT count(*) FROM exchange_acknowledged a WHERE a.subscription = s.id)"
        " FROM exchange_subscription s WHERE s.type = $1",
        name,
    )[0]
    return tuple(row)


def test_acknowledged_in_any_order_each_comes_once(town):
    name = new_type(town)
    subscribe(town, name)
    ids = [publish(town, name, n) for n in range(6)]
    left = list(range(6))
    for n in (3, 1, 0, 5, 2, 4):
        assert acknowledge(town, name, ids[n]) == 204
        left.remove(n)
        assert depths(town, name) == left
    assert position(town, name)[1] == 0


def test_through_acknowledges_all_before(town):
    name = new_type(town)
    subscribe(town, name)
    ids = [publish(town, name, n) for n in range(5)]
    assert acknowledge(town, name, ids[4]) == 204
    assert acknowledge(town, name, ids[2], "?through=true") == 204
    assert depths(town, name) == [3]
    assert acknowledge(town, name, ids[1], "?through=true") == 404
    assert acknowledge(town, name, ids[3], "?through=yes") == 400
    assert acknowledge(town, name, ids[3], "?through=false") == 204
    assert depths(town, name) == []
    assert position(town, name)[1] == 0


@pytest.mark.parametrize(("query", "count"), [("", 100), ("?limit=1", 1), ("?limit=7", 7), ("?limit=1000", 130)])
def test_a_batch_has_as_many_as_were_asked_for(town, query, count):
    name = new_type(town)
    subscribe(town, name)
    sent = [{"specversion": "1.0", "id": f"{n}", "source": "/s", "type": name, "data": {"depth": n}} for n in range(130)]
    assert owner(town, "POST", f"/pub/v1/{name}", sent, kind=BATCH).status == 201
    assert depths(town, name, query=query) == list(range(count))


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "x", "1e2", "", "٣"])
def test_a_limit_that_is_none_is_refused(town, limit):
    name = new_type(town)
    subscribe(town, name)
    assert portal(town, "GET", f"/pull/v1/{name}?limit={quote(limit)}", None, ("Accept", BATCH)).status == 400


def test_a_stopped_event_is_passed_over(town):
    name = new_type(town)
    subscribe(town, name)
    ids = [publish(town, name, n) for n in range(4)]
    owner(town, "DELETE", f"/pub/v1/{name}/{ids[1]}")
    owner(town, "DELETE", f"/pub/v1/{name}/{ids[3]}")
    assert depths(town, name) == [0, 2]
    assert acknowledge(town, name, ids[2]) == 204
    assert acknowledge(town, name, ids[0]) == 204
    assert position(town, name)[1] == 0


def test_a_subscriber_gets_what_comes_after_it_subscribed(town):
    name = new_type(town)
    publish(town, name, 1)
    subscribe(town, name)
    publish(town, name, 2)
    assert depths(town, name) == [2]
    portal(town, "DELETE", f"/api/v1/subs/{name}")
    publish(town, name, 3)
    subscribe(town, name)
    assert depths(town, name) == []


def test_two_subscribers_do_not_take_from_one_another(town):
    name = new_type(town)
    subscribe(town, name)
    subscribe(town, name, BPBD)
    number = publish(town, name, 1)
    assert acknowledge(town, name, number) == 204
    assert depths(town, name) == []
    assert depths(town, name, BPBD) == [1]


def test_changing_a_subscription_leaves_its_place(town):
    name = new_type(town)
    subscribe(town, name)
    first, _ = publish(town, name, 1), publish(town, name, 2)
    acknowledge(town, name, first)
    portal(town, "PATCH", f"/api/v1/subs/{name}", {"delivery": "PUSH", "state": "paused"})
    portal(town, "PATCH", f"/api/v1/subs/{name}", {"delivery": "PULL", "state": "active"})
    assert depths(town, name) == [2]


def test_a_removed_type_still_delivers_what_was_published(town):
    name = new_type(town)
    subscribe(town, name)
    publish(town, name, 1)
    owner(town, "DELETE", f"/api/v1/eventType/{name}")
    assert depths(town, name) == [1]


def test_one_event_may_be_had_in_three_forms(town):
    name = new_type(town)
    subscribe(town, name)
    number = publish(town, name, 4)
    plain = portal(town, "GET", f"/pull/v1/{name}")
    single = portal(town, "GET", f"/pull/v1/{name}", None, ("Accept", f"text/html, {ONE};q=0.9"))
    many = portal(town, "GET", f"/pull/v1/{name}", None, ("Accept", BATCH))
    assert plain.json["id"] == single.json["simpulitem"] == many.json[0]["simpulitem"] == number
    assert str(plain.json["sequence"]) == single.json["simpulsequence"]
    assert [one.one("content-type") for one in (plain, single, many)] == ["application/json", ONE, BATCH]


@pytest.fixture(scope="module")
def later(server_url, template, tmp_path_factory):
    """A town whose clock the test moves."""
    clock = FixedClock(SystemClock().now().replace(microsecond=0))
    with town_of(server_url, template, tmp_path_factory.mktemp("later"), clock=clock) as found:
        found.clock = clock
        yield found


def test_an_event_older_than_the_subscribers_ttl_is_passed_over(later):
    name = new_type(later)
    subscribe(later, name, TTL=60)
    subscribe(later, name, BPBD)
    publish(later, name, 1)
    later.clock.advance(timedelta(seconds=59))
    publish(later, name, 2)
    assert depths(later, name) == [1, 2]
    later.clock.advance(timedelta(seconds=1))
    assert depths(later, name) == [2]
    assert depths(later, name, BPBD) == [1, 2]


def test_events_are_kept_for_their_types_days_and_then_erased(later):
    short, long = new_type(later, days=1), new_type(later, days=2)
    for name in (short, long):
        subscribe(later, name, TTL=10 * 86_400)
        subscribe(later, name, BPBD)
    ids = {name: [publish(later, name, n) for n in (1, 2)] for name in (short, long)}
    assert acknowledge(later, long, ids[long][1]) == 204
    later.clock.advance(timedelta(hours=25))
    assert depths(later, short) == []
    assert depths(later, long, BPBD) == [1, 2]
    kept = publish(later, short, 3)
    erase(later)
    assert rows(later, short) == [kept]
    assert len(rows(later, long)) == 2
    assert depths(later, short) == [3]
    later.clock.advance(timedelta(hours=25))
    erase(later)
    assert rows(later, short) == rows(later, long) == []
    assert later.fetch(BPBD, "SELECT count(*) FROM exchange_acknowledged")[0][0] == 0


def erase(town):
    async def doing():
        async with town.bpbd.gateway.ledger.connection() as connection:
            await store.erase(connection, town.clock.now())

    town.run(doing())


def rows(town, name):
    return [str(row[0]) for row in town.fetch(BPBD, "SELECT item FROM exchange_event WHERE type = $1 ORDER BY seq", name)]
