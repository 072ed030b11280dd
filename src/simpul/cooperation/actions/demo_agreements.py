"""Made-up contributions, spending and rates of the first programme's budget, marked so, beside its real pledges.

They stay below what the sources say was pledged; without a pledge of both sides nothing is made up. And a made-up agreement
of the newest programme that ends soon, so that its alarm is seen.
"""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from simpul.cooperation.actions.meetings import today_of
from simpul.cooperation.model.agreements import Agreement, Instrument, Party
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money, Rate
from simpul.cooperation.model.programmes import Side, Told
from simpul.cooperation.rules.history import key_id
from simpul.cooperation.store import agreements, budgets, programmes
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

PROGRAMME = "EGCC-1"
_SOURCE = "Contoh sintetis"
_KOREA, _INDONESIA = Side.KOREA, Side.INDONESIA
_PAID, _SPENT = LineKind.CONTRIBUTION, LineKind.SPENDING
_PAYMENT = {"id": "Iuran tahunan (contoh)", "en": "Yearly contribution (example)", "ko": "연간 출연금(예시)"}
_WORKS = {
    "pelatihan": {"id": "Pelatihan undangan (contoh)", "en": "Invited training (example)", "ko": "초청연수(예시)"},
    "konsultasi": {
        "id": "Konsultasi (contoh)",
        "en": "Consultation (example)",
        "ko": "자문(예시)",
    },
    "forum": {"id": "Seminar bersama (contoh)", "en": "Joint seminar (example)", "ko": "공동 세미나(예시)"},
    "kantor": {"id": "Ruang kantor dan staf (contoh)", "en": "Office and staff (example)", "ko": "사무실 및 인력(예시)"},
}
_LINES: tuple[tuple[LineKind, Side, date, str, Currency, str], ...] = (
    (_PAID, _KOREA, date(2016, 4, 1), "372000000", Currency.KRW, ""),
    (_PAID, _KOREA, date(2017, 4, 3), "368000000", Currency.KRW, ""),
    (_PAID, _INDONESIA, date(2016, 5, 2), "4300000000", Currency.IDR, "kantor"),
    (_PAID, _INDONESIA, date(2017, 5, 2), "4400000000", Currency.IDR, "kantor"),
    (_SPENT, _KOREA, date(2016, 10, 14), "180000", Currency.USD, "pelatihan"),
    (_SPENT, _KOREA, date(2017, 6, 20), "145500.50", Currency.USD, "konsultasi"),
    (_SPENT, _INDONESIA, date(2016, 11, 30), "2150000000", Currency.IDR, "kantor"),
    (_SPENT, _INDONESIA, date(2017, 9, 12), "1975000000", Currency.IDR, "forum"),
)
_RATES = (
    (Currency.KRW, date(2016, 1, 4), "1200"),
    (Currency.KRW, date(2017, 1, 2), "1150"),
    (Currency.IDR, date(2016, 1, 4), "13500"),
    (Currency.IDR, date(2017, 1, 2), "13400"),
)


def seed(platform: Platform) -> None:
    """The example is there, if the programme and pledges of both sides are; may run again."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a demo's made-up records")
        if programmes.get(unit.connection, PROGRAMME) is None:
            return
        _seed_plan(unit)
        there = budgets.of_programme(unit.connection, PROGRAMME)
        pledging = {one.side for one in there if one.kind is LineKind.PLEDGE}
        if pledging != set(Side):
            return
        known = {one.id for one in there}
        for line in _lines():
            if line.id not in known:
                budgets.add(unit.connection, line, unit.clock.now())
        _seed_rates(unit.connection)


def _seed_plan(unit: Unit) -> None:
    """An agreement of nobody real, by itself, in the newest programme."""
    key = key_id("demo-agreements", "plan")
    if agreements.get(unit.connection, key) is not None:
        return
    today = today_of(unit.clock.now())
    title = {
        "id": "Kesepakatan rencana kerja (contoh rekaan)",
        "en": "Agreement on a work plan (made-up example)",
        "ko": "업무 계획 합의서(가상 예시)",
    }
    new = Agreement(
        id=key,
        programme=programmes.listed(unit.connection)[-1].code,
        instrument=Instrument.OTHER,
        title=title,
        signed_on=today - timedelta(days=305),
        signed_at="",
        since=today - timedelta(days=305),
        until=today + timedelta(days=60),
        parties=(Party("Instansi contoh", Side.INDONESIA), Party("기관 예시", Side.KOREA)),
        synthetic=True,
    )
    agreements.add(unit.connection, new, unit.clock.now())


def _lines() -> list[BudgetLine]:
    found = []
    for number, (kind, side, on, amount, currency, work) in enumerate(_LINES, 1):
        what: Told = _WORKS[work] if work else _PAYMENT
        money = Money(Decimal(amount), currency)
        in_kind = work == "kantor" and kind is _PAID
        key = key_id("demo-agreements", f"line {number}")
        line = BudgetLine(key, PROGRAMME, kind, side, on, money, what, work, None, in_kind, _SOURCE, synthetic=True)
        found.append(line)
    return found


def _seed_rates(connection: Connection) -> None:
    """A rate that people keep for the same day stays."""
    known = {(one.base, one.quote, one.on) for one in budgets.rates(connection)}
    for quote, on, value in _RATES:
        if (Currency.USD, quote, on) not in known:
            budgets.add_rate(connection, Rate(Currency.USD, quote, on, Decimal(value), _SOURCE, synthetic=True))
