"""What buckets of times say, how calls are judged, which steps a look at the usage has."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.exchange.model.usage import Figures, Period
from simpul.exchange.pages.outcomes import WORDS
from simpul.exchange.rules.usage import (
    BOUNDS,
    HOURS_KEPT,
    MINUTES_KEPT,
    UNTIMED,
    bucket_of,
    figures_of,
    gapless,
    is_kept,
    percentile,
    roll_from,
    window_of,
)
from simpul.exchange.wire.faults import FAULTS
from simpul.kernel.i18n import ZONES

pytestmark = pytest.mark.rules
NOW = datetime(2026, 11, 23, 5, 7, 30, tzinfo=UTC)
WIB, WIT = ZONES["WIB"], ZONES["WIT"]


def buckets(microseconds: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in microseconds:
        found[bucket_of(one)] = found.get(bucket_of(one), 0) + 1
    return found


def test_bounds_rise_by_a_tenth_of_a_decade_from_a_tenth_of_a_millisecond_to_beyond_every_time_out():
    assert BOUNDS[0] == 100
    assert BOUNDS[-1] > 120_000_000
    assert all(1.2 < high / low < 1.32 for low, high in pairwise(BOUNDS))


@given(st.lists(st.integers(101, 119_000_000), min_size=1, max_size=300), st.sampled_from([0.5, 0.9, 0.95, 0.99, 1.0]))
def test_a_percentile_is_at_most_a_bucket_off(times, share):
    exact = sorted(times)[-(-len(times) * round(share * 100) // 100) - 1] / 1000
    found = percentile(buckets(times), share)
    assert found is not None
    assert exact / 1.27 <= found <= exact * 1.27


def test_of_many_times_a_percentile_is_at_most_an_eighth_off():
    """What the page promises; a bucket's inside is taken to be even on the scale of magnitudes."""
    random = Random(7)
    for middle in (3_000, 40_000, 900_000):
        times = [round(random.lognormvariate(0, 0.7) * middle) for _ in range(20_000)]
        for share in (0.5, 0.95, 0.99):
            exact = sorted(times)[round(len(times) * share) - 1] / 1000
            assert abs(percentile(buckets(times), share) / exact - 1) < 0.125  # type: ignore[operator]


def test_where_nothing_was_timed_there_is_no_percentile():
    assert percentile({}, 0.5) is None


def test_what_takes_for_ever_has_a_bucket_too():
    assert percentile({bucket_of(10**12): 1}, 0.5) > 100_000  # type: ignore[operator]


@pytest.mark.parametrize(
    ("outcome", "refused", "failed", "timed"),
    [
        ("ok", 0, 0, 1),
        ("4xx", 1, 0, 1),
        ("5xx", 0, 1, 1),
        ("429 server.serverproxy.quota_exceeded", 1, 0, 0),
        ("403 server.serverproxy.access_denied", 1, 0, 0),
        ("504 server.serverproxy.io_error", 0, 1, 1),
        ("504 server.clientproxy.network_error", 0, 1, 1),
        ("502 server.clientproxy.network_error", 0, 1, 0),
        ("502 server.serverproxy.missing_signature", 0, 1, 0),
        ("other", 0, 1, 0),
    ],
)
def test_whose_fault_a_call_is_and_whether_its_time_counts(outcome, refused, failed, timed):
    """What the exchange itself ends is over at once: counted among the times, it would make a service look faster."""
    found = figures_of([(outcome, 12, 1, 500)])
    assert (found.refused, found.failed, sum(found.times.values())) == (refused, failed, timed)
    assert found.answered == 1 - refused - failed


def test_what_took_no_time_worth_telling_is_not_timed():
    assert figures_of([("502 server.clientproxy.internal_error", UNTIMED, 3, 0)]) == Figures(3, 0, 3)


@pytest.mark.parametrize(
    ("period", "zone", "start", "end", "count"),
    [
        (Period.HOUR, WIB, "2026-11-23T04:08", "2026-11-23T05:08", 60),
        (Period.DAY, WIB, "2026-11-22T05:15", "2026-11-23T05:15", 96),
        (Period.WEEK, WIB, "2026-11-16T07:00", "2026-11-23T07:00", 84),
        (Period.MONTH, WIB, "2026-10-24T17:00", "2026-11-23T17:00", 30),
        (Period.MONTH, WIT, "2026-10-24T15:00", "2026-11-23T15:00", 30),
    ],
)
def test_a_look_has_whole_steps_and_the_last_of_them_is_now(period, zone, start, end, count):
    window = window_of(period, NOW, zone)
    said = [f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}" for at in (window.start, window.end)]
    assert (*said, window.count) == (start, end, count)


def test_a_look_that_ends_on_a_step_does_not_begin_the_next():
    at = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    assert window_of(Period.HOUR, at, WIB).end == at


def test_steps_without_calls_are_there_and_empty():
    window = window_of(Period.HOUR, NOW, WIB)
    full = gapless(window, {window.start + timedelta(minutes=3): Figures(2)})
    assert len(full) == 60
    assert [n for n, moment in enumerate(full) if moment.figures.calls] == [3]


def test_how_far_back_one_may_look():
    assert is_kept(window_of(Period.HOUR, NOW - MINUTES_KEPT + timedelta(hours=2), WIB), NOW)
    assert not is_kept(window_of(Period.HOUR, NOW - MINUTES_KEPT, WIB), NOW)
    assert is_kept(window_of(Period.WEEK, NOW - MINUTES_KEPT, WIB), NOW)
    assert not is_kept(window_of(Period.WEEK, NOW - HOURS_KEPT, WIB), NOW)


def test_hours_are_summed_from_some_before_the_last_up_to_this_one():
    hour = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert roll_from(hour - timedelta(hours=1), NOW) == (hour - timedelta(hours=4), hour)
    assert roll_from(None, NOW) == (hour - MINUTES_KEPT, hour)


def test_every_error_of_the_table_has_words():
    assert {f"{fault.status} {fault.snake}" for fault in FAULTS.values()} <= WORDS.keys()
