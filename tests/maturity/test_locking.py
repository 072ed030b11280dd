"""Two people at one indicator at once, a page older than the stage, drafts: a clear outcome, and nothing is lost."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest

from simpul.kernel.platform import Platform
from simpul.maturity.actions import answering, drafts_forgetting, opening, submitting
from simpul.maturity.model.assessing import Saying
from simpul.maturity.model.maturity_refusals import (
    AnswerChanged,
    AssessmentChanged,
    AssessmentUnknown,
    EditingClosed,
    StepNotNow,
)
from tests.maturity.makers import ENTRY, FIRST, LEADER, SECOND, STRANGER, answer, fill, opened, said, to_stage
from tests.maturity.test_workflow import RESPONDENT, give_respondent


def together(*calls):
    """What each call returned or refused, when all began at the same moment in threads of their own."""
    gate, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(at, call):
        gate.wait(10)
        try:
            found[at] = call()
        except Exception as refusal:  # noqa: BLE001 (whatever it is, the test looks at it)
            found[at] = refusal

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def writes(platform: Platform, who, case: UUID, words: str, version: int, level: int = 3):
    return lambda: answering.keep(platform, who, case, Saying("7", said(level, facts=words), version))


@pytest.mark.parametrize("first_time", [True, False], ids=["the first answer", "a later answer"])
def test_of_two_officers_at_one_indicator_one_is_kept_and_the_other_loses_no_word(platform, first_time):
    case = opened(platform)
    give_respondent(platform, case, "7")
    version = 0
    if not first_time:
        answer(platform, ENTRY, case, {"7": 2})
        version = 1
    people = {ENTRY: "Menurut petugas entri.", RESPONDENT: "Menurut responden."}
    results = together(*(writes(platform, who, case, words, version) for who, words in people.items()))
    lost = [(who, result) for who, result in zip(people, results, strict=True) if isinstance(result, AnswerChanged)]
    assert len(lost) == 1, results
    loser, refusal = lost[0]
    winner = next(who for who in people if who is not loser)
    sheet = answering.sheet(platform, loser, case, indicator="7")
    assert (sheet.answer.said.facts, sheet.answer.version) == (people[winner], version + 1)
    assert refusal.theirs == sheet.answer
    assert (sheet.draft.said.facts, sheet.draft.based_on) == (people[loser], version)
    assert answering.sheet(platform, winner, case, indicator="7").draft is None

    answering.keep(platform, loser, case, Saying("7", sheet.draft.said, refusal.theirs.version))
    sheet = answering.sheet(platform, loser, case, indicator="7")
    assert (sheet.answer.said.facts, sheet.draft) == (people[loser], None)
    assert people[winner] in [past.said.facts for past in sheet.history]


def test_ten_texts_for_one_indicator_two_at_a_time_are_all_kept(platform):
    """Every text is either the answer, among the earlier versions, or its writer's draft."""
    case = opened(platform)
    give_respondent(platform, case, "7")
    texts = [f"Naskah {n}." for n in range(10)]
    for at in range(0, 10, 2):
        before = answering.sheet(platform, ENTRY, case, indicator="7").answer
        version = before.version if before else 0
        pair = ((ENTRY, texts[at]), (RESPONDENT, texts[at + 1]))
        results = together(*(writes(platform, who, case, words, version) for who, words in pair))
        for (who, words), result in zip(pair, results, strict=True):
            if isinstance(result, AnswerChanged):
                answering.keep(platform, who, case, Saying("7", said(4, facts=words), result.theirs.version))
    sheet = answering.sheet(platform, ENTRY, case, indicator="7")
    kept = {past.said.facts for past in sheet.history} | {sheet.answer.said.facts}
    assert kept == set(texts)
    assert sheet.answer.version == 10
    assert [past.version for past in sheet.history] == list(range(9, 0, -1))


def test_the_same_words_of_two_people_are_no_conflict(platform):
    case = opened(platform)
    give_respondent(platform, case, "7")
    results = together(*(writes(platform, who, case, "Sama.", 0) for who in (ENTRY, RESPONDENT)))
    assert [one.version for one in results] == [1, 1]


def test_different_indicators_at_once_are_both_kept(platform):
    case = opened(platform)

    def keeps(indicator):
        return lambda: answering.keep(platform, ENTRY, case, Saying(indicator, said(3), 0))

    results = together(*(keeps(str(n)) for n in range(1, 9)))
    assert [one.version for one in results] == [1] * 8


def test_of_submitting_and_answering_at_once_nothing_slips_in_after_the_closing(platform):
    case = opened(platform)
    fill(platform, case, "self", 0)
    late = "Ditulis tepat saat diserahkan."
    done, kept = together(lambda: submitting.submit(platform, ENTRY, case), writes(platform, ENTRY, case, late, 1))
    assert done is None
    sheet = answering.sheet(platform, ENTRY, case, indicator="7")
    if isinstance(kept, EditingClosed):
        assert (sheet.answer.version, sheet.draft.said.facts) == (1, late)
    else:
        assert (sheet.answer.said.facts, sheet.draft) == (late, None)


