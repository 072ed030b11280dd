"""Which state is suggested, and why: the rule of `rules/area_suggesting.py`, point by point. Nothing is set by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model.areas import GaugeSays, Standing, Told
from simpul.disaster.rules import area_suggesting as rules
from tests.disaster.area_makers import NOW, a_gauge, stands, told

pytestmark = pytest.mark.rules
NOTHING = "nothing"
FRESH = Standing()


def suggested(area: Standing, reports: list[Told], gauges: list[GaugeSays]) -> int | str | None:
    found = rules.suggest(area, reports, gauges, NOW)
    return NOTHING if found is None else found.state


@pytest.mark.parametrize(
    ("depth", "state"), [(0, None), (9, None), (10, 2), (70, 2), (71, 3), (150, 3), (151, 4), (200, 4)]
)
def test_depths_are_states_as_the_matrix_has_them(depth: int, state: int | None) -> None:
    """CONTRACT a.6."""
    assert rules.state_of(depth) == state


@pytest.mark.parametrize(
    ("minutes", "verified", "weight"),
    [(0, False, 1), (59, False, 1), (60, False, 0.5), (120, False, 0.25), (0, True, 2), (90, True, 1), (150, True, 0.5)],
)
def test_point_2_a_report_weighs(minutes: int, verified: bool, weight: float) -> None:
    assert rules.weight(told(60, minutes, verified=verified), NOW) == weight


@pytest.mark.parametrize(
    ("why", "reports", "depth"),
    [
        ("one says it all", [told(60)], 60),
        ("one wrong report of four does not decide", [told(30), told(40), told(40), told(200)], 40),
        ("two deep ones of four do", [told(30), told(40), told(160), told(180)], 160),
        ("a verified one weighs two", [told(30), told(40, verified=True), told(160, verified=True)], 160),
        ("an old deep one weighs little", [told(30), told(40), told(200, 130)], 40),
    ],
)
def test_point_3_the_weighted_upper_quartile(why: str, reports: list[Told], depth: int) -> None:
    assert rules.upper_quartile(reports, NOW) == depth


@pytest.mark.parametrize(
    ("point", "area", "reports", "gauges", "state"),
    [
        ("1: reports inside three hours", FRESH, [told(60), told(60, 50)], [], 2),
        ("1: older ones do not count", FRESH, [told(60, 180), told(60, 200)], [], NOTHING),
        ("1: nothing is known", FRESH, [], [], NOTHING),
        ("1: what the officer knew is no news", stands(2, hours=1), [told(160, 61), told(160, 70)], [], NOTHING),
        ("1: what came in since is", stands(2, hours=1), [told(160), told(160)], [], 4),
        ("1: also after a state was cleared", stands(None, hours=1), [told(160, 61), told(160, 70)], [], NOTHING),
        ("3: it agrees with the state", stands(3, hours=1), [told(90), told(100)], [], NOTHING),
        ("3: the water falls", stands(3, hours=1), [told(30), told(40)], [], 2),
        ("3: dry reports speak for clearing", stands(3, hours=1), [told(0), told(5)], [], None),
        ("3: dry reports without a state say nothing", FRESH, [told(0), told(5)], [], NOTHING),
        ("4: one unverified report: use caution", FRESH, [told(160)], [], 1),
        ("4: one verified fresh report is enough", FRESH, [told(160, verified=True)], [], 4),
        ("4: a verified one after an hour is not", FRESH, [told(160, 70, verified=True)], [], 1),
        ("4: too few never change a state", stands(2, hours=1), [told(160)], [], NOTHING),
        ("4: a single dry report says nothing", FRESH, [told(5)], [], NOTHING),
        ("4: a high gauge is one witness more", FRESH, [told(160)], [a_gauge(2, 40, upstream=True)], 4),
        ("4: at Siaga III it is none", FRESH, [told(160)], [a_gauge(3, 40, upstream=True)], 1),
        ("5: a gauge nearby at Siaga II", FRESH, [], [a_gauge(2)], 1),
        ("5: one that names the village", FRESH, [], [a_gauge(1, 40, upstream=True, named=True)], 1),
        ("5: one that names the city only", FRESH, [], [a_gauge(1, 40, upstream=True)], NOTHING),
        ("5: at Siaga III", FRESH, [], [a_gauge(3)], NOTHING),
        ("5: that has been silent for long", FRESH, [], [a_gauge(1, minutes=361)], NOTHING),
        ("5: a state is set already", stands(2, hours=7), [], [a_gauge(1)], NOTHING),
        ("5: an officer cleared it a while ago", stands(None, hours=5), [], [a_gauge(1)], NOTHING),
        ("5: or long ago", stands(None, hours=7), [], [a_gauge(1)], 1),
        ("6: six hours without support", stands(2, hours=6), [], [], None),
        ("6: not yet", stands(2, hours=5.9), [], [], NOTHING),
        ("6: a wet report supports it", stands(2, hours=8), [told(20, 300)], [], NOTHING),
        ("6: a dry one does not", stands(2, hours=8), [told(5, 300)], [], None),
        ("6: a high gauge supports it", stands(2, hours=8), [], [a_gauge(2)], NOTHING),
    ],
)
def test_the_rule(
    point: str, area: Standing, reports: list[Told], gauges: list[GaugeSays], state: int | str | None
) -> None:
    assert suggested(area, reports, gauges) == state


def test_a_suggestion_says_why() -> None:
    reports = [told(60, 5, verified=True), told(90, 20), told(80, 70)]
    found = rules.suggest(FRESH, reports, [a_gauge(2, 2.34)], NOW)
    assert found is not None
    said = [one.sentence.format(**one.facts) for one in found.reasons]
    assert said == [
        "3 reports in the last 3 hours, 1 of them verified",
        "Three quarters of them, weighed by age and verification, say 90 cm or less; the deepest says 90 cm",
        "The newest is 5 minutes old",
        "Gauge Pos 2, 2.3 km away, stands at Siaga II",
    ]
    clear = rules.suggest(stands(3, hours=7), [], [], NOW)
    assert clear is not None
    assert [one.sentence.format(**one.facts) for one in clear.reasons] == [
        "For 6 hours nobody has reported water of 10 cm or more here",
        "No gauge nearby or upstream stands at Siaga I or II",
        "An officer last decided 7 hours ago",
    ]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 179), st.booleans()), min_size=1, max_size=30))
def test_the_suggestion_is_always_a_depth_that_somebody_reported(given_: list[tuple[int, int, bool]]) -> None:
    reports = [told(depth, minutes, verified=verified) for depth, minutes, verified in given_]
    assert rules.upper_quartile(reports, NOW) in {depth for depth, *_ in given_}
