"""A small picture of the outline of a focus, north up, with a scale: for a page and for paper, without a map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_SIZE, _EDGE = 400.0, 30.0
_METRES_PER_DEGREE = 111_195.0
_STEPS = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)


@dataclass(frozen=True, slots=True)
class FocusSketch:
    """An SVG path in a square of 400 units, the village's place in it (None outside), the scale's length and metres."""

    path: str
    point: tuple[float, float] | None
    scale: float
    metres: int


def drawn(ring: Sequence[Sequence[float]], point: tuple[float, float] | None) -> FocusSketch:
    """The outline as large as it fits; east and west are squeezed as at its latitude."""
    west, south = min(one[0] for one in ring), min(one[1] for one in ring)
    east, north = max(one[0] for one in ring), max(one[1] for one in ring)
    squeeze = math.cos(math.radians((south + north) / 2))
    span = max((east - west) * squeeze, north - south, 1e-6)
    unit = (_SIZE - 2 * _EDGE) / span

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        x = _SIZE / 2 + (longitude - (west + east) / 2) * squeeze * unit
        return round(x, 1), round(_SIZE / 2 - (latitude - (south + north) / 2) * unit, 1)

    path = "M" + "L".join(f"{x} {y}" for x, y in (at(one[0], one[1]) for one in ring)) + "Z"
    spot = at(*point) if point else None
    inside = spot is not None and all(0 <= value <= _SIZE for value in spot)
    per_metre = unit / _METRES_PER_DEGREE
    metres = max((one for one in _STEPS if one * per_metre <= _SIZE / 3), default=_STEPS[0])
    return FocusSketch(path, spot if inside else None, round(metres * per_metre, 1), metres)
