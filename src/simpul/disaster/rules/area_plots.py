"""Plots of areas over time as numbers, in the fields that the pages' plot macro draws: percent across, pixels down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from simpul.disaster.model.areas import AreaChange

TOP, BOTTOM, BOX = 8.0, 188.0, 1000
SLIM = 1.5
"""Pixels that a bar is at least high, however little it is."""
_EDGE = 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Words beside an axis: where they stand, and on which side of that place."""

    place: float
    words: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of one kind."""

    kind: str
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one kind, as an SVG path in a box of 1,000 by 1,000."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Tip:
    """What a pointer is told over a step."""

    x: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole plot: `says` tells in one sentence what is to be seen, for who does not see it."""

    says: str
    unit: str
    across: str
    rows: tuple[Mark, ...]
    columns: tuple[Mark, ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    tips: tuple[Tip, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()


def height(value: float, top: float) -> float:
    """How far down a value lies on an axis from nothing to `top`, in pixels."""
    return round(BOTTOM - min(max(value, 0), top) / top * (BOTTOM - TOP), 2)


def scale(most: int) -> tuple[int, ...]:
    """Round whole ticks from zero to at least `most`, at most four beside the zero."""
    rough = max(most, 1) / 4
    step = next(unit * f for unit in (10**n for n in range(10)) for f in (1, 2, 5) if unit * f >= rough)
    return tuple(range(0, step * (-(-max(most, 1) // step) + 1), step))


def bars(counts: Sequence[int], top: int) -> tuple[Bar, ...]:
    """A bar for each hour in which there was something."""
    step = 100 / len(counts)
    found = []
    for n, count in enumerate(counts):
        if count:
            tall = max(SLIM, BOTTOM - height(count, top))
            found.append(Bar("good", round(step * n, 2), round(step * 0.85, 2), round(BOTTOM - tall, 2), round(tall, 2)))
    return tuple(found)


def stairs(changes: Sequence[AreaChange], start: datetime, end: datetime) -> Line:
    """The area's state over time as a stepped line: 0 for none, up to 4. `changes` are the oldest first."""
    before = [one for one in changes if one.at <= start]
    state = (before[-1].state or 0) if before else (changes[0].before or 0) if changes else 0
    path = [f"M0 {_down(state)}"]
    for one in changes:
        if start < one.at <= end:
            at = round((one.at - start) / (end - start) * BOX, 1)
            path += [f"L{at} {_down(state)}", f"L{at} {_down(one.state or 0)}"]
            state = one.state or 0
    return Line("half", "".join([*path, f"L{BOX} {_down(state)}"]))


def _down(state: int) -> float:
    return round(BOX - state / 4 * BOX, 1)


def column(share: float, words: str) -> Mark:
    """Words below a place across (0 to 1); near an end they stay within the drawing."""
    place = round(share * 100, 2)
    return Mark(place, words, "start" if place < _EDGE else "end" if place > 100 - _EDGE else "middle")


def tips(words: Sequence[str]) -> tuple[Tip, ...]:
    """A tip for each step."""
    step = 100 / len(words)
    return tuple(Tip(round(n * step, 2), round(step, 2), one) for n, one in enumerate(words))


def ticks(start: datetime, end: datetime, most: int = 6) -> tuple[datetime, ...]:
    """Whole hours in the span, equally far apart, at most so many; midnights of western Indonesian time for long spans."""
    hours = max(1, int((end - start) / timedelta(hours=1)))
    step = next((one for one in (1, 2, 3, 6, 12, 24, 48, 120, 240) if hours / one <= most), 720)
    first = start.replace(minute=0, second=0, microsecond=0)
    from_midnight = (first + timedelta(hours=7)).hour
    first += timedelta(hours=-from_midnight % min(step, 24)) if from_midnight % min(step, 24) else timedelta(0)
    found = []
    while first <= end:
        if first >= start:
            found.append(first)
        first += timedelta(hours=step)
    return tuple(found)
