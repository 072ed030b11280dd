"""Which reports are alike: near and of one time, or in the same words, or with the same picture."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.disaster.model import Status
from simpul.disaster.model.desk import Brief
from simpul.disaster.rules import likeness
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.likeness import alike, bits_between, grouped, metres_between, plain
from tests.disaster.makers import JAKARTA
from tests.disaster.test_rules_drafts import NOW

pytestmark = pytest.mark.rules
A_METRE = 1 / 111_195
TEXT = "Air sudah masuk rumah setinggi lutut di depan pasar"


def brief(number: int = 1, *, north: float = 0, minutes: float = 0, **more: object) -> Brief:
    """A flood of 60 cm, `north` metres from Monas, so many minutes after the night began."""
    made = Brief(
        number,
        1,
        "flood",
        "flood",
        NOW + timedelta(minutes=minutes),
        JAKARTA[0],
        JAKARTA[1] + north * A_METRE,
        "minor",
        Status.UNVERIFIED,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("why", "other", "expected"),
    [
        ("the same place and time", brief(2), True),
        ("within 250 m", brief(2, north=249), True),
        ("farther", brief(2, north=260), False),
        ("within 90 minutes", brief(2, minutes=90), True),
        ("later", brief(2, minutes=91), False),
        ("another hazard", brief(2, hazard="wind", kind="wind"), False),
        ("another type of report", brief(2, kind="other"), False),
        ("the same words within a kilometre", brief(2, north=990, text=TEXT.upper() + "!!"), True),
        (
            "the same words in another order",
            brief(2, north=500, text="di depan pasar air sudah masuk rumah setinggi lutut"),
            True,
        ),
        ("the same words farther away", brief(2, north=1_010, text=TEXT), False),
        ("the same words later", brief(2, north=500, minutes=91, text=TEXT), False),
        ("other words", brief(2, north=500, text="Pohon tumbang menutup jalan ke sekolah kami"), False),
        ("the same picture within 5 km and a day", brief(2, north=4_900, minutes=1_400, photo_hash=0b111), True),
        ("the same picture farther away", brief(2, north=5_100, photo_hash=0b111), False),
        ("the same picture another day", brief(2, north=900, minutes=1_500, photo_hash=0b111), False),
        ("a picture of which seven bits differ", brief(2, north=900, photo_hash=0b1111_1110 << 8 | 0), False),
    ],
)
def test_what_is_alike(why: str, other: Brief, expected: bool) -> None:
    one = brief(1, text=TEXT, photo_hash=0)
    assert alike(one, other) is expected, why
    assert alike(other, one) is expected


def test_short_texts_are_not_compared() -> None:
    assert not alike(brief(1, text="banjir"), brief(2, north=500, text="banjir"))


def test_every_hazard_that_people_report_has_a_reach() -> None:
    assert {one.slug for one in LISTED} <= set(likeness.REACHES)
    assert likeness.reach_of("meteor") == likeness.OTHERWISE


def test_words() -> None:
    assert plain("  Air, NAIK!! sampai-lutut ") == "air lutut naik sampai"
    assert plain(None) == ""


def test_bits_differ_whatever_their_sign() -> None:
    assert bits_between(-1, -1) == 0
    assert bits_between(-1, 0) == 64
    assert bits_between(-(1 << 63), 0) == 1


def test_metres() -> None:
    assert metres_between(brief(1), brief(2, north=1_000)) == pytest.approx(1_000, rel=1e-3)
    east = replace(brief(2), longitude=JAKARTA[0] + 0.01)
    assert metres_between(brief(1), east) == pytest.approx(1_105.5, rel=1e-3)


def test_a_chain_of_neighbours_does_not_join_a_city() -> None:
    chain = [brief(n, north=200 * n, minutes=n) for n in range(12)]
    groups = grouped(chain)
    assert max(metres_between(group[0], one) for group in groups for one in group) <= 250
    assert len(groups) > 3


def test_a_group_begins_with_its_first_report_and_holds_what_is_like_it() -> None:
    first, near, words, picture, far = (
        brief(1, text=TEXT, photo_hash=5),
        brief(2, north=100, minutes=5),
        brief(3, north=900, minutes=6, text=TEXT),
        brief(4, north=3_000, minutes=200, photo_hash=4),
        brief(5, north=3_000, minutes=7),
    )
    assert grouped([far, picture, words, near, first]) == [(first, near, words, picture), (far,)]


def test_the_nearest_group_is_joined() -> None:
    west, east, between = brief(1), brief(2, north=400, minutes=1), brief(3, north=230, minutes=2)
    assert grouped([west, east, between]) == [(west,), (east, between)]


BRIEFS = st.lists(
    st.builds(
        brief,
        st.integers(1, 10_000),
        north=st.integers(0, 1_500),
        minutes=st.integers(0, 200),
        longitude=st.floats(106.82, 106.835),
        hazard=st.sampled_from(["flood", "haze"]),
        text=st.sampled_from([None, TEXT, TEXT + " sekali", "banjir", "Angin kencang merobohkan pohon di jalan raya"]),
        photo_hash=st.sampled_from([None, 0, 1, -1, 0xFF, 1 << 62]),
    ),
    max_size=25,
    unique_by=lambda one: one.number,
)


@settings(max_examples=60, deadline=None)
@given(BRIEFS, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_they_are_looked_at(briefs: list[Brief], chance: object) -> None:
    groups = grouped(briefs)
    shuffled = list(briefs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert grouped(shuffled) == groups
    assert sorted(one.number for group in groups for one in group) == sorted(one.number for one in briefs)
    for group in groups:
        assert all(alike(group[0], one) and alike(one, group[0]) for one in group[1:])


@settings(max_examples=40, deadline=None)
@given(BRIEFS, st.integers(0, 25))
def test_what_comes_later_moves_nothing_that_came_before(briefs: list[Brief], kept: int) -> None:
    ordered = sorted(briefs, key=lambda one: (one.at, one.number))
    before = {one.number: group[0].number for group in grouped(ordered[:kept]) for one in group}
    after = {one.number: group[0].number for group in grouped(ordered) for one in group}
    assert before.items() <= after.items()
