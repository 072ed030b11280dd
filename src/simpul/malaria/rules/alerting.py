"""Which rules of alerts are broken: small numbers of villages case by case, kabupaten by their weeks and months.

Pure: counts in, findings out. Cases that were not looked into count as possibly local.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import asin, cos, floor, isnan, radians, sin, sqrt
from statistics import mean, quantiles, stdev
from typing import Any

from simpul.malaria.model.alerts import AlertFinding, AlertRule

Weeks = Mapping[date, int]
"""Cases by the Monday of their week; a week that is not there had none."""
Days = Mapping[date, int]
WEEK = timedelta(days=7)
_EARTH_KM = 6371.0
_SMALLEST_DEGREE_KM = 108.0
"""A degree of longitude at 11 degrees from the equator, where Indonesia ends, and of latitude anywhere."""
_LOW = 1.0
IMPORTED = ("imported", "induced", "relapse", "recrudescent")
"""Not caught here and now."""


def eliminated(rule: AlertRule, village: str, local: Days, quiet_since: date | None, today: date) -> Iterator[AlertFinding]:
    """Local or unexplained cases of the last days, in a village whose last local case before lies years back.

    `local`: by day, only cases that are not imported; `quiet_since`: the day of the last one before these days, None where
    the register knows none at all and has looked for long enough.
    """
    begin = today - timedelta(days=rule.params["days"] - 1)
    found = {day: count for day, count in local.items() if begin <= day <= today}
    count = sum(found.values())
    far = quiet_since is None or quiet_since <= _years_before(min(found, default=today), rule.params["years"])
    if count >= rule.params["cases"] and far:
        facts = {"quiet_since": quiet_since.isoformat() if quiet_since else None}
        yield AlertFinding(rule.code, village, min(found), count, 0.0, 0.0, facts)


def cluster(rule: AlertRule, village: str, days: Days, today: date) -> Iterator[AlertFinding]:
    """Cases of few days, many in themselves and against the weeks before; of each week the most.

    Every window of the last weeks is looked at, not only the one that ends today: phones bring their cases late.
    """
    best: dict[date, AlertFinding] = {}
    for end in _ends(rule, days, today):
        one = _cluster_until(rule, village, days, end)
        if one is not None and (one.first not in best or best[one.first].observed < one.observed):
            best[one.first] = one
    yield from best.values()


def _ends(rule: AlertRule, days: Days, today: date) -> list[date]:
    """The days with cases that are looked at as a window's last."""
    return sorted(day for day, count in days.items() if count and 0 <= (today - day).days < rule.params["back"])


def _begin(rule: AlertRule, end: date) -> date:
    return end - timedelta(days=rule.params["days"] - 1)


def _cluster_until(rule: AlertRule, village: str, days: Days, end: date) -> AlertFinding | None:
    p, begin = rule.params, _begin(rule, end)
    inside = {day: n for day, n in days.items() if begin <= day <= end and n}
    count, early = sum(inside.values()), begin - timedelta(weeks=p["weeks"])
    expected = sum(n for day, n in days.items() if early <= day < begin) / p["weeks"]
    if count < p["cases"] or count <= p["times"] * expected:
        return None
    upper = max(p["cases"] - 1, p["times"] * expected)
    return AlertFinding(rule.code, village, monday(min(inside)), count, expected, upper)


def links(
    rule: AlertRule, days: Mapping[str, Days], places: Mapping[str, tuple[float, float]], today: date
) -> Iterator[AlertFinding]:
    """Villages near each other that both had cases within few days; each with its neighbours, of each week the most.

    `places`: (longitude, latitude).
    """
    p = rule.params
    busy = [code for code in sorted(days) if code in places and sum(days[code].values()) >= p["each"]]
    near = neighbours({code: places[code] for code in busy}, p["km"])
    for code in busy:
        best: dict[date, AlertFinding] = {}
        both = {day: 1 for one in (code, *near[code]) for day, n in days[one].items() if n} if near[code] else {}
        for end in _ends(rule, both, today):
            one = _linked_until(rule, code, (days, near[code]), end)
            if one is not None and (one.first not in best or _together(best[one.first]) < _together(one)):
                best[one.first] = one
        yield from best.values()


def _together(one: AlertFinding) -> int:
    return int((one.facts or {})["together"])


def _linked_until(
    rule: AlertRule, code: str, about: tuple[Mapping[str, Days], Sequence[str]], end: date
) -> AlertFinding | None:
    (days, near), begin = about, _begin(rule, end)
    counts = {one: sum(n for day, n in days[one].items() if begin <= day <= end) for one in (code, *near)}
    others = [one for one in near if counts[one] >= rule.params["each"]]
    together = counts[code] + sum(counts[one] for one in others)
    if not others or counts[code] < rule.params["each"] or together < rule.params["cases"]:
        return None
    first = monday(min(day for day, n in days[code].items() if begin <= day <= end and n))
    return AlertFinding(rule.code, code, first, counts[code], None, None, {"with": others, "together": together})


def neighbours(places: Mapping[str, tuple[float, float]], km: float) -> dict[str, list[str]]:
    """For each place the others within so many kilometres; places are laid into squares first, so that many are quick."""
    side, squares = km / _SMALLEST_DEGREE_KM, dict[tuple[int, int], list[str]]()
    for code, (east, north) in places.items():
        squares.setdefault((floor(east / side), floor(north / side)), []).append(code)
    return {code: _within(code, places, (squares, side), km) for code in places}


