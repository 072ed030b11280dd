"""The law of money: how amounts are read, converted, added and rounded; decimals only, no rate is ever guessed."""

import ast
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import simpul.cooperation
from simpul.cooperation.model.agreement_refusals import (
    AmountWrong,
    CurrencyWrong,
    LineDayWrong,
    LineKindWrong,
    LineSideWrong,
    LineWhatMissing,
    RateDayWrong,
    RatePairWrong,
    RateSourceMissing,
    RateWrong,
    SheetWrong,
)
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money, Rate, Sum
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.rules import budget_sheets as sheets
from simpul.cooperation.rules import budgets as rules
from simpul.kernel.errors import Refusal
from tests.cooperation.agreement_makers import LINE_FORM, TODAY, line, rate

pytestmark = pytest.mark.rules
DAY = date(2016, 6, 1)


@pytest.mark.parametrize(
    ("said", "currency", "amount"),
    [
        ("1000000", "USD", "1000000"),
        ("1.000.000", "USD", "1000000"),
        ("1,000,000", "USD", "1000000"),
        ("1.000.000,50", "USD", "1000000.50"),
        ("1,000,000.5", "USD", "1000000.50"),
        ("1.000,25", "USD", "1000.25"),
        ("1,000.25", "USD", "1000.25"),
        ("0.01", "USD", "0.01"),
        (" 10 000 ", "KRW", "10000"),
        ("4300000000,00", "IDR", "4300000000"),
    ],
)
def test_an_amount_is_read_as_people_write_it(said: str, currency: str, amount: str) -> None:
    assert rules.money(said, Currency(currency)) == Money(Decimal(amount), Currency(currency))


NO_AMOUNT = [
    "",
    "x",
    "0",
    "-1",
    "1.000",
    "1,000",
    "1e9",
    "NaN",
    "Infinity",
    "١٠٠",
    "1_000",
    "1.00.000",
    "1..0",
    "0x10",
    "+5",
]


@pytest.mark.parametrize("said", [*NO_AMOUNT, "1.005", "9" * 17, "1000000000000001"])
def test_what_is_no_amount_or_can_be_read_in_two_ways_is_refused(said: str) -> None:
    with pytest.raises(AmountWrong):
        rules.money(said, Currency.USD)


@pytest.mark.parametrize("currency", ["KRW", "IDR"])
def test_won_and_rupiah_have_no_decimals(currency: str) -> None:
    with pytest.raises(AmountWrong):
        rules.money("100,50", Currency(currency))


RATES = (
    rate("USD", "KRW", "1200", date(2016, 1, 4)),
    rate("USD", "KRW", "1150", date(2016, 5, 1)),
    rate("USD", "KRW", "1100", date(2016, 7, 1)),
    rate("USD", "IDR", "13500", date(2016, 1, 4)),
)


@pytest.mark.parametrize(
    ("amount", "currency", "to", "on", "gives", "why"),
    [
        ("7", "USD", "USD", date(2000, 1, 1), "7", "the same currency needs no rate"),
        ("1150000", "KRW", "USD", DAY, "1000", "the newest rate not after the day"),
        ("1200000", "KRW", "USD", date(2016, 4, 30), "1000", "the day before the next rate"),
        ("1000", "USD", "KRW", date(2016, 7, 1), "1100000", "a rate counts on its own day"),
        ("1200", "KRW", "USD", date(2016, 1, 3), None, "no rate before the first"),
        ("115", "KRW", "IDR", DAY, "1350", "over USD, each leg at its newest rate"),
        ("1350", "IDR", "KRW", DAY, "115", "and back"),
    ],
)
def test_an_amount_is_converted_at_the_rate_of_its_day(amount, currency, to, on, gives, why) -> None:
    found = rules.converted(Money(Decimal(amount), Currency(currency)), Currency(to), on, RATES)
    assert found == (Decimal(gives) if gives else None), why


def test_a_missing_leg_is_never_guessed() -> None:
    assert rules.converted(Money(Decimal(5), Currency.KRW), Currency.IDR, DAY, RATES[:3]) is None


def test_a_direct_rate_comes_before_the_way_over_dollars() -> None:
    direct = rate("KRW", "IDR", "10")
    assert rules.converted(Money(Decimal(5), Currency.KRW), Currency.IDR, DAY, (*RATES, direct)) == 50


