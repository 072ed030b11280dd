"""From a verified report at one node to the events of another: announced once, pushed as a call, received in process."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.exchange.pushed import until
from tests.exchange.test_demo_calls import beside
from tests.exchange.world import BPBD, PORTAL, world

from simpul import disaster
from simpul.app import module_application
from simpul.disaster.model import ReportVerified
from simpul.exchange.actions import announcing, delivering, events, receiving, subscribing
from simpul.exchange.actions.subscribing import Wish
from simpul.exchange.model.delivery_refusals import OwnerDoesNotAnswer, OwnerRefused
from simpul.exchange.model.event_refusals import EventNotFit
from simpul.exchange.model.events import NewEventType
from simpul.kernel.actor import Actor
from simpul.kernel.announcing import Announcement, Announcer
from simpul.kernel.database.schema import outbox
from simpul.kernel.outbox import relay

AT = datetime(2027, 2, 1, 3, tzinfo=UTC)
TYPE, *_ = disaster.announced()
GRANT = """
INSERT INTO exchange_grant (id, subsystem, service, subject_kind, subject, method, path, purpose, legal_basis, agreement,
                            tier, given_at)
VALUES (gen_random_uuid(), $1, 'pull', 'subsystem', $2, '*', $3, 'uji', 'uji', '', 'unlimited', now())
"""


def verified(number=7, version=2):
    return ReportVerified(
        report=UUID(int=number),
        number=number,
        version=version,
        hazard="flood",
        severity="deep",
        depth_cm=90,
        longitude=106.8456789,
        latitude=-6.2088123,
        region="31.71.01.1001",
        reported_at=AT,
        live_until=AT + timedelta(hours=3),
    )


def report(platform, event):
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.emit(event)
    while relay(platform):
        pass


async def stored(site):
    return [json.loads(row["content"]) for row in await site.fetch("SELECT content FROM exchange_event ORDER BY seq")]


def played(scene, tmp_path, urls):
    async def play():
        opened = []
        async with world(tmp_path, urls, modules_of=lambda: module_application(opened[0])) as here:
            bpbd, portal = here.sites[BPBD], here.sites[PORTAL]
            opened.append(portal.settings)
            await bpbd.execute(GRANT, BPBD, PORTAL, f"/v1/{TYPE.name}")
            async with beside(bpbd, public_url="https://bpbd.example/") as at_bpbd, beside(portal) as at_portal:
                await scene((bpbd, at_bpbd), (portal, at_portal))

    asyncio.run(play())


async def off(act, *args, **named):
    return await asyncio.to_thread(act, *args, **named)


def test_a_verified_report_arrives_once_with_the_message_that_brought_it(tmp_path, database_urls):
    async def scene(owner, subscriber):
        bpbd, at_bpbd = owner
        portal, at_portal = subscriber
        assert await off(announcing.offer, at_bpbd, Actor.SYSTEM, type=TYPE)
        assert not await off(announcing.offer, at_bpbd, Actor.SYSTEM, type=TYPE)
        for site in (bpbd, portal):
            await site.gateway.following.refresh()
        made = await off(subscribing.subscribe, at_portal, Actor.SYSTEM, owner=BPBD, type=TYPE.name, wish=Wish())
        await portal.gateway.following.refresh()
        assert (made.delivery, made.target) == ("push", f"service:{PORTAL}/events")
        await off(report, at_bpbd, verified())
        found = await until(lambda: off(receiving.search, at_portal, Actor.SYSTEM, q="", type="", page=1), lambda it: it[1])
        ((came,), count) = found
        assert (count, came.owner, came.subscriber, came.type, came.key) == (1, BPBD, PORTAL, TYPE.name, "7")
        said = json.loads(came.content)
        assert said["data"]["url"] == "https://bpbd.example/bencana/laporan/7"
        assert said["data"]["place"] == {"longitude": 106.84568, "latitude": -6.20881}
        for site in (bpbd, portal):
            kinds = [one["kind"] for one in await site.records() if one["message"] == came.message]
            assert kinds == ["received", "answered"]
        ((push,), _) = await off(delivering.deliveries, at_bpbd, Actor.SYSTEM, q="", wish=(None, False), page=1)
        assert (push.message, push.count, push.status) == (came.message, 1, 200)
        await _handed_on(at_portal, came)
        await _refreshed(at_portal)

    played(scene, tmp_path, database_urls(2))


async def _handed_on(platform, came):
    """What is new is told on, by the node's own outbox, without what the event says."""
    with platform.database.reading() as unit:
        rows = unit.connection.execute(outbox.select().where(outbox.c.name == "exchange.EventsReceived")).all()
    told = {"subscriber": PORTAL, "owner": BPBD, "type": TYPE.name, "message": came.message, "count": 1}
    assert [row.payload for row in rows] == [told]


