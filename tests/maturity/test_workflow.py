"""An evaluation from the first answer to the final result, as its people carry it; each refusal on the way.

Law: Permen PANRB 59/2020; Pedoman Menteri PANRB 3/2024; Permen PANRB 8/2026 (objection).
"""

from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest

from simpul.kernel.platform import Platform
from simpul.maturity.actions import (
    answering,
    harmonising,
    interviewing,
    opening,
    records,
    submitting,
)
from simpul.maturity.model.assessing import Said, Saying
from simpul.maturity.model.maturity_refusals import (
    AssessmentThere,
    CriteriaMissing,
    EditingClosed,
    NotAssessed,
    NotFilled,
    NotHarmonised,
    NotYourIndicator,
    StepNotNow,
    StepNotYours,
    StepOfEntry,
    StepReasonMissing,
)
from simpul.maturity.store import assessments
from simpul.maturity.store import results as result_store
from tests.maturity import makers
from tests.maturity.makers import (
    ENTRY,
    EVERYBODY,
    FIRST,
    LEADER,
    MINISTRY,
    RESPONDENT,
    REVIEWER,
    SECOND,
    WHY,
    answer,
    fill,
    opened,
    said,
    to_stage,
)


def stands(platform: Platform, case: UUID) -> tuple[str, str]:
    found = opening.one(platform, MINISTRY, case)
    return found.stage, str(found.state)


def level(platform: Platform, who, case: UUID, indicator: str):
    found = answering.sheet(platform, who, case, indicator=indicator).answer
    return found and found.said.level


def index(platform: Platform, case: UUID):
    with platform.database.reading() as unit:
        return result_store.of(unit.connection, case)


def give_respondent(platform: Platform, case: UUID, *indicators: str) -> None:
    from simpul.maturity.model.assessing import Respondent

    with platform.database.writing() as unit:
        unit.unaudited("a test")
        who = Respondent(RESPONDENT.id, RESPONDENT.name, makers.NOW)
        assessments.appoint(unit.connection, case, indicators, who)


def test_an_assessment_is_opened_by_its_agency_once_and_by_no_other(platform):
    made = makers.edition(platform)
    for person in ("respondent", "first", "reviewer", "stranger", "nobody"):
        with pytest.raises(StepOfEntry):
            opening.open_(platform, EVERYBODY[person], edition=made.key, agency="8205")
    case = opening.open_(platform, ENTRY, edition=made.key, agency="8205")
    with pytest.raises(AssessmentThere):
        opening.open_(platform, LEADER, edition=made.key, agency="8205")
    assert opening.one(platform, ENTRY, case).entry == ENTRY.id
    assert opening.openable(platform, ENTRY) == []


def test_the_self_assessment_is_filled_by_the_officer_and_by_respondents_for_what_was_given_them(platform):
    case = opened(platform)
    answer(platform, ENTRY, case, {"1": 3})
    with pytest.raises(NotYourIndicator):
        answer(platform, RESPONDENT, case, {"2": 4})
    assert answering.sheet(platform, RESPONDENT, case, indicator="2").draft.said.level == 4
    give_respondent(platform, case, "2")
    answer(platform, RESPONDENT, case, {"2": 4})
    lines = {line.indicator: line for line in answering.overview(platform, RESPONDENT, case)}
    assert [(lines[n].level, lines[n].by, lines[n].mine) for n in ("1", "2")] == [
        (3, "Entri", False),
        (4, "Responden", True),
    ]
    assert not lines["2"].draft


def test_what_is_not_filled_is_told_before_it_is_handed_in_and_counts_nothing(platform):
    case = opened(platform)
    answer(platform, ENTRY, case, {"1": 3, "2": 4})
    with pytest.raises(NotFilled) as refused:
        submitting.submit(platform, ENTRY, case)
    assert refused.value.facts == {"count": 45}
    submitting.submit(platform, ENTRY, case, unfilled_too=True)
    assert stands(platform, case) == ("self", "submitted")
    assert index(platform, case).unfilled == 45
    weight = Fraction("1.3") / 100
    assert index(platform, case).index == weight * 7


