"""Two who act on one assessment at the same moment: each is told what came of it, nothing is lost, the sum is right."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from uuid import UUID

from simpul.kernel.errors import Refusal
from simpul.maturity.actions import (
    answering,
    finalising,
    handing_over,
    harmonising,
    objecting,
    opening,
    records,
    result_reading,
    reviewing,
    submitting,
)
from simpul.maturity.model.assessing import Finding, NewObjection, Saying
from simpul.maturity.store import results
from tests.maturity.makers import (
    ENTRY,
    FIRST,
    LEADER,
    MINISTRY,
    REVIEWER,
    SECOND,
    answer,
    edition,
    fill,
    opened,
    said,
    to_stage,
)
from tests.maturity.test_attacked import code_of, holders
from tests.maturity.test_locking import together


def stands(platform, case: UUID) -> tuple[str, str]:
    row = opening.one(platform, MINISTRY, case).row
    return row.stage, str(row.state)


def sums_up(platform, case: UUID) -> None:
    """The result is what the joint answers say, reckoned anew."""
    found = result_reading.view(platform, MINISTRY, case)
    with platform.database.reading() as unit:
        kept = results.of(unit.connection, case)
    assert kept.index == found.reckoned.index


def at_final(platform) -> UUID:
    case = opened(platform)
    to_stage(platform, case, "final")
    return case


def at_objection(platform) -> tuple[UUID, UUID]:
    case = opened(platform)
    to_stage(platform, case, "objection")
    return case, objecting.object_(platform, ENTRY, case, NewObjection("1", Fraction(5), "Bukti belum dilihat."))


def only_refused(found, *, done: int) -> None:
    """So many were done; whatever was not was refused in words, and nothing broke."""
    wrong = [one for one in found if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert not wrong, wrong
    assert sum(not isinstance(one, Exception) for one in found) == done, found


def test_of_two_who_make_it_final_or_open_it_again_at_once_every_one_is_told(platform):
    case = at_final(platform)
    only_refused(together(*[lambda: finalising.finalise(platform, MINISTRY, case)] * 3), done=1)
    assert stands(platform, case) == ("final", "closed")
    again = [lambda: finalising.reopen(platform, MINISTRY, case, stage="visit", reason="Temuan baru.")] * 3
    only_refused(together(*again), done=1)
    assert [one.step for one in opening.steps(platform, MINISTRY, case)].count("reopened") == 1
    sums_up(platform, case)


def test_of_confirming_and_taking_back_at_once_one_happens(platform):
    case = opened(platform)
    to_stage(platform, case, "interview")
    for _ in range(4):
        answer(platform, FIRST, case, {"1": 4})
        submitting.submit(platform, FIRST, case)
        found = together(
            lambda: submitting.confirm(platform, SECOND, case), lambda: submitting.withdraw(platform, FIRST, case)
        )
        only_refused(found, done=1)
        stage, _state = stands(platform, case)
        if stage == "visit":
            break
    with platform.database.reading() as unit:
        made = records.latest(unit.connection, case, "interview")
    roles = {one.role.value for one in made.signatures}
    assert roles == ({"assessor1", "assessor2"} if stage == "visit" else {"assessor1"})
    sums_up(platform, case)


def test_an_objection_is_answered_or_withdrawn_and_not_both(platform):
    case, one = at_objection(platform)
    words = "Bukti sudah diperiksa kembali."
    found = together(
        lambda: objecting.answer(platform, FIRST, one, verdict="granted", answer=words),
        lambda: objecting.withdraw(platform, ENTRY, one),
        lambda: objecting.answer(platform, FIRST, one, verdict="refused", answer=words),
        lambda: objecting.withdraw(platform, LEADER, one),
    )
    only_refused(found, done=1)
    kept = objecting.of(platform, MINISTRY, case)[0]
    assert bool(kept.verdict) != bool(kept.withdrawn_at)
    value = result_reading.view(platform, MINISTRY, case).values["1"]
    assert value == (5 if kept.verdict == "granted" else 3)
    sums_up(platform, case)


def test_one_objection_is_made_of_two_made_at_once_and_none_slips_in_after_the_end(platform):
    case = opened(platform)
    to_stage(platform, case, "objection")
    new = NewObjection("2", Fraction(4), "Bukti belum dilihat.")
    only_refused(together(*[lambda: objecting.object_(platform, ENTRY, case, new)] * 3), done=1)
    late = NewObjection("3", Fraction(4), "Bukti belum dilihat.")
    together(lambda: objecting.object_(platform, LEADER, case, late), lambda: objecting.end(platform, MINISTRY, case))
    assert stands(platform, case) == ("objection", "submitted")
    assert code_of(objecting.close, platform, FIRST, case) == "maturity-objections-wait"


def test_of_agreeing_and_closing_at_once_the_record_says_what_was_agreed(platform):
    case = opened(platform)
    to_stage(platform, case, "document")
    for seat, who, level in ((1, FIRST, 3), (2, SECOND, 3)):
        fill(platform, case, "document", seat, level)
        submitting.submit(platform, who, case)
    before = answering.sheet(platform, SECOND, case, indicator="1").answer
    found = together(
        lambda: harmonising.agree(platform, SECOND, case, Saying("1", said(5), before.version)),
        lambda: harmonising.close(platform, FIRST, case),
    )
    assert not isinstance(found[1], Exception), found
    with platform.database.reading() as unit:
        made = records.latest(unit.connection, case, "document")
    value = answering.sheet(platform, SECOND, case, indicator="1").answer.said.level
    assert made.message["levels"]["1"] == str(value)
    if isinstance(found[0], Exception):
        assert answering.sheet(platform, SECOND, case, indicator="1").draft.said == said(5)
    sums_up(platform, case)


def test_an_assessment_begun_by_several_at_once_is_one(platform):
    edition(platform)
    people = (ENTRY, LEADER, MINISTRY, ENTRY)
    found = together(*(partial(opening.open_, platform, who, edition="2024", agency="8205") for who in people))
    only_refused(found, done=1)


def test_of_judging_and_sending_back_at_once_no_verdict_is_left_behind(platform):
    case = opened(platform)
    to_stage(platform, case, "review")
    reviewing.judge(platform, REVIEWER, case, indicators=("1",), given=Finding("not_valid", "Bukti tidak sesuai."))
    found = together(
        lambda: reviewing.send_back(platform, REVIEWER, case),
        lambda: reviewing.judge(
            platform, REVIEWER, case, indicators=("2",), given=Finding("not_valid", "Bukti tidak sesuai.")
        ),
        lambda: reviewing.accept(platform, REVIEWER, case),
    )
    assert not isinstance(found[0], Exception), found
    row = opening.one(platform, MINISTRY, case).row
    judged = {key for key, one in reviewing.of(platform, REVIEWER, case).items() if one.verdict == "not_valid"}
    assert set(row.unlocked) == judged


def test_words_typed_while_the_seat_is_handed_over_are_an_answer_or_a_draft(platform):
    case = opened(platform)
    other = replace(ENTRY, id=UUID(int=60), name="Entri Baru")
    holders(platform, ENTRY, other)
    found = together(
        lambda: answering.keep(platform, ENTRY, case, Saying("1", said(4), 0)),
        lambda: handing_over.hand_over(platform, ENTRY, case, account=other.id),
    )
    assert not isinstance(found[1], Exception), found
    sheet = answering.sheet(platform, ENTRY, case, indicator="1")
    assert said(4) in [one.said for one in (sheet.answer, sheet.draft) if one]


def test_what_is_agreed_after_the_other_has_closed_is_a_draft(platform):
    case = opened(platform)
    to_stage(platform, case, "document")
    for seat, who in ((1, FIRST), (2, SECOND)):
        fill(platform, case, "document", seat)
        submitting.submit(platform, who, case)
    harmonising.close(platform, FIRST, case)
    assert code_of(harmonising.agree, platform, SECOND, case, Saying("1", said(5), 1)) == "maturity-step-not-now"
    assert answering.sheet(platform, SECOND, case, indicator="1").draft.said == said(5)
