"""Money of two sides in three currencies: read, converted, added up. Decimal only. Pure.

The law of conversion: an amount is converted at the newest rate that is not after its own day. A rate between the two
currencies comes first, in either direction; without one the way leads over USD, each leg at its newest rate. Where a leg is
missing there is no result, and the sum says how many amounts it leaves out.

The law of rounding: everything is carried with 50 digits; only what is shown is rounded, at the end, half to even: USD
to cents, KRW and IDR to whole units.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import TypeVar

from simpul.cooperation.model.agreement_refusals import (
    AmountWrong,
    LineDayWrong,
    LineWhatMissing,
    RateDayWrong,
    RatePairWrong,
    RateSourceMissing,
    RateWrong,
)
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money, Rate, Sum, Totals
from simpul.cooperation.model.programmes import Side, Standing
from simpul.cooperation.rules import permits
from simpul.cooperation.rules.programmes import words

_Key = TypeVar("_Key", bound=Hashable)
PLACES: Mapping[Currency, int] = {Currency.USD: 2, Currency.KRW: 0, Currency.IDR: 0}
"""Decimals of each currency."""
_DIGITS = 50
_MOST = Decimal(10) ** 15
_PLAIN = re.compile(r"([0-9]{1,16})(?:[.,]([0-9]{1,12}))?")
_GROUPED = (
    re.compile(r"([0-9]{1,3}(?:\.[0-9]{3}){2,})(?:,([0-9]{1,2}))?"),
    re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){2,})(?:\.([0-9]{1,2}))?"),
    re.compile(r"([0-9]{1,3}\.[0-9]{3}),([0-9]{1,2})"),
    re.compile(r"([0-9]{1,3},[0-9]{3})\.([0-9]{1,2})"),
)
_WHAT, _CATEGORY, _SOURCE = 200, 60, 1000


def permit_line(who: Standing, programme: str, kind: LineKind, side: Side) -> None:
    """Adds, strikes, restores an amount: a side its own contributions, keepers the rest; NotYourSide, NotYourProgramme."""
    if kind is LineKind.CONTRIBUTION:
        permits.permit_side(who, programme, side)
    else:
        permits.permit_keep(who, programme)


def permit_rates(who: Standing) -> None:
    """Adds rates, which count in all programmes: the centre's staff; NotTheCentre."""
    permits.permit_centre(who)


def read_decimal(given: str) -> Decimal | None:
    """The number as people write it; None for what is none, or can be read in two ways (1.000)."""
    text = given.strip().replace(" ", "")
    plain = _PLAIN.fullmatch(text)
    if plain:
        whole, part = plain[1], plain[2] or ""
        if len(part) == 3 and len(whole) <= 3 and whole.strip("0"):
            return None
        return Decimal(f"{whole}.{part or '0'}")
    for form in _GROUPED:
        if found := form.fullmatch(text):
            whole = found[1].replace(".", "").replace(",", "")
            return Decimal(f"{whole}.{found[2] or '0'}")
    return None


def money(amount: str, currency: Currency) -> Money:
    """The amount of money as people write it; AmountWrong."""
    value = read_decimal(amount)
    if value is None or not 0 < value <= _MOST or value != round_to(value, PLACES[currency]):
        raise AmountWrong()
    return Money(round_to(value, PLACES[currency]), currency)


def round_to(value: Decimal, places: int) -> Decimal:
    """The value with so many decimals, half to even."""
    with localcontext() as context:
        context.prec = _DIGITS
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def shown(value: Decimal, currency: Currency) -> Decimal:
    """What is shown of an exact sum: the currency's decimals, half to even."""
    return round_to(value, PLACES[currency])


def converted(money: Money, to: Currency, on: date, rates: Sequence[Rate]) -> Decimal | None:
    """The amount in the other currency, exactly; None where no rate not after the day leads there."""
    if money.currency is to:
        return money.amount
    with localcontext() as context:
        context.prec = _DIGITS
        direct = _factor(money.currency, to, on, rates)
        if direct is not None:
            return _times(money.amount, direct)
        if Currency.USD in (money.currency, to):
            return None
        first, second = _factor(money.currency, Currency.USD, on, rates), _factor(Currency.USD, to, on, rates)
        if first is None or second is None:
            return None
        return _times(_times(money.amount, first), second)


