"""Review, objection, the final result, and what is opened again. Law: Pedoman Menteri PANRB 3/2024; Permen PANRB 8/2026."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from simpul.kernel.database import schema
from simpul.maturity.actions import (
    answering,
    finalising,
    harmonising,
    objecting,
    opening,
    reviewing,
    submitting,
)
from simpul.maturity.model.assessing import Finding, NewObjection, Saying
from simpul.maturity.model.maturity_refusals import (
    AssessmentUnknown,
    EditingClosed,
    IndicatorLocked,
    NothingToSendBack,
    NotReviewed,
    ObjectingOver,
    ObjectionSettled,
    ObjectionsWait,
    ObjectionThere,
    SomeNotValid,
    StepNotNow,
    StepNotYours,
    StepReasonMissing,
)
from simpul.maturity.store import editions as edition_store
from tests.maturity import makers
from tests.maturity.makers import (
    ENTRY,
    EVERYBODY,
    FIRST,
    LEADER,
    MINISTRY,
    REVIEWER,
    SECOND,
    STRANGER,
    WHY,
    answer,
    opened,
    said,
    to_stage,
)
from tests.maturity.test_workflow import index, stands


def test_a_review_sends_back_exactly_what_is_not_valid(platform):
    case = opened(platform)
    to_stage(platform, case, "review")
    with pytest.raises(NotReviewed):
        reviewing.accept(platform, REVIEWER, case)
    numbers = tuple(makers.numbers())
    reviewing.judge(platform, REVIEWER, case, indicators=numbers, given=Finding("valid"))
    with pytest.raises(NothingToSendBack):
        reviewing.send_back(platform, REVIEWER, case)
    reviewing.judge(platform, REVIEWER, case, indicators=("7", "9"), given=Finding("not_valid", "Bukti tidak memadai."))
    with pytest.raises(SomeNotValid):
        reviewing.accept(platform, REVIEWER, case)
    reviewing.send_back(platform, REVIEWER, case)
    found = opening.one(platform, FIRST, case)
    assert (found.stage, found.state, found.unlocked) == ("visit", "open", ("7", "9"))
    with pytest.raises(IndicatorLocked):
        answer(platform, FIRST, case, {"8": 2})
    assert answering.sheet(platform, FIRST, case, indicator="8").draft.said.level == 2
    assert answering.sheet(platform, FIRST, case, indicator="7").review.note == "Bukti tidak memadai."
    answer(platform, FIRST, case, {"7": 2})
    submitting.submit(platform, FIRST, case)
    submitting.confirm(platform, SECOND, case)
    assert opening.one(platform, REVIEWER, case).unlocked == ()
    with pytest.raises(NotReviewed) as refused:
        reviewing.accept(platform, REVIEWER, case)
    assert refused.value.facts == {"count": 2}
    assert reviewing.of(platform, ENTRY, case) == {}


def test_where_assessors_only_read_documents_a_review_sends_back_there(platform):
    case = opened(platform, stages=("self", "document", "review", "final"))
    to_stage(platform, case, "review")
    reviewing.judge(platform, REVIEWER, case, indicators=("7",), given=Finding("not_valid", "Salah tingkat."))
    reviewing.send_back(platform, REVIEWER, case)
    assert opening.one(platform, FIRST, case).unlocked == ("7",)
    assert [one.indicator for one in harmonising.differences(platform, SECOND, case)] == ["7"]
    with pytest.raises(IndicatorLocked):
        harmonising.agree(platform, SECOND, case, Saying("8", said(2), 1))
    harmonising.agree(platform, SECOND, case, Saying("7", said(2), 1))
    harmonising.close(platform, FIRST, case)
    submitting.confirm(platform, SECOND, case)
    assert (stands(platform, case), index(platform, case).values["7"]) == (("review", "open"), 2)


WRONG = "Data dukung level 4 sudah diunggah."


def test_an_agency_objects_within_its_days_and_is_answered(platform):
    case = opened(platform)
    to_stage(platform, case, "objection")
    kept = objecting.object_(platform, ENTRY, case, NewObjection("7", Fraction(4), WRONG))
    other = objecting.object_(platform, LEADER, case, NewObjection("8", Fraction(5), WRONG))
    third = objecting.object_(platform, LEADER, case, NewObjection("9", Fraction(5), WRONG))
    with pytest.raises(ObjectionThere):
        objecting.object_(platform, LEADER, case, NewObjection("7", Fraction(5), WRONG))
    objecting.withdraw(platform, LEADER, third)
    with pytest.raises(ObjectionSettled):
        objecting.withdraw(platform, LEADER, third)
    objecting.done(platform, LEADER, case)
    with pytest.raises(StepNotNow):
        objecting.object_(platform, ENTRY, case, NewObjection("10", Fraction(4), WRONG))
    with pytest.raises(ObjectionsWait):
        objecting.close(platform, FIRST, case)
    objecting.answer(platform, FIRST, kept, verdict="granted", answer="Bukti diterima.")
    objecting.answer(platform, FIRST, other, verdict="refused", answer="Bukti tidak cukup.")
    with pytest.raises(ObjectionSettled):
        objecting.answer(platform, FIRST, other, verdict="granted", answer="Bukti diterima.")
    objecting.close(platform, FIRST, case)
    values = index(platform, case).values
    assert (stands(platform, case)[0], values["7"], values["8"]) == ("final", 4, 3)


def test_after_the_last_day_nobody_objects(platform):
    case = opened(platform)
    to_stage(platform, case, "objection")
    today = platform.clock.now().date()
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        found = edition_store.get(unit.connection, "2024")
        changed = replace(found, deadlines={"objection": date(today.year, 1, 1)})
        edition_store.keep(unit.connection, changed, platform.clock.now())
    with pytest.raises(ObjectingOver):
        objecting.object_(platform, ENTRY, case, NewObjection("7", Fraction(4), WRONG))
    objecting.end(platform, MINISTRY, case)
    assert stands(platform, case) == ("objection", "submitted")


def test_a_final_result_changes_no_more_and_a_late_edit_is_kept_as_a_draft(platform):
    case = makers.finished(platform)
    assert stands(platform, case) == ("final", "closed")
    before = index(platform, case)
    assert before.final
    for who in (ENTRY, FIRST):
        with pytest.raises(EditingClosed):
            answering.keep(platform, who, case, Saying("7", said(5, facts="Terlambat, tetapi penting."), 1))
        sheet = answering.sheet(platform, who, case, indicator="7")
        assert sheet.draft.said.facts == "Terlambat, tetapi penting."
        assert sheet.why_not.code == "maturity-editing-closed"
        assert answering.sheet(platform, LEADER, case, indicator="7").draft is None
    assert index(platform, case).values == before.values


def test_the_ministry_opens_a_stage_again_for_a_reason(platform):
    case = makers.finished(platform)
    with pytest.raises(StepReasonMissing):
        finalising.reopen(platform, MINISTRY, case, stage="interview", reason="")
    with pytest.raises(StepNotYours):
        finalising.reopen(platform, LEADER, case, stage="interview", reason="Mohon dibuka.")
    finalising.reopen(platform, MINISTRY, case, stage="interview", reason="Bukti baru dari Ombudsman.")
    assert stands(platform, case) == ("interview", "open")
    assert not index(platform, case).final
    assert reviewing.of(platform, MINISTRY, case) == {}
    answer(platform, FIRST, case, {"7": 5})
    to_stage(platform, case, "final")
    finalising.finalise(platform, MINISTRY, case)
    assert (index(platform, case).values["7"], index(platform, case).final) == (5, True)
    assert "Bukti baru dari Ombudsman." in [step.reason for step in opening.steps(platform, ENTRY, case)]


def test_a_value_given_after_reopening_overtakes_what_was_said_at_later_stages(platform):
    """Else a granted objection of the first round would silently outlive the second."""
    case = opened(platform)
    to_stage(platform, case, "visit")
    answer(platform, FIRST, case, {"7": 4, "8": 4})
    to_stage(platform, case, "objection")
    wish = objecting.object_(platform, ENTRY, case, NewObjection("7", Fraction(5), WRONG))
    objecting.answer(platform, FIRST, wish, verdict="granted", answer="Bukti diterima.")
    objecting.done(platform, LEADER, case)
    objecting.close(platform, FIRST, case)
    assert index(platform, case).values["7"] == 5
    finalising.reopen(platform, MINISTRY, case, stage="interview", reason="Bukti ternyata palsu.")
    answer(platform, FIRST, case, {"7": 2})
    values = index(platform, case).values
    assert (values["7"], values["8"]) == (2, 4)
    past = answering.sheet(platform, FIRST, case, indicator="7").history
    assert [(one.stage, one.said.level) for one in past] == [("objection", 5), ("visit", 4)]


def test_an_assessment_is_not_there_for_who_has_no_part_in_it(platform):
    case = opened(platform)
    for who in (STRANGER, EVERYBODY["other assessor"], EVERYBODY["nobody"]):
        for look in (opening.one, answering.overview, opening.steps, objecting.of, reviewing.of):
            with pytest.raises(AssessmentUnknown):
                look(platform, who, case)
        with pytest.raises(AssessmentUnknown):
            answering.sheet(platform, who, case, indicator="1")
        with pytest.raises(AssessmentUnknown):
            submitting.submit(platform, who, case)
        assert opening.mine(platform, who) == []


def test_every_step_is_in_the_audit_trail_without_anybodys_words(platform):
    case = makers.finished(platform)
    with platform.database.reading() as unit:
        rows = [row for row in unit.connection.execute(schema.audit.select()) if str(case) in str(row.subject)]
    done = {row.action for row in rows}
    assert {
        f"maturity.assessment.{step}" for step in ("open", "submitted", "signed", "closed", "confirmed", "final")
    } <= done
    assert not any(WHY in str(row) for row in rows)
