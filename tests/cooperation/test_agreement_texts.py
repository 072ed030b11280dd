"""Texts of agreements: hostile files, replaced ones, digests that do not hold, stale versions, two at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
import typst

from simpul.cooperation.actions import agreements, agreements_changing, budget_changing
from simpul.cooperation.model.agreement_refusals import (
    AgreementChanged,
    LineChanged,
    LineProjectWrong,
    LineTwice,
    TextGone,
    TextKindWrong,
    TextLanguageWrong,
    TextTwice,
)
from simpul.cooperation.model.project_refusals import FileLies, FileMissing, FileStrange, FileTooLarge
from simpul.cooperation.outside import pdf_signatures
from simpul.cooperation.rules import projects_files
from simpul.cooperation.store import budgets
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.cooperation.agreement_makers import LINE_FORM, MOU, PDF, PLEDGES, cooperating, docx
from tests.cooperation.people import EGCC, KEEPER, KOREAN


def give(platform: Platform, content: bytes, name: str = "nota.pdf", language: str = "id"):
    return agreements_changing.give_text(platform, KEEPER, MOU.id, language=language, sent=(name, content))


BOMB = docx(**{f"word/{n}.xml": b"\0" * 10_000_000 for n in range(60)})


@pytest.mark.parametrize(
    ("content", "name", "wrong"),
    [
        (b"", "a.pdf", FileMissing),
        (b"MZ\x90", "a.pdf", FileStrange),
        (b"<html>", "a.docx", FileStrange),
        (b"%PDF-1.4", "a.pdf", FileStrange),
        (PDF.replace(b"<<>>", b"<</JavaScript 1>>"), "a.pdf", FileStrange),
        (PDF, "a.docx", FileLies),
        (b"PK\x03\x04", "a.docx", FileStrange),
        (BOMB, "a.docx", FileStrange),
        (docx(**{"word/vbaProject.bin": b"x"}), "a.docx", FileStrange),
        (docx(**{"xl/workbook.xml": b"x"}).replace(b"word/document.xml", b"docs/document.xml"), "a.xlsx", TextKindWrong),
    ],
    ids=["empty", "program", "page", "cut", "script", "lies", "no zip", "bomb", "macros", "sheet"],
)
def test_what_is_no_text_is_refused(platform: Platform, content: bytes, name: str, wrong: type[Refusal]) -> None:
    cooperating(platform)
    with pytest.raises(wrong):
        give(platform, content, name)
    assert agreements.whole(platform, KEEPER, MOU.id).texts == ()


def test_what_is_too_large_is_refused(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    cooperating(platform)
    monkeypatch.setattr(projects_files, "BYTES_MOST", len(PDF) - 1)
    with pytest.raises(FileTooLarge):
        give(platform, PDF)


def test_a_name_cannot_deceive(platform: Platform) -> None:
    cooperating(platform)
    assert give(platform, PDF, "../../nota\x00\u202efdp.pdf").name == "notafdp.pdf"


def test_a_new_text_replaces_the_one_in_its_language_which_stays(platform: Platform) -> None:
    cooperating(platform)
    paper = docx()
    first, second = give(platform, PDF), give(platform, paper, "nota.docx")
    english = give(platform, PDF, language="en")
    seen = agreements.whole(platform, KEEPER, MOU.id)
    assert ({one.id for one in seen.texts}, [one.id for one in seen.replaced]) == ({second.id, english.id}, [first.id])
    assert agreements.content(platform, KOREAN, first.id)[1] == PDF
    assert (first.sha256, first.bytes) == (sha256(PDF).hexdigest(), len(PDF))
    with pytest.raises(TextTwice):
        give(platform, paper, "nota.docx")
    with pytest.raises(TextLanguageWrong):
        give(platform, PDF, language="fr")
    assert agreements.compared(platform, KOREAN, MOU.id, given=PDF)[1].sha256 == first.sha256
    assert agreements.compared(platform, KOREAN, MOU.id, given=PDF + b"\n")[1] is None


def test_a_file_that_changed_on_disk_is_not_given_out(platform: Platform) -> None:
    cooperating(platform)
    one = give(platform, PDF)
    platform.files.path(one.file).write_bytes(PDF + b" ")
    try:
        with pytest.raises(TextGone):
            agreements.content(platform, KEEPER, one.id)
    finally:
        platform.files.remove(one.file)  # files are named by what they hold, and shared by the tests of a process


def test_a_signed_text_says_who_signed_and_whether_it_holds(platform: Platform) -> None:
    cooperating(platform)
    paper = typst.compile(b"Nota Kesepahaman.", format="pdf")
    signed = pdf_signatures.signed(platform, paper, reason="Uji", at=datetime(2026, 11, 1, tzinfo=UTC))
    [found] = give(platform, signed).signatures
    assert (found.intact, found.whole, found.trusted) == (True, True, None)
    assert agreements.whole(platform, KEEPER, MOU.id).texts[0].signatures == (found,)
    assert give(platform, paper, language="ko").signatures == ()
    assert give(platform, docx(), "nota.docx", "en").signatures is None


def test_who_saw_an_older_version_changes_nothing(platform: Platform) -> None:
    cooperating(platform)
    agreements_changing.change(platform, KEEPER, new=replace(MOU, signed_at="Seoul"))
    for act in (
        lambda: agreements_changing.change(platform, KOREAN, new=MOU),
        lambda: agreements_changing.end(platform, KOREAN, (MOU.id, 1), on=date(2026, 1, 1)),
        lambda: agreements_changing.resume(platform, KOREAN, (MOU.id, 1)),
    ):
        with pytest.raises(AgreementChanged):
            act()
    assert agreements.whole(platform, KEEPER, MOU.id).seen.agreement.signed_at == "Seoul"


def test_of_two_who_strike_at_once_one_is_told(platform: Platform) -> None:
    cooperating(platform)

    def strike(_n: int) -> bool:
        try:
            budget_changing.strike(platform, KEEPER, (PLEDGES[0].id, 1))
        except LineChanged:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(strike, range(2))) == [False, True]


def test_a_struck_amount_does_not_come_back_beside_its_twin(platform: Platform) -> None:
    cooperating(platform)
    one = budget_changing.add(platform, KEEPER, EGCC, given=LINE_FORM)
    with pytest.raises(LineTwice):
        budget_changing.add(platform, KOREAN, EGCC, given=LINE_FORM)
    budget_changing.strike(platform, KEEPER, (one.id, 1))
    budget_changing.add(platform, KEEPER, EGCC, given=LINE_FORM)
    with pytest.raises(LineTwice):
        budget_changing.restore(platform, KEEPER, (one.id, 2))
    with platform.database.reading() as unit:
        assert len(budgets.of_programme(unit.connection, EGCC)) == len(PLEDGES) + 2  # nothing was deleted
    with pytest.raises(LineProjectWrong):
        budget_changing.add(platform, KEEPER, EGCC, given=LINE_FORM | {"amount": "9", "project": str(MOU.id)})
