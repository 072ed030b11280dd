"""Who may do which step of an assessment, at which stage and state: deny by default. The truth table is the test."""

from collections.abc import Mapping

from simpul.kernel.errors import Refusal
from simpul.maturity.model.assessing import (
    DOCUMENT,
    FINAL,
    INTERVIEW,
    JOINT,
    OBJECTION,
    REVIEW,
    SELF,
    VISIT,
    AssessmentRow,
    AssessmentState,
)
from simpul.maturity.model.editions import LEADING, OTHER, REVIEWING
from simpul.maturity.model.maturity_refusals import (
    AssessmentUnknown,
    EditingClosed,
    IndicatorLocked,
    NotYourIndicator,
    StepNotNow,
    StepNotYours,
    StepOfAgency,
    StepOfAnswerers,
    StepOfAssessors,
    StepOfCoordinator,
    StepOfEntry,
    StepOfFiller,
    StepOfMinistry,
    StepOfReviewer,
)
from simpul.maturity.rules.who import Standing

_NONE: frozenset[str] = frozenset()
_OFFICER = frozenset({"answer", "submit", "hand_over", "appoint", "general"})
WHOSE: Mapping[str, type[StepNotYours]] = {
    **dict.fromkeys(("hand_over", "appoint", "general"), StepOfEntry),
    **dict.fromkeys(("sign", "send_back_self", "appoint_entry"), StepOfCoordinator),
    **dict.fromkeys(("object", "withdraw_objection", "done_objecting"), StepOfAgency),
    **dict.fromkeys(("submit", "withdraw"), StepOfFiller),
    **dict.fromkeys(("harmonise", "close_harmonising", "confirm", "skip"), StepOfAssessors),
    **dict.fromkeys(("answer_objection", "close_objections"), StepOfAssessors),
    **dict.fromkeys(("judge", "send_back", "accept"), StepOfReviewer),
    **dict.fromkeys(("finalise", "reopen", "end_objecting"), StepOfMinistry),
}
"""Whose each step is, as the refusal says it to others."""


def may(who: Standing, row: AssessmentRow) -> frozenset[str]:
    """The steps that somebody may do in this assessment now."""
    if row.state == AssessmentState.CLOSED:
        return frozenset({"reopen"}) if who.ministry else _NONE
    told = {
        SELF: _self,
        DOCUMENT: _document,
        INTERVIEW: _talk,
        VISIT: _talk,
        REVIEW: _review,
        OBJECTION: _objection,
        FINAL: _final,
    }
    return told[row.stage](who, row)


def _self(who: Standing, row: AssessmentRow) -> frozenset[str]:
    found = set[str]()
    if row.state == AssessmentState.OPEN:
        found |= _OFFICER if who.entry else set()
        found |= {"answer"} if who.respondent else set()
        found |= {"appoint_entry"} if who.leader else set()
    else:
        found |= {"withdraw", "hand_over"} if who.entry else set()
        found |= {"sign", "send_back_self"} if who.leader else set()
    return frozenset(found)


def _document(who: Standing, row: AssessmentRow) -> frozenset[str]:
    if who.seat not in (LEADING, OTHER):
        return _NONE
    if row.state == AssessmentState.OPEN:
        return frozenset({"withdraw"}) if who.seat in row.submitted else frozenset({"answer", "submit"})
    return _closing(who, row, frozenset({"harmonise", "answer", "close_harmonising"}))


def _talk(who: Standing, row: AssessmentRow) -> frozenset[str]:
    if who.seat not in (LEADING, OTHER):
        return _NONE
    if row.state == AssessmentState.OPEN:
        led = {"answer", "submit", "skip"} if row.stage == VISIT else {"answer", "submit"}
        return frozenset(led) if who.seat == LEADING else _NONE
    return _closing(who, row, _NONE)


def _closing(who: Standing, row: AssessmentRow, before: frozenset[str]) -> frozenset[str]:
    """One assessor has closed the stage and the other confirms it; either opens it again. `before`: while nobody has."""
    closer = int(row.submitted.get(JOINT, 0) or 0)
    if not closer:
        return before
    return frozenset({"withdraw"}) if who.seat == closer else frozenset({"confirm", "withdraw"})


def _review(who: Standing, _row: AssessmentRow) -> frozenset[str]:
    return frozenset({"judge", "send_back", "accept"}) if who.seat == REVIEWING else _NONE


def _objection(who: Standing, row: AssessmentRow) -> frozenset[str]:
    found = set[str]()
    if row.state == AssessmentState.OPEN and (who.entry or who.leader):
        found |= {"object", "withdraw_objection", "done_objecting"}
    if who.seat == LEADING:
        found |= {"answer_objection"}
        found |= {"close_objections"} if row.state == AssessmentState.SUBMITTED else set()
    if who.ministry and row.state == AssessmentState.OPEN:
        found |= {"end_objecting"}
    return frozenset(found)


def _final(who: Standing, _row: AssessmentRow) -> frozenset[str]:
    return frozenset({"finalise", "reopen"}) if who.ministry else _NONE


def permit(who: Standing, row: AssessmentRow, step: str) -> None:
    """Nothing, when they may do the step now; AssessmentUnknown, StepNotYours or StepNotNow otherwise."""
    if step in may(who, row):
        return
    if not who.sees:
        raise AssessmentUnknown()
    whose = WHOSE.get(step)
    if whose is not None and not _theirs(who, whose):
        raise whose()
    raise StepNotNow()


def _theirs(who: Standing, whose: type[StepNotYours]) -> bool:
    """Whether somebody is who this step belongs to, at some stage."""
    assesses = who.seat in (LEADING, OTHER)
    return {
        StepOfEntry: who.entry,
        StepOfCoordinator: who.leader,
        StepOfAgency: who.entry or who.leader,
        StepOfFiller: who.entry or assesses,
        StepOfAssessors: assesses,
        StepOfReviewer: who.seat == REVIEWING,
        StepOfMinistry: who.ministry,
    }[whose]


def sees_both(who: Standing, row: AssessmentRow) -> bool:
    """Whether what each assessor found alone may stand side by side for them: both have submitted; never the agency."""
    shown = row.stage != SELF and (row.stage != DOCUMENT or row.state != AssessmentState.OPEN)
    return shown and not who.of_agency


def place(who: Standing, row: AssessmentRow) -> tuple[str, int]:
    """Where what somebody says of an indicator is kept: stage and seat; the agency's stays at the self-assessment."""
    if who.seat in (LEADING, OTHER) and row.stage == DOCUMENT:
        return DOCUMENT, JOINT if row.state != AssessmentState.OPEN else who.seat
    if who.seat in (LEADING, OTHER) and row.stage in (INTERVIEW, VISIT):
        return row.stage, JOINT
    if who.of_agency and who.seat is None:
        return SELF, JOINT
    return row.stage, JOINT if who.seat is None else who.seat


def place_name(who: Standing, row: AssessmentRow) -> str:
    """The same on one line, for a form to bring back: "document-1"."""
    stage, seat = place(who, row)
    return f"{stage}-{seat}"


def cannot_edit(who: Standing, row: AssessmentRow, indicator: str, given: bool) -> Refusal | None:
    """Why they cannot change this indicator now; None where they can. `given`: a respondent was given it."""
    if "answer" not in may(who, row):
        if who.of_agency or who.seat in (LEADING, OTHER):
            return EditingClosed()
        return StepOfAnswerers()
    if row.unlocked and indicator not in row.unlocked:
        return IndicatorLocked()
    if who.respondent and not who.entry and not given:
        return NotYourIndicator()
    return None
