"""EARS, Farrington and CUSUM say week for week what R's package `surveillance` says, and hold for one series or many."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from simpul.malaria.rules.detection import cusum, ears, farrington
from simpul.malaria.rules.detection.bounds import Bounds
from tests.conftest import SHARED

pytestmark = pytest.mark.rules
ORACLE = SHARED / "data/malaria/outbreak/surveillance_oracle.json"
METHODS: dict[str, Callable[..., Bounds]] = {
    "C1": ears.c1,
    "C2": ears.c2,
    "C3": ears.c3,
    "cusum": cusum.cusum,
    "farrington": farrington.farrington,
    "farringtonFlexible": farrington.farrington_flexible,
}
QUIET = np.array([[2.0, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 12]])


@pytest.fixture(scope="module")
def oracle() -> dict:
    if not ORACLE.exists():
        pytest.skip("R's answers are not here: ../shared/data/malaria/outbreak/surveillance_oracle.json")
    return json.loads(ORACLE.read_text())


@pytest.mark.parametrize("name", METHODS)
def test_alarms_are_those_of_r_week_for_week_and_so_are_bounds(oracle, name):
    weeks = range(oracle["range"][0] - 1, oracle["range"][-1])
    found = METHODS[name](np.array([oracle["y"]], dtype=float), weeks)
    told = oracle[name]
    assert found.alarm[0].astype(int).tolist() == told["alarm"]
    upper = np.array([np.nan if one is None else one for one in told["upper"]], dtype=float)
    if name.startswith("farrington"):  # R names no bound where there were fewer than five cases in four weeks
        upper[upper == 0] = np.nan
    known = ~np.isnan(upper)
    assert known.sum() >= len(weeks) - 4
    np.testing.assert_allclose(found.upper[0][known], upper[known], rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("name", METHODS)
def test_many_series_at_once_say_what_each_says_alone(oracle, name):
    y = np.array(oracle["y"], dtype=float)
    weeks = range(340, 350)
    many = np.stack([y, np.roll(y, 7), np.zeros_like(y), y * 3])
    together = METHODS[name](many, weeks)
    for place, series in enumerate(many):
        alone = METHODS[name](series[None, :], weeks)
        np.testing.assert_allclose(together.upper[place], alone.upper[0], rtol=1e-9, equal_nan=True)
        assert together.alarm[place].tolist() == alone.alarm[0].tolist()
    assert not together.alarm[2].any()


@pytest.mark.parametrize("name", METHODS)
def test_a_week_without_enough_history_has_no_bound_and_no_alarm(name):
    found = METHODS[name](np.array([[0.0, 99.0]]), range(1))
    assert np.isnan(found.upper).all()
    assert not found.alarm.any()


def test_c1_by_hand():
    """Weeks 5 to 11 are 3 2 3 2 3 2 3... mean 18/7, standard deviation 0.5345; the bound is 18/7 + 3.0902 * 0.5345."""
    found = ears.c1(QUIET, range(11, 12))
    assert found.upper[0, 0] == pytest.approx(17 / 7 + 3.090232 * 0.534522, abs=1e-5)
    assert found.alarm[0, 0]


def test_cusum_by_hand():
    """Mean 27/11 of the weeks before; 12 cases are (12 - 2.4545) / 1.5667 = 6.09 deviations: above 1.04 + 2.26."""
    found = cusum.cusum(QUIET, range(11, 12))
    assert found.alarm[0, 0]
    assert found.upper[0, 0] == np.ceil(27 / 11 + np.sqrt(27 / 11) * 3.3)


def test_past_outbreaks_are_weighted_down_so_that_they_do_not_hide_the_next_one(oracle):
    marred = np.array([oracle["y"]], dtype=float)
    marred[0, 195:199] *= 10
    week = range(302, 303)
    weighted = farrington.farrington(marred, week)
    naive = farrington.farrington(marred, week, replace(farrington.CLASSIC, threshold=1e9))
    assert weighted.upper[0, 0] < 0.7 * naive.upper[0, 0]
