"""Weekly counts of many made-up kabupaten: seasons, trends, quiet and busy ones, with an outbreak here and there."""

from typing import Any

import numpy as np

STATISTICAL = ("ears-c1", "ears-c2", "ears-c3", "cusum", "farrington", "farrington-flexible")
"""Codes of the rules of alerts that are statistical methods."""


def made(series: int, years: int, *, seed: int = 20260105) -> Any:
    """Counts of shape (series, weeks): negative binomial around a season; each tenth series has none at all."""
    chance, weeks = np.random.default_rng(seed), np.arange(52 * years)
    level = np.exp(chance.normal(1.0, 1.6, size=(series, 1)))
    slope = chance.normal(0, 0.001, size=(series, 1))
    peak = chance.uniform(0, 52, size=(series, 1))
    mean = level * np.exp(0.6 * np.sin(2 * np.pi * (weeks - peak) / 52) + slope * weeks)
    mean[::10] = 0
    size = 6.0
    counts = chance.negative_binomial(size, size / (size + mean)).astype(float)
    for place in (one for one in range(1, series, 7) if one % 10):
        first = int(chance.integers(len(weeks) - 8))
        counts[place, first : first + 4] += np.ceil(4 * level[place] + 5)
    return counts