def test_of_one_day_the_direction_that_is_asked_for_counts() -> None:
    both = (rate("USD", "KRW", "1000"), rate("KRW", "USD", "0.002"))
    assert rules.converted(Money(Decimal(1), Currency.USD), Currency.KRW, DAY, both) == 1000
    assert rules.converted(Money(Decimal(1000), Currency.KRW), Currency.USD, DAY, both) == 2


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [("0.125", "USD", "0.12"), ("0.135", "USD", "0.14"), ("0.5", "KRW", "0"), ("1.5", "IDR", "2"), ("2.5", "KRW", "2")],
)
def test_what_is_shown_is_rounded_half_to_even(value: str, currency: str, shown: str) -> None:
    assert rules.shown(Decimal(value), Currency(currency)) == Decimal(shown)


AMOUNTS = st.integers(1, 10**12).map(Decimal)
VALUES = st.decimals("0.0001", "100000", places=6).filter(bool)
DAYS = st.dates(date(2016, 1, 1), date(2024, 1, 1))
LINES = st.lists(
    st.builds(
        lambda amount, currency, kind, side, on, category: line(
            str(amount), currency.value, kind.value, side.value, on=on, category=category
        ),
        AMOUNTS,
        st.sampled_from(Currency),
        st.sampled_from(LineKind),
        st.sampled_from(Side),
        DAYS,
        st.sampled_from(["", "a", "b"]),
    ),
    max_size=12,
)
SOME_RATES = st.lists(st.builds(rate, st.just("USD"), st.sampled_from(["KRW", "IDR"]), VALUES.map(str), DAYS), max_size=6)


NOTHING = Decimal("1e-20")
"""What divisions may leave at the end of fifty digits."""


def apart(parts: Iterable[Sum], whole: Sum) -> Decimal:
    """How far the sum of the parts is from the whole."""
    with localcontext() as context:
        context.prec = 60
        return abs(sum((one.value for one in parts), Decimal(0)) - whole.value)


@given(LINES, SOME_RATES, st.sampled_from(Currency))
def test_the_parts_add_up_to_the_whole(lines: list[BudgetLine], rates: list[Rate], to: Currency) -> None:
    totals = rules.totals(lines, to, rates)
    for kind in LineKind:
        whole = totals.by_kind[kind]
        for parts in (
            [one for (_side, of), one in totals.by_side.items() if of is kind],
            [one for (_year, of), one in totals.by_year.items() if of is kind],
        ):
            assert apart(parts, whole) < NOTHING
            assert sum(one.without for one in parts) == whole.without
            assert sum(one.lines for one in parts) == whole.lines
    spent = totals.by_kind[LineKind.SPENDING]
    assert apart(totals.by_category.values(), spent) < NOTHING
    assert sum(one.lines for one in totals.by_kind.values()) == len(lines)


@given(AMOUNTS, VALUES, st.sampled_from(["KRW", "IDR"]))
def test_there_and_back_is_the_same_amount(amount: Decimal, value: Decimal, quote: str) -> None:
    rates, there = (rate("USD", quote, str(value)),), Currency(quote)
    over = rules.converted(Money(amount, Currency.USD), there, DAY, rates)
    assert over is not None
    back = rules.converted(Money(over, there), Currency.USD, DAY, rates)
    assert back is not None
    assert rules.shown(back, Currency.USD) == amount


def test_a_struck_amount_counts_no_more() -> None:
    lines = [line("5"), line("7", struck_at=DAY)]
    assert rules.totals(lines, Currency.USD, ()).by_kind[LineKind.PLEDGE].value == 5


def test_a_sum_says_how_many_amounts_it_leaves_out() -> None:
    totals = rules.totals([line("5"), line("7", "KRW")], Currency.USD, ())
    assert (totals.by_kind[LineKind.PLEDGE].value, totals.by_kind[LineKind.PLEDGE].without) == (5, 1)
    assert rules.minus(totals.by_kind[LineKind.PLEDGE], totals.by_kind[LineKind.SPENDING]).without == 1


def test_no_floating_point_touches_money() -> None:
    room = Path(simpul.cooperation.__file__).parent
    for file in (*room.glob("rules/budget*.py"), *room.glob("store/budgets.py"), *room.glob("actions/budget*.py")):
        tree = ast.parse(file.read_text())
        floats = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
        named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "float"]
        assert (floats, named) == ([], []), file.name


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"kind": "gift"}, LineKindWrong),
        ({"side": "japan"}, LineSideWrong),
        ({"currency": "JPY"}, CurrencyWrong),
        ({"on": "x"}, LineDayWrong),
        ({"on": (TODAY + timedelta(1)).isoformat()}, LineDayWrong),
        ({"on": "1949-12-31"}, LineDayWrong),
        ({"amount": "1.000"}, AmountWrong),
        ({"what_id": " "}, LineWhatMissing),
        ({"what_ko": "x" * 201}, LineWhatMissing),
    ],
)
def test_what_an_amount_must_say(changes: dict[str, str], wrong: type[Refusal]) -> None:
    with pytest.raises(wrong):
        sheets.line(LINE_FORM | changes, "EGCC-1", TODAY)