def test_the_officer_takes_back_and_the_coordinator_gives_back_or_signs(platform):
    case = opened(platform)
    fill(platform, case, "self", 0)
    submitting.submit(platform, ENTRY, case)
    with pytest.raises(StepNotYours):
        submitting.sign(platform, ENTRY, case)
    submitting.withdraw(platform, ENTRY, case)
    assert stands(platform, case) == ("self", "open")
    with pytest.raises(StepNotNow):
        submitting.sign(platform, LEADER, case)
    submitting.submit(platform, ENTRY, case)
    with pytest.raises(StepReasonMissing):
        submitting.send_back(platform, LEADER, case, reason=" ")
    submitting.send_back(platform, LEADER, case, reason="Indikator 4 belum tepat.")
    submitting.submit(platform, ENTRY, case)
    submitting.sign(platform, LEADER, case)
    assert stands(platform, case) == ("document", "open")
    told = [(step.step, step.by_name, step.reason) for step in opening.steps(platform, ENTRY, case)]
    assert told[0] == ("signed", "Pimpinan", "")
    assert ("given_back", "Pimpinan", "Indikator 4 belum tepat.") in told


def test_each_signature_leaves_a_record_with_who_signed(platform):
    case = opened(platform)
    to_stage(platform, case, "review")
    with platform.database.reading() as unit:
        found = {each.stage: [one.role for one in each.signatures] for each in records.of(unit.connection, case)}
    assert found == {
        "self": ["leader"],
        "document": ["assessor1", "assessor2"],
        "interview": ["assessor1", "assessor2"],
        "visit": ["assessor1", "assessor2"],
    }


def test_who_acts_first_is_the_data_entry_officer_where_the_coordinator_began(platform):
    made = makers.edition(platform)
    case = opening.open_(platform, LEADER, edition=made.key, agency="8205")
    second = replace(ENTRY, id=UUID(int=70), name="Entri Kedua")
    assert opening.one(platform, LEADER, case).entry is None
    answer(platform, second, case, {"1": 3})
    found = opening.one(platform, LEADER, case)
    assert (found.entry, found.row.entry_name) == (second.id, "Entri Kedua")
    with pytest.raises(StepOfEntry):
        opening.answer_general(platform, ENTRY, case, {}, found.version)
    with pytest.raises(NotYourIndicator):
        answer(platform, ENTRY, case, {"2": 3})


def at_documents(platform: Platform) -> UUID:
    case = opened(platform)
    to_stage(platform, case, "document")
    return case


def test_assessors_are_blind_to_each_other_until_both_have_submitted(platform):
    case = at_documents(platform)
    answer(platform, FIRST, case, {"1": 2})
    answer(platform, SECOND, case, {"1": 4})
    watching = (SECOND, REVIEWER, MINISTRY, ENTRY, LEADER)

    def seen_of_first(who):
        sheet = answering.sheet(platform, who, case, indicator="1")
        line = answering.overview(platform, who, case)[0]
        words = [each for each in (*sheet.both.values(), sheet.answer, *sheet.earlier.values()) if each]
        past = [one for one in sheet.history if one.stage == "document" and one.seat == 1]
        return [each for each in words if (each.stage, each.seat) == ("document", 1)], line.differs, past

    answer(platform, FIRST, case, {"1": 3})
    for who in watching:
        assert seen_of_first(who) == ([], False, [])
    fill(platform, case, "document", 1)
    submitting.submit(platform, FIRST, case)
    for who in watching:
        assert seen_of_first(who) == ([], False, [])
    fill(platform, case, "document", 2)
    submitting.submit(platform, SECOND, case)
    for who in (SECOND, REVIEWER, MINISTRY):
        mine, differs, past = seen_of_first(who)
        assert (mine[0].said.level, differs, len(past)) == (3, True, 1)
    for who in (ENTRY, LEADER, RESPONDENT):
        assert seen_of_first(who) == ([], False, [])


def test_the_agencys_list_does_not_count_what_assessors_have_done(platform):
    case = at_documents(platform)
    fill(platform, case, "document", 1)
    line = next(one for one in opening.mine(platform, ENTRY) if one.id == case)
    assert (line.filled, line.total, line.other_submitted) == (47, 47, False)
    line = next(one for one in opening.mine(platform, SECOND) if one.id == case)
    assert (line.filled, line.seat) == (0, 2)


def test_an_assessor_says_why_and_gives_every_indicator_that_the_agency_filled_a_level(platform):
    case = at_documents(platform)
    with pytest.raises(CriteriaMissing):
        answering.keep(platform, FIRST, case, Saying("1", Said(Fraction(3), (3,)), 0))
    answering.keep(platform, FIRST, case, Saying("1", Said(Fraction(3), (3,), justification=WHY), 0))
    assert answering.overview(platform, FIRST, case)[0].missing == (1, 2)
    with pytest.raises(NotAssessed) as refused:
        submitting.submit(platform, FIRST, case, unfilled_too=True)
    assert refused.value.facts == {"count": 46}


