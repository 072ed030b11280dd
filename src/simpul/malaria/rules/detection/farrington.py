"""Farrington's method (1996) and its flexible form (Noufaily 2013): the same season of earlier years is the measure.

As R `surveillance::farrington` and `farringtonFlexible`, whose words for the settings these are: `b` years back, `w` weeks
to either side, `limit54` (fewer than 5 cases in 4 weeks: no alarm). Many series are fitted at once, week by week.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simpul.malaria.rules.detection.bounds import Bounds, Counts, above
from simpul.malaria.rules.detection.fitting import Fitted, fit, reweighted

YEAR = 52


@dataclass(frozen=True, slots=True)
class Setting:
    """How far back, how wide, how sure. `enough`: fewer cases than this in so many weeks never give an alarm.

    `threshold`: from which residual on an earlier week counts less; `trend_below`: the p value below which a trend holds;
    `periods`: parts of the year's season; `left_out`: so many weeks before the week itself are no measure.
    """

    b: int = 4
    w: int = 3
    alpha: float = 0.01
    enough: tuple[int, int] = (5, 4)
    threshold: float = 1.0
    trend_below: float = 0.05
    periods: int = 1
    left_out: int = 26


CLASSIC = Setting()
FLEXIBLE = Setting(threshold=2.58, trend_below=1.0, periods=10)


def farrington(counts: Counts, weeks: range, setting: Setting = CLASSIC) -> Bounds:
    """The bound of 1996: two-sided, on the scale of the power 2/3."""
    return _each(counts, weeks, setting, _classic)


def farrington_flexible(counts: Counts, weeks: range, setting: Setting = FLEXIBLE) -> Bounds:
    """The bound of 2013: a quantile of the negative binomial, from all weeks with a season of ten parts."""
    return _each(counts, weeks, setting, _flexible)


Method = Callable[[Counts, int, Setting], tuple[Counts, Counts]]


def _each(counts: Counts, weeks: range, setting: Setting, method: Method) -> Bounds:
    shape = (counts.shape[0], len(weeks))
    upper, expected, enough = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    least, lately = setting.enough
    for place, week in enumerate(weeks):
        if week - YEAR * setting.b - setting.w >= 0:
            expected[:, place], upper[:, place] = method(counts, week, setting)
            enough[:, place] = counts[:, max(0, week - lately + 1) : week + 1].sum(axis=1) >= least
    return above(counts[:, weeks], upper, expected, enough)


def _classic(counts: Counts, week: int, setting: Setting) -> tuple[Counts, Counts]:
    past = np.concatenate(
        [np.arange(week - YEAR * back - setting.w, week - YEAR * back + setting.w + 1) for back in range(setting.b, 0, -1)]
    )
    ones = np.ones((past.size, 1))
    mean, error, phi = _modelled(ones, (past - week) / YEAR, counts[:, past], setting)
    spread = phi + (error * mean) ** 2 / mean
    z = NormalDist().inv_cdf(1 - setting.alpha / 2)
    power = mean ** (2 / 3) + z * np.sqrt(4 / 9 * mean ** (1 / 3) * spread)
    return mean, np.maximum(power, 0) ** 1.5


def _flexible(counts: Counts, week: int, setting: Setting) -> tuple[Counts, Counts]:
    from scipy.stats import nbinom, poisson

    past = np.arange(week - YEAR * setting.b - setting.w, week - setting.left_out)
    part = _parts(past, week, setting)
    seasons = (part[:, None] == np.arange(setting.periods)[None, :]).astype(float)
    seasons[:, 0] = 1.0
    mean, _, phi = _modelled(seasons, (past - week) / YEAR, counts[:, past], setting)
    wide = phi > 1 + 1e-9
    size = mean / np.where(wide, phi - 1, 1)
    upper = np.where(wide, nbinom.ppf(1 - setting.alpha, size, size / (size + mean)), poisson.ppf(1 - setting.alpha, mean))
    return mean, np.where(mean < 1e-9, 0.0, upper)


def _parts(past: NDArray[np.int64], week: int, setting: Setting) -> NDArray[np.int64]:
    """The season's part of each week: 0 around the week's own season, then equal parts of what lies between."""
    distance = (past - week + setting.w) % YEAR
    width = 2 * setting.w + 1
    between = (distance - width) * (setting.periods - 1) // (YEAR - width)
    return np.where(distance < width, 0, between + 1)


def _modelled(rest: Counts, time: Counts, counts: Counts, setting: Setting) -> tuple[Counts, Counts, Counts]:
    """Mean, standard error of its logarithm, and dispersion for the week, with a trend where it holds."""
    flat, sloped = np.zeros(rest.shape[1]), np.zeros(rest.shape[1] + 1)
    flat[0] = sloped[0] = 1.0
    plain = reweighted(rest, counts, setting.threshold)
    trended = reweighted(np.column_stack([rest, time]), counts, setting.threshold)
    mean, error = plain.at(flat)
    mean_t, error_t = trended.at(sloped)
    take = _holds(trended, setting) & (mean_t <= counts.max(axis=1))
    return np.where(take, mean_t, mean), np.where(take, error_t, error), np.where(take, trended.phi, plain.phi)


def _holds(trended: Fitted, setting: Setting) -> NDArray[np.bool_]:
    from scipy.stats import t

    if setting.trend_below >= 1:
        return np.ones(trended.phi.shape, dtype=bool)
    weeks, terms = trended.design.shape
    error = np.sqrt(trended.covariance[:, -1, -1] * trended.dispersion)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * t.sf(np.abs(trended.beta[:, -1] / error), max(weeks - terms, 1))
    made: NDArray[np.bool_] = p < setting.trend_below
    return made


__all__ = ["CLASSIC", "FLEXIBLE", "Setting", "farrington", "farrington_flexible", "fit"]
