"""Counts over time made whole: every step in its place, steps of a length that can be drawn, the greatest of them found."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from simpul.disaster.model.statistics import CountsAsked, CountStep, TimeCount
from simpul.disaster.rules.area_plots import scale
from simpul.kernel.i18n import ZONES
from simpul.kernel.plots import BOTTOM, SLIM, Bar, height

MOST = 400
"""So many steps a plot can hold."""
_LENGTHS = {CountStep.HOUR: timedelta(hours=1), CountStep.DAY: timedelta(days=1), CountStep.MONTH: timedelta(days=28)}
_TWO_DAYS, _FOUR_MONTHS = timedelta(days=3), timedelta(days=123)
_BAR = 0.85


def step_for(start: datetime, end: datetime, wanted: CountStep | None = None) -> CountStep:
    """The step that is wanted, or that fits the span: hours up to three days, days up to four months.

    A longer one where there would be too many steps to draw.
    """
    long = end - start
    usual = CountStep.HOUR if long <= _TWO_DAYS else CountStep.DAY if long <= _FOUR_MONTHS else CountStep.MONTH
    order = tuple(CountStep)
    first = order.index(wanted or usual)
    return next((step for step in order[first:] if long / _LENGTHS[step] <= MOST), CountStep.MONTH)


def begin_of(at: datetime, step: CountStep, zone: str) -> datetime:
    """The beginning of the step that an instant lies in, by the clock of the zone."""
    local = at.astimezone(ZONES[zone]).replace(minute=0, second=0, microsecond=0)
    match step:
        case CountStep.DAY:
            local = local.replace(hour=0)
        case CountStep.MONTH:
            local = local.replace(hour=0, day=1)
        case CountStep.HOUR:
            pass
    return local.astimezone(UTC)


def next_of(at: datetime, step: CountStep, zone: str) -> datetime:
    """The beginning of the step after the one that begins `at`."""
    if step is CountStep.MONTH:
        return begin_of(at + timedelta(days=32), step, zone)
    return at + _LENGTHS[step]


def filled(asked: CountsAsked, found: Sequence[TimeCount]) -> list[TimeCount]:
    """Every step of the span in order, with nothing counted where nothing was found; of at least one step."""
    known = {one.at: one for one in found}
    at = begin_of(asked.start, asked.step, asked.zone)
    whole: list[TimeCount] = []
    while at < asked.end or not whole:
        whole.append(known.get(at) or TimeCount(at, 0, 0))
        at = next_of(at, asked.step, asked.zone)
    return whole


def peak(counts: Sequence[TimeCount]) -> TimeCount:
    """The step with the most reports; of several the first."""
    return max(counts, key=lambda one: one.reports)


def stacked(counts: Sequence[TimeCount]) -> tuple[tuple[Bar, ...], tuple[int, ...]]:
    """A bar for each step in which there was something, verified below and the rest above it; and the ticks beside them."""
    ticks = scale(max(one.reports for one in counts))
    wide, top = 100 / len(counts), ticks[-1]
    found: list[Bar] = []
    for n, one in enumerate(counts):
        foot = BOTTOM
        for kind, part in (("good", one.verified), ("warn", one.reports - one.verified)):
            if part:
                tall = max(SLIM, BOTTOM - height(part, top))
                found.append(Bar(kind, _2(wide * n), _2(wide * _BAR), _2(foot - tall), _2(tall)))
                foot -= tall
    return tuple(found), ticks


def _2(value: float) -> float:
    return round(value, 2)


def share(part: int, whole: int) -> int:
    """The part in whole percent; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def day_of(text: str) -> date | None:
    """The day that is written so (2026-11-26); None for anything else, and for years that no clock here knows."""
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and 1990 <= found.year <= 2100 else None
