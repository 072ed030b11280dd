"""Criteria of an outbreak (KLB) by Permenkes 1501/2010, article 6, that months of a kabupaten can answer by themselves.

A is not asked (a disease that was unknown here), B and C are `alerting.rising` and `alerting.month_doubled`.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from simpul.malaria.model.alerts import AlertFinding, AlertRule

Months = Mapping[date, Mapping[str, int]]
"""Counts (positive, tested, died) by the first of the month; the earliest month is the first that is known."""


def before(month: date, count: int) -> date:
    """The first of the month so many months before."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def added(months: Months, last: date, count: int, name: str) -> int | None:
    """What so many months up to the last add up to; None where the register does not reach so far back."""
    if before(last, count - 1) < min(months, default=date.max):
        return None
    return sum(months.get(before(last, back), {}).get(name, 0) for back in range(count))


def above_year_mean(rule: AlertRule, area: str, months: Months, month: date) -> Iterator[AlertFinding]:
    """D: the month against the mean of the months of the year before; a month that is not over may be told already."""
    year = added(months, date(month.year - 1, 12, 1), 12, "positive")
    count = months.get(month, {}).get("positive", 0)
    if year and count >= max(rule.params["least"], rule.params["times"] * year / 12):
        yield AlertFinding(rule.code, area, month, count, year / 12, rule.params["times"] * year / 12)


def year_doubled(rule: AlertRule, area: str, months: Months, month: date) -> Iterator[AlertFinding]:
    """E: the mean of the twelve whole months before this one against that of the twelve before them."""
    last = before(month, 1)
    now, then = added(months, last, 12, "positive"), added(months, before(last, 12), 12, "positive")
    if now is not None and then and now >= max(rule.params["least"], rule.params["times"] * then):
        facts = {"months": 12, "before": then}
        yield AlertFinding(rule.code, area, last, now, float(then), float(rule.params["times"] * then), facts)


def deadlier(rule: AlertRule, area: str, months: Months, month: date) -> Iterator[AlertFinding]:
    """F: who died of the ill, in the whole months before this one, against as many months before them."""
    compared = _shares(rule, months, month, ("died", "positive"))
    if compared is None:
        return
    (died, ill), (died_before, ill_before) = compared
    if died >= rule.params["least"] and 100 * died * ill_before >= rule.params["percent"] * died_before * ill:
        upper = rule.params["percent"] * died_before * ill / (100 * ill_before)
        facts = {"of": ill, "before": died_before, "of_before": ill_before}
        yield AlertFinding(rule.code, area, before(month, 1), died, died_before * ill / ill_before, upper, facts)


def share_doubled(rule: AlertRule, area: str, months: Months, month: date) -> Iterator[AlertFinding]:
    """G: the positive among the tested, in the whole months before this one, against as many months before them."""
    compared = _shares(rule, months, month, ("positive", "tested"))
    if compared is None:
        return
    (ill, tested), (ill_before, tested_before) = compared
    if ill_before and ill >= rule.params["least"] and ill * tested_before >= rule.params["times"] * ill_before * tested:
        expected = ill_before * tested / tested_before
        facts = {"of": tested, "before": ill_before, "of_before": tested_before}
        yield AlertFinding(rule.code, area, before(month, 1), ill, expected, rule.params["times"] * expected, facts)


def _shares(
    rule: AlertRule, months: Months, month: date, names: tuple[str, str]
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """(part, whole) of both times; None where one is unknown or nobody was counted."""
    length, last = rule.params["months"], before(month, 1)
    part, whole = (added(months, last, length, name) for name in names)
    part_before, whole_before = (added(months, before(last, length), length, name) for name in names)
    if part is None or part_before is None or not whole or not whole_before:
        return None
    return (part, whole), (part_before, whole_before)
