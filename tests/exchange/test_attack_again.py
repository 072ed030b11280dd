"""The same message again: at the same node, at another worker, after a restart, after the clock went on. PROTOCOL §2.

`(keyid, nonce)` is unique in the node's database for 180 s, shared by all workers; when that store fails, it refuses calls.
"""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from tests.exchange import world as small
from tests.exchange.handmade import letter
from tests.exchange.protocol import REPORTS, asked, town_of
from tests.exchange.siege import hurled, still_stands

from simpul.exchange.gateway import committing
from simpul.exchange.gateway.process import Gateway, Surroundings
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.store import upkeep
from simpul.kernel.clock import FixedClock
from simpul.kernel.ids import RandomIds
from simpul.kernel.keys import Keys

LARGE = 600_000


@contextmanager
def another_worker(town):
    """One more process of BPBD's data path, as far as the database can tell; its node listener's port."""
    site = town.bpbd
    keys = Keys.kept_in(site.settings.data_dir / "keys")
    gateway = Gateway(
        Surroundings(site.settings, keys, keyring_of(site.settings), small._no_modules, site.clock, RandomIds())
    )
    town.run(gateway.__aenter__())
    town.run(gateway.listen())
    try:
        yield gateway.ports[1]
    finally:
        town.run(gateway.__aexit__(None, None, None))


def refused_as_seen(answer):
    assert answer.status == 500
    assert answer.one("x-road-error") == "server.serverproxy.invalid_signature_value"
    assert "nonce" in answer.json["message"]


@pytest.mark.parametrize("size", [0, 10, LARGE])
def test_a_message_takes_effect_once_whichever_worker_it_reaches_and_after_a_restart(town, size):
    """Small, and so large that its body is kept in parts of its own: none of them is kept twice."""
    method = "POST" if size else "GET"
    one = letter(town, method=method, body=bytes(size)).addressed().signed()
    with town.watched() as leaves, another_worker(town) as second:
        assert one.posted(town).status == 200
        seen, parts = len(town.world.backend.seen), count(town, "exchange_body")
        refused_as_seen(one.posted(town))
        refused_as_seen(asked(second, one.bytes()))
        with another_worker(town) as restarted:
            refused_as_seen(asked(restarted, one.bytes()))
        assert len(town.world.backend.seen) == seen
        assert count(town, "exchange_body") == parts
    assert leaves == ["provider received", "provider answered 200"]


def count(town, table):
    statements = {
        "exchange_body": "SELECT count(*) FROM exchange_body",
        "exchange_nonce": "SELECT count(*) FROM exchange_nonce",
    }
    return town.run(town.bpbd.fetch(statements[table]))[0]["count"]


