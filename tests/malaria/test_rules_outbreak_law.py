"""The criteria of an outbreak by Permenkes 1501/2010, each by hand."""

from datetime import date

import pytest

from simpul.malaria.rules import alert_terms
from simpul.malaria.rules import outbreak_law as rules

pytestmark = pytest.mark.rules
RULES, MONTH = alert_terms.rules(), date(2026, 11, 1)


def months(*counts: int, name: str = "positive", every: dict[str, int] | None = None) -> dict[date, dict[str, int]]:
    """Counts of the months up to November 2026, the last one being November's."""
    every = {"positive": 0, "tested": 0, "died": 0} | (every or {})
    return {rules.before(MONTH, len(counts) - 1 - n): every | {name: count} for n, count in enumerate(counts)}


def told(rule, code: str, known) -> bool:
    return bool(list(rule(RULES[code], "92.06", known, MONTH)))


def test_months_are_counted_back_over_the_year():
    assert [rules.before(MONTH, n) for n in (0, 10, 11, 23)] == [
        date(2026, 11, 1),
        date(2026, 1, 1),
        date(2025, 12, 1),
        date(2024, 12, 1),
    ]


@pytest.mark.parametrize(("now", "found"), [(12, True), (11, False)])
def test_d_a_month_against_the_mean_month_of_the_year_before(now, found):
    """2025 had six a month: twelve are twice that."""
    assert told(rules.above_year_mean, "klb-d", months(*[6] * 12, *[6] * 10, now)) is found


def test_d_a_year_of_which_the_register_knows_only_a_part_is_no_measure():
    assert not told(rules.above_year_mean, "klb-d", months(*[1] * 11, *[6] * 10, 40))


@pytest.mark.parametrize(("last", "found"), [(4, True), (3, False)])
def test_e_a_year_against_the_year_before(last, found):
    """Twelve months of two, then twelve of four are twice as many; this month, which is not over, is not counted."""
    assert told(rules.year_doubled, "klb-e", months(*[2] * 12, *[last] * 12, 0)) is found
    assert not told(rules.year_doubled, "klb-e", months(*[2] * 11, *[4] * 12, 0))


@pytest.mark.parametrize(
    ("died", "found"),
    [
        ((2, 0, 0, 1, 1, 1, 0), True),  # 2 of 60, then 3 of 60: half as many more
        ((2, 0, 0, 1, 1, 0, 0), False),
        ((0, 0, 0, 1, 1, 0, 0), True),  # none, then two
        ((0, 0, 0, 1, 0, 0, 0), False),  # one death says nothing yet
    ],
)
def test_f_deaths_among_the_ill(died, found):
    assert told(rules.deadlier, "klb-f", months(*died, name="died", every={"positive": 20})) is found


@pytest.mark.parametrize(("ill", "found"), [((5, 5, 5, 10, 10, 10, 0), True), ((5, 5, 5, 10, 10, 9, 0), False)])
def test_g_the_share_of_positive_tests(ill, found):
    assert told(rules.share_doubled, "klb-g", months(*ill, every={"tested": 200})) is found


def test_g_more_cases_because_more_were_tested_are_no_outbreak():
    known = months(5, 5, 5, 20, 20, 20, 0, every={"tested": 100})
    for back in (1, 2, 3):
        known[rules.before(MONTH, back)] |= {"tested": 400}
    assert not told(rules.share_doubled, "klb-g", known)


@pytest.mark.parametrize("code", ["klb-d", "klb-e", "klb-f", "klb-g"])
def test_an_area_without_a_history_or_without_a_case_is_never_told(code):
    rule = dict(zip(("klb-d", "klb-e", "klb-f", "klb-g"), _RULES, strict=True))[code]
    assert not told(rule, code, {})
    assert not told(rule, code, months(*[0] * 30))
    assert not told(rule, code, months(9))


_RULES = (rules.above_year_mean, rules.year_doubled, rules.deadlier, rules.share_doubled)
