"""Indicators by place and time, with formula and source; what lies below an area, to compare and to go down; a plot."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import reading, surveying
from simpul.malaria.model.indicators import Survey, SurveyedArea
from simpul.malaria.model.register import COUNTS
from simpul.malaria.pages import survey_plot
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context
from simpul.malaria.pages.month_words import month_words
from simpul.malaria.pages.survey_words import SHORT, STRATA
from simpul.malaria.rules import indicators as rules

INDICATORS = f"{PATH}/surveilans"
SHOWN = ("API", "MoPI", "ABER", "SPR", "pct_pf", "pct_standard_treatment", "pct_primaquine", "pct_PE")
"""The indicators by which areas are compared in the table."""
_QUARTERS, _YEARS = 6, 6
_KEPT = {"wilayah": 13, "periode": 7, "rinci": 9, "urut": 22}


def show(request: Request) -> Response:
    """The area's indicators, its months, and the areas below it in the order that is asked for."""
    found = _survey(request)
    t = request.t
    columns = [one for one in SHOWN if any(each.indicator.code == one for each in found.area.measured)]
    order = request.query("urut") if request.query("urut") in (*columns, "name", "positive") else "positive"
    below = sorted(found.below, key=lambda one: _rank(one, order))
    context = {
        **desk_context(request),
        **_choices(request, found, columns),
        "survey": found,
        "last_day": found.period.until - timedelta(days=1),
        "below": below,
        "shares": _shares(below, columns[0] if order in ("name", "positive") else order, order == "positive"),
        "order": order,
        "area": found.area,
        "language": t.language,
        "strata": STRATA,
        "short": SHORT,
        "columns": columns,
        "by_code": {one.code: {each.indicator.code: each for each in one.measured} for one in found.below},
        "drawing": survey_plot.months(t, found),
        "month_words": lambda month: month_words(month, t.language),
        "source": rules.table()["strata"]["source"][t.language],
    }
    return answered(request, "malaria/meja_survey.html", context)


def _rank(one: SurveyedArea, order: str) -> tuple[Any, ...]:
    """Names by the alphabet, figures from the highest down; what is not known comes last."""
    if order == "name":
        return (one.name, one.code)
    if order == "positive":
        return (-one.counts["positive"], one.name)
    value = next(each.value for each in one.measured if each.indicator.code == order)
    return (value is None, -(value or 0), one.name)


def _shares(below: Sequence[SurveyedArea], order: str, positive: bool) -> dict[str, int]:
    """How long a bar each area has beside its figure: percent of the highest."""
    found: dict[str, Fraction] = {}
    for one in below:
        value = next((each.value for each in one.measured if each.indicator.code == order), None)
        found[one.code] = Fraction(one.counts["positive"]) if positive else value or Fraction(0)
    most = max(found.values(), default=Fraction(0))
    return {code: round(100 * value / most) if most else 0 for code, value in found.items()}


def as_csv(request: Request) -> Response:
    """The area and those below as CSV: every count, people, and each indicator to four places."""
    found = _survey(request)
    codes = [one.indicator.code for one in found.area.measured]
    columns = ("code", "name", "from", "until", "complete", "people", *COUNTS, *codes, "stratum", "synthetic")
    rows = [_line(one, found, codes) for one in [found.area, *found.below]]
    return csv_of("surveilans-malaria.csv", columns, rows, marked=True)


def _line(one: SurveyedArea, found: Survey, codes: Sequence[str]) -> tuple[object, ...]:
    values = {each.indicator.code: each.value for each in one.measured}
    told = ["" if values[code] is None else f"{float(values[code] or 0):.4f}" for code in codes]
    counts = [one.counts[name] for name in COUNTS]
    people = "" if one.people.count is None else one.people.count
    time = (found.period.first, found.period.until, not found.incomplete)
    return (one.code, one.name, *time, people, *counts, *told, one.stratum, one.synthetic)


def _survey(request: Request) -> Survey:
    area, period = request.query("wilayah")[:13], request.query("periode")[:7]
    regencies = request.query("rinci") == "kabupaten"
    return surveying.survey(request.platform, request.actor, area=area, period=period, regencies=regencies)


def _choices(request: Request, found: Survey, columns: Sequence[str]) -> dict[str, Any]:
    asked = {name: request.query(name)[:most] for name, most in _KEPT.items()}
    t = request.t

    def at(path: str, **changes: str) -> str:
        kept = {name: value for name, value in {**asked, **changes}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path

    orders = [("positive", t.gettext("most positive tests")), ("name", t.gettext("name"))]
    return {
        "at": at,
        "asked": asked,
        "periods": _periods(request),
        "orders": orders + [(code, t.gettext(SHORT[code])) for code in columns],
        "high": len(found.area.code) < surveying.REGENCY,
    }


def _periods(request: Request) -> list[tuple[str, str]]:
    today = reading.today(request.platform.clock.now(), request.actor.region)
    t = request.t
    made = [("", t.gettext("the last 12 months"))]
    made += [(str(year), str(year)) for year in range(today.year, today.year - _YEARS, -1)]
    for back in range(_QUARTERS):
        first = rules.month_after(today.replace(day=1), -3 * back)
        quarter = (first.month + 2) // 3
        made.append((f"{first.year}-Q{quarter}", t.gettext("quarter {n} of {year}", n=quarter, year=str(first.year))))
    for back in range(surveying.PLOTTED):
        month = rules.month_after(today.replace(day=1), -back)
        made.append((f"{month:%Y-%m}", month_words(month, t.language)))
    return made


ROUTES = [
    route("GET", INDICATORS, show),
    route("GET", f"{INDICATORS}/ekspor.csv", as_csv),
]
