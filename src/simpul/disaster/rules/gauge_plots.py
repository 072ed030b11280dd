"""A gauge's water over time as a plot: a line that breaks where the gauge was silent, its levels as lines across."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from simpul.disaster.model.gauges import Observation
from simpul.disaster.rules.gauge_quality import quiet_for, usual_interval
from simpul.kernel.plots import BOTTOM, BOX, TOP, Bar, Line

MOST = 600
"""So many points a line has at most; of more, the highest and the lowest of each stretch are kept."""
_UNITS = tuple(unit * f for unit in (10, 100, 1_000, 10_000) for f in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Axis:
    """Round ticks from below the lowest value to above the highest."""

    ticks: tuple[int, ...]

    def height(self, value: float) -> float:
        """How far down a value lies, in pixels."""
        return round(BOTTOM - self._share(value) * (BOTTOM - TOP), 2)

    def box(self, value: float) -> float:
        """How far down a value lies in the stretched box of a line."""
        return round(BOX - self._share(value) * BOX, 1)

    def _share(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return (min(max(value, low), high) - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when the plot goes."""

    start: datetime
    end: datetime

    def share(self, at: datetime) -> float:
        """How far across an instant lies, 0 to 1."""
        return (at - self.start) / (self.end - self.start)


def axis(values: Sequence[int]) -> Axis:
    """The axis of these values, with the zero of the gauge; at most six ticks."""
    low, high = min([0, *values]), max([0, *values])
    step = next((unit for unit in _UNITS if (high - low) / unit <= 4), _UNITS[-1])
    first, last = low // step, -(-max(high, low + 1) // step)
    return Axis(tuple(step * n for n in range(first, last + 1)))


def line(seen: Sequence[Observation], on: Axis, over: Span) -> Line:
    """The water as a line; it breaks where the gauge said nothing for longer than usual."""
    broken, path, before = quiet_for(usual_interval([one.at for one in seen])), [], None
    for one in thinned(seen):
        begins = before is None or one.at - before > broken
        path.append(f"{'M' if begins else 'L'}{round(over.share(one.at) * BOX, 1)} {on.box(one.depth_cm)}")
        if begins:
            path.append("h0.1")
        before = one.at
    return Line("water", "".join(path))


def thinned(seen: Sequence[Observation]) -> list[Observation]:
    """At most MOST of these, with every peak and every trough among them."""
    if len(seen) <= MOST:
        return list(seen)
    size = -(-len(seen) * 2 // MOST)
    found: list[Observation] = []
    for n in range(0, len(seen), size):
        part = seen[n : n + size]
        found += sorted({min(part, key=_depth), max(part, key=_depth)}, key=lambda one: one.at)
    return found


def _depth(one: Observation) -> int:
    return one.depth_cm


def levels(siaga: tuple[int, int, int], on: Axis) -> tuple[Line, ...]:
    """A line across for each threshold."""
    return tuple(Line(f"siaga{n}", f"M0 {on.box(bound)}H{BOX}") for n, bound in enumerate(siaga, 1))


def silences(seen: Sequence[Observation], over: Span) -> tuple[Bar, ...]:
    """A bar over each stretch in which the gauge was silent, up to the end of the span: nothing is known of it."""
    broken = quiet_for(usual_interval([one.at for one in seen]))
    times = [one.at for one in seen]
    pairs = zip(times, [*times[1:], over.end], strict=True) if times else [(over.start, over.end)]
    tall = round(BOTTOM - TOP, 2)
    return tuple(
        Bar("silent", round(over.share(start) * 100, 2), round((over.share(end) - over.share(start)) * 100, 2), TOP, tall)
        for start, end in pairs
        if end - start > broken
    )


def hourly(seen: Sequence[Observation], step: timedelta) -> list[Observation]:
    """The last observation of each step, the newest first: what a table shows of many."""
    found: dict[int, Observation] = {}
    for one in seen:
        found[int(one.at.timestamp() // step.total_seconds())] = one
    return [found[key] for key in sorted(found, reverse=True)]
