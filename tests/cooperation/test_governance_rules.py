"""When an action is late, when somebody is reminded of it, and what minutes and actions must say.

The committee's own rule: what is decided is done by somebody until a day, or dropped for a reason that everybody reads.
"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from simpul.cooperation.model import governance_refusals as refusals
from simpul.cooperation.model.governance import FollowUpState
from simpul.cooperation.rules import governance as rules
from simpul.kernel.errors import Refusal
from tests.cooperation.governance_makers import ACT, DECISION, MEETING

DUE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-60, None),
        (-8, None),
        (-7, "before"),
        (-1, "before"),
        (0, "due"),
        (1, "due"),  # a node that was off on the day tells it the next
        (6, "due"),
        (7, "late-1"),
        (13, "late-1"),
        (14, "late-2"),
        (70, "late-10"),
    ],
)
def test_of_what_somebody_is_told(days: int, told: str | None) -> None:
    assert rules.occasion(DUE, DUE + timedelta(days=days)) == told


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [
        (FollowUpState.OPEN, -1, 0),
        (FollowUpState.OPEN, 0, 0),  # the whole day is there to do it
        (FollowUpState.OPEN, 1, 1),
        (FollowUpState.OPEN, 40, 40),
        (FollowUpState.DONE, 40, 0),
        (FollowUpState.DROPPED, 40, 0),
    ],
)
def test_how_late_it_is(state: FollowUpState, days: int, late: int) -> None:
    assert rules.days_late(replace(ACT, due=DUE, state=state), DUE + timedelta(days=days)) == late


def test_a_moved_day_is_another_occasion() -> None:
    today, who = DUE, UUID(int=3)
    before = rules.key(replace(ACT, due=DUE), who, today)
    after = rules.key(replace(ACT, due=DUE + timedelta(days=1)), who, today)
    assert None not in (before, after)
    assert before != after
    assert rules.key(replace(ACT, due=DUE, state=FollowUpState.DONE), who, today) is None


def test_who_is_reminded() -> None:
    """The owner; if mail does not reach the owner, the keepers of that side; if none of them, the centre: never nobody."""
    owner, keeper, staff = UUID(int=3), UUID(int=2), UUID(int=1)
    assert rules.told_to(replace(ACT, owner=owner), [owner, keeper], [keeper], [staff]) == (owner,)
    assert rules.told_to(replace(ACT, owner=owner), [keeper], [keeper], [staff]) == (keeper,)
    assert rules.told_to(replace(ACT, owner=None), [owner], [], [staff]) == (staff,)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"what": "  "}, refusals.FollowUpWhatMissing),
        ({"what": "x" * 501}, refusals.FollowUpWhatMissing),
        ({"owner_name": ""}, refusals.FollowUpOwnerMissing),
        ({"due": date(1900, 1, 1)}, refusals.FollowUpDueWrong),
        ({"due": date(2040, 1, 1)}, refusals.FollowUpDueWrong),
    ],
)
def test_what_an_action_must_say(changes: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        rules.checked_follow_up(replace(ACT, **changes), DUE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due", "reason", "refusal"),
    [
        (DUE, "karena libur", refusals.FollowUpDueSame),
        (DUE + timedelta(days=3), "", refusals.FollowUpReasonMissing),
        (DUE + timedelta(days=3), "ya", refusals.FollowUpReasonMissing),
        (DUE + timedelta(days=3), "x" * 501, refusals.FollowUpReasonMissing),
        (DUE + timedelta(days=4000), "karena libur", refusals.FollowUpDueWrong),
    ],
)
def test_a_day_is_moved_only_for_a_reason(due: date, reason: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        rules.moved(replace(ACT, due=DUE), due, reason, DUE)


def test_dropping_needs_a_reason_and_finishing_does_not() -> None:
    with pytest.raises(refusals.FollowUpReasonMissing):
        rules.closed(ACT, FollowUpState.DROPPED, " ", DUE)
    done = rules.closed(ACT, FollowUpState.DONE, "", DUE)
    assert (done.state, done.done_on, done.version) == (FollowUpState.DONE, DUE, ACT.version + 1)
    with pytest.raises(refusals.FollowUpClosed):
        rules.closed(done, FollowUpState.DONE, "", DUE)
    again = rules.reopened(done)
    assert (again.state, again.done_on, again.note, again.due) == (FollowUpState.OPEN, None, "", ACT.due)
    with pytest.raises(refusals.FollowUpClosed):
        rules.reopened(again)


def test_a_decision_whose_actions_were_all_dropped_is_without_an_action() -> None:
    assert rules.without_action([DECISION], []) == [DECISION]
    assert rules.without_action([DECISION], [replace(ACT, state=FollowUpState.DROPPED)]) == [DECISION]
    assert rules.without_action([DECISION], [ACT]) == []
    assert rules.without_action([DECISION], [replace(ACT, state=FollowUpState.DONE)]) == []


def test_the_latest_stands_first_and_what_is_closed_last() -> None:
    soon = replace(ACT, id=UUID(int=1), due=DUE + timedelta(days=9))
    latest = replace(ACT, id=UUID(int=2), due=DUE - timedelta(days=9))
    done = replace(ACT, id=UUID(int=3), due=DUE - timedelta(days=99), state=FollowUpState.DONE, done_on=DUE)
    assert [one.id.int for one in rules.in_order([soon, done, latest])] == [2, 1, 3]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": {"en": "Only English"}}, refusals.MeetingTitleMissing),
        ({"title": {"id": "x" * 201}}, refusals.MeetingTitleMissing),
        ({"on": date.max}, refusals.MeetingDayMissing),
        ({"minutes": "x" * 20_001}, refusals.MeetingTooLong),
        ({"attended": tuple("ab" for _ in range(101))}, refusals.MeetingTooLong),
        ({"agenda": ("x" * 301,)}, refusals.MeetingTooLong),
    ],
)
def test_what_minutes_must_say(changes: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        rules.checked_meeting(replace(MEETING, **changes), DUE)  # type: ignore[arg-type]
