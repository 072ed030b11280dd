"""The pages of reports: who gets which programme's, in which language, and what a paper is checked by."""

from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import history_loading, reporting
from simpul.cooperation.model.programmes import Duty, Seat, Side
from simpul.cooperation.store import programmes
from simpul.kernel import typesetting
from simpul.kernel.platform import Platform
from tests.cooperation.people import CENTRE, EVERYBODY, KOREAN, NOW, OTHER, READER, programmes_there

REPORTS = "/kerja-sama/laporan"
ClientFor = Callable[..., TestClient]
MAY = {
    "EGCC-1": {"centre", "keeper", "reader", "korean", "korean reader", "seated centre"},
    "DGCC": {"centre", "seated centre", "other programme's"},
    "EGCC-2": {"centre", "seated centre"},
}
"""Who gets a programme's reports: the centre's staff, and partners with a seat in it."""


@pytest.fixture
def filled(platform: Platform) -> Platform:
    """The real history, and the people of the permits in its first and last programme."""
    history_loading.load(platform)
    programmes_there(platform)
    return platform


@pytest.mark.parametrize("code", MAY)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_gets_a_programme_s_reports(client_for: ClientFor, filled: Platform, who: str, code: str) -> None:
    client = client_for(EVERYBODY[who]) if who != "nobody" else client_for()
    answers = {room: client.get(f"{REPORTS}/{code}{room}").status_code for room in ("", "/lihat", "/laporan.pdf?masa=9")}
    if who in MAY[code]:
        assert answers == {"": 200, "/lihat": 200, "/laporan.pdf?masa=9": 422}
    else:
        assert set(answers.values()) <= ({403} if who == "nobody" else {404})


def test_the_list_has_one_s_own_programmes_alone(client_for: ClientFor, filled: Platform) -> None:
    page = client_for(KOREAN).get(REPORTS).text
    assert "/laporan/EGCC-1" in page
    assert "/laporan/DGCC" not in page
    nothing = client_for(EVERYBODY["stranger"]).get(REPORTS)
    assert "Tidak ada program yang laporannya boleh Anda baca" in nothing.text


def test_a_programme_of_the_address_is_chosen_already(client_for: ClientFor, filled: Platform) -> None:
    answer = client_for(KOREAN).get(f"{REPORTS}?program=EGCC-1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{REPORTS}/EGCC-1")
    assert client_for(KOREAN).get(f"{REPORTS}?program=DGCC").status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en", "/ko"])
def test_every_page_is_there_in_three_languages(client_for: ClientFor, filled: Platform, prefix: str) -> None:
    client = client_for(CENTRE)
    words = {"": "Bahasa laporan", "/en": "Language of the report", "/ko": "보고서 언어"}[prefix]
    assert words in client.get(f"{prefix}{REPORTS}/EGCC-1").text
    for room in ("", "/EGCC-1/lihat", "/periksa"):
        assert client.get(prefix + REPORTS + room).status_code == 200


def test_the_report_s_language_is_another_matter_than_the_page_s(client_for: ClientFor, filled: Platform) -> None:
    client = client_for(READER)
    assert "양측이 같은 금액을 약정했습니다" in client.get(f"{REPORTS}/EGCC-1/lihat?bahasa=ko").text
    assert "Both sides pledged the same" in client.get(f"/ko{REPORTS}/EGCC-1/lihat?bahasa=en").text
    assert "양측이" in client.get(f"/ko{REPORTS}/EGCC-1/lihat").text, "without a choice it is the page's own"


@pytest.mark.parametrize(("query", "sentence"), [("masa=2016-9", "Pilih seluruh program"), ("bahasa=jv", "Pilih bahasa")])
def test_a_wrong_choice_is_told_at_its_field(client_for: ClientFor, filled: Platform, query: str, sentence: str) -> None:
    answer = client_for(READER).get(f"{REPORTS}/EGCC-1/lihat?{query}&rekaan=ya")
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    assert "checked" in answer.text.split('name="rekaan"')[1][:120], "what was chosen is kept"


