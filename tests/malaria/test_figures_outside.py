"""What other agencies are told: rounded, of whole weeks and closed quarters, never of one to four people. UU 27/2022."""

from datetime import UTC, date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from simpul.malaria.actions import figures_outside
from simpul.malaria.model.register import COUNTS, Tally
from simpul.malaria.rules import public_figures as rules
from simpul.malaria.store import tallies


@pytest.mark.rules
@pytest.mark.parametrize(
    ("today", "first"), [(date(2026, 11, 23), date(2026, 10, 26)), (date(2026, 11, 29), date(2026, 10, 26))]
)
def test_four_full_weeks_end_before_this_one(today, first):
    assert rules.weeks(today) == (first, first + timedelta(weeks=4))


@pytest.mark.rules
@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 10, 28, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 10, 29, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2027, 1, 29, tzinfo=UTC), date(2026, 10, 1)),
    ],
)
def test_a_quarter_counts_as_closed_once_late_phones_have_sent(now, first):
    assert rules.closed_quarter(now)[0] == first


@pytest.mark.rules
@pytest.mark.parametrize(("count", "told"), [(0, None), (9, None), (10, 10), (19, 10), (1849, 1840)])
def test_tests_are_rounded_down_to_tens_and_fewer_are_not_told(count, told):
    assert rules.tens(count) == told


@pytest.mark.rules
@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 0, None), (0, 50, 0), (1, 50, None), (4, 50, None), (5, 50, 10), (46, 50, None), (50, 50, 100), (5, 200, 3)],
)
def test_a_share_is_withheld_where_it_would_tell_of_one_to_four_people(part, whole, told):
    assert rules.percent(part, whole) == told


def counted(platform: Platform, *, weeks: int, positive: int) -> None:
    """So many tests in the last full weeks, made up, in two districts; so many of 100 positive in the closed quarter."""
    now = platform.clock.now().astimezone(UTC)
    first, _ = rules.weeks(now.date())
    quarter, _ = rules.closed_quarter(now)
    none = dict.fromkeys(COUNTS, 0)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        parts = (("92.06.01.2001", weeks // 2), ("92.06.02.2001", weeks - weeks // 2))
        many = [Tally(place, first, none | {"tested": count}, True) for place, count in parts]
        tallies.keep(unit.connection, tallies.PLACE, tallies.WEEK, many)
        month = [Tally("92.06", quarter, none | {"tested": 100, "positive": positive})]
        tallies.keep(unit.connection, tallies.REGENCY, tallies.MONTH, month)


def told(platform: Platform) -> dict[str, int]:
    return {one.key: one.value for one in figures_outside.outside(platform)}


def test_the_programme_tells_tests_districts_and_positivity(platform: Platform, client: TestClient):
    counted(platform, weeks=27, positive=12)
    assert told(platform) == {"tests_28d": 20, "districts_28d": 2, "positivity_quarter": 12}
    answer = client.get("/api/v1/malaria/figures").json()
    assert [one["synthetic"] for one in answer["figures"]] == [True, True, False]
    assert all(set(one["label"]) == {"id", "en"} for one in answer["figures"])


@pytest.mark.parametrize("positive", [1, 4, 96, 99])
def test_a_figure_of_one_to_four_people_is_left_out(platform: Platform, positive: int):
    counted(platform, weeks=4, positive=positive)
    assert told(platform) == {}


def test_an_empty_node_tells_nothing(platform: Platform):
    assert told(platform) == {}
