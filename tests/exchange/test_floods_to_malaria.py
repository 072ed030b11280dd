"""A verified flood at a disaster node opens a watch at the malaria node, through the exchange: once, and nowhere else."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.exchange.pushed import until
from tests.exchange.test_demo_calls import beside
from tests.exchange.world import BPBD, DINKES, world

from simpul import disaster
from simpul.app import module_application
from simpul.disaster.model import ReportVerified
from simpul.exchange.actions import announcing, demo_neighbour, receiving, subscribing
from simpul.exchange.actions.subscribing import Wish
from simpul.exchange.model.register import Subsystem
from simpul.exchange.rules.statements import said_subsystem
from simpul.exchange.wire.inside import InsideCall
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.outbox import relay
from simpul.malaria.actions import seeding, watching
from simpul.malaria.model.workers import Village

MARKED, UNMARKED = "92.06.01.2004", "92.06.01.2005"
PLACES = {MARKED: (133.63318, -2.08816), UNMARKED: (133.59619, -2.09413), "31.71.01.1001": (106.8123, -6.1722)}
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=2)
"""A little ahead of the clock by which the node takes in calls, so that nothing of a test waits for its time."""
THERE = ZoneInfo("Asia/Jayapura")
OPENS = NOW.astimezone(THERE).date() + timedelta(days=28)
UNTIL = OPENS + timedelta(days=27)
OFFICER = Actor(UUID(int=9), "Bu Uji", DINKES, "92.06", frozenset({"malaria.officer"}))
TYPE, *_ = disaster.announced()
GRANT = """
INSERT INTO exchange_grant (id, subsystem, service, subject_kind, subject, method, path, purpose, legal_basis, agreement,
                            tier, given_at)
