"""What a plot is made of, as numbers: in the fields that the pages' plot macro draws, percent across and pixels down.

So a drawing fits every width while its words keep their size; lines lie in a box of 1,000 units that is stretched.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

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


@dataclass(frozen=True, slots=True)
class Spoke:
    """An axis of a radar from its middle to `x`, `y`, and its words beyond."""

    x: float
    y: float
    words: str
    words_x: float
    words_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What one series draws over all spokes: its corners, as an SVG points list and one by one."""

    kind: str
    points: str
    corners: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True, slots=True)
class Radar:
    """A radar in a box of RADAR_WIDE by RADAR_HIGH: `rings` are points lists; marks stand on the first spoke."""

    says: str
    rings: tuple[str, ...]
    marks: tuple[tuple[float, float, str], ...]
    spokes: tuple[Spoke, ...]
    shapes: tuple[Shape, ...]
    legend: tuple[tuple[str, str], ...] = ()


RADAR_WIDE, RADAR_HIGH = 360, 330
_MIDDLE, _REACH, _BEYOND, _NEAR = (180.0, 168.0), 132.0, 17.0, 20.0


def radar(
    says: str,
    spokes: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[float]]],
    top: int,
    words: Callable[[float], str] = str,
) -> Radar:
    """Every series (kind, name, a value from 0 to `top` for each spoke) over the same spokes, of which three are the least.

    `words` tells the value that a corner stands for.
    """
    count = len(spokes)
    return Radar(
        says=says,
        rings=tuple(_ring([ring / top] * count) for ring in range(1, top + 1)),
        marks=tuple((*_at(0, count, ring / top), str(ring)) for ring in range(1, top + 1)),
        spokes=tuple(_spoke(n, count, name) for n, name in enumerate(spokes)),
        shapes=tuple(
            Shape(kind, _ring([value / top for value in values]), _corners(values, top, words))
            for kind, _, values in series
        ),
        legend=tuple((kind, name) for kind, name, _ in series),
    )


def _at(n: int, count: int, share: float, more: float = 0.0) -> tuple[float, float]:
    angle = 2 * pi * n / count - pi / 2
    reach = _REACH * min(max(share, 0.0), 1.0) + more
    return round(_MIDDLE[0] + reach * cos(angle), 1), round(_MIDDLE[1] + reach * sin(angle), 1)


def _ring(part: Sequence[float]) -> str:
    return " ".join(f"{x},{y}" for x, y in (_at(n, len(part), one) for n, one in enumerate(part)))


def _corners(values: Sequence[float], top: int, words: Callable[[float], str]) -> tuple[tuple[float, float, str], ...]:
    return tuple((*_at(n, len(values), one / top), words(one)) for n, one in enumerate(values))


def _spoke(n: int, count: int, name: str) -> Spoke:
    x, y = _at(n, count, 1)
    beyond_x, beyond_y = _at(n, count, 1, _BEYOND)
    side = beyond_x - _MIDDLE[0]
    anchor = "middle" if abs(side) < _NEAR else "start" if side > 0 else "end"
    return Spoke(x, y, name, beyond_x, round(beyond_y + 5, 1), anchor)
