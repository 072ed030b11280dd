"""Axes with round ticks, stacked bars, flags and lines, as the numbers that a plot is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from simpul.kernel import plots
from simpul.kernel.plots import BOTTOM, BOX, SLIM, TOP, Bar, Line, Mark

FILLED = 0.8
"""So much of its step a bar fills."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An upright axis from `low` to `top`, with its ticks; `log`: equal factors are equally far apart."""

    low: float
    top: float
    ticks: tuple[float, ...]
    log: bool = False

    def place(self, value: float) -> float:
        """How far down a value lies, in pixels; what is beyond the axis lies at its end."""
        inside = min(max(value, self.low), self.top)
        if self.log:
            share = log10(inside / self.low) / log10(self.top / self.low)
        else:
            share = (inside - self.low) / (self.top - self.low)
        return round(BOTTOM - share * (BOTTOM - TOP), 2)


def counts(most: float, ticks: int = 4) -> Axis:
    """An axis from nothing to at least `most`, with round whole ticks, at most so many beside the zero."""
    rough = max(most, 1) / ticks
    unit = 10 ** floor(log10(rough)) if rough >= 1 else 1
    step = next(
        unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough and float(unit * factor).is_integer()
    )
    steps = max(1, ceil(max(most, 1) / step))
    return Axis(0.0, float(steps * step), tuple(float(n * step) for n in range(steps + 1)))


def magnitudes(values: Iterable[float]) -> Axis:
    """A logarithmic axis in whole powers of ten around the values, at least one decade high."""
    found = [value for value in values if value > 0] or [1.0]
    low, high = floor(log10(min(found))), ceil(log10(max(found)))
    high = max(high, low + 1)
    return Axis(float(10**low), float(10**high), tuple(float(10**n) for n in range(low, high + 1)), log=True)


def stacked(series: Sequence[tuple[str, Sequence[int]]], axis: Axis) -> tuple[Bar, ...]:
    """A bar for each step, the kinds on one another in their order."""
    count = len(series[0][1])
    step = 100 / count
    found = []
    for n in range(count):
        floor_ = BOTTOM
        for kind, values in series:
            if values[n]:
                height = max(SLIM, BOTTOM - axis.place(values[n]))
                floor_ = round(floor_ - height, 2)
                found.append(
                    Bar(kind, _round(step * (n + (1 - FILLED) / 2)), _round(step * FILLED), floor_, round(height, 2))
                )
    return tuple(found)


def flags(kind: str, raised: Sequence[bool]) -> tuple[Bar, ...]:
    """A mark as high as the plot at each step where something is to be pointed out; neighbours are one mark."""
    step, found, since = 100 / len(raised), [], None
    for n, up in enumerate([*raised, False]):
        if up and since is None:
            since = n
        elif not up and since is not None:
            found.append(Bar(kind, _round(since * step), _round((n - since) * step), TOP, BOTTOM - TOP))
            since = None
    return tuple(found)


def line(kind: str, values: Sequence[float | None], axis: Axis) -> Line:
    """A line through the middle of each step; it breaks off where there is no value, and a lone value is a short dash."""
    step, pieces, before = BOX / len(values), [], False
    for n, value in enumerate(values):
        if value is not None:
            y = _round((axis.place(value) - TOP) / (BOTTOM - TOP) * BOX)
            if before:
                pieces.append(f"L{_round(step * (n + 0.5))} {y}")
            else:
                lone = n + 1 == len(values) or values[n + 1] is None
                pieces.append(f"M{_round(step * (n + (0.2 if lone else 0.5)))} {y}")
                pieces += [f"L{_round(step * (n + 0.8))} {y}"] if lone else []
        before = value is not None
    return Line(kind, "".join(pieces))


def column(step: int, count: int, words: str, *, middle: bool = False) -> Mark:
    """Words below the beginning, or the middle, of a step; near an end they stay within the drawing."""
    return plots.column((step + (0.5 if middle else 0.0)) / count, words)


def _round(value: float) -> float:
    return round(value, 2)