def test_a_message_sent_many_times_at_once_takes_effect_once(town):
    """Twenty at the same time, over two workers; some of them stand in one batch of the ledger."""
    one = letter(town).addressed().signed()
    told = []
    with another_worker(town) as second:
        ports = (town.bpbd.node, second)
        callers = [Thread(target=lambda port=ports[n % 2]: told.append(asked(port, one.bytes()).status)) for n in range(20)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert sorted(told) == [200] + [500] * 19


def test_a_refusal_spends_the_nonce_too(town):
    one = letter(town, target=REPORTS.replace("reports", "nothing")).addressed().signed()
    assert one.posted(town).one("x-road-error") == "server.serverproxy.unknown_service"
    with another_worker(town) as second:
        refused_as_seen(asked(second, one.bytes()))


def test_a_bad_signature_spends_nothing(town):
    """Or whoever sees a message could spend its nonce before it arrives."""
    one = letter(town).addressed().signed()
    spoiled = replace(one, signature=[one.signature[0], ("signature", "simpul=:" + "A" * 86 + "==:")])
    assert spoiled.posted(town).status == 500
    assert one.posted(town).status == 200


def test_a_message_is_for_one_node(town):
    """At another node it is refused, whatever that node has seen."""
    one = letter(town).addressed().signed()
    assert "another node" in hurled(town.portal.node, one.bytes()).error()["message"]
    assert one.posted(town).status == 200


def test_when_the_store_of_nonces_fails_calls_are_refused_and_later_served(town, monkeypatch):
    monkeypatch.setattr(committing, "PATIENCE", 0.5)
    seen = len(town.world.backend.seen)
    town.sql(town.bpbd, "ALTER TABLE exchange_nonce RENAME TO exchange_nonce_away")
    try:
        one = letter(town).addressed().signed()
        answer = one.posted(town)
        assert (answer.status, answer.one("x-road-error")) == (500, "server.serverproxy.logging_failed")
        assert len(town.world.backend.seen) == seen
    finally:
        town.sql(town.bpbd, "ALTER TABLE exchange_nonce_away RENAME TO exchange_nonce")
    assert one.posted(town).status == 200
    still_stands(town)


# The exact bounds, on a clock that stands still.


@pytest.fixture(scope="module")
def still(server_url, template, tmp_path_factory):
    clock = FixedClock(datetime.now(UTC).replace(microsecond=0))
    with town_of(server_url, template, tmp_path_factory.mktemp("still"), clock=clock) as found:
        yield found


def now(still):
    return int(still.bpbd.clock.now().timestamp())


@pytest.mark.parametrize(
    ("seconds", "word"),
    [(-121, "expired"), (-120, ""), (-60, ""), (0, ""), (60, ""), (61, "future")],
    ids=str,
)
def test_a_signature_holds_from_a_minute_before_to_a_minute_after_its_life(still, seconds, word):
    """`expires` = `created` + 60 s; skew 60 s: so from `created` - 60 to `created` + 120, both included."""
    answer = letter(still, created=now(still) + seconds).addressed().signed().posted(still)
    assert answer.status == (500 if word else 200), answer
    assert word in answer.body.decode()


@pytest.mark.parametrize("life", [59, 61, 0, -60, 10_000_000_000])
def test_a_signature_that_lives_otherwise_than_a_minute_is_refused(still, life):
    one = letter(still, created=now(still), said={"expires": max(1, now(still) + life)}).addressed().signed()
    answer = one.posted(still)
    assert (answer.status, "60 seconds" in answer.json["message"]) == (500, True)


def test_as_long_as_a_message_could_pass_its_nonce_is_kept(still):
    """Taken as early as can be; then the node's upkeep in the last moment in which it would hold; then once more."""
    clock = still.bpbd.clock
    one = letter(still, created=now(still) + 60).addressed().signed()
    assert one.posted(still).status == 200
    clock.advance(timedelta(seconds=180, milliseconds=900))
    still.run(erased(still))
    answer = one.posted(still)
    assert (answer.status, answer.one("x-road-error")) == (500, "server.serverproxy.invalid_signature_value")
    clock.advance(timedelta(seconds=300))
    still.run(erased(still))
    assert count(still, "exchange_nonce") == 0


async def erased(still):
    async with still.bpbd.gateway.ledger.connection() as connection:
        await upkeep.erase(connection, still.bpbd.clock.now(), 365)


def test_an_answer_too_old_or_too_early_is_refused_at_the_same_bounds(still):
    """The provider's clock runs apart from the consumer's by less than two minutes, or the answer is not believed."""
    clock = FixedClock(still.portal.clock.now())
    provider = still.bpbd.gateway.provider
    before = provider._teller._tools
    try:
        for seconds, fine in ((60, True), (61, False), (-120, True), (-121, False)):
            moved = FixedClock(clock.now() + timedelta(seconds=seconds))
            provider._teller._tools = replace(before, clock=moved)
            assert (still.ask(REPORTS).status == 200) is fine, seconds
    finally:
        provider._teller._tools = before


def test_a_message_of_the_same_second_and_key_with_another_nonce_is_another_message(still):
    fresh = [letter(still, created=now(still)).addressed().signed() for _ in range(5)]
    assert {one.posted(still).status for one in fresh} == {200}