async def _refreshed(platform):
    """What the owner tells of the subscription is asked again, and forgotten once it has ended."""
    await off(subscribing.refresh, platform)
    (known,) = await off(subscribing.subscribed, platform, Actor.SYSTEM)
    assert (known.type, known.state, known.error) == (TYPE.name, "active", "")
    await off(subscribing.unsubscribe, platform, Actor.SYSTEM, owner=BPBD, type=TYPE.name)
    assert await off(subscribing.subscribed, platform, Actor.SYSTEM) == []


def test_the_same_version_told_again_is_no_second_event_and_without_a_type_nothing_is_told(tmp_path, database_urls):
    async def scene(owner, _subscriber):
        bpbd, at_bpbd = owner
        await off(report, at_bpbd, verified())
        assert await stored(bpbd) == []
        await off(announcing.offer, at_bpbd, Actor.SYSTEM, type=TYPE)
        for one in (verified(), verified(), verified(version=4), verified(number=8)):
            await off(report, at_bpbd, one)
        assert [(one["data"]["number"], one["data"]["version"]) for one in await stored(bpbd)] == [(7, 2), (7, 4), (8, 2)]

    played(scene, tmp_path, database_urls(2))


def test_the_announcement_has_these_fields_and_no_others_may_be_added_unseen(tmp_path, database_urls):
    """No words, no picture, no reporter: UU 27/2022. Whoever adds a field changes this list, and says why."""
    fields = {"number", "version", "status", "hazard", "severity", "depth_cm", "region", "place", "reported_at"}
    assert set(TYPE.schema["properties"]) == fields | {"live_until", "url"}
    assert TYPE.schema["additionalProperties"] is False

    async def scene(owner, _subscriber):
        _, at_bpbd = owner
        await off(announcing.offer, at_bpbd, Actor.SYSTEM, type=TYPE)
        more = Announcement(TYPE.name, "x", "7", AT, {"number": 7, "reporter": "Ibu Sari"})
        with pytest.raises(EventNotFit):
            await off(at_bpbd.port(Announcer).announce, at_bpbd, more)

    played(scene, tmp_path, database_urls(2))


def test_what_the_owner_says_no_to_and_silence_are_told_as_they_are(tmp_path, database_urls):
    async def scene(owner, subscriber):
        bpbd, at_bpbd = owner
        _, at_portal = subscriber
        await off(events.add_type, at_bpbd, Actor.SYSTEM, new=NewEventType(BPBD, "tanpa.hak"))
        await bpbd.gateway.following.refresh()
        for name in ("tanpa.hak", "tidak.ada"):
            with pytest.raises(OwnerRefused) as refused:
                await off(subscribing.subscribe, at_portal, Actor.SYSTEM, owner=BPBD, type=name, wish=Wish(pull=True))
            assert "not allowed" in refused.value.facts["words"]
        async with beside(subscriber[0], exchange_port=1) as deaf:
            with pytest.raises(OwnerDoesNotAnswer):
                await off(subscribing.unsubscribe, deaf, Actor.SYSTEM, owner=BPBD, type=TYPE.name)

    played(scene, tmp_path, database_urls(2))


def test_the_same_events_again_are_counted_and_a_batch_that_cannot_be_read_is_refused_whole(tmp_path, database_urls):
    from simpul.exchange.model.delivery_refusals import EventsMalformed
    from simpul.exchange.wire.inside import InsideCall

    async def scene(_owner, subscriber):
        _, at_portal = subscriber
        call = InsideCall(BPBD, f"{PORTAL}/events", "ID-1")
        same = {"specversion": "1.0", "source": "/x", "type": "t"}
        batch = json.dumps([{**same, "id": "a"}, {**same, "id": "b"}, {**same, "id": "a"}]).encode()
        assert await off(receiving.receive, at_portal, call=call, body=batch) == (2, 1)
        assert await off(receiving.receive, at_portal, call=call, body=batch) == (0, 3)
        other = InsideCall(PORTAL, f"{PORTAL}/events", "ID-2")  # another owner's ids are its own
        assert await off(receiving.receive, at_portal, call=other, body=batch) == (2, 1)
        (found, count) = await off(receiving.search, at_portal, Actor.SYSTEM, q=BPBD, type="t", page=1)
        assert {(one.id, one.duplicates) for one in found} == {("a", 3), ("b", 1)}
        assert count == 2
        for wrong in (b"", b"{}", b"[]", b"[1]", json.dumps([same]).encode(), batch.replace(b'"/x"', b'"\\u0000"')):
            with pytest.raises(EventsMalformed):
                await off(receiving.receive, at_portal, call=call, body=wrong)

    played(scene, tmp_path, database_urls(2))
