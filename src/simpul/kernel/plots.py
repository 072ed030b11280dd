"""What a plot is made of, as numbers: in the fields that the pages' plot macro draws, percent across and pixels down.

So a drawing fits every width while its words keep their size; lines lie in a box of 1,000 units that is stretched.
"""

from collections.abc import Sequence
from dataclasses import dataclass

TOP, BOTTOM = 8.0, 188.0
"""Where the highest and the lowest value lie."""
BOX = 1000
SLIM = 1.5
"""Pixels that something is at least high, however little it is: what happened must be seen."""
_EDGE = 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Words beside an axis: where they stand, and on which side of that place."""

    place: float
    words: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, or a piece of one, of one kind of thing."""

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
    """How far down a value lies on an axis from nothing to `top`, in pixels; what is beyond the axis lies at its end."""
    return round(BOTTOM - min(max(value, 0), top) / top * (BOTTOM - TOP), 2)


def column(share: float, words: str) -> Mark:
    """Words below a place across (0 to 1); near an end they stay within the drawing."""
    place = round(share * 100, 2)
    return Mark(place, words, "start" if place < _EDGE else "end" if place > 100 - _EDGE else "middle")


def tips(words: Sequence[str]) -> tuple[Tip, ...]:
    """A tip for each step."""
    step = 100 / len(words)
    return tuple(Tip(round(n * step, 2), round(step, 2), one) for n, one in enumerate(words))
