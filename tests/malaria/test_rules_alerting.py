"""Rules of alerts, by hand: small numbers of villages, months against months, weeks against the years before."""

from datetime import date, timedelta

import pytest

from simpul.malaria.rules import alert_terms, alerting

pytestmark = pytest.mark.rules
RULES = alert_terms.rules()
TODAY = date(2026, 11, 25)
MONDAY = date(2026, 11, 16)


def days_ago(*counts: tuple[int, int]) -> dict[date, int]:
    return {TODAY - timedelta(days=ago): count for ago, count in counts}


@pytest.mark.parametrize(
    ("local", "quiet_since", "told"),
    [
        (days_ago((3, 1)), date(2022, 1, 1), True),  # four years without, then one
        (days_ago((3, 1)), None, True),  # never one that the register knows of
        (days_ago((3, 1)), date(2025, 6, 1), False),  # transmission never ended
        (days_ago((40, 1)), date(2022, 1, 1), False),  # not of these four weeks
        ({}, date(2022, 1, 1), False),
    ],
)
def test_one_local_case_is_enough_where_there_was_none_for_three_years(local, quiet_since, told):
    found = list(alerting.eliminated(RULES["eliminated"], "92.06.01.2001", local, quiet_since, TODAY))
    assert bool(found) is told


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (days_ago((0, 1), (3, 1), (6, 1)), True),  # three in seven days, none in the eight weeks before
        (days_ago((0, 1), (3, 1), (7, 1)), False),  # the third is eight days old
        (days_ago((0, 3), *((7 + n * 7, 2) for n in range(8))), False),  # three a week where two are usual
        (days_ago((0, 5), *((7 + n * 7, 2) for n in range(8))), True),  # five where two are usual
    ],
)
def test_a_cluster_is_many_in_seven_days_and_more_than_usual(days, told):
    assert bool(list(alerting.cluster(RULES["cluster7"], "92.06.01.2001", days, TODAY))) is told


def test_villages_near_each_other_are_told_together_and_far_ones_not():
    days = {"a": days_ago((1, 2)), "b": days_ago((9, 2)), "c": days_ago((1, 9))}
    places = {"a": (133.50, -2.10), "b": (133.55, -2.10), "c": (134.50, -2.10)}
    found = list(alerting.links(RULES["link14"], days, places, TODAY))
    assert {one.area for one in found} == {"a", "b"}
    assert found[0].facts == {"with": ["b"], "together": 4}


def test_a_great_circle_in_papua_is_as_long_as_on_the_map():
    assert alerting.distance_km((133.0, -2.0), (134.0, -2.0)) == pytest.approx(111.13, abs=0.1)


MONTH = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("months", "api", "told"),
    [
        ({date(2026, 10, 1): (5, 0), MONTH: (10, 0)}, 6.0, True),  # twice the month before
        ({date(2026, 10, 1): (5, 0), MONTH: (9, 0)}, 6.0, False),
        ({date(2025, 11, 1): (4, 0), date(2026, 10, 1): (9, 0), MONTH: (9, 0)}, 6.0, True),  # twice a year ago
        ({date(2026, 10, 1): (5, 3), MONTH: (12, 3)}, 0.5, False),  # low stratum: only indigenous cases count
        ({date(2026, 10, 1): (5, 3), MONTH: (6, 6)}, 0.5, True),
        ({date(2026, 10, 1): (1, 0), MONTH: (4, 0)}, 6.0, False),  # fewer than five
        ({MONTH: (40, 0)}, 6.0, False),  # nothing to compare with
    ],
)
def test_a_month_is_told_when_it_doubles_as_its_stratum_counts(months, api, told):
    assert bool(list(alerting.month_doubled(RULES["ews-month"], "92.06", months, api, MONTH))) is told


def weeks(*counts: int, until: date = MONDAY) -> dict[date, int]:
    return {until - timedelta(weeks=len(counts) - 1 - n): count for n, count in enumerate(counts)}


def test_three_rises_in_a_row_and_not_two():
    assert list(alerting.rising(RULES["rise3"], "92.06", weeks(2, 3, 4, 6), MONDAY))
    assert not list(alerting.rising(RULES["rise3"], "92.06", weeks(4, 3, 4, 6), MONDAY))


def five_years(*counts: int, now: int) -> dict[date, int]:
    year, week, _ = MONDAY.isocalendar()
    past = {date.fromisocalendar(year - n, week, 1): count for n, count in enumerate(counts, 1)}
    return past | {MONDAY: now, date.fromisocalendar(year - 5, 1, 1): 0}


def test_the_third_quartile_of_five_years_by_hand():
    """Of 4 6 8 10 12 the third quartile is 10."""
    (found,) = alerting.above_quartile(RULES["quartile"], "92.06", five_years(4, 6, 8, 10, 12, now=11), MONDAY)
    assert (found.upper, found.expected) == (10, 8)
    assert not list(alerting.above_quartile(RULES["quartile"], "92.06", five_years(4, 6, 8, 10, 12, now=10), MONDAY))


def test_cullens_bound_by_hand():
    """Mean 8 and standard deviation 3.1623 of 4 6 8 10 12: the bound is 14.32."""
    (found,) = alerting.above_mean(RULES["cullen"], "92.06", five_years(4, 6, 8, 10, 12, now=15), MONDAY)
    assert found.upper == pytest.approx(8 + 2 * 10**0.5)


def test_a_history_that_is_too_short_is_never_a_bound():
    assert not list(alerting.above_mean(RULES["cullen"], "92.06", weeks(1, 1, 1, 40), MONDAY))


def test_every_rule_says_what_it_compares_in_both_languages_and_where_that_is_from():
    for rule in RULES.values():
        assert rule.title.keys() == rule.formula.keys() == {"id", "en"}
        assert rule.source
        assert rule.level in ("place", "regency")


def test_a_cluster_that_phones_brought_late_is_told_and_an_old_one_is_not():
    (found,) = alerting.cluster(RULES["cluster7"], "92.06.01.2001", days_ago((20, 3)), TODAY)
    assert (found.first, found.observed) == (date(2026, 11, 2), 3)
    assert not list(alerting.cluster(RULES["cluster7"], "92.06.01.2001", days_ago((28, 9)), TODAY))


def test_the_same_cases_are_told_once_however_many_days_go_by():
    cases = {TODAY: 3}
    told = {
        (one.rule, one.area, one.first)
        for later in range(30)
        for one in alerting.cluster(RULES["cluster7"], "92.06.01.2001", cases, TODAY + timedelta(days=later))
    }
    assert len(told) == 1


def test_neighbours_laid_into_squares_are_those_of_every_pair():
    places = {str(n): (95 + (n * 37 % 460) / 10, -11 + (n * 61 % 170) / 10) for n in range(300)}
    places |= {f"{n}-near": (east + 0.07, north - 0.05) for n, (east, north) in list(places.items())[:100]}
    found = alerting.neighbours(places, 10)
    for code, near in found.items():
        pairs = [one for one in places if one != code and alerting.distance_km(places[code], places[one]) <= 10]
        assert near == sorted(pairs)
    assert sum(map(len, found.values())) >= 200


def test_a_case_that_nobody_looked_into_counts_as_local():
    counts = dict.fromkeys(("imported", "induced", "relapse", "recrudescent", "indigenous"), 0)
    assert alerting.local_of(counts | {"positive": 7, "imported": 2, "relapse": 1, "indigenous": 1}) == 4
