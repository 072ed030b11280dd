"""The statistical methods over weeks of many areas, each from the week on from which its register is known."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from simpul.malaria.model.alerts import AlertFinding, AlertRule
from simpul.malaria.rules import alerting

SUMMED = 52
"""So many weeks a cumulative sum runs up to the last: all weeks before are its measure."""
_SUMS = {"cusum"}
"""Methods that add up week after week: told in the week in which they pass their limit, not in each that follows."""


def method(code: str) -> Any:
    """The statistical method of a rule; KeyError for a rule that is none."""
    from simpul.malaria.rules.detection import cusum, ears, farrington

    return {
        "ears-c1": ears.c1,
        "ears-c2": ears.c2,
        "ears-c3": ears.c3,
        "cusum": cusum.cusum,
        "farrington": farrington.farrington,
        "farrington-flexible": farrington.farrington_flexible,
    }[code]


def found(rule: AlertRule, counts: Mapping[str, alerting.Weeks], week: date, late: int) -> Iterator[AlertFinding]:
    """What the rule's method finds in the week and the ones before it, `late` in all.

    The earliest week of an area is the first that is known of it: what lies before is no measure.
    """
    for first, areas in _by_begin(counts, week).items():
        series = _series({area: counts[area] for area in areas}, first, week)
        length = series.shape[1]
        asked = min(late, length)
        begin = max(length - SUMMED, length // 2) if rule.code in _SUMS else length - asked
        bounds = method(rule.code)(series, range(min(begin, length - asked), length))
        if rule.code in _SUMS:
            bounds = passed(bounds)
        mondays = [week - timedelta(weeks=back) for back in range(asked - 1, -1, -1)]
        yield from alerting.statistical(rule, areas, bounds, series, mondays)


def passed(bounds: Any) -> Any:
    """The same bounds, with an alarm only in the first of weeks that follow each other."""
    alarm = bounds.alarm.copy()
    alarm[:, 1:] &= ~bounds.alarm[:, :-1]
    return replace(bounds, alarm=alarm)


def _by_begin(counts: Mapping[str, alerting.Weeks], week: date) -> dict[date, list[str]]:
    made: dict[date, list[str]] = {}
    for area in sorted(counts):
        first = min(counts[area], default=week)
        if first <= week:
            made.setdefault(first, []).append(area)
    return made


def _series(counts: Mapping[str, alerting.Weeks], first: date, week: date) -> Any:
    import numpy as np

    series = np.zeros((len(counts), (week - first).days // 7 + 1))
    for place, weeks in enumerate(counts.values()):
        for monday, count in weeks.items():
            if monday <= week:
                series[place, (monday - first).days // 7] = count
    return series
