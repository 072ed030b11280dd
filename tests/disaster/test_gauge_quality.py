"""Which readings are believed, when a gauge is silent, at which level the water is."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model.gauge_intake import Around, Nonsense, Past, Refused, Said, Taken
from simpul.disaster.model.gauges import Expected, Freshness, Gauge, Observation
from simpul.disaster.rules import gauge_quality as rules
from tests.disaster.area_makers import NOW

pytestmark = pytest.mark.rules
MANGGARAI = Gauge("TMA3", "Manggarai", 106.848, -6.209, "31.74", expected=Expected((950, 850, 750), 0, 1500, 30))
NOWHERE = Around()


def minutes(ago: float) -> Any:
    return NOW - timedelta(minutes=ago)


def said(depth: float, ago: float = 0, **more: Any) -> Said:
    return Said("TMA3", minutes(ago), depth, **more)


def past(depth: int, ago: float, **more: Any) -> Past:
    return Past(minutes(ago), depth, rules.level_of(MANGGARAI.expected, depth), **more)


@pytest.mark.parametrize(
    ("payload", "depth", "ago"),
    [
        (b"612", 612, 0),
        (b" 612.4\n", 612.4, 0),
        (b'{"depth_cm": 612}', 612, 0),
        (b'{"depth_cm": "612", "at": "2026-11-23T11:50:00+07:00"}', 612, 10),
        (b'{"depth_cm": 612, "at": "2026-11-23T04:50:00Z", "sensor": "radar", "battery": 3.9}', 612, 10),
        (b'{"depth_cm": 612, "at": 1795409400}', 612, 10),
    ],
)
def test_what_sensors_send_is_read(payload: bytes, depth: float, ago: int) -> None:
    assert rules.read_payload("TMA3", payload, NOW) == said(depth, ago)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", Nonsense.UNREADABLE),
        (b"dry", Nonsense.UNREADABLE),
        (b"\x00\xff", Nonsense.UNREADABLE),
        (b"[612]", Nonsense.UNREADABLE),
        (b"{", Nonsense.UNREADABLE),
        (b'{"level": 612}', Nonsense.UNREADABLE),
        (b'{"depth_cm": null}', Nonsense.UNREADABLE),
        (b'{"depth_cm": true}', Nonsense.UNREADABLE),
        (b'{"depth_cm": [1]}', Nonsense.UNREADABLE),
        (b'{"depth_cm": 612, "warning": 5}', Nonsense.UNREADABLE),
        (b'{"depth_cm": 612, "warning": [1]}', Nonsense.UNREADABLE),
        (b'{"depth_cm": 612, "warning": true}', Nonsense.UNREADABLE),
        (b'{"depth_cm": 612, "at": "yesterday"}', Nonsense.UNREADABLE),
        (b'{"depth_cm": 612, "at": []}', Nonsense.UNREADABLE),
        (b'{"depth_cm": 612, "at": 1e300}', Nonsense.UNREADABLE),
        (b'{"depth_cm": 612, "at": "2026-11-23T11:50:00"}', Nonsense.NO_ZONE),
        (b'{"depth_cm": 612, "x": "' + b"a" * 5000 + b'"}', Nonsense.UNREADABLE),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_it_said(payload: bytes, reason: Nonsense) -> None:
    refused = rules.read_payload("TMA3", payload, NOW)
    assert isinstance(refused, Refused)
    assert refused.reason is reason
    assert len(refused.said) <= rules.SAID_MOST
    assert refused.said.isprintable()


@given(st.binary(max_size=200))
def test_no_payload_makes_the_reader_fail(payload: bytes) -> None:
    assert rules.read_payload("TMA3", payload, NOW).gauge == "TMA3"


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (said(612), None),
        (said(-1), Nonsense.OUT_OF_RANGE),
        (said(1501), Nonsense.OUT_OF_RANGE),
        (said(float("nan")), Nonsense.OUT_OF_RANGE),
        (said(float("inf")), Nonsense.OUT_OF_RANGE),
        (said(612, -2), None),
        (said(612, -3), Nonsense.FUTURE),
        (said(612, 30 * 24 * 60 + 1), Nonsense.TOO_OLD),
    ],
)
def test_a_reading_lies_within_what_can_be(reading: Said, reason: Nonsense | None) -> None:
    verdict, _, seen = rules.judge(MANGGARAI, Past(), reading, NOWHERE, NOW)
    assert verdict.reason is reason
    assert (seen is None) == (reason is not None)


def test_a_gauge_out_of_service_says_nothing() -> None:
    closed = Gauge("TMA3", "Manggarai", 106.848, -6.209, active=False)
    assert rules.judge(closed, Past(), said(10), NOWHERE, NOW)[0].reason is Nonsense.OUT_OF_SERVICE


def test_a_leap_is_doubted_and_believed_when_the_next_reading_says_the_same() -> None:
    """A branch before a radar, or a flood wave: the second reading tells them apart."""
    start = past(600, 10)
    verdict, doubting, seen = rules.judge(MANGGARAI, start, said(1400, 5), NOWHERE, NOW)
    assert (verdict.reason, seen) == (Nonsense.TOO_FAST, None)
    assert (doubting.depth_cm, doubting.doubt_cm) == (600, 1400)
    back, after, _ = rules.judge(MANGGARAI, doubting, said(610, 4), NOWHERE, NOW)
    assert (back.taken, after.depth_cm, after.doubt_at) == (Taken.NEW, 610, None)
    again, after, seen = rules.judge(MANGGARAI, doubting, said(1405, 4), NOWHERE, NOW)
    assert (again.taken, after.depth_cm, after.warning) == (Taken.NEW, 1405, 1)
    assert seen == Observation(minutes(4), 1405, 1, "SIAGA I")
    other, third, _ = rules.judge(MANGGARAI, doubting, said(200, 4), NOWHERE, NOW)
    assert (other.reason, third.doubt_cm) == (Nonsense.TOO_FAST, 200)


@pytest.mark.parametrize(
    ("depth", "ago", "believed"), [(650, 0, True), (651, 9.5, False), (900, 0, True), (901, 0, False), (300, 0, True)]
)
def test_how_fast_water_can_change(depth: int, ago: float, believed: bool) -> None:
    """Half a metre at once, or 30 cm a minute."""
    assert (rules.judge(MANGGARAI, past(600, 10), said(depth, ago), NOWHERE, NOW)[0].reason is None) == believed


def test_late_readings_fill_the_past_and_change_nothing_of_now() -> None:
    now_at = past(600, 0)
    around = Around(None, (minutes(20), 590), (minutes(10), 595))
    verdict, after, seen = rules.judge(MANGGARAI, now_at, said(592, 15), around, NOW)
    assert (verdict.taken, after, seen.depth_cm if seen else None) == (Taken.NEW, now_at, 592)
    assert rules.judge(MANGGARAI, now_at, said(1400, 15), around, NOW)[0].reason is Nonsense.TOO_FAST
    same = Around(592)
    assert rules.judge(MANGGARAI, now_at, said(592.3, 15), same, NOW)[0].taken is Taken.KNOWN
    assert rules.judge(MANGGARAI, now_at, said(593, 15), same, NOW)[0].reason is Nonsense.CONTRADICTS


@pytest.mark.parametrize(
    ("depth", "level"), [(0, 4), (749, 4), (750, 3), (849, 3), (850, 2), (949, 2), (950, 1), (1400, 1)]
)
def test_the_level_by_the_thresholds(depth: int, level: int) -> None:
    assert rules.level_of(MANGGARAI.expected, depth) == level
    assert rules.observed(MANGGARAI.expected, said(depth)).warning == level


def test_the_senders_own_level_goes_first_and_without_thresholds_there_is_none() -> None:
    assert rules.observed(MANGGARAI.expected, said(10, warning=2, name="Siaga 2")) == Observation(NOW, 10, 2, "Siaga 2")
    none = rules.observed(Expected(), said(10))
    assert (none.graded, none.name) == (False, "")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (past(700, 10), past(760, 0), True),
        (past(760, 10), past(700, 0), False),
        (past(760, 10), past(790, 0), False),
        (Past(), past(700, 0), False),
        (Past(), past(860, 0), True),
        (past(700, 10, told_at=minutes(20), told=3), past(760, 0), False),
        (past(700, 10, told_at=minutes(20), told=3), past(860, 0), True),
        (past(700, 10, told_at=minutes(31), told=3), past(760, 0), True),
    ],
    ids=["rose", "fell", "same", "first normal", "first high", "plays", "worse", "long ago"],
)
def test_others_are_told_when_the_water_rises_and_not_when_it_plays_around_a_threshold(
    before: Past, after: Past, told: bool
) -> None:
    assert rules.rose(before, after) == told


@pytest.mark.parametrize(
    ("every", "last", "state"),
    [
        (60, 179, Freshness.FRESH),
        (60, 181, Freshness.SILENT),
        (1, 29, Freshness.FRESH),
        (1, 31, Freshness.SILENT),
        (15, 44, Freshness.FRESH),
        (15, 46, Freshness.SILENT),
    ],
)
def test_a_gauge_is_silent_after_three_times_its_usual_interval(every: int, last: int, state: Freshness) -> None:
    times = [minutes(last + every * n) for n in range(20)]
    usual = rules.usual_interval(times)
    assert usual == timedelta(minutes=every)
    assert rules.freshness(times[0], usual, NOW) is state


def test_a_gauge_that_never_spoke_and_one_that_spoke_once() -> None:
    assert rules.usual_interval([NOW]) is None
    assert rules.freshness(None, None, NOW) is Freshness.NEVER
    assert rules.freshness(minutes(100), None, NOW) is Freshness.FRESH
    assert rules.freshness(minutes(181), None, NOW) is Freshness.SILENT


def test_one_long_gap_does_not_make_a_gauge_slow() -> None:
    times = [minutes(n) for n in range(19)] + [minutes(900)]
    assert rules.usual_interval(times) == timedelta(minutes=1)