VALUES (gen_random_uuid(), $1, 'pull', 'subsystem', $2, '*', $3, 'uji', 'uji', '', 'unlimited', now())
"""
MODULES = {"modules": ("identity", "malaria", "exchange"), "region": "92.06"}


def verified(number, village, *, version=2, hazard="flood", at=NOW):
    longitude, latitude = PLACES[village]
    return ReportVerified(
        report=UUID(int=number),
        number=number,
        version=version,
        hazard=hazard,
        severity="severe",
        depth_cm=90,
        longitude=longitude,
        latitude=latitude,
        region=village,
        reported_at=at,
        live_until=at + timedelta(hours=3),
    )


def tell(platform, *events):
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        for event in events:
            unit.emit(event)
    drain(platform)


def drain(platform):
    while relay(platform):
        pass


def programme(platform):
    """Two villages of the programme, one of them marked."""
    names = [Village(code, name) for code, name in ((MARKED, "Tuasai"), (UNMARKED, "Argosigemerai"))]
    seeding.villages(platform, names)
    watching.mark(platform, OFFICER, village=MARKED, reason="rawa di tepi kampung")


def seen(platform):
    """What the malaria node has: watches as (village, flood's number, floods), and outcomes of floods by number."""
    drain(platform)
    with platform.database.reading() as unit:
        sql = unit.connection.exec_driver_sql
        watches = sql("SELECT village, number, floods, opens, until FROM malaria_watch ORDER BY number").all()
        floods = sql("SELECT number, outcome FROM malaria_flood ORDER BY number, version").all()
    return [tuple(one) for one in watches], [tuple(one) for one in floods]


def later(clock, platform):
    """The same a second later: a push that was put off is due by the clock, which tests must let go on."""
    clock.advance(timedelta(seconds=1))
    return off(seen, platform)


async def off(act, *args, **named):
    return await asyncio.to_thread(act, *args, **named)


def played(scene, tmp_path, urls, **changes):
    async def play():
        opened, clock = [], FixedClock(NOW)
        application = lambda: module_application(opened[0].model_copy(update=MODULES))  # noqa: E731
        async with world(tmp_path, urls, (BPBD, DINKES), modules_of=application, clock=clock, **changes) as here:
            bpbd, dinkes = here.sites[BPBD], here.sites[DINKES]
            opened.append(dinkes.settings)
            await bpbd.execute(GRANT, BPBD, DINKES, f"/v1/{TYPE.name}")
            async with beside(bpbd) as at_bpbd, beside(dinkes, **MODULES) as at_dinkes:
                await off(announcing.offer, at_bpbd, Actor.SYSTEM, type=TYPE)
                for site in (bpbd, dinkes):
                    await site.gateway.following.refresh()
                await off(subscribing.subscribe, at_dinkes, Actor.SYSTEM, owner=BPBD, type=TYPE.name, wish=Wish())
                await dinkes.gateway.following.refresh()
                await off(programme, at_dinkes)
                await scene(at_bpbd, at_dinkes, dinkes, clock)

    asyncio.run(play())


def test_a_flood_in_a_marked_village_opens_one_watch_and_no_other_village_is_watched(tmp_path, database_urls):
    async def scene(at_bpbd, at_dinkes, _dinkes, clock):
        told = (
            verified(1, MARKED),
            verified(2, UNMARKED),
            verified(3, "31.71.01.1001"),
            verified(4, MARKED, hazard="fire"),
            verified(1, MARKED, version=3),
            verified(5, MARKED, at=NOW - timedelta(days=90)),
            verified(6, MARKED, at=NOW - timedelta(days=1)),
        )
        await off(tell, at_bpbd, *told)
        watches, floods = await until(lambda: later(clock, at_dinkes), lambda found: len(found[1]) == len(told), 60)
        assert floods == [
            (1, "opened"),
            (1, "known"),
            (2, "unmarked"),
            (3, "elsewhere"),
            (4, "other_hazard"),
            (5, "past"),
            (6, "extended"),
        ]
        ((village, number, count, opens, last),) = watches
        assert (village, number, count) == (MARKED, 1, 2)
        assert (opens, last) == (OPENS - timedelta(days=1), UNTIL)

    played(scene, tmp_path, database_urls(2))


def test_with_the_exchange_away_for_a_day_the_watch_opens_late_and_once(tmp_path, database_urls):
    async def scene(at_bpbd, at_dinkes, dinkes, clock):
        await dinkes.execute("UPDATE exchange_service SET enabled = false WHERE code = 'events'")
        await off(tell, at_bpbd, verified(1, MARKED))
        await until(lambda: off(refused, at_bpbd))
        assert await off(seen, at_dinkes) == ([], [])
        clock.advance(timedelta(days=1))
        await dinkes.execute("UPDATE exchange_service SET enabled = true WHERE code = 'events'")
        await off(tell, at_bpbd, verified(1, MARKED))  # told again, as after a restart
        watches, floods = await until(lambda: later(clock, at_dinkes), lambda found: found[1], 60)
        assert floods == [(1, "opened")]
        assert [(village, floods) for village, _, floods, _, _ in watches] == [(MARKED, 1)]
        assert watches[0][3] == OPENS  # counted from the flood, not from the day it was heard of

    played(scene, tmp_path, database_urls(2))


def refused(platform):
    """Whether a push was tried and nobody took it."""
    with platform.database.reading() as unit:
        return unit.connection.exec_driver_sql("SELECT last_error FROM exchange_subscription").scalar()


def event(id, data, *, type=TYPE.name):
    return {"specversion": "1.0", "source": "/bpbd", "id": id, "type": type, "data": data}


DATA = {
    "number": 1,
    "version": 1,
    "status": "verified",
    "hazard": "flood",
    "severity": "severe",
    "region": MARKED,
    "place": {"longitude": PLACES[MARKED][0], "latitude": PLACES[MARKED][1]},
    "reported_at": NOW.isoformat(),
    "url": "",
}


def arrives(platform, *events, message="ID-1"):
    receiving.receive(platform, call=InsideCall(BPBD, f"{DINKES}/events", message), body=json.dumps(events).encode())


def test_what_cannot_be_read_is_kept_aside_and_does_not_hold_up_the_rest(tmp_path, database_urls):
    async def scene(_at_bpbd, at_dinkes, _dinkes, _clock):
        wrong = [{}, "text", None, [], {**DATA, "number": "x"}, {**DATA, "place": {"longitude": 1}}, {**DATA, "region": 9}]
        far = {**DATA, "number": 2, "place": {"longitude": 106.8, "latitude": -6.2}}
        events = [event(f"w{n}", one) for n, one in enumerate(wrong)]
        await off(arrives, at_dinkes, *events, event("far", far), event("other", {}, type="cuaca"), event("good", DATA))
        watches, floods = await off(seen, at_dinkes)
        assert sorted(floods, key=str) == [(1, "opened"), (2, "places_differ"), *([(None, "unreadable")] * len(wrong))]
        assert [one[0] for one in watches] == [MARKED]
        await off(arrives, at_dinkes, event("good", DATA), message="ID-2")
        await off(arrives, at_dinkes, event("new", {**DATA, "version": 2}), message="ID-2")
        watches, floods = await off(seen, at_dinkes)
        assert [one[:3] for one in watches] == [(MARKED, 1, 1)]
        assert floods.count((1, "known")) == 1

    played(scene, tmp_path, database_urls(2))


def test_what_this_node_did_not_subscribe_to_is_kept_and_opens_nothing(tmp_path, database_urls):
    async def scene(_at_bpbd, at_dinkes, _dinkes, _clock):
        stranger = InsideCall("ID/GOV/8205/DUKCAPIL", f"{DINKES}/events", "ID-3")
        unasked = json.dumps([event("a", DATA)]).encode()
        assert await off(receiving.receive, at_dinkes, call=stranger, body=unasked) == (1, 0)
        assert await off(seen, at_dinkes) == ([], [])
        await off(subscribing_ended, at_dinkes)
        await off(arrives, at_dinkes, event("b", DATA), message="ID-4")
        assert await off(seen, at_dinkes) == ([], [])

    played(scene, tmp_path, database_urls(2))


def subscribing_ended(platform):
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.exec_driver_sql("DELETE FROM exchange_subscribed")


def test_a_corrected_place_moves_the_watch(tmp_path, database_urls):
    async def scene(_at_bpbd, at_dinkes, _dinkes, _clock):
        await off(watching.mark, at_dinkes, OFFICER, village=UNMARKED, reason="tambak lama")
        longitude, latitude = PLACES[UNMARKED]
        moved = {**DATA, "version": 2, "region": UNMARKED, "place": {"longitude": longitude, "latitude": latitude}}
        await off(arrives, at_dinkes, event("a", DATA), event("b", moved), event("late", {**DATA, "version": 1}))
        await off(seen, at_dinkes)
        with at_dinkes.database.reading() as unit:
            found = unit.connection.exec_driver_sql("SELECT village, closed_at IS NULL, reason FROM malaria_watch").all()
        assert sorted(tuple(one) for one in found) == [(MARKED, False, "corrected"), (UNMARKED, True, "")]

    played(scene, tmp_path, database_urls(2))


def test_an_office_on_the_same_node_tells_made_up_floods_through_the_exchange(tmp_path, database_urls):
    owner, name = demo_neighbour.FLOODS

    async def play():
        opened = []
        application = lambda: module_application(opened[0].model_copy(update=MODULES))  # noqa: E731
        async with world(tmp_path, database_urls(1), (DINKES,), modules_of=application, demo=True) as here:
            dinkes = here.sites[DINKES]
            opened.append(dinkes.settings)
            await here.publish([said_subsystem(Subsystem(owner, name, DINKES), dinkes.clock.now())])
            async with beside(dinkes, **MODULES) as platform:
                await off(programme, platform)
                data = {**DATA, "synthetic": True, "reported_at": dinkes.clock.now().isoformat()}
                for _ in range(2):
                    await off(demo_neighbour.connect, platform, owner=owner, type=TYPE)
                    await dinkes.gateway.following.refresh()
                    told = ("contoh-1", dinkes.clock.now(), data)
                    await off(demo_neighbour.tell, platform, owner=owner, type=TYPE.name, told=told)
                watches, floods = await until(lambda: off(seen, platform), lambda found: found[1], 60)
                assert ([one[0] for one in watches], floods) == ([MARKED], [(1, "opened")])
                kinds = [(one["kind"], one["role"]) for one in await dinkes.records()]
                assert kinds, "the push is a signed call that the evidence log holds"

    asyncio.run(play())
