"""An incident's verified reports over time and by severity: counted in even steps, drawn for a page and for print.

Minor is solid, moderate and severe are hatched each in their own way, extreme is dark: the drawing is read in grey too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape

from simpul.disaster.model import Report
from simpul.disaster.rules.gathering import verified
from simpul.disaster.rules.hazards import SEVERITIES
from simpul.kernel.plots import Bar, Drawing, Mark, height, tips

STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 43200))
MOST = 24
"""So many steps at most a plot has."""
KINDS: Mapping[str, str] = {"minor": "good", "moderate": "warn", "severe": "bad", "extreme": "extreme"}
"""How the page's plots call what each severity looks like."""


@dataclass(frozen=True, slots=True)
class Series:
    """How many reports of each severity fell into each step; `starts` are the instants at which the steps begin."""

    starts: tuple[datetime, ...]
    step: timedelta
    counts: Mapping[str, tuple[int, ...]]

    @property
    def totals(self) -> tuple[int, ...]:
        """How many reports fell into each step."""
        return tuple(sum(column) for column in zip(*self.counts.values(), strict=True))


def series(reports: Sequence[Report], until: datetime, hours: int) -> Series:
    """The verified reports in steps that begin on the round of a clock `hours` ahead of UTC; at least four steps."""
    counted = verified(reports)
    zone = timezone(timedelta(hours=hours))
    first = min((report.reported_at for report in counted), default=until)
    last = max([until, *(report.reported_at for report in counted)])
    step = next((one for one in STEPS if (last - first) / one <= MOST - 1), STEPS[-1])
    begin = _floor(max(first, last - step * (MOST - 1)).astimezone(zone), step)
    number = min(MOST, max(4, int((last - begin) / step) + 1))
    counts = {severity: [0] * number for severity in SEVERITIES}
    for report in counted:
        place = int((report.reported_at - begin) / step)
        if 0 <= place < number and report.severity in counts:
            counts[report.severity][place] += 1
    starts = tuple(begin + step * n for n in range(number))
    return Series(starts, step, {name: tuple(values) for name, values in counts.items()})


def _floor(at: datetime, step: timedelta) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + step * int((at - midnight) / step)


def axis(most: int) -> tuple[int, ...]:
    """Whole round ticks from nothing to at least `most`, at most five."""
    step = next(unit * factor for unit in (1, 10, 100, 1000) for factor in (1, 2, 5) if unit * factor * 4 >= most)
    return tuple(step * n for n in range(max(1, -(-most // step)) + 1))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a plot: what it says, its unit, what runs across, each severity, and how an instant is written."""

    says: str
    unit: str
    across: str
    severities: Mapping[str, str]
    time: Callable[[datetime], str]


def drawing(found: Series, words: Words) -> Drawing:
    """The series as a page draws it."""
    ticks = axis(max(found.totals))
    return Drawing(
        says=words.says,
        unit=words.unit,
        across=words.across,
        rows=tuple(Mark(height(tick, ticks[-1]), str(tick)) for tick in ticks),
        columns=_columns(found, words),
        bars=_bars(found, ticks[-1]),
        tips=tips([f"{words.time(at)}: {total}" for at, total in zip(found.starts, found.totals, strict=True)]),
        legend=tuple((KINDS[name], words.severities[name]) for name in SEVERITIES if sum(found.counts[name])),
    )


def _columns(found: Series, words: Words) -> tuple[Mark, ...]:
    every = max(1, -(-len(found.starts) // 5))
    wide = 100 / len(found.starts)
    return tuple(
        Mark(round(n * wide, 2), words.time(found.starts[n]), _anchor(n * wide)) for n in range(0, len(found.starts), every)
    )


def _anchor(place: float) -> str:
    return "start" if place == 0 else "end" if place > 85 else "middle"


def _bars(found: Series, top: int) -> tuple[Bar, ...]:
    wide = 100 / len(found.starts)
    bars = []
    for n in range(len(found.starts)):
        floor = 0
        for name in SEVERITIES:
            if value := found.counts[name][n]:
                y = height(floor + value, top)
                tall = round(height(floor, top) - y, 2)
                bars.append(Bar(KINDS[name], round((n + 0.1) * wide, 2), round(wide * 0.8, 2), y, tall))
                floor += value
    return tuple(bars)


FILLS: Mapping[str, str] = {"good": "#2f74b5", "warn": "#b5761a", "bad": "#c93a2b", "extreme": "#6d1f6b"}
_WIDTH, _LEFT = 640, 36


def svg(found: Series, words: Words) -> str:
    """The series as a picture of its own, 640 by 250: for print, and for a page that shows what was printed."""
    plot = drawing(found, words)
    inner = _WIDTH - _LEFT - 8
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} 250" width="{_WIDTH}" height="250" '
            'font-family="Libertinus Serif, serif" font-size="13" fill="currentColor">'
        ),
        *_patterns(),
    ]
    parts += [
        f'<path d="M{_LEFT} {row.place}H{_WIDTH - 8}" stroke="currentColor" stroke-width="{1 if n == 0 else 0.4}"/>'
        f'<text x="{_LEFT - 6}" y="{row.place + 4}" text-anchor="end">{row.words}</text>'
        for n, row in enumerate(plot.rows)
    ]
    parts += [
        f'<rect x="{_LEFT + bar.x * inner / 100:.1f}" y="{bar.y}" width="{bar.width * inner / 100:.1f}" '
        f'height="{bar.height}" fill="{_fill(bar.kind)}" stroke="{FILLS[bar.kind]}"/>'
        for bar in plot.bars
    ]
    parts += [
        f'<text x="{_LEFT + mark.place * inner / 100:.1f}" y="206" text-anchor="{mark.anchor}">{escape(mark.words)}</text>'
        for mark in plot.columns
    ]
    return "".join([*parts, *_legend(plot), "</svg>"])


def _fill(kind: str) -> str:
    return FILLS[kind] if kind in ("good", "extreme") else f"url(#hatch-{kind})"


def _patterns() -> list[str]:
    lines = {"warn": "M0 6L6 0M-1 1L1 -1M5 7L7 5", "bad": "M0 0L6 6M0 6L6 0"}
    return [
        f'<defs><pattern id="hatch-{kind}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="{path}" stroke="{FILLS[kind]}" stroke-width="1.8" fill="none"/></pattern></defs>'
        for kind, path in lines.items()
    ]


def _legend(plot: Drawing) -> list[str]:
    parts, x = [], float(_LEFT)
    for kind, words in plot.legend:
        parts.append(
            f'<rect x="{x:.0f}" y="226" width="22" height="12" fill="{_fill(kind)}" stroke="{FILLS[kind]}"/>'
            f'<text x="{x + 28:.0f}" y="237">{escape(words)}</text>'
        )
        x += 28 + 8 * len(words) + 24
    return parts
