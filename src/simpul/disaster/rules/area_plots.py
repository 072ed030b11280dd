"""Plots of areas over time as numbers: whole ticks, bars by the hour, a state as stairs, hours below."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from simpul.disaster.model.areas import AreaChange
from simpul.kernel.plots import BOTTOM, BOX, SLIM, Bar, Line, height


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
