"""What a method says of some weeks: the bound, what was expected, whether the count is above."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounds:
    """For each series and week: `upper`, the bound in cases; `expected`, cases, NaN where a method has none; `alarm`."""

    upper: Counts
    expected: Counts
    alarm: NDArray[np.bool_]


def above(observed: Counts, upper: Counts, expected: Counts | None = None, enough: Any = True) -> Bounds:
    """An alarm is a count above its bound where there were enough cases."""
    with np.errstate(invalid="ignore"):
        alarm = (observed > upper) & enough & ~np.isnan(upper)
    return Bounds(upper, np.full_like(upper, np.nan) if expected is None else expected, alarm)
