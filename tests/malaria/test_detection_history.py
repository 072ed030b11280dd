"""The whole history of 514 made-up kabupaten by every method: alarms are rare, and none where there is no case."""

import os

import numpy as np
import pytest

from simpul.malaria.rules.weekly import method
from tests.malaria.many_series import STATISTICAL, made

SOAK = bool(os.environ.get("SIMPUL_SOAK"))
SERIES, YEARS = 514, 10


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
@pytest.mark.parametrize("code", STATISTICAL)
def test_ten_years_week_by_week(code):
    counts = made(SERIES, YEARS)
    weeks = range(52, counts.shape[1])
    found = method(code)(counts, weeks)
    assert found.alarm.shape == found.upper.shape == (SERIES, len(weeks))
    assert not found.alarm[::10].any(), "a kabupaten without a case has no alarm"
    assert not (found.alarm & np.isnan(found.upper)).any()
    known = ~np.isnan(found.upper)
    assert (found.upper[known] >= 0).all()
    if code != "cusum":  # its sum keeps on while a trend holds
        assert found.alarm.mean() < 0.1, "alarms are rare"
    for place in range(3, SERIES, 97):
        alone = method(code)(counts[place : place + 1], weeks)
        np.testing.assert_allclose(found.upper[place], alone.upper[0], rtol=1e-6, atol=1e-6, equal_nan=True)
        assert found.alarm[place].tolist() == alone.alarm[0].tolist()
