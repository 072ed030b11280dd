"""EARS C1, C2, C3: the seven weeks before are the measure. Hutwagner et al. 2003; as R `surveillance::earsC`."""

from statistics import NormalDist

import numpy as np

from simpul.malaria.rules.detection.bounds import Bounds, Counts, above

BASELINE, LAG = 7, 2
ALPHA = 0.001


def c1(counts: Counts, weeks: range, alpha: float = ALPHA) -> Bounds:
    """Mean and standard deviation of the seven weeks before."""
    mean, deviation = _baseline(counts, weeks, 0)
    return above(counts[:, weeks], mean + _z(alpha) * deviation, mean)


def c2(counts: Counts, weeks: range, alpha: float = ALPHA) -> Bounds:
    """The same, with the two weeks before left out, so that the beginning of an outbreak does not raise the bound."""
    mean, deviation = _baseline(counts, weeks, LAG)
    return above(counts[:, weeks], mean + _z(alpha) * deviation, mean)


def c3(counts: Counts, weeks: range, alpha: float = ALPHA) -> Bounds:
    """An alarm when the two weeks before, together, lay far enough above their own bounds of C2.

    As R has it: the excess of week i is max(0, C2(i) - 1), and the bound is the week's own count plus what is missing.
    """
    mean, deviation = _baseline(counts, weeks, LAG)
    excess = sum(_excess(counts, range(weeks.start - back, weeks.stop - back)) for back in (1, 2))
    upper = counts[:, weeks] + deviation * (_z(alpha) - excess)
    return above(counts[:, weeks], np.maximum(upper, 0), mean)


def _z(alpha: float) -> float:
    return NormalDist().inv_cdf(1 - alpha)


def _excess(counts: Counts, weeks: range) -> Counts:
    mean, deviation = _baseline(counts, weeks, LAG)
    early = np.maximum(np.arange(weeks.start, weeks.stop), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        by = (counts[:, early] - mean) / deviation - 1
    return np.maximum(0, np.where(deviation > 0, by, 0))


def _baseline(counts: Counts, weeks: range, lag: int) -> tuple[Counts, Counts]:
    shape = (counts.shape[0], len(weeks))
    mean, deviation = np.full(shape, np.nan), np.full(shape, np.nan)
    for place, week in enumerate(weeks):
        first = week - lag - BASELINE
        if first >= 0:
            part = counts[:, first : first + BASELINE]
            mean[:, place], deviation[:, place] = part.mean(axis=1), part.std(axis=1, ddof=1)
    return mean, deviation
