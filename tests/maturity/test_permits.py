"""Who may do what in an assessment, at each stage and state: the whole table, person by person.

Law: Permen PANRB 59/2020, Lampiran (internal assessors, external assessors); Pedoman Menteri PANRB 3/2024 (stages); Permen
PANRB 8/2026 (objection). What is not in the table is refused.
"""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from simpul.kernel.actor import Actor
from simpul.maturity.model.assessing import Answer, AssessmentRow, AssessmentState, Said
from simpul.maturity.model.maturity_refusals import (
    AssessmentUnknown,
    EditingClosed,
    IndicatorLocked,
    NotYourIndicator,
    StepNotNow,
    StepNotYours,
    StepOfAnswerers,
    StepOfCoordinator,
    StepOfFiller,
    StepOfMinistry,
    StepOfReviewer,
)
from simpul.maturity.rules import permits, seeing
from simpul.maturity.rules.who import standing
from tests.maturity.makers import ENTRY, EVERYBODY, FIRST, HOME, LEADER, MINISTRY, RESPONDENT

pytestmark = pytest.mark.rules
NOW = datetime(2026, 11, 26, tzinfo=UTC)
SEATS = {"first": 1, "second": 2, "reviewer": 3}
OPEN, SUBMITTED, CLOSED = AssessmentState.OPEN, AssessmentState.SUBMITTED, AssessmentState.CLOSED

ROW = AssessmentRow(
    id=UUID(int=100),
    edition="2026",
    agency="8205",
    stage="self",
    state=OPEN,
    version=1,
    entry=ENTRY.id,
    entry_name=ENTRY.name,
    general={},
    submitted={},
    unlocked=(),
    opened_at=NOW,
    changed_at=NOW,
    closed_at=None,
    synthetic=True,
)

OFFICER = {"answer", "submit", "hand_over", "appoint", "general"}
OBJECTING = {"object", "withdraw_objection", "done_objecting"}
JUDGING = {"judge", "send_back", "accept"}
AGREEING = {"harmonise", "answer", "close_harmonising"}
LEADING_TALK = {"answer", "submit"}

# (stage, state, who has handed in: {seat: when; 0: the seat that closed}) -> {person: steps}; all others: nothing
TABLE = {
    ("self", OPEN, ""): {"entry": OFFICER, "respondent": {"answer"}, "leader": {"appoint_entry"}},
    ("self", SUBMITTED, ""): {"entry": {"withdraw", "hand_over"}, "leader": {"sign", "send_back_self"}},
    ("document", OPEN, ""): {"first": {"answer", "submit"}, "second": {"answer", "submit"}},
    ("document", OPEN, "1"): {"first": {"withdraw"}, "second": {"answer", "submit"}},
    ("document", OPEN, "2"): {"first": {"answer", "submit"}, "second": {"withdraw"}},
    ("document", SUBMITTED, "12"): {"first": AGREEING, "second": AGREEING},
    ("document", SUBMITTED, "12 closed by 1"): {"first": {"withdraw"}, "second": {"confirm", "withdraw"}},
    ("document", SUBMITTED, "12 closed by 2"): {"first": {"confirm", "withdraw"}, "second": {"withdraw"}},
    ("interview", OPEN, ""): {"first": LEADING_TALK},
    ("interview", SUBMITTED, "closed by 1"): {"first": {"withdraw"}, "second": {"confirm", "withdraw"}},
    ("visit", OPEN, ""): {"first": LEADING_TALK | {"skip"}},
    ("visit", SUBMITTED, "closed by 1"): {"first": {"withdraw"}, "second": {"confirm", "withdraw"}},
    ("review", OPEN, ""): {"reviewer": JUDGING},
    ("objection", OPEN, ""): {
        "entry": OBJECTING,
        "leader": OBJECTING,
        "first": {"answer_objection"},
        "ministry": {"end_objecting"},
    },
    ("objection", SUBMITTED, ""): {"first": {"answer_objection", "close_objections"}},
    ("final", OPEN, ""): {"ministry": {"finalise", "reopen"}},
    ("final", CLOSED, ""): {"ministry": {"reopen"}},
}
CASES = [
    pytest.param(
        stage,
        state,
        handed,
        person,
        TABLE[stage, state, handed].get(person, set()),
        id=f"{stage} {state} {handed} {person}",
    )
    for stage, state, handed in TABLE
    for person in EVERYBODY
]


