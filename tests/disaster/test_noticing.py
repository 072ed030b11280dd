"""From a warning to the queue: the right people, once, at the right time; whatever is repeated, late or cut off."""

import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import text

from simpul.disaster.actions import noticing, subscribing
from simpul.disaster.model.subscriptions import Around, NoticeState, Quiet, Severity, Telling, Wish
from simpul.disaster.rules import noticing as rules
from simpul.disaster.rules import reaching
from simpul.disaster.store import noticing as store
from tests.disaster.notice_makers import act, alarm, queue, subscriber, tell

WAITING, TAKEN, SENT, DROPPED = (int(one) for one in list(NoticeState)[:4])
PLACES = ("", "31", "31.72", "31.74.03", "32", "32.75", "73.71")


def _wish(chance: random.Random) -> Wish:
    point = Around(
        round(chance.uniform(106.5, 107.3), 3), round(chance.uniform(-6.6, -6.0), 3), chance.choice((2, 25, 100))
    )
    return Wish(
        regions=tuple(sorted(set(chance.choices(PLACES, k=chance.randint(1, 2))))),
        around=point if chance.random() < 0.4 else None,
        hazards=chance.choice(((), (), ("flood",), ("fire", "haze"))),
        least=chance.choice(list(Severity)),
        quiet=chance.choice((None, Quiet(1260, 300), Quiet(600, 900), Quiet(719, 721))),
        zone=chance.choice(("WIB", "WITA", "WIT")),
        wakes=chance.random() < 0.3,
        every_minutes=chance.choice((0, 60, 1440)),
        reports=chance.random() < 0.5,
    )


POLYGON = {"type": "Polygon", "coordinates": [[[106.7, -6.3], [106.9, -6.3], [106.9, -6.1], [106.7, -6.1], [106.7, -6.3]]]}
ALARMS = [
    alarm(),
    alarm(severity=Severity.MINOR, urgency="expected", regions=("31.72", "32.75")),
    alarm(hazard="fire", regions=("31.74.03.1001",), circle=(106.85, -6.2, 8.0)),
    alarm(severity=Severity.EXTREME, regions=(), polygon=POLYGON),
    alarm(kind=Telling.REPORTS, severity=Severity.MINOR, urgency="", regions=("31.72",), count=3),
]


def test_the_queue_holds_whom_the_rules_name_at_the_time_they_name(platform, clock):
    """The SQL of the hot path beside the rules in Python, on people of every kind."""
    chance = random.Random(9)
    wishes = [_wish(chance) for _ in range(140)]
    ids = [subscriber(platform, f"p{n}", **_fields(wish)) for n, wish in enumerate(wishes)]
    now = clock.now()
    act(platform, "UPDATE disaster_subscriber SET told_at = :at WHERE id % 3 = 0", at=now - timedelta(minutes=30))
    act(platform, "UPDATE disaster_subscriber SET told_at = :at WHERE id % 3 = 1", at=now + timedelta(days=400))
    for number, kind in enumerate(ALARMS, 1):
        told = replace(kind, subject=f"w{number}")
        tell(platform, told)
        want = {}
        for one, wish in zip(ids, wishes, strict=True):
            before = {0: now - timedelta(minutes=30), 1: now + timedelta(days=400)}.get(one % 3)
            if rules.wants(wish, told) and _concerned(platform, wish, told):
                want[one] = rules.due(wish, told, now, before)
        with platform.database.reading() as unit:
            found = text("SELECT subscriber, due_at FROM disaster_notice WHERE subject = :subject")
            there = dict(tuple(row) for row in unit.connection.execute(found, {"subject": told.subject}))
        assert there == want
        assert len(there) > 3


def _fields(wish: Wish) -> dict[str, object]:
    return {name: getattr(wish, name) for name in Wish.__dataclass_fields__}


def _concerned(platform, wish: Wish, told) -> bool:
    if any(rules.related(chosen, region) for chosen in wish.regions for region in told.regions):
        return True
    if "" in wish.regions or wish.around is None:
        return "" in wish.regions
    if told.circle is None and told.polygon is None:
        near = subscribing.near_codes(platform, wish.around)
        return any(rules.related(code, region) for code in near for region in told.regions)
    x, y, km = ([float(value)] for value in (wish.around.longitude, wish.around.latitude, wish.around.radius_km))
    return bool(reaching.reached(told, np.array(x), np.array(y), np.array(km))[0])


def test_nobody_is_queued_twice_however_often_and_in_however_many_slices_it_is_told(platform, monkeypatch):
    monkeypatch.setattr(store, "SLICE", 3)
    people = [subscriber(platform, f"p{n}", regions=("31", "31.72", "31.72.01")) for n in range(10)]
    assert tell(platform, alarm()) == 10
    assert tell(platform, alarm()) == 0
    act(platform, "UPDATE disaster_telling SET cursor = 0, done_at = NULL")
    assert noticing.queue_open(platform) == 0
    assert [row[0] for row in queue(platform)] == people