def _within(
    code: str,
    places: Mapping[str, tuple[float, float]],
    about: tuple[Mapping[tuple[int, int], list[str]], float],
    km: float,
) -> list[str]:
    (squares, side), (east, north) = about, places[code]
    x, y = floor(east / side), floor(north / side)
    around = [one for i in (x - 1, x, x + 1) for j in (y - 1, y, y + 1) for one in squares.get((i, j), ())]
    return sorted(one for one in around if one != code and distance_km(places[code], places[one]) <= km)


def local_of(counts: Mapping[str, int]) -> int:
    """The cases of a tally that were caught here, or that nobody has looked into."""
    return counts["positive"] - sum(counts[name] for name in IMPORTED)


def month_doubled(
    rule: AlertRule, area: str, months: Mapping[date, tuple[int, int]], api: float | None, month: date
) -> Iterator[AlertFinding]:
    """The month against the one before and the same of last year; `months`: (all cases, local ones)."""
    which = 1 if api is not None and 0 < api < _LOW else 0
    count = months.get(month, (0, 0))[which]
    before = (month - timedelta(days=1)).replace(day=1)
    measures = {"month": months.get(before), "year": months.get(month.replace(year=month.year - 1))}
    for name, measure in measures.items():
        if measure is None or not measure[which]:
            continue
        if count >= max(rule.params["least"], rule.params["times"] * measure[which]):
            facts = {"against": name, "indigenous": bool(which)}
            upper = float(rule.params["times"] * measure[which])
            yield AlertFinding(rule.code, area, month, count, float(measure[which]), upper, facts)
            return


def rising(rule: AlertRule, area: str, weeks: Weeks, week: date) -> Iterator[AlertFinding]:
    """More cases each week than in the one before, for so many weeks up to this one."""
    last = [weeks.get(week - WEEK * back, 0) for back in range(rule.params["weeks"], -1, -1)]
    if last[-1] >= rule.params["least"] and all(one < other for one, other in pairwise(last)):
        yield AlertFinding(rule.code, area, week, last[-1], float(last[-2]), None, {"weeks": last})


def above_quartile(rule: AlertRule, area: str, weeks: Weeks, week: date) -> Iterator[AlertFinding]:
    """More than the percentile of the same week in the years before; all of them must be there."""
    past = same_weeks(weeks, week, rule.params["years"])
    if past is None:
        return
    upper = quantiles(past, n=100, method="inclusive")[rule.params["percent"] - 1]
    yield from _above(rule, area, weeks, week, (mean(past), upper))


def above_mean(rule: AlertRule, area: str, weeks: Weeks, week: date) -> Iterator[AlertFinding]:
    """More than mean and deviations of the same week in the years before."""
    past = same_weeks(weeks, week, rule.params["years"])
    if past is None:
        return
    upper = mean(past) + rule.params["deviations"] * stdev(past)
    yield from _above(rule, area, weeks, week, (mean(past), upper))


def _above(rule: AlertRule, area: str, weeks: Weeks, week: date, bound: tuple[float, float]) -> Iterator[AlertFinding]:
    count = weeks.get(week, 0)
    if count > bound[1] and count >= rule.params["least"]:
        yield AlertFinding(rule.code, area, week, count, bound[0], bound[1])


def same_weeks(weeks: Weeks, week: date, years: int) -> list[int] | None:
    """Cases of the same ISO week of the years before; None where the history does not reach so far."""
    year, number, _ = week.isocalendar()
    wanted = [date.fromisocalendar(year - back, min(number, 52), 1) for back in range(1, years + 1)]
    first = min(weeks, default=None)
    if first is None or first > wanted[-1]:
        return None
    return [weeks.get(one, 0) for one in wanted]


def statistical(
    rule: AlertRule, areas: Sequence[str], bounds: Any, counts: Any, mondays: Sequence[date]
) -> Iterator[AlertFinding]:
    """The alarms of a method (`rules.detection.bounds.Bounds`) in the last weeks of many series, `mondays`.

    Where the rule asks for it, no alarm of an area that had too few cases in the weeks up to then.
    """
    least, lately, length = rule.params.get("least", 0), rule.params.get("lately", 1), len(mondays)
    for column, monday_ in enumerate(mondays):
        end = counts.shape[1] - length + column + 1
        enough = counts[:, max(0, end - lately) : end].sum(axis=1) >= least
        place_of = column - length
        for place in (bounds.alarm[:, place_of] & enough).nonzero()[0]:
            expected, upper = float(bounds.expected[place, place_of]), float(bounds.upper[place, place_of])
            known = None if isnan(expected) else round(expected, 4)
            yield AlertFinding(rule.code, areas[place], monday_, int(counts[place, end - 1]), known, round(upper, 4))


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def last_whole_week(today: date) -> date:
    """The Monday of the last week that is over."""
    return monday(today) - WEEK


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along a great circle between two places (longitude, latitude)."""
    lon1, lat1, lon2, lat2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def by_area(rows: Iterable[tuple[str, date, int]]) -> dict[str, dict[date, int]]:
    """Counts by area and first day."""
    made: dict[str, dict[date, int]] = {}
    for area, first, count in rows:
        made.setdefault(area, {})[first] = made.get(area, {}).get(first, 0) + count
    return made


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
