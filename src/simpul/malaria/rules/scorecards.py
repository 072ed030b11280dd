"""What a scorecard measures, in words and formulas; periods; medians; how far a small number can be trusted."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from statistics import median, quantiles

from simpul.kernel.i18n import N_
from simpul.malaria.model.scorecards import Measure, Peers, Score, ScoreNothing, ScorePeriod

SMALL = 10
"""Below so many, a share is no ground for praise or blame: the page says so. An assumption of the programme."""
PEERS_LEAST = 3
"""Of fewer peers no median is told."""
_Z = 1.959963984540054
_MONTH, _QUARTER = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])"), re.compile(r"(20\d\d)-T([1-4])")

MEASURES: tuple[Measure, ...] = (
    Measure("tests", "count", "", N_("Tests"), N_("Diagnostic tests with a result, positive or negative.")),
    Measure("positive", "share", "", N_("Positive"), N_("Positive tests ÷ diagnostic tests with a result.")),
    Measure(
        "same_day",
        "share",
        "high",
        N_("Treated the same day"),
        N_("Patients whose treatment began on the day of the positive test ÷ positive patients who were not referred."),
    ),
    Measure(
        "completed",
        "share",
        "high",
        N_("Treatment completed"),
        N_("Treatments that ended completed ÷ treatments begun at least 16 days ago, without those referred."),
    ),
    Measure(
        "day3",
        "share",
        "high",
        N_("Slide of day 3"),
        N_("Treatments with a slide of day 3 ÷ treatments begun at least 5 days ago and not stopped, referred or lost."),
    ),
    Measure(
        "day28",
        "share",
        "high",
        N_("Slide of day 28"),
        N_("Treatments with a slide of day 28 ÷ treatments begun at least 31 days ago and not stopped, referred or lost."),
    ),
    Measure(
        "contacts",
        "share",
        "high",
        N_("Contacts looked into"),
        N_("Positive patients with at least one contact listed ÷ positive patients."),
    ),
    Measure(
        "counted",
        "months",
        "high",
        N_("Stock counted"),
        N_("Months in which at least one lot was counted ÷ months of the period that have begun."),
    ),
    Measure(
        "arrived",
        "share",
        "high",
        N_("Records arrived within 7 days"),
        N_("Records that reached the node within 7 days ÷ all records."),
    ),
    Measure(
        "unspoilt",
        "share",
        "high",
        N_("Records without a fault"),
        N_("Records that were neither corrected later nor kept out as unreadable ÷ all records."),
    ),
    Measure(
        "silent",
        "days",
        "low",
        N_("Longest silence"),
        N_("The most days in a row of the period on which nothing arrived from any of the worker’s devices."),
    ),
    Measure("supervised", "count", "", N_("Supervision visits"), N_("Days on which a supervision was recorded.")),
)


def period(key: str, today: date) -> ScorePeriod:
    """The month (2026-11) or quarter (2026-T4) of this key, the current month for none; ScoreNothing."""
    if not key:
        key = f"{today:%Y-%m}"
    if found := _MONTH.fullmatch(key):
        made = _span(key, int(found[1]), int(found[2]), 1)
    elif found := _QUARTER.fullmatch(key):
        made = _span(key, int(found[1]), 3 * int(found[2]) - 2, 3)
    else:
        raise ScoreNothing()
    if made.first > today:
        raise ScoreNothing()
    return made


def _span(key: str, year: int, month: int, months: int) -> ScorePeriod:
    end = month + months
    return ScorePeriod(key, date(year, month, 1), date(year + (end > 12), (end - 1) % 12 + 1, 1))


def recent(today: date, months: int = 6, quarters: int = 4) -> list[ScorePeriod]:
    """The latest months and quarters that have begun, the newest first."""
    index = today.year * 12 + today.month - 1
    keys = [f"{n // 12}-{n % 12 + 1:02d}" for n in range(index, index - months, -1)]
    quarter = index // 3
    keys += [f"{n // 4}-T{n % 4 + 1}" for n in range(quarter, quarter - quarters, -1)]
    return [period(key, today) for key in keys]


def begun_months(one: ScorePeriod, today: date) -> int:
    """How many months of the period have begun."""
    return min(one.months, (today.year - one.first.year) * 12 + today.month - one.first.month + 1)


def longest_silence(days: Iterable[date], first: date, until: date) -> int:
    """The most days in a row, from `first` to before `until`, that are not among these."""
    heard = sorted(day for day in days if first <= day < until)
    ends = [*heard, until]
    begins = [date.fromordinal(first.toordinal() - 1), *heard]
    return max((end - begin).days - 1 for begin, end in zip(begins, ends, strict=True))


def peers(scores: Iterable[Mapping[str, Score]]) -> dict[str, Peers]:
    """By measure, the median of all whose whole is at least SMALL (of counts and days: of all); none of too few."""
    many = list(scores)
    return {one.code: _peers([each[one.code] for each in many if one.code in each], one) for one in MEASURES}


def _peers(scores: list[Score], measure: Measure) -> Peers:
    values = [one.value for one in scores if one.value is not None and not is_small(one, measure)]
    if len(values) < PEERS_LEAST:
        return Peers(None, len(values))
    first, _, third = quantiles(values, n=4, method="inclusive")
    return Peers(median(values), len(values), (first, third))


def is_small(score: Score, measure: Measure) -> bool:
    """Whether the whole is too small for its share to be compared; months are few by nature, and all of them are seen."""
    return measure.kind == "share" and score.whole is not None and score.whole < SMALL


def interval(score: Score) -> tuple[float, float] | None:
    """Wilson's interval (95 of 100) of a share; None for anything else. Wilson 1927, J. Am. Stat. Assoc. 22:209-212."""
    if not score.whole:
        return None
    n, p = score.whole, score.part / score.whole
    scale = 1 + _Z**2 / n
    middle, half = (p + _Z**2 / (2 * n)) / scale, _Z / scale * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