def differing(platform: Platform) -> UUID:
    """Both have submitted; they differ at 1 and 2 only."""
    case = at_documents(platform)
    answer(platform, FIRST, case, {"1": 2, "2": 5})
    answer(platform, SECOND, case, {"1": 4, "2": 4})
    for seat, who in ((1, FIRST), (2, SECOND)):
        fill(platform, case, "document", seat)
        submitting.submit(platform, who, case)
    return case


def test_where_two_assessors_differ_they_agree_on_one_value_and_alike_ones_are_taken_over(platform):
    case = differing(platform)
    assert [one.indicator for one in harmonising.differences(platform, FIRST, case) if not one.agreed] == ["1", "2"]
    assert (level(platform, FIRST, case, "3"), level(platform, FIRST, case, "1")) == (3, None)
    with pytest.raises(NotHarmonised) as refused:
        harmonising.close(platform, FIRST, case)
    assert refused.value.facts == {"count": 2}
    harmonising.agree(platform, SECOND, case, Saying("1", said(3), 0))
    harmonising.agree(platform, FIRST, case, Saying("2", said(4), 0))
    harmonising.close(platform, SECOND, case)
    with pytest.raises(StepNotNow):
        submitting.confirm(platform, SECOND, case)
    submitting.confirm(platform, FIRST, case)
    assert stands(platform, case) == ("interview", "open")
    assert index(platform, case).values["2"] == 4
    assert answering.sheet(platform, ENTRY, case, indicator="1").earlier["document"].said.level == 3


def test_the_other_assessor_may_refuse_the_closing_and_nothing_agreed_is_lost(platform):
    case = differing(platform)
    for indicator in ("1", "2"):
        harmonising.agree(platform, FIRST, case, Saying(indicator, said(3), 0))
    harmonising.close(platform, FIRST, case)
    submitting.withdraw(platform, SECOND, case)
    assert stands(platform, case) == ("document", "submitted")
    assert [one.agreed.said.level for one in harmonising.differences(platform, SECOND, case)][:2] == [3, 3]


def test_harmonising_before_both_have_submitted_is_refused(platform):
    case = at_documents(platform)
    with pytest.raises(StepNotNow):
        harmonising.differences(platform, FIRST, case)
    with pytest.raises(StepNotNow):
        harmonising.agree(platform, FIRST, case, Saying("1", said(3), 0))


def test_what_interview_and_visit_do_not_clear_up_carries_over(platform):
    case = opened(platform)
    to_stage(platform, case, "interview")
    answer(platform, FIRST, case, {"7": 4})
    line = answering.overview(platform, FIRST, case)[7]
    assert (line.indicator, line.level, line.before) == ("8", None, 3)
    with pytest.raises(EditingClosed):
        answer(platform, SECOND, case, {"8": 4})
    submitting.submit(platform, FIRST, case)
    submitting.confirm(platform, SECOND, case)
    line = answering.overview(platform, FIRST, case)[6]
    assert (line.level, line.before) == (None, 4)
    with pytest.raises(StepReasonMissing):
        interviewing.skip(platform, FIRST, case, reason="")
    interviewing.skip(platform, FIRST, case, reason="Bandara Bintuni ditutup.")
    assert stands(platform, case) == ("review", "open")
    with platform.database.reading() as unit:
        left_out = records.latest(unit.connection, case, "visit")
    assert left_out is not None
    assert left_out.message["reason"] == "Bandara Bintuni ditutup."
    values = index(platform, case).values
    assert (values["7"], values["8"], index(platform, case).stage) == (4, 3, "interview")


def test_the_digest_of_a_record_covers_the_words_and_the_evidence(platform: Platform) -> None:
    def signed(word: str) -> str:
        case = makers.opened(platform, key=word)
        to_stage(platform, case, "document")
        with platform.database.reading() as unit:
            found = records.latest(unit.connection, case, "self")
        assert found is not None
        assert found.message["evidence"] == []
        return str(found.message["words"])

    first = signed("2024")
    assert len(first) == 64
    assert signed("2024-sama") == first
    assert first != signed_with_other_words(platform)


def signed_with_other_words(platform: Platform) -> str:
    case = makers.opened(platform, key="2024-lain")
    answer(platform, makers.ENTRY, case, {"1": 2})
    to_stage(platform, case, "document")
    with platform.database.reading() as unit:
        found = records.latest(unit.connection, case, "self")
    assert found is not None
    return str(found.message["words"])