def test_the_page_shows_plots_tables_and_every_source(client_for: ClientFor, filled: Platform) -> None:
    page = client_for(READER).get(f"{REPORTS}/EGCC-1/lihat").text
    assert page.count("data:image/svg+xml;base64,") == 4
    assert page.count('id="sumber-') == 10
    assert "https://123dok.com/document/zx5g6kvq-selanjutnya.html" in page


def test_files_are_taken_kept_and_checked(client_for: ClientFor, filled: Platform) -> None:
    client = client_for(READER)
    pdf = client.get(f"{REPORTS}/EGCC-1/laporan.pdf?masa=2017")
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.headers["content-disposition"] == 'attachment; filename="laporan-EGCC-1-2017-id.pdf"'
    assert pdf.content.startswith(b"%PDF")
    word = client.get(f"{REPORTS}/EGCC-1/laporan.docx?bahasa=en&rekaan=ya")
    assert word.headers["content-disposition"] == 'attachment; filename="laporan-EGCC-1-akhir-en-rekaan.docx"'
    digest = docx.Document(BytesIO(word.content)).paragraphs[-1].text.rpartition("\n")[2]
    assert digest[:16] in client.get(f"{REPORTS}/EGCC-1").text
    check = client_for()
    for given in (digest, digest.upper(), f"{digest[:8]} {digest[8:]}"):
        answer = check.get(f"{REPORTS}/periksa", params={"sidik": given})
        assert "Simpul ini membuat laporan ini" in answer.text
        assert "Pembaca Indonesia" not in answer.text, "who made it is not everybody's to know"
    for given in ("0" * 64, digest[:-1], "x" * 64, "é" * 64):
        assert "tidak membuat laporan dengan sidik ini" in check.get(f"{REPORTS}/periksa", params={"sidik": given}).text


def test_that_a_report_was_made_stands_in_the_trail(filled: Platform) -> None:
    made = reporting.docx(filled, READER, reporting.asked("EGCC-1", period="", lang="id", synthetic=False))
    (kept,) = reporting.made_before(filled, READER, "EGCC-1")
    assert (kept.form, kept.lang, kept.by, made.name) == ("docx", "id", READER.id, "laporan-EGCC-1-akhir-id.docx")


def test_without_the_typesetter_the_page_says_what_to_do(
    client_for: ClientFor, filled: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 0.001)
    answer = client_for(READER).get(f"{REPORTS}/EGCC-1/laporan.pdf")
    assert answer.status_code == 503
    assert reporting.made_before(filled, READER, "EGCC-1") == [], "what was not made is not listed"


def test_programs_get_the_same_report(client_for: ClientFor, filled: Platform) -> None:
    path = "/api/v1/cooperation/reports/EGCC-1"
    told = client_for(READER).get(f"{path}?lang=ko&period=2017").json()
    what = reporting.asked("EGCC-1", period="2017", lang="ko", synthetic=False)
    made = reporting.document(filled, READER, what)
    assert (told["title"], told["digest"]) == ("정기 보고서", made.digest)
    assert [one["key"] for one in told["chapters"]] == [one.key for one in made.chapters]
    assert client_for(OTHER).get(path).status_code == 404
    assert client_for(READER).get(f"{path}?lang=jv").status_code == 422


def test_who_is_seated_later_reads_from_then_on(client_for: ClientFor, filled: Platform) -> None:
    client = client_for(OTHER)
    assert client.get(f"{REPORTS}/EGCC-2/lihat").status_code == 404
    with filled.database.writing() as unit:
        unit.unaudited("a test")
        assert OTHER.id is not None
        today = unit.clock.now().date()
        seat = Seat("EGCC-2", OTHER.id, OTHER.name, Side.KOREA, Duty.READER, today, None, NOW)
        programmes.seat(unit.connection, seat)
    assert client.get(f"{REPORTS}/EGCC-2/lihat").status_code == 200
