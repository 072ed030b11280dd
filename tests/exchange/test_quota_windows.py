"""How often a right lets somebody call: its tier's calls in each window, over all workers. PROTOCOL §1."""

import asyncio
from datetime import timedelta

import pytest
from tests.exchange.asking_nodes import INTEGRATOR, NOW, SERVICE, STEWARD, WISH, act, beside, call
from tests.exchange.world import BPBD, DINKES, PORTAL, grant, world

from simpul.exchange.actions import access, asking, grants
from simpul.exchange.model.access import AccessApproval, RightState
from simpul.exchange.model.services import TIERS
from simpul.kernel.clock import FixedClock

SPENT = "Server.ServerProxy.QuotaExceeded"
LIVE, FIGURES = f"/r1/{SERVICE}/live", f"/r1/{SERVICE}/figures"


def played(tmp_path, database_urls, story, count=2):
    async def play():
        paths = (PORTAL, BPBD, DINKES)[:count]
        async with world(tmp_path, database_urls(count), paths, clock=FixedClock(NOW)) as w:
            await w.sites[BPBD].execute("UPDATE exchange_grant SET revoked_at = now()")
            await story(w, w.sites[PORTAL], w.sites[BPBD])

    asyncio.run(play())


async def given(here, there, tier="trial"):
    """Portal asked and was approved with that tier, part by part."""
    async with beside(here) as portal, beside(there) as bpbd:
        own = await act(asking.ask, portal, INTEGRATOR, client=PORTAL, wish=WISH)
        approval = AccessApproval(tier, WISH.until, WISH.endpoints)
        await act(access.approve, bpbd, STEWARD, id=own.number, given=approval)
    await there.gateway.following.refresh()


async def calls(site, path, count, client=PORTAL):
    """The statuses of so many calls at once."""
    answers = await asyncio.gather(*(call(site, path, client=client) for _ in range(count)))
    return sorted(answer.status for answer in answers)


def test_the_tiers_are_these():
    """A table that people read when they approve: calls a minute; 0 counts nothing."""
    assert {code: (tier.calls, tier.per) for code, tier in TIERS.items()} == {
        "trial": (60, timedelta(minutes=1)),
        "standard": (600, timedelta(minutes=1)),
        "high": (6000, timedelta(minutes=1)),
        "unlimited": (0, timedelta(minutes=1)),
    }


def test_an_approved_trial_is_sixty_calls_a_minute_and_not_one_more(tmp_path, database_urls):
    async def story(w, here, there):
        await given(here, there)
        assert await calls(here, LIVE, 75) == [200] * 60 + [500] * 15
        wait = 60 - NOW.second
        refused = await call(here, LIVE)
        assert (refused.status, refused.json["type"]) == (500, SPENT)
        assert refused.headers["x-road-error"] == SPENT
        assert f"again in {wait} s" in refused.json["message"]
        modern = await call(here, LIVE.replace("/r1/", "/v1/"))
        assert (modern.status, modern.headers["content-type"]) == (429, "application/problem+json")
        told = [
            modern.headers[name] for name in ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after")
        ]
        assert told == ["60", "0", str(wait), str(wait)]
        assert await calls(here, FIGURES, 60) == [200] * 60, "each part of the service is counted by itself"
        there.clock.advance(timedelta(seconds=wait - 1))
        assert (await call(here, LIVE)).status == 500
        there.clock.advance(timedelta(seconds=1))
        assert await calls(here, LIVE, 61) == [200] * 60 + [500], "a new window begins with the minute"

    played(tmp_path, database_urls, story)


def test_what_was_refused_for_quota_is_on_record_and_never_reached_the_back_end(tmp_path, database_urls):
    async def story(w, here, there):
        await given(here, there)
        await calls(here, LIVE, 62)
        assert len(w.backend.seen) == 60
        kept = [r for r in await there.records() if r["kind"] == "refused" and r["path"] == "/live"]
        assert [r["fault"] for r in kept] == ["server.serverproxy.quota_exceeded"] * 2

    played(tmp_path, database_urls, story)


@pytest.mark.parametrize("tier", ["standard", "unlimited"])
def test_a_higher_tier_lets_more_through(tmp_path, database_urls, tier):
    async def story(w, here, there):
        await given(here, there, tier="standard")
        if tier == "unlimited":
            await there.execute("UPDATE exchange_grant SET tier = 'unlimited'")
        count = 80
        assert await calls(here, LIVE, count) == [200] * count

    played(tmp_path, database_urls, story)


def test_one_caller_does_not_spend_anothers_calls(tmp_path, database_urls):
    """A right of a group is counted for each of its members."""

    async def story(w, here, there):
        await grant(there, kind="global", subject="instansi", tier="trial")
        assert await calls(here, LIVE, 61) == [200] * 60 + [500]
        assert await calls(w.sites[DINKES], LIVE, 61, client=DINKES) == [200] * 60 + [500]

    played(tmp_path, database_urls, story, count=3)


def test_a_right_that_ended_or_was_revoked_refuses_at_once_whatever_is_left_of_its_quota(tmp_path, database_urls):
    async def story(w, here, there):
        await given(here, there)
        assert (await call(here, LIVE)).status == 200
        async with beside(there) as bpbd:
            found, _ = await act(grants.search, bpbd, STEWARD, state=RightState.ACTIVE)
            live = next(one for one in found if one.grant.endpoint.path == "/live")
            other = next(one for one in found if one.grant.endpoint.path == "/figures")
            await act(grants.revoke, bpbd, STEWARD, id=live.grant.id, reason="Selesai")
            await act(grants.extend, bpbd, STEWARD, id=other.grant.id, until=NOW + timedelta(seconds=30))
            await there.gateway.following.refresh()
            assert (await call(here, LIVE)).json["type"] == "Server.ServerProxy.AccessDenied"
            assert (await call(here, FIGURES)).status == 200
            there.clock.advance(timedelta(seconds=30))
            assert (await call(here, FIGURES)).json["type"] == "Server.ServerProxy.AccessDenied"
            await act(grants.extend, bpbd, STEWARD, id=other.grant.id, until=NOW + timedelta(days=1))
            await there.gateway.following.refresh()
            assert (await call(here, FIGURES)).status == 200, "an expired right that is extended holds again"

    played(tmp_path, database_urls, story)
