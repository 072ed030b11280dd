"""Who sets an area's state, and what a decision makes of it. UU 24/2007 art. 21: BPBD answers for its region."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model import UndoTooLate
from simpul.disaster.model.areas import (
    AreaChange,
    AreaChangedMeanwhile,
    AreaMissing,
    AreaNameMissing,
    AreaNameTooLong,
    AreaNothingToClear,
    AreaOfficerOnly,
    AreaStateUnreadable,
    AreaStep,
    NotYourArea,
    Standing,
)
from simpul.disaster.rules import area_plots as plots
from simpul.disaster.rules import areas as rules
from simpul.kernel.actor import Actor
from tests.disaster.area_makers import NOW, an_area, stands
from tests.disaster.makers import officer

pytestmark = pytest.mark.rules
CITIZEN = Actor(UUID(int=3), "Budi")
ADMIN = Actor(UUID(int=4), "Dewi", "ID/GOV/6000/BPBD", "31", frozenset({"node.admin"}))
VILLAGE, CITY, TWO_CITIES, TWO_PROVINCES = "31.71.01.1001", "31.71", "31", ""


@pytest.mark.parametrize(
    ("who", "actor", "village", "city", "two_cities", "two_provinces"),
    [
        ("officer of BNPB, whole country", officer(None), True, True, True, True),
        ("officer of the province", officer("31"), True, True, True, False),
        ("officer of the city", officer("31.71"), True, True, False, False),
        ("officer of the district", officer("31.71.01"), True, False, False, False),
        ("officer of the neighbouring city", officer("31.72"), False, False, False, False),
        ("officer of another province", officer("32"), False, False, False, False),
        ("officer of a code that only begins alike", officer("31.7"), False, False, False, False),
    ],
)
def test_an_officer_decides_about_areas_wholly_in_their_region(
    who: str, actor: Actor, village: bool, city: bool, two_cities: bool, two_provinces: bool
) -> None:
    may = {VILLAGE: village, CITY: city, TWO_CITIES: two_cities, TWO_PROVINCES: two_provinces}
    for region, allowed in may.items():
        if allowed:
            rules.permit_set(actor, an_area(region))
        else:
            with pytest.raises(NotYourArea):
                rules.permit_set(actor, an_area(region))


@pytest.mark.parametrize(
    ("who", "actor"),
    [
        ("nobody", Actor.ANONYMOUS),
        ("citizen with an account", CITIZEN),
        ("administrator of the node", ADMIN),
        ("officer without an agency", officer("31", agency=None)),
    ],
)
def test_nobody_else_decides(who: str, actor: Actor) -> None:
    with pytest.raises(AreaOfficerOnly):
        rules.permit_set(actor, an_area())


@pytest.mark.parametrize("code", ["31", "31.74", "31.74.03", "31.74.03.1001", "92.06.01.2004"])
def test_a_units_id_is_the_digits_of_its_code(code: str) -> None:
    assert rules.code_of(rules.id_of(code)) == code


@pytest.mark.parametrize("number", [0, 3, 317, 31740, 317403100, 31740310012, 100_000_000_000])
def test_other_numbers_are_no_units(number: int) -> None:
    with pytest.raises(AreaMissing):
        rules.code_of(number)


@pytest.mark.parametrize(
    ("shares", "region"),
    [
        ({"31.71.01.1001": 1.0}, "31.71.01.1001"),
        ({"31.71.01.1001": 0.96, "31.72.01.1001": 0.04}, "31.71.01.1001"),
        ({"31.71.01.1001": 0.5, "31.71.01.1002": 0.5}, "31.71.01"),
        ({"31.71.01.1001": 0.5, "31.71.02.1001": 0.5}, "31.71"),
        ({"31.71.01.1001": 0.5, "31.72.01.1001": 0.5}, "31"),
        ({"31.71.01.1001": 0.5, "36.71": 0.5}, ""),
        ({}, ""),
    ],
)
def test_who_answers_for_a_polygon_holds_nineteen_twentieths_of_it(shares: dict[str, float], region: str) -> None:
    assert rules.holder(shares) == region


@pytest.mark.parametrize(
    ("before", "state", "step", "keeps_since"),
    [
        (None, 3, AreaStep.SET, False),
        (2, 3, AreaStep.SET, False),
        (3, 3, AreaStep.CONFIRM, True),
        (3, None, AreaStep.CLEAR, False),
    ],
)
def test_a_decision(before: int | None, state: int | None, step: AreaStep, keeps_since: bool) -> None:
    was = stands(before, hours=2)
    now = rules.decided(was, officer(), NOW, state=state)
    assert rules.step_of(was, now) is step
    assert (now.state, now.version, now.changed_at, now.by) == (state, 2, NOW, UUID(int=7))
    assert now.since == (was.since if keeps_since else NOW if state else None)
    event = rules.told(an_area(), was, now)
    assert (event is None) is (step is AreaStep.CONFIRM)
    if event:
        assert (event.area, event.before, event.state, event.agency) == (3171011001, before, state, "ID/GOV/6000/BPBD")
        assert "Sari" not in str(event.payload())


def test_there_is_nothing_to_clear_without_a_state() -> None:
    with pytest.raises(AreaNothingToClear):
        rules.decided(Standing(), officer(), NOW, state=None)


@pytest.mark.parametrize("state", [0, 5, -1, True, 2.5])
def test_no_other_states(state: int) -> None:
    with pytest.raises(AreaStateUnreadable):
        rules.checked_state(state)


def test_an_area_that_changed_meanwhile() -> None:
    rules.same_version(stands(2, version=4), 4)
    rules.same_version(stands(2, version=4), None)
    with pytest.raises(AreaChangedMeanwhile):
        rules.same_version(stands(2, version=4), 3)


def a_change(version: int, step: AreaStep, before: int | None, state: int | None, minutes: float = 5) -> AreaChange:
    at = NOW - timedelta(minutes=minutes)
    return AreaChange(1, "flood", version, at, step, before, state, at if state else None, None, "ID/GOV/6000/BPBD")


FIRST, SECOND = a_change(1, AreaStep.SET, None, 2, 60), a_change(2, AreaStep.SET, 2, 4)


@pytest.mark.parametrize(
    ("history", "possible"),
    [
        ([], False),
        ([FIRST], False),
        ([FIRST, SECOND], True),
        ([replace(FIRST, at=NOW - timedelta(minutes=30))], True),
        ([replace(FIRST, at=NOW - timedelta(minutes=31))], False),
        ([FIRST, SECOND, a_change(3, AreaStep.UNDO, 4, 2, 1)], False),
        ([FIRST, a_change(2, AreaStep.CLEAR, 2, None)], True),
        ([FIRST, a_change(2, AreaStep.CONFIRM, 2, 2)], True),
    ],
)
def test_what_can_be_taken_back(history: list[AreaChange], possible: bool) -> None:
    assert (rules.undoable(history, NOW) is not None) is possible


def test_taking_back_brings_back_state_and_since() -> None:
    back = rules.undone(stands(4, version=2), [FIRST, SECOND], officer(), NOW)
    assert (back.state, back.since, back.version, back.changed_at) == (2, FIRST.since, 3, NOW)
    none = rules.undone(stands(2), [replace(FIRST, at=NOW)], officer(), NOW)
    assert (none.state, none.since) == (None, None)
    with pytest.raises(UndoTooLate):
        rules.undone(stands(2), [FIRST], officer(), NOW)


def test_names() -> None:
    assert rules.area_name("  RW 09\n Ancol ") == "RW 09 Ancol"
    for given_, refusal in ((" ", AreaNameMissing), ("a" * 81, AreaNameTooLong)):
        with pytest.raises(refusal):
            rules.area_name(given_)


def test_a_plots_steps() -> None:
    start = NOW - timedelta(hours=10)
    later = replace(FIRST, at=start + timedelta(hours=5), before=1, state=3)
    assert plots.stairs([later], start, NOW).path == "M0 750.0L500.0 750.0L500.0 250.0L1000 250.0"
    assert plots.stairs([replace(later, at=start)], start, NOW).path == "M0 250.0L1000 250.0"
    assert plots.stairs([], start, NOW).path == "M0 1000.0L1000 1000.0"
    assert [bar.height for bar in plots.bars([0, 5, 10], 10)] == [90.0, 180.0]
    assert [(at - NOW).total_seconds() / 3600 for at in plots.ticks(NOW, NOW + timedelta(hours=24))] == [0, 6, 12, 18, 24]


@given(st.integers(0, 5000))
def test_a_plots_axis_holds_every_count(most: int) -> None:
    ticks = plots.scale(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 6
