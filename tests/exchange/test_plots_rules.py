"""Plots as numbers: ticks that people read easily, nothing drawn outside, nothing that happened left unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.exchange.rules.plots import column, counts, flags, line, magnitudes, stacked
from simpul.kernel.plots import BOTTOM, SLIM, TOP, tips

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (7, (0, 2, 4, 6, 8)),
        (48, (0, 20, 40, 60)),
        (100, (0, 25, 50, 75, 100)),
        (1204, (0, 500, 1000, 1500)),
        (4673, (0, 2000, 4000, 6000)),
    ],
)
def test_an_axis_of_counts_has_round_whole_ticks(most, ticks):
    assert counts(most).ticks == ticks


@given(st.integers(0, 10**12))
def test_an_axis_of_counts_holds_its_highest_and_has_few_ticks(most):
    axis = counts(most)
    assert axis.top >= most
    assert 2 <= len(axis.ticks) <= 5
    assert TOP <= axis.place(most) <= BOTTOM


@pytest.mark.parametrize(
    ("values", "ticks"),
    [([], (1, 10)), ([4.2], (1, 10)), ([3, 240], (1, 10, 100, 1000)), ([10, 100], (10, 100)), ([100], (100, 1000))],
)
def test_an_axis_of_magnitudes_has_whole_powers_of_ten(values, ticks):
    axis = magnitudes(values)
    assert axis.ticks == ticks
    assert axis.place(ticks[0]) == BOTTOM
    assert axis.place(ticks[-1]) == TOP
    assert axis.place(0.0001) == BOTTOM


def test_bars_stand_on_one_another_and_little_is_still_seen():
    axis = counts(1000)
    good, bad = stacked([("good", [1000, 0]), ("bad", [1, 0])], axis)
    assert (good.kind, good.y, good.height) == ("good", TOP, BOTTOM - TOP)
    assert bad.height == SLIM
    assert bad.y + bad.height == good.y
    assert (good.x, good.width) == (5.0, 40.0)


def test_a_line_breaks_off_where_there_is_nothing_and_a_lone_value_is_a_dash():
    axis = magnitudes([1, 10])
    assert line("half", [1.0, 10.0, None, 1.0, None], axis).path == "M100.0 1000.0L300.0 0.0M640.0 1000.0L760.0 1000.0"
    assert line("half", [None, None], axis).path == ""


def test_neighbouring_flags_are_one_mark():
    found = flags("bad", [True, True, False, True])
    assert [(bar.x, bar.width) for bar in found] == [(0.0, 50.0), (75.0, 25.0)]
    assert flags("bad", [False]) == ()


@pytest.mark.parametrize(("step", "anchor"), [(0, "start"), (30, "middle"), (59, "end")])
def test_words_below_a_plot_stay_within_it(step, anchor):
    assert column(step, 60, "12.00").anchor == anchor


def test_there_is_a_tip_over_each_step():
    assert [(tip.x, tip.width) for tip in tips(["a", "b"])] == [(0.0, 50.0), (50.0, 50.0)]
