"""Weeks of many kabupaten before the statistical methods: late cases, registers that begin late, slow rises, few cases."""

from datetime import date, timedelta

import numpy as np
import pytest

from simpul.malaria.rules import alert_terms, weekly
from tests.malaria.many_series import STATISTICAL, made

pytestmark = pytest.mark.rules
RULES, WEEK = alert_terms.rules(), date(2026, 11, 16)


def series(*counts: int, until: date = WEEK) -> dict[date, int]:
    return {until - timedelta(weeks=len(counts) - 1 - n): count for n, count in enumerate(counts)}


def found(code: str, **areas: dict[date, int]) -> dict[tuple[str, date], int]:
    return {(one.area, one.first): one.observed for one in weekly.found(RULES[code], areas, WEEK, 4)}


def test_cases_that_come_two_weeks_late_are_still_told():
    steady = [3, 2, 4, 3, 2, 3, 4, 2, 3, 3, 2, 4]
    assert found("ears-c1", a=series(*steady, 14, 3, 2)) == {("a", WEEK - timedelta(weeks=2)): 14}


def test_a_register_that_begins_now_has_no_measure_and_no_alarm():
    """Another kabupaten has been known for years; the weeks before its own first are not noughts."""
    old = series(*[4, 5, 6, 5] * 70)
    for code in STATISTICAL:
        assert not any(area == "new" for area, _ in found(code, old=old, new=series(6, 7, 6)))
    assert found("ears-c1", old=old, new=series(*[0] * 9, 9)) == {("new", WEEK): 9}


def test_one_case_in_a_quiet_kabupaten_is_no_alarm_of_a_statistical_method():
    for code in STATISTICAL:
        assert not found(code, quiet=series(*[0] * 300, 1))
    assert found("ears-c1", quiet=series(*[0] * 300, 5))


def test_a_slow_lasting_rise_that_no_single_week_shows_is_told_once():
    """From four to seven a week, 1.5 deviations: 0.46 above the reference value each week, more than 2.26 after five."""
    usual = [4, 1, 7, 4] * 20
    assert found("cusum", a=series(*usual, *[7] * 6)) == {("a", WEEK - timedelta(weeks=1)): 7}
    assert not found("cusum", a=series(*usual, *[7] * 14))
    assert not found("ears-c1", a=series(*usual, *[7] * 6))


@pytest.mark.parametrize("code", STATISTICAL)
def test_areas_together_say_what_each_says_alone(code):
    counts = made(9, 7)
    areas = {f"a{n}": series(*row.astype(int).tolist()) for n, row in enumerate(counts)}
    areas["a3"] = dict(list(areas["a3"].items())[-300:])
    together = found(code, **areas)
    alone = {key: value for name, weeks in areas.items() for key, value in found(code, **{name: weeks}).items()}
    assert together == alone


def test_made_up_series_are_the_same_each_time():
    assert np.array_equal(made(5, 2), made(5, 2))
