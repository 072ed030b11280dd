"""CUSUM of standardised counts: slow, lasting rises. As R `surveillance::cusum` with the transformation `standard`."""

import numpy as np

from simpul.malaria.rules.detection.bounds import Bounds, Counts

K, H = 1.04, 2.26
"""Reference value and decision limit, in standard deviations of a Poisson count."""
_HAIR = 1e-9


def cusum(counts: Counts, weeks: range, k: float = K, h: float = H) -> Bounds:
    """The mean of all weeks before the first asked for is expected; `upper` is the fewest cases that give an alarm."""
    mean = counts[:, : weeks.start].mean(axis=1) if weeks.start else np.full(counts.shape[0], np.nan)
    root, so_far = np.sqrt(mean), np.zeros(counts.shape[0])
    shape = (counts.shape[0], len(weeks))
    upper, alarm = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    known = mean > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        for place, week in enumerate(weeks):
            needed = mean + root * (h + k - so_far)
            upper[:, place] = np.where(known, np.maximum(0, np.ceil(needed - _HAIR)), np.nan)
            so_far = np.maximum(0, so_far + (counts[:, week] - mean) / root - k)
            alarm[:, place] = known & (so_far >= h)
    return Bounds(upper, np.repeat(mean[:, None], len(weeks), axis=1), alarm)