def submitted(handed: str) -> dict[int, str]:
    seats, _, closer = handed.partition("closed by ")
    return {int(seat): NOW.isoformat() for seat in seats.strip()} | ({0: closer} if closer else {})


@pytest.mark.parametrize(("stage", "state", "handed", "person", "steps"), CASES)
def test_each_person_may_do_exactly_this(stage, state, handed, person, steps):
    row = replace(ROW, stage=stage, state=state, submitted=submitted(handed))
    assert permits.may(standing(EVERYBODY[person], row, SEATS.get(person)), row) == steps


def row(**values) -> AssessmentRow:
    return replace(ROW, **values)


def refused(person: Actor, step: str, seat: int | None = None, **values):
    at = row(**values)
    with pytest.raises((AssessmentUnknown, StepNotYours, StepNotNow)) as caught:
        permits.permit(standing(person, at, seat), at, step)
    return type(caught.value)


def test_a_step_of_somebody_else_is_told_apart_from_one_that_is_not_possible_now_and_from_an_assessment_not_there():
    assert refused(ENTRY, "sign", state=SUBMITTED) is StepOfCoordinator
    assert refused(LEADER, "sign", state=OPEN) is StepNotNow
    assert refused(EVERYBODY["stranger"], "sign", state=SUBMITTED) is AssessmentUnknown
    assert refused(Actor.ANONYMOUS, "finalise", stage="final") is AssessmentUnknown
    assert refused(FIRST, "judge", 1, stage="review") is StepOfReviewer
    assert refused(MINISTRY, "submit", stage="self") is StepOfFiller
    assert refused(FIRST, "end_objecting", 1, stage="objection") is StepOfMinistry
    assert refused(MINISTRY, "finalise", stage="objection") is StepNotNow
    assert refused(RESPONDENT, "submit", stage="self") is StepOfFiller


def test_a_role_without_the_seat_and_a_seat_without_the_role_are_nothing():
    assert not standing(FIRST, ROW, None).sees
    stripped = replace(FIRST, roles=frozenset())
    assert not standing(stripped, ROW, 1).sees
    assert not standing(FIRST, ROW, 3).sees
    assert not standing(replace(FIRST, roles=frozenset({"maturity.reviewer"})), ROW, 1).sees


def test_nobody_assesses_the_own_agency():
    """Whoever works at the agency has no seat in its assessment, assigned or not."""
    own = replace(FIRST, agency=HOME)
    assert not standing(own, ROW, 1).sees
    both = replace(ENTRY, roles=frozenset({"maturity.entry", "maturity.assessor"}))
    assert standing(both, ROW, 1).seat is None
    assert standing(both, ROW, 1).entry


def test_there_is_one_data_entry_officer_and_another_is_a_respondent():
    other = replace(ENTRY, id=UUID(int=50))
    assert permits.may(standing(ENTRY, ROW, None), ROW) == OFFICER
    assert permits.may(standing(other, ROW, None), ROW) == {"answer"}
    vacant = row(entry=None)
    assert permits.may(standing(other, vacant, None), vacant) == OFFICER


def cannot(person: Actor, seat: int | None = None, given: bool = False, **values):
    at = row(**values)
    found = permits.cannot_edit(standing(person, at, seat), at, "7", given)
    return None if found is None else type(found)