def test_of_two_who_sign_at_once_one_does(platform):
    case = opened(platform)
    fill(platform, case, "self", 0)
    submitting.submit(platform, ENTRY, case)
    results = together(*[lambda: submitting.sign(platform, LEADER, case)] * 2)
    assert sorted(type(one) for one in results if one is not None) == [StepNotNow]
    assert [step.step for step in opening.steps(platform, LEADER, case)].count("signed") == 1


def test_both_assessors_handing_in_at_once_are_both_counted(platform):
    case = opened(platform)
    to_stage(platform, case, "document")
    fill(platform, case, "document", 1)
    fill(platform, case, "document", 2)
    assert together(*(lambda who=who: submitting.submit(platform, who, case) for who in (FIRST, SECOND))) == [None, None]
    found = opening.one(platform, FIRST, case)
    assert (found.state, sorted(found.submitted)) == ("submitted", [1, 2])


def test_a_late_edit_after_handing_in_is_refused_told_and_kept(platform):
    case = opened(platform)
    fill(platform, case, "self", 0)
    submitting.submit(platform, ENTRY, case)
    with pytest.raises(EditingClosed) as refused:
        answering.keep(platform, ENTRY, case, Saying("7", said(5, facts="Terlambat."), 1))
    assert "draft" in refused.value.sentence
    sheet = answering.sheet(platform, ENTRY, case, indicator="7")
    assert (sheet.answer.said.level, sheet.draft.said.facts, sheet.may_edit) == (3, "Terlambat.", False)
    submitting.withdraw(platform, ENTRY, case)
    answering.keep(platform, ENTRY, case, Saying("7", sheet.draft.said, sheet.draft.based_on))
    assert answering.sheet(platform, ENTRY, case, indicator="7").answer.said.level == 5


def test_words_typed_alone_are_never_taken_for_the_joint_value(platform):
    """An assessor's old page, sent when both have submitted, would else overwrite what stands for both."""
    case = opened(platform)
    to_stage(platform, case, "document")
    for seat, who in ((1, FIRST), (2, SECOND)):
        fill(platform, case, "document", seat)
        place = answering.sheet(platform, FIRST, case, indicator="7").place
        submitting.submit(platform, who, case)
    assert place == "document-1"
    with pytest.raises(EditingClosed):
        answering.keep(platform, FIRST, case, Saying("7", said(5), 1, place))
    sheet = answering.sheet(platform, FIRST, case, indicator="7")
    assert (sheet.answer.said.level, sheet.place, sheet.draft.said.level) == (3, "document-0", 5)


def test_words_of_a_version_that_is_not_there_are_not_taken_for_a_first_answer(platform):
    case = opened(platform)
    with pytest.raises(EditingClosed):
        answering.keep(platform, ENTRY, case, Saying("7", said(5), 4))


def test_a_draft_is_its_accounts_own_and_goes_when_the_answer_is_kept_or_it_is_forgotten(platform):
    case = opened(platform)
    give_respondent(platform, case, "7")
    answering.autosave(platform, ENTRY, case, Saying("7", said("3", facts="Setengah kali"), 0))
    assert answering.sheet(platform, RESPONDENT, case, indicator="7").draft is None
    assert [line.indicator for line in answering.overview(platform, ENTRY, case) if line.draft] == ["7"]
    answering.forget_draft(platform, ENTRY, case, indicator="7")
    assert answering.sheet(platform, ENTRY, case, indicator="7").draft is None
    with pytest.raises(AssessmentUnknown):
        answering.autosave(platform, STRANGER, case, Saying("7", said(3), 0))


def test_a_scripts_last_word_after_saving_leaves_no_draft(platform):
    case = opened(platform)
    answer(platform, ENTRY, case, {"7": 3})
    answering.autosave(platform, ENTRY, case, Saying("7", said(3, facts=" Ada kebijakan.\r\n"), 0))
    assert answering.sheet(platform, ENTRY, case, indicator="7").draft is None


def test_drafts_that_nobody_touched_for_ninety_days_are_erased(platform, clock):
    case = opened(platform)
    answering.autosave(platform, ENTRY, case, Saying("7", said(3), 0))
    clock.advance(timedelta(days=89))
    answering.autosave(platform, ENTRY, case, Saying("8", said(3), 0))
    clock.advance(timedelta(days=2))
    drafts_forgetting.forget(platform)
    assert [line.indicator for line in answering.overview(platform, ENTRY, case) if line.draft] == ["8"]


def test_general_questions_are_answered_on_the_version_that_was_shown(platform):
    case = opened(platform)
    version = opening.one(platform, ENTRY, case).version
    opening.answer_general(platform, ENTRY, case, {"unknown": "x"}, version)
    with pytest.raises(AssessmentChanged):
        opening.answer_general(platform, ENTRY, case, {}, version)
