"""Quasi-Poisson regression of many series at once: one design, log link, weights; by iterated weighted least squares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simpul.malaria.rules.detection.bounds import Counts

_STEPS, _CLOSE, _FARTHEST = 25, 1e-8, 30.0
_RIDGE = 1e-14
_ALONE = 250_000
"""Multiplications that BLAS does without threads: on busy cores these wait for each other far longer than they work."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """`mu` (series, weeks), `beta` and its covariance without dispersion, leverages; dispersion."""

    design: Counts
    beta: Counts
    mu: Counts
    covariance: Counts
    leverage: Counts
    dispersion: Counts

    @property
    def phi(self) -> Counts:
        """The dispersion, at least that of a Poisson count."""
        made: Counts = np.maximum(self.dispersion, 1)
        return made

    def at(self, row: Counts) -> tuple[Counts, Counts]:
        """The mean expected at a row of the design, and the standard error of its logarithm; for each series."""
        variance = np.einsum("p,spq,q->s", row, self.covariance, row) * self.phi
        return np.exp(np.clip(self.beta @ row, -_FARTHEST, _FARTHEST)), np.sqrt(np.maximum(variance, 0))


def fit(design: Counts, counts: Counts, weights: Counts | None = None) -> Fitted:
    """The model of each series; `design` is (weeks, terms), `counts` (series, weeks).

    Each series stops by itself, as R's `glm` does, and like there leverage, covariance and dispersion are those of the
    weights with which the last step began: bounds agree with R's to many digits and not only in the limit.
    """
    given = np.ones_like(counts) if weights is None else weights
    series, terms = counts.shape[0], design.shape[1]
    pairs = (design[:, :, None] * design[:, None, :]).reshape(-1, terms * terms)
    mu, beta, inverse = counts + 0.1, np.zeros((series, terms)), np.zeros((series, terms, terms))
    working, before, left = np.empty_like(mu), _deviance(counts, mu, given), np.arange(series)
    for _ in range(_STEPS):
        now = mu[left]
        working[left] = given[left] * now
        beta[left], inverse[left] = _solved((design, pairs), working[left], np.log(now) + (counts[left] - now) / now)
        mu[left] = np.exp(np.clip(_times(beta[left], design.T), -_FARTHEST, _FARTHEST))
        deviance = _deviance(counts[left], mu[left], given[left])
        moving = np.abs(deviance - before[left]) >= _CLOSE * (np.abs(deviance) + 0.1)
        before[left] = deviance
        left = left[moving]
        if not left.size:
            break
    leverage = _times(inverse.reshape(series, -1), pairs.T) * working
    dispersion = (working * ((counts - mu) / mu) ** 2).sum(axis=1) / max(design.shape[0] - terms, 1)
    return Fitted(design, beta, mu, inverse, np.clip(leverage, 0, 1 - 1e-12), dispersion)


def _times(rows: Counts, matrix: Counts) -> Counts:
    """`rows @ matrix`, a few rows at a time."""
    step = max(1, _ALONE // matrix.size)
    made: Counts = np.concatenate([rows[start : start + step] @ matrix for start in range(0, rows.shape[0], step)])
    return made


def _solved(designs: tuple[Counts, Counts], weights: Counts, answers: Counts) -> tuple[Counts, Counts]:
    """Coefficients and the inverse of the normal equations; `designs`: the design, and the products of its columns."""
    design, pairs = designs
    terms = design.shape[1]
    normal = _times(weights, pairs).reshape(-1, terms, terms)
    right = _times(weights * answers, design)
    inverse = np.asarray(np.linalg.pinv(normal, rcond=_RIDGE, hermitian=True), dtype=np.float64)
    return np.einsum("spq,sq->sp", inverse, right), inverse


def _deviance(counts: Counts, mu: Counts, weights: Counts) -> Counts:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(counts > 0, counts * np.log(counts / mu), 0)
    made: Counts = 2 * (weights * (logs - counts + mu)).sum(axis=1)
    return made


def reweighted(design: Counts, counts: Counts, threshold: float) -> Fitted:
    """The model fitted again with past outbreaks weighted down: Anscombe residuals above the threshold count less."""
    first = fit(design, counts)
    residual = 1.5 * (counts ** (2 / 3) * first.mu ** (-1 / 6) - first.mu**0.5)
    residual /= np.sqrt(first.phi[:, None] * (1 - first.leverage))
    return fit(design, counts, _lighter(residual, threshold))


def _lighter(residual: Counts, threshold: float) -> Counts:
    high: NDArray[np.bool_] = residual > threshold
    light = np.where(high, np.where(high, residual, 1.0) ** -2, 1.0)
    made: Counts = light * (light.shape[1] / light.sum(axis=1))[:, None]
    return made
