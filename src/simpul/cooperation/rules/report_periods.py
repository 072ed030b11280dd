"""Which periods a report can be of: the whole programme, its years, their halves. Pure."""

from datetime import date

from simpul.cooperation.model.programmes import Programme
from simpul.cooperation.model.reports import ReportPeriod, ReportPeriodWrong

MIDYEAR = 6
_LONGEST = 40
"""A programme that goes on for more years is offered in its last ones."""


def periods(programme: Programme, today: date, last: date | None = None) -> tuple[ReportPeriod, ...]:
    """The whole, then each year and its halves, the newest first; `last`: the last day of which anything is kept."""
    ends = [one for one in (programme.until or today, last) if one]
    first, final = programme.since.year, min(max(ends).year, programme.since.year + _LONGEST)
    found = [ReportPeriod()]
    for year in range(final, first - 1, -1):
        found += [_year(year), _half(year, 2), _half(year, 1)]
    return tuple(found)


def period(code: str) -> ReportPeriod:
    """The period of a code: "", "2016", "2016-1"; ReportPeriodWrong."""
    year, _, half = code.partition("-")
    if not code:
        return ReportPeriod()
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and int(year) >= 1900 and half in ("", "1", "2")):
        raise ReportPeriodWrong()
    if "-" in code and not half:
        raise ReportPeriodWrong()
    return _half(int(year), int(half)) if half else _year(int(year))


def _year(year: int) -> ReportPeriod:
    return ReportPeriod(str(year), date(year, 1, 1), date(year, 12, 31))


def _half(year: int, half: int) -> ReportPeriod:
    if half == 1:
        return ReportPeriod(f"{year}-1", date(year, 1, 1), date(year, MIDYEAR, 30))
    return ReportPeriod(f"{year}-2", date(year, MIDYEAR + 1, 1), date(year, 12, 31))
