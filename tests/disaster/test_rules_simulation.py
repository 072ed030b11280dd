"""The made-up night: the same for the same seed, as large as it says, labelled, and shaped like a night of rain."""

import pytest

from simpul.disaster.commands.simulate import planned
from simpul.disaster.model.simulation import Looking, Night, Way
from simpul.disaster.rules import simulation as rules
from simpul.kernel.ids import seeded

pytestmark = pytest.mark.rules
NIGHT = Night(seed=7, scale=0.02)


def test_the_same_seed_makes_the_same_night() -> None:
    assert [list(part) for part in planned(NIGHT)] == [list(part) for part in planned(NIGHT)]
    assert list(planned(NIGHT)[0]) != list(planned(Night(seed=8, scale=0.02))[0])


def test_it_is_as_large_as_it_says() -> None:
    reports, reads = planned(NIGHT)
    first = [one for one in reports if not one.again]
    assert len(first) == 1_000
    assert len({one.form for one in first}) == 1_000
    assert sum(1 for _ in reads) == 10_000


def test_every_text_says_that_it_is_made_up() -> None:
    assert all(one.text.startswith("SIMULASI: ") for one in planned(NIGHT)[0])


def test_bots_wrong_clocks_and_forms_sent_twice_are_among_them() -> None:
    reports = list(planned(NIGHT)[0])
    bots = [one for one in reports if one.bot]
    assert 10 < len(bots) < 90
    assert len({one.address for one in bots}) <= 4
    assert len({one.text for one in bots}) == 1
    assert {one.way for one in reports} == set(Way)
    assert any(abs(one.clock_off) > 80_000 for one in reports)
    again = [one for one in reports if one.again]
    assert {one.form for one in again} <= {one.form for one in reports if not one.again}


def test_readers_ask_for_everything_that_can_be_asked() -> None:
    assert {one.what for one in planned(NIGHT)[1]} == set(Looking)


def test_most_come_when_it_rains_hardest() -> None:
    at = rules.moments(NIGHT, 2_000, seeded(1))
    assert at == sorted(at)
    assert at[0] >= 0
    assert at[-1] <= NIGHT.seconds
    peak = sum(1 for one in at if 0.30 < one / NIGHT.seconds < 0.42)
    ebb = sum(1 for one in at if one / NIGHT.seconds < 0.12)
    assert peak > 5 * ebb


@pytest.mark.parametrize(
    ("values", "share", "value"), [([], 0.99, 0.0), ([3.0], 0.5, 3.0), ([1, 2, 3, 4], 0.5, 2), (range(1, 101), 0.99, 99)]
)
def test_a_quantile_is_one_of_the_values(values: list[float], share: float, value: float) -> None:
    assert rules.quantile(list(values), share) == value