# person, seat, whether a respondent was given the indicator, how the assessment stands -> why it cannot be edited
EDITING = [
    ("entry", {}, None),
    ("respondent", {}, NotYourIndicator),
    ("respondent given it", {}, None),
    ("leader", {}, EditingClosed),
    ("ministry", {}, StepOfAnswerers),
    ("reviewer", {"stage": "review"}, StepOfAnswerers),
    ("entry", {"state": SUBMITTED}, EditingClosed),
    ("entry", {"stage": "document"}, EditingClosed),
    ("entry", {"stage": "final", "state": CLOSED}, EditingClosed),
    ("first", {"stage": "document"}, None),
    ("first", {"stage": "document", "submitted": {1: "…"}}, EditingClosed),
    ("second", {"stage": "document", "submitted": {1: "…"}}, None),
    ("second", {"stage": "interview"}, EditingClosed),
    ("first", {"stage": "visit"}, None),
    ("first", {"stage": "visit", "unlocked": ("7", "8")}, None),
    ("first", {"stage": "visit", "unlocked": ("8",)}, IndicatorLocked),
    ("second", {"stage": "document", "unlocked": ("8",)}, IndicatorLocked),
    ("first", {"stage": "final", "state": CLOSED}, EditingClosed),
]


@pytest.mark.parametrize(("person", "values", "why"), EDITING)
def test_an_indicator_is_edited_by_these_alone_and_the_others_are_told_why(person, values, why):
    name, given, _ = person.partition(" given it")
    assert cannot(EVERYBODY[name], SEATS.get(name), bool(given), **values) is why


PLACES = [
    ("entry", {"stage": "self"}, ("self", 0)),
    ("entry", {"stage": "interview"}, ("self", 0)),
    ("first", {"stage": "document"}, ("document", 1)),
    ("second", {"stage": "document"}, ("document", 2)),
    ("second", {"stage": "document", "state": SUBMITTED}, ("document", 0)),
    ("first", {"stage": "interview"}, ("interview", 0)),
    ("first", {"stage": "visit"}, ("visit", 0)),
]


@pytest.mark.parametrize(("person", "values", "where"), PLACES)
def test_what_is_said_is_kept_where_it_belongs(person, values, where):
    at = row(**values)
    assert permits.place(standing(EVERYBODY[person], at, SEATS.get(person)), at) == where


ORDER = ("self", "document", "interview", "visit", "review", "objection", "final")
EARLY, ALONE, BOTH, TALK, END = "self open", "document open", "document submitted", "interview open", "final closed"
AGENCY, LOOKING = ("entry", "respondent", "leader"), ("reviewer", "ministry")
# whose answer, how the assessment stands -> who sees it; all others do not
SEEING = {
    ("self-0", EARLY): (*AGENCY, "ministry"),
    ("self-0", ALONE): (*AGENCY, "first", "second", *LOOKING),
    ("document-1", ALONE): ("first",),
    ("document-2", ALONE): ("second",),
    ("document-1", BOTH): ("first", "second", *LOOKING),
    ("document-2", BOTH): ("first", "second", *LOOKING),
    ("document-0", BOTH): ("first", "second", *LOOKING),
    ("document-1", TALK): ("first", "second", *LOOKING),
    ("document-2", END): ("first", "second", *LOOKING),
    ("document-0", TALK): (*AGENCY, "first", "second", *LOOKING),
    ("interview-0", TALK): ("first", "second", *LOOKING),
    ("interview-0", END): (*AGENCY, "first", "second", *LOOKING),
}


@pytest.mark.parametrize(("whose", "stands"), SEEING)
def test_answers_are_seen_by_these_alone(whose, stands):
    stage, state = stands.split()
    at = row(stage=stage, state=AssessmentState(state))
    of, seat = whose.split("-")
    answer = Answer(of, int(seat), "7", 1, Said(), None, "", NOW)
    people = ("entry", "respondent", "leader", "first", "second", "reviewer", "ministry")
    found = [one for one in people if seeing.visible(standing(EVERYBODY[one], at, SEATS.get(one)), at, ORDER, answer)]
    assert found == list(SEEING[whose, stands])
