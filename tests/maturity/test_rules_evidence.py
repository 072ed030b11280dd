"""Evidence by the rules: what a file is, who may add it and when, what is measured against a level, what a record signs."""

import io
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product
from uuid import UUID

import pytest

from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.maturity.model.assessing import AssessmentRow, AssessmentState
from simpul.maturity.model.contradictions import Speaks
from simpul.maturity.model.evidence import Evidence, EvidenceKind, EvidenceSaid, MeasuredFigure, Measurement
from simpul.maturity.model.evidence_refusals import EvidenceClosed, EvidenceLinkWrong, EvidenceNotYours
from simpul.maturity.model.instruments import Words
from simpul.maturity.model.records import Record, Signature, SignerRole
from simpul.maturity.rules import contradictions, evidence_files, evidence_permits, law_instruments, records
from simpul.maturity.rules.who import standing
from tests.maturity import evidence_files as files
from tests.maturity.makers import EVERYBODY, FIRST, SECOND

pytestmark = pytest.mark.rules
AT = datetime(2026, 11, 23, 5, tzinfo=UTC)
WORDS = Words("kata", "word")


def row(stage: str = "self", state: str = "open", unlocked: tuple[str, ...] = ()) -> AssessmentRow:
    return AssessmentRow(
        UUID(int=9), "2024", "8205", stage, AssessmentState(state), 1, UUID(int=1), "Entri", {}, {}, unlocked, AT, AT, None,
        True,
    )  # fmt: skip


# What a file is


