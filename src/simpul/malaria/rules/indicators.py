"""Indicators of the programme, exact: rounding is for display. One that cannot be had says why."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from simpul.malaria.model.indicators import Indicator, Measured, SurveyPeriod

MONTHS, QUARTER = 12, 3
ELIMINATED = "eliminated"
"""The stratum of a certified kabupaten without a local case for three years."""


@cache
def table() -> Mapping[str, Any]:
    """The law data as it is written."""
    return tomllib.loads(files("simpul.law.malaria").joinpath("indicators.toml").read_text(encoding="utf-8"))


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator, in the order of the table."""
    return tuple(
        Indicator(
            code=one["code"],
            name=one["name"],
            formula=one["formula"],
            of=tuple(one["of"]),
            by=tuple(one["by"]),
            per=one["per"],
            span=one["span"],
            unit=one["unit"],
            source=one["source"],
            doubt=one.get("doubt", {}),
            not_here=one.get("not_here", {}),
        )
        for one in table()["indicator"]
    )


def measured(counts: Mapping[str, int], population: int | None, span: str) -> list[Measured]:
    """Every indicator that has a meaning for such a time: those of a year only for years, of a month only for months."""
    return [_measured(one, counts, population) for one in indicators() if one.span in ("any", span)]


def value(code: str, counts: Mapping[str, int], population: int | None = None) -> Fraction | None:
    """One indicator's exact value."""
    (indicator,) = (one for one in indicators() if one.code == code)
    return _measured(indicator, counts, population).value


def _measured(indicator: Indicator, counts: Mapping[str, int], population: int | None) -> Measured:
    if indicator.not_here:
        return Measured(indicator, None, 0, 0, "not_here")
    over = sum(counts[name] for name in indicator.of)
    people = "population" in indicator.by
    if people and "positive" in indicator.of and not counts["tested"]:
        return Measured(indicator, None, 0, population or 0, "untested")
    under = (population or 0) if people else sum(counts[name] for name in indicator.by)
    if not under:
        return Measured(indicator, None, over, under, "population" if people else "nothing")
    return Measured(indicator, Fraction(over * indicator.per, under), over, under)


def stratum(api: Fraction | None) -> str:
    """The stratum of an annual parasite incidence; empty where it is not known."""
    if api is None:
        return ""
    for one in table()["stratum"]:
        if "above" in one and api > one["above"]:
            return str(one["code"])
        if "from" in one and api >= one["from"]:
            return str(one["code"])
    return "none"


def period(asked: str, today: date) -> SurveyPeriod:
    """The time that is asked for: `2026`, `2026-Q3`, `2026-11`; anything else is the twelve months up to this one."""
    year, _, rest = asked.partition("-")
    if year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= today.year:
        whole = int(year)
        if not rest:
            return SurveyPeriod(date(whole, 1, 1), date(whole + 1, 1, 1), "year")
        if len(rest) == 2 and rest[0] == "Q" and rest[1] in "1234":
            first = date(whole, QUARTER * (int(rest[1]) - 1) + 1, 1)
            return SurveyPeriod(first, month_after(first, QUARTER), "quarter")
        if rest.isdecimal() and len(rest) == 2 and 1 <= int(rest) <= MONTHS:
            first = date(whole, int(rest), 1)
            return SurveyPeriod(first, month_after(first, 1), "month")
    until = month_after(today.replace(day=1), 1)
    return SurveyPeriod(month_after(until, -MONTHS), until, "year")


def month_after(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    whole = first.year * MONTHS + first.month - 1 + months
    return date(whole // MONTHS, whole % MONTHS + 1, 1)


def added(many: Sequence[Mapping[str, int]], names: Sequence[str]) -> dict[str, int]:
    """What several counts add up to."""
    return {name: sum(one[name] for one in many) for name in names}