def test_a_worker_that_dies_half_way_loses_nobody(platform, monkeypatch):
    monkeypatch.setattr(store, "SLICE", 2)
    for n in range(5):
        subscriber(platform, f"p{n}")
    real, calls = store.queue, []

    def dying(*arguments):
        calls.append(1)
        made = real(*arguments)
        if len(calls) == 2:
            raise RuntimeError("the power is gone")
        return made

    monkeypatch.setattr(store, "queue", dying)
    with pytest.raises(RuntimeError):
        tell(platform, alarm())
    assert len(queue(platform)) == 2
    assert noticing.queue_open(platform) == 3
    assert len(queue(platform)) == 5


def test_an_update_reaches_those_who_were_told_and_those_it_concerns_now(platform):
    told, quiet, elsewhere = (
        subscriber(platform, n, regions=(r,)) for n, r in [("a", "31.72"), ("b", "31.72"), ("c", "32.75")]
    )
    tell(platform, alarm())
    act(platform, "UPDATE disaster_notice SET state = 2 WHERE subscriber = :id", id=told)
    assert tell(platform, alarm(2, Telling.UPDATE)) == 0  # its words alone are new
    assert tell(platform, alarm(3, Telling.UPDATE, regions=("32.75",))) == 2
    assert queue(platform) == [(told, 1, SENT), (told, 3, WAITING), (quiet, 1, DROPPED), (elsewhere, 3, WAITING)]


def test_who_asked_for_the_worst_alone_hears_that_what_they_were_told_of_is_less_now(platform):
    strict = subscriber(platform, "a", least=Severity.SEVERE)
    tell(platform, alarm())
    act(platform, "UPDATE disaster_notice SET state = 2")
    assert tell(platform, alarm(2, Telling.UPDATE, severity=Severity.MINOR)) == 1
    assert queue(platform) == [(strict, 1, SENT), (strict, 2, WAITING)]


def test_the_end_is_told_to_those_alone_who_were_told_of_the_beginning(platform):
    told, sleeping = (subscriber(platform, name) for name in "ab")
    tell(platform, alarm())
    act(platform, "UPDATE disaster_notice SET state = 2 WHERE subscriber = :id", id=told)
    subscriber(platform, "later")
    assert tell(platform, alarm(2, Telling.CANCEL)) == 1
    assert queue(platform) == [(told, 1, SENT), (told, 2, WAITING), (sleeping, 1, DROPPED)]


def test_messages_that_come_late_out_of_order_or_after_the_end_change_nothing(platform):
    subscriber(platform, "a")
    assert tell(platform, alarm(2, Telling.UPDATE)) == 1
    assert tell(platform, alarm(1)) == 0
    assert tell(platform, alarm(3, Telling.CANCEL)) == 0
    assert tell(platform, alarm(4, Telling.UPDATE, severity=Severity.EXTREME)) == 0
    assert [version for _, version, _ in queue(platform)] == [2]


def test_a_change_overtakes_a_telling_that_is_under_way(platform, monkeypatch):
    """Those whom the first message has not reached yet are told of the second alone."""
    monkeypatch.setattr(store, "SLICE", 1)
    first, second = (subscriber(platform, name) for name in "ab")
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        noticing.tell(unit, alarm())
    assert noticing._slice(platform) == 1
    tell(platform, alarm(2, Telling.UPDATE, severity=Severity.EXTREME))
    assert queue(platform) == [(first, 1, DROPPED), (first, 2, WAITING), (second, 2, WAITING)]


def test_who_left_or_pauses_is_not_queued_and_not_counted(platform, clock):
    here, gone, away = (subscriber(platform, name) for name in "abc")
    act(platform, "UPDATE disaster_subscriber SET left_at = now() WHERE id = :id", id=gone)
    until = clock.now() + timedelta(days=1)
    act(platform, "UPDATE disaster_subscriber SET paused_until = :at WHERE id = :id", id=away, at=until)
    assert noticing.told_by_region(platform, ["31"], "flood", "severe") == 1
    tell(platform, alarm())
    assert [row[0] for row in queue(platform)] == [here]


def test_the_worst_warning_is_queued_first(platform):
    subscriber(platform, "a")
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        for number, severity in ((1, Severity.MINOR), (2, Severity.EXTREME), (3, Severity.MODERATE)):
            one = alarm(severity=severity)
            noticing.tell(unit, replace(one, subject=f"w{number}"))
    noticing._slice(platform)
    with platform.database.reading() as unit:
        assert unit.connection.scalar(text("SELECT subject FROM disaster_notice")) == "w2"
