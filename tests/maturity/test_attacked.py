"""What people tried who should not: to see before it is time, to leave a signature out, to act twice, to break a form."""

import io
import re
import zipfile
from dataclasses import replace
from importlib.resources import files as files_of
from uuid import UUID

import pytest

import simpul
from simpul.kernel.errors import Refusal
from simpul.kernel.holders import Holders
from simpul.maturity.actions import (
    answering,
    finalising,
    handing_over,
    harmonising,
    interviewing,
    objecting,
    opening,
    records,
    result_reading,
    reviewing,
    submitting,
)
from simpul.maturity.actions import evidence as proofs
from simpul.maturity.actions import evidence_changing as changing
from simpul.maturity.model.assessing import Finding
from simpul.maturity.model.editions import Assignment, EditionState
from simpul.maturity.model.evidence import EvidencePlace, EvidenceSaid, FileSent
from simpul.maturity.model.maturity_refusals import EditionNotOpen, StepNotNow
from simpul.maturity.model.records import RecordNotYours, RecordSignedAlready
from simpul.maturity.model.results import ResultUnknown
from simpul.maturity.rules import evidence_files
from simpul.maturity.store import assignments, editions
from tests.maturity import evidence_files as files
from tests.maturity.makers import (
    ENTRY,
    FIRST,
    HOME,
    LEADER,
    MINISTRY,
    NOW,
    OTHER_ASSESSOR,
    RESPONDENT,
    REVIEWER,
    SECOND,
    STRANGER,
    answer,
    fill,
    finished,
    opened,
    to_stage,
)
from tests.maturity.people import People


def code_of(act, *given, **named) -> str:
    with pytest.raises(Refusal) as told:
        act(*given, **named)
    return told.value.code


def proof(platform, who, case: UUID, key: str = "18"):
    sent, said = FileSent(io.BytesIO(files.PDF), "Perbup.pdf"), EvidenceSaid(3, f"Perbup dari {who.name}")
    return changing.add_file(platform, who, EvidencePlace(case, key), sent, said)


def count(platform, who, case: UUID, key: str = "18") -> int:
    return next(one.evidence for one in answering.overview(platform, who, case) if one.indicator == key)


def holders(platform, *people) -> None:
    object.__setattr__(platform, "ports", {**platform.ports, Holders: People(*people)})


def edition_closed(platform) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        found = editions.get(unit.connection, "2024")
        assert editions.keep(unit.connection, replace(found, state=EditionState.CLOSED, closed_at=NOW), NOW)


def test_who_has_handed_in_does_not_see_the_others_values_before_the_other_has(platform):
    case = opened(platform)
    to_stage(platform, case, "document")
    fill(platform, case, "document", 1)
    submitting.submit(platform, FIRST, case)
    answer(platform, SECOND, case, {"1": 5})
    with pytest.raises(StepNotNow):
        harmonising.differences(platform, FIRST, case)


def test_the_officer_does_not_see_the_assessors_values_where_the_self_assessment_was_opened_again(platform):
    case = opened(platform)
    to_stage(platform, case, "document")
    for seat, who, level in ((1, FIRST, 2), (2, SECOND, 4)):
        fill(platform, case, "document", seat, level)
        submitting.submit(platform, who, case)
    for key in [one.indicator for one in harmonising.differences(platform, FIRST, case)]:
        answer(platform, FIRST, case, {key: 3})
    harmonising.close(platform, FIRST, case)
    submitting.confirm(platform, SECOND, case)
    for_review = opening.one(platform, MINISTRY, case)
    assert for_review.stage == "interview"
    to_stage(platform, case, "final")
    finalising.reopen(platform, MINISTRY, case, stage="self", reason="Dibuka lagi.")
    submitting.submit(platform, ENTRY, case, unfilled_too=True)
    assert code_of(harmonising.differences, platform, ENTRY, case)


def test_evidence_that_the_agency_has_not_handed_in_is_not_there_for_assessors(platform):
    case = opened(platform)
    one = proof(platform, ENTRY, case)
    for who in (FIRST, SECOND, REVIEWER):
        assert proofs.of_assessment(platform, who, case) == {}
        assert count(platform, who, case) == 0
        assert code_of(proofs.fetch, platform, who, one.id) == "maturity-evidence-unknown"
    for who in (ENTRY, RESPONDENT, LEADER, MINISTRY):
        assert count(platform, who, case) == 1
    to_stage(platform, case, "document")
    assert [count(platform, who, case) for who in (FIRST, SECOND, REVIEWER)] == [1, 1, 1]