@pytest.mark.parametrize("tongue", ["id", "en", "ko"])
def test_one_language_is_enough_and_stands_for_the_others(tongue: str) -> None:
    one = sheets.line({**LINE_FORM, "what_id": "", f"what_{tongue}": "연수"}, "EGCC-1", TODAY)
    assert (one.what, one.words["id"]) == ({tongue: "연수"}, "연수")


def test_the_field_that_is_too_long_is_named() -> None:
    with pytest.raises(LineWhatMissing) as told:
        sheets.line(LINE_FORM | {"what_ko": "x" * 201}, "EGCC-1", TODAY)
    assert told.value.field == "what_ko"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"id": "Pelatihan", "ko": "연수"}, True),
        ({"ko": "연수"}, False),
        ({"id": "Pelatihan lain", "ko": "연수"}, False),
    ],
)
def test_an_amount_is_known_again_by_the_words_of_a_language_that_both_have(other: dict[str, str], same: bool) -> None:
    one = sheets.line(LINE_FORM, "EGCC-1", TODAY)
    assert rules.same(one, replace(one, what=other)) is same


def test_a_table_needs_the_words_of_one_language() -> None:
    head = b"on,kind,side,amount,currency,what_ko,source\n"
    assert len(sheets.rows(head + b"2017-03-01,pledge,korea,1,USD,\xec\x97\xb0\xec\x88\x98,\n", sheets.LINE_COLUMNS)) == 1
    with pytest.raises(SheetWrong):
        sheets.rows(b"on,kind,side,amount,currency,source\n2017-03-01,pledge,korea,1,USD,\n", sheets.LINE_COLUMNS)


def test_only_a_pledge_may_lie_in_the_future() -> None:
    later = LINE_FORM | {"on": "2027-01-01", "kind": "pledge"}
    assert sheets.line(later, "EGCC-1", TODAY).on == date(2027, 1, 1)


def test_an_exported_amount_is_read_back_the_same() -> None:
    one = sheets.line(LINE_FORM | {"what_id": "=1+1", "in_kind": "ya"}, "EGCC-1", TODAY)
    row = dict(zip(sheets.LINE_COLUMNS, sheets.written(one), strict=True))
    [again] = sheets.rows(
        (",".join(sheets.LINE_COLUMNS) + "\n" + ",".join(row.values()).replace("=1", "'=1")).encode(), sheets.LINE_COLUMNS
    )
    assert sheets.line(again, "EGCC-1", TODAY) == one


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"on,kind\n2016-01-01,pledge",
        b"on,kind,side,amount,currency,what_id,source\n",
        b"on,kind,side,amount,currency,what_id,source\n\0",
        b"on,kind,side,amount,currency,what_id,source\n" + b"a\n" * 2001,
        b"on,kind,side,amount,currency,what_id,source\n" + b"a" * 1024 * 1024,
        b'on,kind,side,amount,currency,what_id,source\n"' + b"a" * 200_000,
    ],
)
def test_what_is_no_table(content: bytes) -> None:
    with pytest.raises(SheetWrong):
        sheets.rows(content, sheets.LINE_COLUMNS)


def test_a_semicolon_parts_cells_too() -> None:
    [row] = sheets.rows(b"on;base;quote;value;source\n2016-01-04;USD;IDR;13500;Bank", sheets.RATE_COLUMNS)
    assert sheets.rate(row, TODAY).value == 13500


RATE = {"on": "2016-01-04", "base": "USD", "quote": "IDR", "value": "13500", "source": "Bank contoh"}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"base": "IDR"}, RatePairWrong),
        ({"base": "EUR"}, RatePairWrong),
        ({"on": "2027-01-01"}, RateDayWrong),
        ({"on": ""}, RateDayWrong),
        ({"value": "0"}, RateWrong),
        ({"value": "13.500"}, RateWrong),
        ({"value": "-1"}, RateWrong),
        ({"source": "x"}, RateSourceMissing),
    ],
)
def test_what_a_rate_must_say(changes: dict[str, str], wrong: type[Refusal]) -> None:
    with pytest.raises(wrong):
        sheets.rate(RATE | changes, TODAY)
