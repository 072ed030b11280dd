"""What an answer must hold, and the way of the stages. Law: Permen PANRB 59/2020; Pedoman Menteri PANRB 3/2024."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from simpul.maturity.model.agency_refusals import LevelUnreadable
from simpul.maturity.model.assessing import Answer, Difference, Said
from simpul.maturity.model.maturity_refusals import (
    CriteriaMissing,
    IndicatorUnknown,
    JustificationMissing,
    LevelStepWrong,
    LevelWrong,
    NoteMissing,
    ObjectingOver,
    SaidTooLong,
    StageWrong,
    StepReasonMissing,
    VerdictWrong,
)
from simpul.maturity.rules import answers, stages, verdicts
from simpul.maturity.rules.law_instruments import instrument
from simpul.maturity.rules.said_reading import level

pytestmark = pytest.mark.rules
SPBE, PEMDI = instrument("SPBE-2020"), instrument("PEMDI-2026")
WHY = "Diperiksa terhadap bukti dukung."
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def said(given, met=(), why="") -> Said:
    return Said(None if given is None else Fraction(given), tuple(met), justification=why)


# level, criteria said to be met -> levels that it presupposes and that are not said to be met
PRESUPPOSES = [
    (None, (), ()),
    (1, (1,), ()),
    (3, (1, 2, 3), ()),
    (3, (3,), (1, 2)),
    (3, (1, 3), (2,)),
    (4, (), (1, 2, 3, 4)),
    ("3.75", (1, 2), (3,)),
    (2, (1, 2, 3, 4), ()),
]


@pytest.mark.parametrize(("given", "met", "missing"), PRESUPPOSES)
def test_level_n_presupposes_all_below_it(given, met, missing):
    assert answers.missing_below(said(given, met)) == missing


# instrument, level -> refusal (None: it stands)
SCALE = [
    (SPBE, None, None),
    (SPBE, 1, None),
    (SPBE, 5, None),
    (SPBE, 0, LevelWrong),
    (SPBE, 6, LevelWrong),
    (SPBE, "3.5", LevelStepWrong),
    (SPBE, "10/3", LevelUnreadable),
    (PEMDI, "3.25", None),
    (PEMDI, "10/3", LevelUnreadable),
    (PEMDI, "5.01", LevelWrong),
]


@pytest.mark.parametrize(("of", "given", "refusal"), SCALE)
def test_a_level_is_one_of_the_instruments_scale(of, given, refusal):
    if refusal is None:
        assert answers.checked(of, "7", said(given), assessor=False).level == said(given).level
        return
    with pytest.raises(refusal):
        answers.checked(of, "7", said(given), assessor=False)


# level, met, justification -> refusal to an assessor; the agency is only warned
ASSESSOR = [
    (3, (1, 2, 3), WHY, None),
    (3, (3,), WHY, None),
    (3, (3,), "", CriteriaMissing),
    (3, (3,), "Sembilan.", CriteriaMissing),
    (3, (1, 2, 3), "", JustificationMissing),
    (None, (), "", None),
]


@pytest.mark.parametrize(("given", "met", "why", "refusal"), ASSESSOR)
def test_an_assessor_gives_reasons_and_the_agency_is_warned(given, met, why, refusal):
    answers.checked(SPBE, "7", said(given, met, why), assessor=False)
    if refusal is None:
        answers.checked(SPBE, "7", said(given, met, why), assessor=True)
        return
    with pytest.raises(refusal):
        answers.checked(SPBE, "7", said(given, met, why), assessor=True)


@pytest.mark.parametrize("key", ["0", "48", "A1", "", "x", "1\x00", "²"])
def test_what_is_no_indicator_is_refused(key):
    with pytest.raises(IndicatorUnknown):
        answers.checked(SPBE, key, said(3), assessor=False)


def test_words_are_kept_trimmed_and_too_long_ones_name_their_field():
    kept = answers.checked(SPBE, "7", Said(Fraction(2), (2, 1, 1, 9), " fakta\r\nlagi "), assessor=False)
    assert (kept.facts, kept.met) == ("fakta\nlagi", (1, 2))
    with pytest.raises(SaidTooLong) as refused:
        answers.checked(SPBE, "7", Said(analysis="x" * 20_001), assessor=False)
    assert refused.value.field == "analysis"


def given(value, minutes=0) -> Answer:
    return Answer("document", 1, "7", 1, said(value), None, "", NOW + timedelta(minutes=minutes))


SETTLED = [
    (given(3), given(4), None, False),
    (given(3), given(4), given(None, 1), False),
    (given(3), given(4), given(4, 1), True),
    (given(3, 2), given(4), given(4, 1), False),
    (None, given(4), given(4, 1), True),
]


@pytest.mark.parametrize(("first", "second", "agreed", "settled"), SETTLED)
def test_two_values_are_settled_by_a_level_agreed_on_after_both_were_given(first, second, agreed, settled):
    assert answers.settled(Difference("7", first, second, agreed)) is settled


ORDER = ("self", "document", "interview", "visit", "review", "objection", "final")


def test_the_stages_follow_each_other_and_the_last_stays():
    walked = ["self"]
    while (then := stages.after(ORDER, walked[-1])) != walked[-1]:
        walked.append(then)
    assert tuple(walked) == ORDER
    assert stages.after(("self", "document", "final"), "document") == "final"


def test_a_review_sends_back_to_the_last_stage_in_which_assessors_give_values():
    assert stages.back_from_review(ORDER) == "visit"
    assert stages.back_from_review(("self", "document", "review", "final")) == "document"


def test_only_a_stage_of_the_edition_is_opened_again():
    assert stages.reopened(ORDER, "self") == "self"
    with pytest.raises(StageWrong):
        stages.reopened(("self", "final"), "visit")


@pytest.mark.parametrize(
    ("check", "refusal"),
    [
        (lambda: verdicts.note("valid", ""), None),
        (lambda: verdicts.note("not_valid", "  "), NoteMissing),
        (lambda: verdicts.note("perhaps", "because"), VerdictWrong),
        (lambda: verdicts.step_reason("no"), StepReasonMissing),
        (lambda: verdicts.step_reason("Bandara ditutup."), None),
        (lambda: verdicts.in_time(None, date(2026, 11, 26)), None),
        (lambda: verdicts.in_time(date(2026, 11, 26), date(2026, 11, 26)), None),
        (lambda: verdicts.in_time(date(2026, 11, 25), date(2026, 11, 26)), ObjectingOver),
    ],
)
def test_verdicts_and_steps_come_with_the_words_and_the_day_that_they_need(check, refusal):
    if refusal is None:
        check()
        return
    with pytest.raises(refusal):
        check()


@pytest.mark.parametrize("given_level", ["x", "-1", "1e3", "3,5", "9" * 5000, 10**30, "\x00"])
def test_a_level_that_is_no_number_is_refused_in_words(given_level):
    with pytest.raises(LevelUnreadable):
        level(given_level)


def test_a_level_is_read_exactly_or_left_out():
    assert level("3.25") == Fraction(13, 4)
    assert level(3) == 3
    assert level("") is level(None) is None
