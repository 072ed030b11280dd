"""An unreachable operator stops nobody: nodes exchange by their copy of the trust list until it expires, then refuse."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.exchange.protocol import Answer, Town, asked, closed_port, town_of, written
from tests.exchange.world import BPBD, DINKES, PORTAL

from simpul.app import build_platform
from simpul.exchange.actions import trust
from simpul.exchange.commands.register import _say_state
from simpul.exchange.log.verify import verify
from simpul.exchange.model.refusals import OperatorUnreachable
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

LIFE = timedelta(hours=72)
OUTDATED, PROVIDERS_OUTDATED = "Server.ClientProxy.OutdatedGlobalConf", "Server.ServerProxy.OutdatedGlobalConf"


@pytest.fixture
def clock() -> FixedClock:
    """Of today, since the trust list of these towns is; it stands still until a test moves it."""
    return FixedClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def town(server_url: str, template: str, tmp_path: Path, clock: FixedClock) -> Iterator[Town]:
    """Three nodes; BPBD offers a service to DINKES. The operator's has just gone, and no address of it answers."""
    gone = {"exchange_operator": f"http://127.0.0.1:{closed_port()}"}
    with town_of(server_url, template, tmp_path, (PORTAL, BPBD, DINKES), clock=clock, **gone) as found:
        found.target = found.offer(subject=DINKES)  # type: ignore[attr-defined]
        found.run(found.world.sites.pop(PORTAL).gateway.__aexit__())
        yield found


@pytest.fixture
def dinkes(town: Town, clock: FixedClock) -> Iterator[Platform]:
    """The rest of DINKES's node, as its server and its command line see it."""
    site = town.world.sites[DINKES]
    platform = build_platform(site.settings, keys=Keys.kept_in(site.settings.data_dir / "keys"), url=site.url, clock=clock)
    yield platform
    platform.database.close()


def call(town: Town, surface: str = "/r1") -> Answer:
    """DINKES calls BPBD."""
    target = town.target.replace("/r1", surface, 1)  # type: ignore[attr-defined]
    return asked(town.world.sites[DINKES].consumer, written("GET", target, [("X-Road-Client", DINKES)]))


def test_a_node_goes_on_without_the_operator_for_as_long_as_the_list_lives_and_not_a_second_more(town, clock):
    for later in (timedelta(0), timedelta(hours=71, minutes=59), timedelta(seconds=59)):
        clock.advance(later)
        answer = call(town)
        assert (answer.status, answer.body) == (200, b"baik")
    clock.advance(timedelta(seconds=1))
    reached = len(town.rough.got)
    with town.watched() as leaves:
        answer = call(town)
    assert (answer.status, answer.json["type"]) == (500, OUTDATED)
    assert answer.one("x-road-error") == OUTDATED
    assert answer.json["message"] == f"The trust list has expired at {clock.now():%Y-%m-%dT%H:%M:%SZ}"
    assert call(town, "/v1").status == 502
    assert (leaves, len(town.rough.got)) == ([], reached)


def test_the_node_says_how_long_it_may_go_on_and_a_failed_fetch_changes_nothing(town, clock, dinkes, capsys):
    clock.advance(timedelta(hours=22))
    before = trust.trust_state(dinkes)
    with pytest.raises(OperatorUnreachable):
        trust.fetch(dinkes)
    assert trust.trust_state(dinkes) == before
    assert (before.remaining, before.expired) == (timedelta(hours=50), False)
    _say_state(dinkes)
    assert "without the operator this node may go on for 2 days 2 hours" in " ".join(capsys.readouterr().out.split())
    clock.advance(timedelta(hours=50))
    assert (trust.trust_state(dinkes).remaining, trust.trust_state(dinkes).expired) == (timedelta(0), True)
    _say_state(dinkes)
    assert "EXPIRED" in capsys.readouterr().out
    assert call(town).json["type"] == OUTDATED


def test_all_goes_on_at_once_when_the_operator_is_back_with_a_fresh_list(town, clock):
    clock.advance(LIFE)
    assert call(town).json["type"] == OUTDATED
    town.run(town.world.publish())
    assert call(town).status == 200


def test_a_provider_whose_own_list_has_expired_serves_nobody_either(town, clock):
    expired = clock.now() - timedelta(seconds=1)
    town.sql(town.bpbd, "UPDATE exchange_trust SET expires_at = $1", expired)
    reached = len(town.rough.got)
    answer = call(town)
    assert (answer.status, answer.json["type"]) == (500, PROVIDERS_OUTDATED)
    assert answer.json["message"] == "The trust list of the provider's node has expired"
    assert len(town.rough.got) == reached


def test_what_was_exchanged_stays_provable_after_the_list_has_expired(town, clock):
    message = call(town).one("x-road-id")
    clock.advance(LIFE + timedelta(days=30))
    for path in (DINKES, BPBD):
        site = town.world.sites[path]
        answer = asked(site.consumer, written("GET", f"/proof/{message}", [("X-Road-Client", path)]))
        assert answer.status == 200, answer.body
        verdict = verify(answer.body, register_key=town.world.vkey, now=clock.now())
        assert verdict.ok, verdict.checks
        assert (verdict.node, verdict.witnesses) == (path, 1)