@pytest.mark.parametrize(
    ("content", "name", "kept", "media"),
    [
        (files.PDF, "Perbup 12.pdf", "Perbup 12.pdf", "application/pdf"),
        (b"\n\n" + files.PDF, "Perbup.PDF", "Perbup.pdf", "application/pdf"),
        (files.PNG, "layar.png", "layar.png", "image/png"),
        (files.JPEG, "foto.jpeg", "foto.jpeg", "image/jpeg"),
        (files.word(), "SK.docx", "SK.docx", None),
        (files.workbook(), "daftar.xlsx", "daftar.xlsx", None),
        (files.open_document("spreadsheet"), "daftar.ods", "daftar.ods", None),
        ("unit;layanan\ndinkes;3\n".encode("utf-8-sig"), "daftar.csv", "daftar.csv", "text/plain"),
        (files.PDF, "tanpa akhiran", "tanpa akhiran.pdf", "application/pdf"),
        (files.PDF, r"C:\Users\a\..\Perbup.pdf", "Perbup.pdf", "application/pdf"),
        (files.PDF, "../../etc/Perbup.pdf", "Perbup.pdf", "application/pdf"),
        (files.PDF, "Perbup\u202efdp.pdf", "Perbupfdp.pdf", "application/pdf"),
        (files.PDF, "", "data.pdf", "application/pdf"),
        (files.PDF, f"{'p' * 300}.pdf", f"{'p' * 116}.pdf", "application/pdf"),
    ],
)
def test_a_sound_file_is_known_by_its_content(content: bytes, name: str, kept: str, media: str | None) -> None:
    found = evidence_files.found(io.BytesIO(content), name)
    assert found.name == kept
    assert media is None or found.media == media


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "kosong.pdf", "maturity-evidence-file-missing"),
        (files.word(), "Perbup.pdf", "maturity-evidence-file-lies"),
        (files.PDF, "foto.jpg", "maturity-evidence-file-lies"),
        (b"MZ\x90\0" + b"\0" * 100, "Perbup.pdf", "maturity-evidence-file-strange"),
        (b"<html><script>alert(1)</script>", "catatan.txt", "maturity-evidence-file-strange"),
        (b"  <svg onload='x'/>", "gambar.txt", "maturity-evidence-file-strange"),
        (files.packed({"a.txt": "a"}), "arsip.zip", "maturity-evidence-file-strange"),
        ("naïf".encode("latin-1"), "catatan.txt", "maturity-evidence-file-strange"),
        (files.PDF[:-6], "Perbup.pdf", "maturity-evidence-file-broken"),
        (files.JPEG[:-2], "foto.jpg", "maturity-evidence-file-broken"),
        (files.word()[:-30], "SK.docx", "maturity-evidence-file-broken"),
        (files.PDF_LOCKED, "Perbup.pdf", "maturity-evidence-file-locked"),
        (files.LOCKED_OFFICE, "SK.docx", "maturity-evidence-file-locked"),
        (
            files.open_document(**{"META-INF/manifest.xml": "<m:encryption-data/>"}),
            "SK.odt",
            "maturity-evidence-file-locked",
        ),
        (files.with_password(), "SK.docx", "maturity-evidence-file-locked"),
        (files.OLD, "SK.doc", "maturity-evidence-file-old"),
        (files.word(**{"word/vbaProject.bin": b"x"}), "SK.docx", "maturity-evidence-file-macros"),
        (files.workbook("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "a.xlsx", "maturity-evidence-file-macros"),
        (files.open_document(**{"Basic/Standard/m.xml": "x"}), "SK.odt", "maturity-evidence-file-macros"),
        (files.bomb(900), "SK.docx", "maturity-evidence-file-bomb"),
        (files.overlapping(), "SK.docx", "maturity-evidence-file-bomb"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        evidence_files.found(io.BytesIO(content), name)
    assert refused.value.code == code
    assert refused.value.field == "file"


def test_a_mark_that_lies_across_two_pieces_is_seen() -> None:
    filling = b"%PDF-1.7\n" + b" " * (1024 * 1024 - 13)
    with pytest.raises(Refusal) as refused:
        evidence_files.found(io.BytesIO(filling + b"/Encrypt 7 0 R\n%%EOF"), "besar.pdf")
    assert refused.value.code == "maturity-evidence-file-locked"


@pytest.mark.parametrize("good", ["https://jdih.example.go.id/perbup/12", "http://example.go.id:8080/a?b=c"])
def test_an_address_that_others_can_open_is_taken(good: str) -> None:
    assert evidence_permits.address(good) == good


@pytest.mark.parametrize(
    "bad",
    ["", "jdih.go.id", "javascript:alert(1)", "ftp://a.go.id", "https://", "https://localhost/a", "https://u:p@a.go.id",
     "https://a.go.id/a b", "https://a.go.id:x/", "https://a.go.id/" + "a" * 1000],
)  # fmt: skip
def test_an_address_that_they_cannot_is_refused(bad: str) -> None:
    with pytest.raises(EvidenceLinkWrong):
        evidence_permits.address(bad)


# Who adds evidence, and when


YES = {
    ("entry", "self"), ("respondent", "self"),
    ("first", "document"), ("second", "document"),
    *product(("entry", "respondent", "first", "second"), ("interview", "visit", "objection")),
}  # fmt: skip
STAGES = ("self", "document", "interview", "visit", "review", "objection", "final")
SEATS = {"first": 1, "second": 2, "reviewer": 3}


@pytest.mark.parametrize(("name", "stage"), list(product(EVERYBODY, STAGES)))
def test_the_truth_table_of_evidence(name: str, stage: str) -> None:
    here = row(stage)
    who = standing(EVERYBODY[name], here, SEATS.get(name))
    side = evidence_permits.side_of(who, given=name == "respondent")
    if (name, stage) in YES:
        evidence_permits.permit_change(side, here, "18")
        return
    with pytest.raises((EvidenceNotYours, EvidenceClosed)):
        evidence_permits.permit_change(side, here, "18")


def test_a_respondent_adds_to_the_own_indicators_alone() -> None:
    who = standing(EVERYBODY["respondent"], row(), None)
    assert evidence_permits.side_of(who, given=True) == "agency"
    assert evidence_permits.side_of(who, given=False) == ""


@pytest.mark.parametrize("state", ["submitted", "closed"])
def test_nothing_is_added_once_the_stage_is_submitted_or_closed(state: str) -> None:
    with pytest.raises(EvidenceClosed):
        evidence_permits.permit_change("agency", row(state=state), "18")


def test_what_a_review_sent_back_alone_is_open() -> None:
    here = row("interview", unlocked=("18",))
    evidence_permits.permit_change("assessor", here, "18")
    with pytest.raises(EvidenceClosed):
        evidence_permits.permit_change("assessor", here, "19")


def piece(by: Actor, stage: str = "document", **more: object) -> Evidence:
    return Evidence(UUID(int=1), UUID(int=9), stage, "18", 3, EvidenceKind.LINK, "a", AT, by=by.id, **more)  # type: ignore[arg-type]


ASSESSORS = frozenset(who.id for who in (FIRST, SECOND) if who.id)


@pytest.mark.parametrize(
    ("name", "state", "sees"),
    [("first", "open", True), ("second", "open", False), ("second", "submitted", True), ("entry", "open", False),
     ("entry", "submitted", False), ("reviewer", "open", False), ("ministry", "open", True)],
)  # fmt: skip
def test_assessors_do_not_see_each_others_evidence_before_both_have_submitted(name: str, state: str, sees: bool) -> None:
    here = row("document", state)
    actor = EVERYBODY[name]
    who = standing(actor, here, SEATS.get(name))
    assert evidence_permits.is_shown(piece(FIRST), here, who, assessors=ASSESSORS, to=actor.id) is sees


def test_each_side_removes_its_own_of_this_stage() -> None:
    here = row("interview")
    evidence_permits.permit_remove("agency", here, piece(EVERYBODY["entry"], "interview"), ASSESSORS)
    evidence_permits.permit_remove("assessor", here, piece(SECOND, "interview"), ASSESSORS)
    with pytest.raises(EvidenceNotYours):
        evidence_permits.permit_remove("agency", here, piece(FIRST, "interview"), ASSESSORS)
    with pytest.raises(EvidenceNotYours):
        evidence_permits.permit_remove("assessor", here, piece(EVERYBODY["entry"], "interview"), ASSESSORS)
    with pytest.raises(EvidenceClosed):
        evidence_permits.permit_remove("agency", here, piece(EVERYBODY["entry"], "self"), ASSESSORS)


@pytest.mark.parametrize(("days", "holds"), [(30, True), (31, False)])
def test_a_removal_is_taken_back_within_thirty_days(days: int, holds: bool) -> None:
    removed = piece(FIRST, removed_at=AT)
    if holds:
        evidence_permits.permit_undo(removed, AT + timedelta(days=days))
        return
    with pytest.raises(Refusal, match="maturity-evidence-undone-too-late"):
        evidence_permits.permit_undo(removed, AT + timedelta(days=days))


@pytest.mark.parametrize(
    ("said", "field"),
    [(EvidenceSaid(0, "a"), "level"), (EvidenceSaid(3, ""), "title"), (EvidenceSaid(3, "a" * 201), "title"),
     (EvidenceSaid(3, "a", note="n" * 2001), "note")],
)  # fmt: skip
def test_what_is_said_of_evidence_is_refused_at_its_field(said: EvidenceSaid, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        evidence_permits.permit_said(said, frozenset({1, 2, 3}))
    assert refused.value.field == field


# What is measured against a level


def measurement(value: str, at: datetime = AT, key: str = "exchange.services", figure: str = "registered") -> Measurement:
    return Measurement(key, WORDS, (MeasuredFigure(figure, WORDS, value, WORDS),), at, WORDS, WORDS)


def speaks(level: int = 3, *, attached: bool = False, least: int = 1) -> Speaks:
    return Speaks("SPBE-2020", "18", level, "exchange.services", "registered", Fraction(least), WORDS, WORDS, attached)


@pytest.mark.parametrize(
    ("level", "value", "against"),
    [(None, "0", False), ("2", "0", False), ("3", "0", True), ("5", "0", True), ("3", "1", False), ("3", "", False),
     ("2.99", "0", False), ("3.1667", "0", True)],
)  # fmt: skip
def test_a_figure_speaks_against_a_level_it_does_not_reach(level: str | None, value: str, against: bool) -> None:
    exact = None if level is None else Fraction(level)
    found = contradictions.against([speaks()], exact, [measurement(value)], [])
    assert bool(found) is against


def test_what_is_not_attached_does_not_speak_where_it_must_be() -> None:
    row = speaks(attached=True)
    assert not contradictions.against([row], Fraction(3), [measurement("0")], [])
    assert contradictions.against([row], Fraction(3), [], [measurement("0")])


def test_the_newest_measurement_counts_not_the_best() -> None:
    old = measurement("5", AT - timedelta(days=90))
    assert contradictions.against([speaks()], Fraction(3), [measurement("0")], [old])
    assert not contradictions.against([speaks()], Fraction(3), [measurement("5")], [measurement("0", AT - timedelta(1))])


def test_of_one_figure_the_highest_level_that_applies_is_told() -> None:
    rows = [speaks(3), speaks(4, least=10)]
    assert [one.level for one in contradictions.against(rows, Fraction(5), [measurement("0")], [])] == [4]
    assert [one.level for one in contradictions.against(rows, Fraction(3), [measurement("0")], [])] == [3]


def test_every_row_of_the_table_is_about_an_indicator_a_level_and_a_figure_that_exist() -> None:
    for one in contradictions.table():
        instrument = law_instruments.instrument(one.instrument)
        assert one.indicator in {node.key for node in instrument.indicators}
        assert instrument.scale.min <= one.level <= instrument.scale.max
        for words in (one.reason, one.doubt):
            assert words.id
            assert words.en
            assert words.id != words.en


# What a record signs


def record(message: dict[str, object], hands: tuple[Signature, ...] = ()) -> Record:
    return Record(
        UUID(int=3), UUID(int=9), "self", "BA-2024-8205-SELF-0001", message, records.digest(message), hands, "", AT
    )


def test_the_digest_is_that_of_the_canonical_message() -> None:
    assert records.canonical({"b": [1, None], "a": {"é": True}}) == '{"a":{"é":true},"b":[1,null]}'.encode()
    assert records.digest({"a": 1, "b": 2}) == records.digest({"b": 2, "a": 1})
    assert records.digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("wrong", [{"a": 1.5}, {"a": [float("nan")]}, {"a": Fraction(1, 2)}, {1: "a"}])
def test_a_number_that_another_program_could_round_is_no_message(wrong: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        records.canonical(wrong)


def test_a_record_whose_message_was_changed_does_not_hold() -> None:
    kept = record({"levels": {"1": "3"}})
    changed = Record(kept.id, kept.assessment, "self", kept.number, {"levels": {"1": "4"}}, kept.digest, (), "", AT)
    assert records.proof(kept, node=True).holds
    assert not records.proof(changed, node=True).holds
    assert not records.proof(kept, node=False).holds


def test_whoever_signed_another_digest_did_not_sign_this_record() -> None:
    hand = Signature(SignerRole.LEADER, UUID(int=3), "Pimpinan", AT, "0" * 64)
    assert not records.proof(record({}, (hand,)), node=True).persons


@pytest.mark.parametrize(
    ("typed", "sought"),
    [("ba-2024-8205-self-0001", "BA-2024-8205-SELF-0001"), (" AB " * 32, "ab" * 32), ("12", ""), ("", ""), ("'; DROP", "")],
)
def test_a_number_or_digest_is_found_as_people_type_it(typed: str, sought: str) -> None:
    assert records.sought(typed) == sought


def test_a_number_names_the_year_the_agency_and_the_stage() -> None:
    assert records.prefix(2024, "8205", "self") == "BA-2024-8205-SELF"
    assert records.NUMBER.fullmatch(records.prefix(2026, "x-badan-contoh-nasional-panjang", "document") + "-0001")
