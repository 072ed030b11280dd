"""Each indicator equals a hand count on a small table of the kind that kabupaten publish."""

from datetime import date
from fractions import Fraction

import pytest

from simpul.malaria.model.register import COUNTS
from simpul.malaria.rules import elimination, indicators

pytestmark = pytest.mark.rules

TABLE = """
people        84000
tested        21000     rdt 18900   slide 2100   pcr 0
positive       1050     pf 420   pv 504   mix 84   other 42
standard       1029     primaquine 882   primaquine_due 980   investigated 525
indigenous      336     imported 63   relapse 21
"""
"""A made-up kabupaten of 84,000 people in a year."""


def counts() -> dict[str, int]:
    words = TABLE.split()
    return dict.fromkeys(COUNTS, 0) | {
        name: int(n) for name, n in zip(words[::2], words[1::2], strict=True) if name in COUNTS
    }


@pytest.mark.parametrize(
    ("code", "by_hand"),
    [
        ("API", Fraction(1050 * 1000, 84000)),  # 12.5 per 1,000
        ("ABER", Fraction(21000 * 100, 84000)),  # 25 %
        ("SPR", Fraction(5)),  # 1,050 of 21,000
        ("pct_pf", Fraction(50)),  # (420 + 84) of the 1,008 whose species is known
        ("pct_pv", Fraction(50)),  # 504 of 1,008
        ("pct_standard_treatment", Fraction(98)),  # 1,029 of 1,050
        ("pct_primaquine", Fraction(90)),  # 882 of 980 who may have it
        ("pct_PE", Fraction(50)),  # 525 of 1,050
        ("pct_indigenous", Fraction(80)),  # 336 of 420 classified
    ],
)
def test_each_indicator_is_the_hand_count(code, by_hand):
    assert indicators.value(code, counts(), 84000) == by_hand


def test_a_month_has_its_own_incidence_and_none_of_a_year():
    codes = {one.indicator.code for one in indicators.measured(counts(), 84000, "month")}
    assert "MoPI" in codes
    assert not codes & {"API", "ABER", "AMI"}
    assert indicators.value("MoPI", counts(), 84000) == Fraction(25, 2)


def test_what_cannot_be_had_says_why_and_is_never_nought():
    nothing = dict.fromkeys(COUNTS, 0)
    found = {one.indicator.code: one for one in indicators.measured(nothing, None, "year")}
    assert all(one.value is None for one in found.values())
    assert (found["API"].why, found["ABER"].why) == ("untested", "population")
    assert (found["SPR"].why, found["AMI"].why) == ("nothing", "not_here")


def test_where_nobody_was_tested_there_is_no_incidence_of_nought():
    nothing = dict.fromkeys(COUNTS, 0)
    assert indicators.value("API", nothing, 84000) is None
    assert indicators.value("API", nothing | {"tested": 1}, 84000) == 0
    assert indicators.value("ABER", nothing, 84000) == 0


@pytest.mark.parametrize(
    ("api", "stratum"),
    [
        (Fraction(5001, 1000), "high"),
        (Fraction(5), "moderate"),  # "above 5" is high
        (Fraction(1), "moderate"),
        (Fraction(999, 1000), "low"),
        (Fraction(1, 1000), "low"),
        (Fraction(0), "none"),
        (None, ""),
    ],
)
def test_strata_turn_at_five_at_one_and_at_nought(api, stratum):
    assert indicators.stratum(api) == stratum


TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("asked", "first", "until", "span"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1), "year"),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), "quarter"),
        ("2026-02", date(2026, 2, 1), date(2026, 3, 1), "month"),
        ("", date(2025, 12, 1), date(2026, 12, 1), "year"),
        ("2099", date(2025, 12, 1), date(2026, 12, 1), "year"),
        ("2026-13", date(2025, 12, 1), date(2026, 12, 1), "year"),
        ("2026-Q9", date(2025, 12, 1), date(2026, 12, 1), "year"),
        ("<script>", date(2025, 12, 1), date(2026, 12, 1), "year"),
    ],
)
def test_a_time_is_read_from_the_address_or_is_the_last_twelve_months(asked, first, until, span):
    found = indicators.period(asked, TODAY)
    assert (found.first, found.until, found.span) == (first, until, span)


@pytest.mark.parametrize(
    ("last_local", "looked_since", "state", "years"),
    [
        (date(2026, 11, 1), date(2015, 1, 1), "active", 0),
        (date(2025, 11, 25), date(2015, 1, 1), "residual", 1),  # a year to the day
        (date(2023, 11, 26), date(2015, 1, 1), "residual", 2),  # one day short of three years
        (date(2023, 11, 25), date(2015, 1, 1), "free", 3),
        (None, date(2023, 11, 1), "free", 3),
        (None, date(2024, 1, 1), "unknown", 2),  # nobody has looked for three years
        (None, None, "unknown", 0),
    ],
)
def test_a_village_is_free_after_three_years_without_and_three_years_of_looking(last_local, looked_since, state, years):
    assert elimination.state(last_local, looked_since, TODAY) == state
    assert elimination.years_free(last_local, looked_since, TODAY) == years