def _times(amount: Decimal, factor: tuple[Decimal, bool]) -> Decimal:
    return amount / factor[0] if factor[1] else amount * factor[0]


def _factor(base: Currency, quote: Currency, on: date, rates: Sequence[Rate]) -> tuple[Decimal, bool] | None:
    """The newest rate of the pair and whether one divides by it; of one day, the direction that was asked for."""
    fit = [one for one in rates if one.on <= on and {one.base, one.quote} == {base, quote}]
    if not fit:
        return None
    best = max(fit, key=lambda one: (one.on, one.base is base))
    return best.value, best.base is not base


def totals(lines: Iterable[BudgetLine], to: Currency, rates: Sequence[Rate]) -> Totals:
    """The amounts that are not struck, added up exactly in one currency."""
    found = [(one, converted(one.money, to, one.on, rates)) for one in lines if one.struck_at is None]
    by_kind = _added(found, lambda one: one.kind)
    by_side = _added(found, lambda one: (one.side, one.kind))
    spent = [each for each in found if each[0].kind is LineKind.SPENDING]
    nothing = Sum(Decimal(0), 0)
    return Totals(
        to,
        {(side, kind): by_side.get((side, kind), nothing) for side in Side for kind in LineKind},
        {kind: by_kind.get(kind, nothing) for kind in LineKind},
        _added(found, lambda one: (one.on.year, one.kind)),
        _added(spent, lambda one: one.category),
    )


def _added(found: Sequence[tuple[BudgetLine, Decimal | None]], key: Callable[[BudgetLine], _Key]) -> dict[_Key, Sum]:
    sums: dict[_Key, Sum] = {}
    with localcontext() as context:
        context.prec = _DIGITS
        for line, value in found:
            old = sums.get(key(line), Sum(Decimal(0), 0))
            sums[key(line)] = Sum(old.value + (value or 0), old.lines + 1, old.without + (value is None))
    return sums


def minus(one: Sum, other: Sum) -> Sum:
    """What is left of a sum after another; it says how many amounts either leaves out."""
    with localcontext() as context:
        context.prec = _DIGITS
        return Sum(one.value - other.value, one.lines + other.lines, one.without + other.without)


def checked_line(given: BudgetLine, today: date) -> BudgetLine:
    """The amount in tidy words; LineDayWrong, LineWhatMissing."""
    what = words(given.what)
    too_long = [tongue for tongue, said in what.items() if len(said) > _WHAT]
    if not what or too_long:
        refusal = LineWhatMissing()
        refusal.field = f"what_{too_long[0]}" if too_long else refusal.field
        raise refusal
    if given.on.year < 1950 or given.on.year > today.year + 50 or (given.kind is not LineKind.PLEDGE and given.on > today):
        raise LineDayWrong()
    category = " ".join(given.category.split())[:_CATEGORY]
    return replace(given, what=what, category=category, source=" ".join(given.source.split())[:_SOURCE])


def same(one: BudgetLine, other: BudgetLine) -> bool:
    """Whether two amounts say the same: what is sent twice counts once, also where one is said in more languages."""
    tongues = one.what.keys() & other.what.keys()
    alike = bool(tongues) and all(one.what[tongue] == other.what[tongue] for tongue in tongues)
    return alike and _facts(one) == _facts(other)


def _facts(one: BudgetLine) -> tuple[object, ...]:
    return (one.programme, one.kind, one.side, one.on, one.money, one.project, one.in_kind)


def checked_rate(given: Rate, today: date) -> Rate:
    """The rate with a tidy source; RatePairWrong, RateDayWrong, RateWrong, RateSourceMissing."""
    if given.base is given.quote:
        raise RatePairWrong()
    if given.on > today or given.on.year < 1950:
        raise RateDayWrong()
    if not 0 < given.value <= _MOST:
        raise RateWrong()
    source = " ".join(given.source.split())
    if not 3 <= len(source) <= 200:
        raise RateSourceMissing()
    return replace(given, source=source)
