"""The register is looked at by every rule of alerts; what is new is kept once, and told to whoever subscribed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today as local_day
from simpul.malaria.model.alerts import AlertFinding, AlertRaised, AlertRule
from simpul.malaria.rules import alert_terms, alerting, outbreak_law, weekly
from simpul.malaria.store import alerts as store
from simpul.malaria.store import detected, tallies

YEARS = 6
"""Years of weekly history that the rules of kabupaten may ask for."""
LATE = 4
"""Whole weeks that are looked at each time: phones without a signal bring their cases that late."""
_DAYS, MONTHS = 120, 26
"""Days of villages, and months of kabupaten, that their rules may ask for."""


def detect(platform: Platform) -> int:
    """How many alerts are new: the rules looked at the last weeks, this month and the last, and the days up to now."""
    with platform.database.writing() as unit:
        unit.unaudited("what a rule finds is kept as an alert, with its rule and its numbers")
        day = local_day(unit.clock.now(), platform.settings.region)
        found = [*villages(unit, day), *regencies(unit, day)]
        fresh = store.raise_(unit.connection, [(unit.ids.new(), one) for one in found], unit.clock.now())
        for one in fresh:
            unit.emit(
                AlertRaised(one.id, one.rule, one.area, one.first.isoformat(), one.observed, one.upper, one.synthetic)
            )
        if fresh:
            unit.ring("malaria")
    return len(fresh)


def villages(unit: Unit, day: date) -> Iterator[AlertFinding]:
    """What the rules of small numbers find in the villages."""
    rules = {code: rule for code, rule in alert_terms.rules().items() if rule.on and rule.level == tallies.PLACE}
    known = detected.villages(unit.connection)
    days = alerting.by_area(detected.days(unit.connection, day - timedelta(days=_DAYS), day))
    marked = {code for code, place in known.items() if place.synthetic}
    for one in _small(unit, rules, days, known, day):
        yield _marked(one, synthetic=one.area in marked)


def _small(
    unit: Unit, rules: Mapping[str, AlertRule], days: Mapping[str, alerting.Days], known: Mapping[str, Any], day: date
) -> Iterator[AlertFinding]:
    if "cluster7" in rules:
        for code, counts in days.items():
            yield from alerting.cluster(rules["cluster7"], code, counts, day)
    if "link14" in rules:
        places = {code: place.at for code, place in known.items() if place.at is not None}
        yield from alerting.links(rules["link14"], days, places, day)
    if "eliminated" in rules:
        rule = rules["eliminated"]
        begin = day - timedelta(days=rule.params["days"] - 1)
        local = alerting.by_area(detected.local_days(unit.connection, begin, day))
        last = detected.last_local(unit.connection, list(local), begin)
        since = detected.looked_since(unit.connection, tallies.PLACE, list(local))
        for code, counts in local.items():
            if since.get(code, day) <= _years(day, rule.params["years"]):
                yield from alerting.eliminated(rule, code, counts, last.get(code), day)


def regencies(unit: Unit, day: date) -> Iterator[AlertFinding]:
    """What the rules of kabupaten find: the last whole weeks, and this month as far as it is known and the one before."""
    rules = [rule for rule in alert_terms.rules().values() if rule.on and rule.level == tallies.REGENCY]
    known = _Known(_weeks(unit, day), _months(unit, day), detected.populations(unit.connection))
    made_up = detected.synthetic_regencies(unit.connection)
    for rule in rules:
        for one in _of_rule(rule, known, day):
            yield _marked(one, synthetic=one.area in made_up)


def _weeks(unit: Unit, day: date) -> dict[str, dict[date, int]]:
    """Cases by kabupaten and week, with a nought in the first week that is known: what lies before is no measure."""
    week = alerting.last_whole_week(day)
    time = (week - timedelta(weeks=52 * YEARS), week + timedelta(weeks=1))
    counts = alerting.by_area(tallies.weekly(unit.connection, None, tallies.REGENCY, time, "positive"))
    since = detected.looked_since(unit.connection, tallies.REGENCY, list(counts))
    for area, weeks in counts.items():
        weeks.setdefault(max(since.get(area, week), time[0]), 0)
    return counts


def _months(unit: Unit, day: date) -> dict[str, dict[date, Mapping[str, int]]]:
    month = day.replace(day=1)
    rows = tallies.months(unit.connection, None, tallies.REGENCY, outbreak_law.before(month, MONTHS), day)
    made: dict[str, dict[date, Mapping[str, int]]] = {}
    for row in rows:
        made.setdefault(row.area, {})[row.first] = row.counts
    return made


_WEEKLY = {
    "rise3": alerting.rising,
    "median": alerting.above_quartile,
    "quartile": alerting.above_quartile,
    "percentile85": alerting.above_quartile,
    "cullen": alerting.above_mean,
}
_MONTHLY = {
    "klb-d": outbreak_law.above_year_mean,
    "klb-e": outbreak_law.year_doubled,
    "klb-f": outbreak_law.deadlier,
    "klb-g": outbreak_law.share_doubled,
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the kabupaten: cases by week, tallies by month, people."""

    counts: Mapping[str, alerting.Weeks]
    months: Mapping[str, outbreak_law.Months]
    people: Mapping[str, int]


def _of_rule(rule: AlertRule, known: _Known, day: date) -> Iterator[AlertFinding]:
    week, month = alerting.last_whole_week(day), day.replace(day=1)
    if rule.code in _WEEKLY:
        for late in range(LATE):
            for area, weeks in known.counts.items():
                yield from _WEEKLY[rule.code](rule, area, weeks, week - timedelta(weeks=late))
    elif rule.family == "month":
        for area in known.months:
            for one in (outbreak_law.before(month, 1), month):
                yield from _monthly(rule, area, known, one)
    else:
        yield from weekly.found(rule, known.counts, week, LATE)


def _monthly(rule: AlertRule, area: str, known: _Known, month: date) -> Iterator[AlertFinding]:
    months = known.months[area]
    if rule.code in _MONTHLY:
        return _MONTHLY[rule.code](rule, area, months, month)
    year = outbreak_law.added(months, outbreak_law.before(month, 1), 12, "positive")
    api = None if year is None or not known.people.get(area) else 1000 * year / known.people[area]
    counts = {first: (one["positive"], alerting.local_of(one)) for first, one in months.items()}
    return alerting.month_doubled(rule, area, counts, api, month)


def _marked(one: AlertFinding, *, synthetic: bool) -> AlertFinding:
    return AlertFinding(one.rule, one.area, one.first, one.observed, one.expected, one.upper, one.facts, synthetic)


def _years(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