def test_the_number_of_pieces_does_not_tell_what_the_other_assessor_found(platform):
    case = opened(platform)
    to_stage(platform, case, "document")
    proof(platform, FIRST, case)
    seen = {who.name: count(platform, who, case) for who in (FIRST, SECOND, ENTRY)}
    assert seen == {FIRST.name: 1, SECOND.name: 0, ENTRY.name: 0}


def test_evidence_of_others_is_refused_in_the_same_words_as_evidence_that_is_not(platform):
    case = opened(platform)
    one = proof(platform, ENTRY, case)
    for act in (proofs.fetch, changing.remove, changing.undo):
        assert code_of(act, platform, STRANGER, one.id) == code_of(act, platform, STRANGER, UUID(int=77))


def test_evidence_stays_as_it_is_once_the_edition_is_closed(platform):
    case = opened(platform)
    one = proof(platform, ENTRY, case)
    edition_closed(platform)
    for act in (changing.remove, changing.undo):
        with pytest.raises(EditionNotOpen):
            act(platform, ENTRY, one.id)


def test_values_entered_at_a_visit_are_not_passed_on_by_leaving_the_visit_out(platform):
    """The other assessor confirms what was entered; leaving the visit out asks nobody."""
    case = opened(platform)
    to_stage(platform, case, "visit")
    answer(platform, FIRST, case, {"1": 5})
    assert code_of(interviewing.skip, platform, FIRST, case, reason="Jarak terlalu jauh.") == "maturity-visit-begun"
    answer(platform, FIRST, case, {"1": None})
    interviewing.skip(platform, FIRST, case, reason="Jarak terlalu jauh.")
    assert result_reading.view(platform, MINISTRY, case).values["1"] == 3


def test_one_person_does_not_sign_a_record_for_both_assessors(platform):
    """Whoever closed from the one seat and then holds the other does not confirm the own closing."""
    case = opened(platform)
    to_stage(platform, case, "interview")
    submitting.submit(platform, FIRST, case)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        for each in assignments.of(unit.connection, "2024", "8205"):
            if each.seat in (1, 2):
                assignments.end(unit.connection, each.id, NOW, "Ditukar.")
        new = [
            Assignment(unit.ids.new(), "2024", "8205", seat, who.id, who.name, who.agency, NOW)
            for seat, who in ((1, SECOND), (2, FIRST))
        ]
        assignments.add(unit.connection, new)
    with pytest.raises(RecordSignedAlready):
        submitting.confirm(platform, FIRST, case)


def test_the_agency_does_not_read_the_record_of_a_stage_that_is_not_over(platform):
    case = opened(platform)
    to_stage(platform, case, "interview")
    answer(platform, FIRST, case, {"1": 5})
    submitting.submit(platform, FIRST, case)
    with platform.database.reading() as unit:
        made = records.latest(unit.connection, case, "interview").id
    for who in (ENTRY, RESPONDENT, LEADER):
        with pytest.raises(RecordNotYours):
            records.read(platform, who, made)
        assert made not in [one.id for one in records.all_of(platform, who, case)]
    for who in (FIRST, SECOND, REVIEWER, MINISTRY):
        assert records.read(platform, who, made)[0].record.message["levels"]["1"] == "5"
    submitting.confirm(platform, SECOND, case)
    assert records.read(platform, ENTRY, made)[0].record.message["levels"]["1"] == "5"


def test_what_a_reviewer_noted_of_assessors_is_not_told_to_the_agency(platform):
    case = opened(platform)
    to_stage(platform, case, "review")
    secret = "Asesor keliru membaca bukti."
    reviewing.judge(platform, REVIEWER, case, indicators=("7",), given=Finding("not_valid", secret))
    reviewing.send_back(platform, REVIEWER, case)
    for who in (ENTRY, RESPONDENT, LEADER):
        steps = opening.steps(platform, who, case)
        assert "returned" in [one.step for one in steps]
        assert {(one.reason, one.indicator) for one in steps if one.step == "returned"} == {("", "")}
    assert secret in [one.reason for one in opening.steps(platform, FIRST, case)]


def test_the_names_of_the_agencys_people_are_for_the_agency_alone(platform):
    holders(platform, ENTRY, RESPONDENT)
    case = opened(platform)
    to_stage(platform, case, "document")
    assert {one.name for one in handing_over.people(platform, LEADER, case)} == {ENTRY.name, RESPONDENT.name}
    for who in (FIRST, SECOND, REVIEWER):
        assert handing_over.people(platform, who, case) == []


def test_an_assessor_of_the_own_agency_and_a_seat_of_another_role_see_no_draft_result(platform):
    case = opened(platform)
    to_stage(platform, case, "document")
    own = replace(FIRST, agency=HOME)
    wrong = replace(FIRST, roles=frozenset({"maturity.reviewer"}))
    for who in (own, wrong, OTHER_ASSESSOR, STRANGER):
        with pytest.raises(ResultUnknown):
            result_reading.view(platform, who, case)


def test_a_coordinator_who_may_enter_too_appoints_another_officer(platform):
    case = opened(platform)
    both = replace(LEADER, roles=frozenset({"maturity.leader", "maturity.entry"}))
    other = replace(ENTRY, id=UUID(int=60), name="Entri Baru")
    holders(platform, ENTRY, other)
    handing_over.hand_over(platform, both, case, account=other.id)
    assert opening.one(platform, MINISTRY, case).row.entry == other.id


def test_nothing_changes_a_final_number(platform):
    """Every step of everybody but the ministry's reopening is refused once the result is final."""
    case = finished(platform)
    before = result_reading.view(platform, MINISTRY, case).reckoned.index
    acts = [
        lambda who: submitting.submit(platform, who, case, unfilled_too=True),
        lambda who: submitting.withdraw(platform, who, case),
        lambda who: submitting.sign(platform, who, case),
        lambda who: submitting.confirm(platform, who, case),
        lambda who: harmonising.close(platform, who, case),
        lambda who: interviewing.skip(platform, who, case, reason="Tidak perlu."),
        lambda who: reviewing.judge(platform, who, case, indicators=("1",), given=Finding("valid")),
        lambda who: reviewing.send_back(platform, who, case),
        lambda who: objecting.end(platform, who, case),
        lambda who: objecting.close(platform, who, case),
        lambda who: answer(platform, who, case, {"1": 5}),
    ]
    for act in acts:
        for who in (ENTRY, RESPONDENT, LEADER, FIRST, SECOND, REVIEWER, MINISTRY, STRANGER, OTHER_ASSESSOR):
            with pytest.raises(Refusal):
                act(who)
    assert result_reading.view(platform, MINISTRY, case).reckoned.index == before


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_package_that_was_damaged_inside_is_told_as_broken(packed):
    made, name = io.BytesIO(), "[Content_Types].xml"
    with zipfile.ZipFile(made, "w", packed) as package:
        package.writestr(name, "abc" * 500)
        package.writestr("word/document.xml", "x" * 500)
    damaged = bytearray(made.getvalue())
    at = 30 + len(name) + (9 if packed == zipfile.ZIP_LZMA else 0)
    damaged[at : at + 12] = b"\xff" * 12
    assert code_of(evidence_files.found, io.BytesIO(bytes(damaged)), "a.docx") == "maturity-evidence-file-broken"


ROUTES = [
    (method, path)
    for method, path in re.findall(
        r'^"([A-Z]+) (\S+)" = ', (files_of(simpul) / "access.toml").read_text().partition("\n[maturity]\n")[2], re.MULTILINE
    )
    if re.search(r"/maturity/assessments/\{id\}|/kematangan/(penilaian|asesmen|bukti)/\{id\}|/hasil/\{assessment\}", path)
]


def test_every_address_of_an_assessment_is_not_there_for_who_has_no_part_in_it(platform, client_for, sessions, post):
    """404 as for an assessment that does not exist; 422 only for a body that is no use to anybody."""
    case = opened(platform)
    named = {"id": case, "assessment": case, "bukti": proof(platform, ENTRY, case).id, "n": 18, "indicator": 18}
    named |= {"account": RESPONDENT.id, "step": "finalise"}
    to_stage(platform, case, "document")
    assert len(ROUTES) > 60
    for who in (STRANGER, OTHER_ASSESSOR):
        pages, programs = client_for(who), client_for()
        sessions.people["token"] = who
        for method, path in ROUTES:
            at = path.format_map(named)
            if path.startswith("/api"):
                answered = programs.request(method, at, json={}, headers={"authorization": "Bearer token"})
            else:
                answered = pages.get(at) if method == "GET" else post(pages, at, do="submit")
            assert answered.status_code == 404 or (method != "GET" and answered.status_code == 422), (who.name, at)
