"""An assessment of a real agency, from self-assessment to the signed final report, in Indonesian and by keyboard alone.

Eight people do what is theirs with their own keys; what weeks of the same work would fill is filled in meanwhile.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from simpul.kernel.holders import Holders
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.maturity.actions import opening
from simpul.maturity.model.editions import Assignment, Edition, EditionState, Participant
from simpul.maturity.model.instruments import Basis
from simpul.maturity.store import assignments, editions, participants
from tests.browser.conftest import Server, running, window
from tests.browser.keyboard import BACK, Keyboard
from tests.browser.test_pages import AXE, at_every_width_and_scheme
from tests.maturity import makers
from tests.maturity.evidence_files import PDF

pytestmark = pytest.mark.browser
MINISTRY = {
    "modules": "identity,maturity,exchange",
    "region": "",
    "agency": "Kementerian PANRB",
    "agency_code": "ID/GOV/2060/PORTAL",
    "node": "panrb",
}
EDITION = "2025"
"""An edition with every stage; those of the demo are 2024 and 2026."""
LEVELS = "input[type=radio][name=level]"
LOOKED_AT = (
    ("kementerian", ("nasional", "penugasan/2026/8205")),
    ("entri", ("penilaian/{running}", "penilaian/{running}/indikator/1", "bukti/{running}/indikator/1")),
    ("asesor1", ("asesmen/{final}/indikator/1",)),
    ("", ("hasil/{final}",)),
)
"""Pages with something on them, and who looks."""
People = Callable[[str], Keyboard]


@pytest.fixture(scope="module")
def server(server_url: str, template: str, keys: Keys, run_directory: Path) -> Iterator[Server]:
    with running(server_url, template, keys, run_directory, **MINISTRY) as started:
        _edition(started.platform)
        yield started


def _edition(platform: Platform) -> None:
    """Teluk Bintuni takes part; the demo's assessors and reviewer have their seats."""
    now, title = datetime.now(UTC), f"Evaluasi SPBE {EDITION}"
    made = Edition(EDITION, 2025, "SPBE-2020", title, Basis.EXACT, makers.ALL_STAGES, state=EditionState.PUBLISHED)
    holders = platform.port(Holders)
    assessors = sorted(holders.holders(platform, "maturity.assessor"), key=lambda one: one.id)[:2]
    seats = [*zip((1, 2), assessors, strict=True), (3, holders.holders(platform, "maturity.reviewer")[0])]
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        editions.add(unit.connection, made, now)
        agency = Participant(EDITION, "8205", "Pemerintah Kab. Teluk Bintuni", "Kabupaten", "Papua Barat", "92.06", True)
        participants.add(unit.connection, [agency])
        seated = [
            Assignment(unit.ids.new(), EDITION, "8205", seat, one.id, one.name, one.agency, now) for seat, one in seats
        ]
        assignments.add(unit.connection, seated)


@pytest.fixture(scope="module")
def people(browser: Browser, server: Server) -> Iterator[People]:
    known: dict[str, Keyboard] = {}

    def opened(login: str) -> Keyboard:
        if login not in known:
            known[login] = Keyboard(window(browser, server, login, viewport={"width": 1280, "height": 900}))
        return known[login]

    yield opened
    for one in known.values():
        one.page.context.close()


@pytest.fixture(scope="module")
def finished(people: People, server: Server) -> UUID:
    """An assessment that was carried from the agency's first answer to the ministry's decision, by keys alone."""
    assessment = _the_officer_answers_and_the_coordinator_signs(people, server.platform)
    here = f"/kematangan/asesmen/{assessment}"
    _two_assessors_give_two_values_of_one_indicator(people, server.platform, assessment)
    _they_agree_on_one(people, here)
    _the_interview_changes_a_value_and_nobody_travels(people, here)
    _the_reviewer_sends_one_back_and_then_accepts(people, here)
    _the_agency_objects_and_is_heard(people, here, f"/kematangan/penilaian/{assessment}")
    _the_ministry_decides(people, here)
    return assessment


def test_an_assessment_goes_from_self_assessment_to_the_signed_final_report(people: People, finished: UUID) -> None:
    _everybody_reads_the_result(people, finished)


def _the_officer_answers_and_the_coordinator_signs(people: People, platform: Platform) -> UUID:
    officer, leader = people("entri"), people("pimpinan")
    officer.at("/kematangan/penilaian")
    officer.press(f"form:has(input[value='{EDITION}']) button")
    home = officer.page.url.split("?")[0]
    officer.press("a.govuk-button[href$='/indikator/1']")
    for facts in ("Peraturan Bupati Teluk Bintuni Nomor 12 Tahun 2024.", "Peta rencana 2025 sampai 2029."):
        _claims(officer, 4, facts)
        officer.chord("Control+Enter")
    officer.reads("Indikator 2 tersimpan.")
    _claims(officer, 4, "Pedoman manajemen data, direviu tiap tahun.")
    officer.chord("Control+S")
    officer.at(f"{home}/indikator/1")
    _adds_a_link_and_a_file(officer)
    assessment = UUID(home.rsplit("/", 1)[1])
    makers.fill(platform, assessment, "self", 0)
    officer.at(home)
    officer.reads("47 dari 47")
    officer.press("button[value=submit]")
    leader.at(home)
    leader.tick("#sure")
    leader.press("button[value=sign]")
    leader.reads("Sudah ditandatangani.")
    return assessment


def _claims(officer: Keyboard, level: int, facts: str) -> None:
    """The level by its digit, the criteria up to it one by one, and what there is."""
    officer.reach(LEVELS)
    officer.page.keyboard.press(str(level))
    for one in range(1, level + 1):
        officer.tick(f"#met-{one}", BACK if one == 1 else "Tab")
    officer.write("facts", facts)
    officer.write("analysis", "Setiap kriteria sampai tingkat ini terpenuhi.")


def _adds_a_link_and_a_file(officer: Keyboard) -> None:
    officer.press("a.govuk-button[href*='/kematangan/bukti/']")
    officer.press("a[href*='jenis=tautan']")
    officer.write("link", "https://jdih.telukbintunikab.go.id/perbup-12-2024")
    officer.pick("level", "2")
    officer.write("title", "Perbup 12 Tahun 2024 di JDIH")
    officer.press("form[novalidate] button.govuk-button")
    officer.reads("Data dukung tersimpan.")
    sent: FilePayload = {"name": "perbup-12-2024.pdf", "mimeType": "application/pdf", "buffer": PDF}
    officer.page.locator("input[type=file]").set_input_files(sent)  # the system's own window takes no keys from here
    officer.pick("level", "3")
    officer.write("title", "Perbup 12 Tahun 2024")
    officer.press("form[novalidate] button.govuk-button")
    officer.reads("Perbup 12 Tahun 2024 di JDIH")
    expect(officer.page.locator(".proof")).to_have_count(2)
    officer.press("main a[href$='/indikator/1']")
    expect(officer.page.locator("#met-1")).to_be_checked()


def _two_assessors_give_two_values_of_one_indicator(people: People, platform: Platform, assessment: UUID) -> None:
    here = f"/kematangan/asesmen/{assessment}"
    for seat, login, level in ((1, "asesor1", 2), (2, "asesor2", 3)):
        assessor = people(login)
        assessor.at(here)
        assessor.press("a.govuk-button[href$='/indikator/1']")
        _judges(assessor, level, "Dinilai dari peraturan yang dilampirkan.")
        assessor.chord("Control+Enter")
        assert assessor.page.url.split("?")[0].endswith("/indikator/2")
        makers.fill(platform, assessment, "document", seat)
        assessor.at(here)
        assessor.press("form:has(input[value=submit]) button")


def _judges(assessor: Keyboard, level: int, why: str) -> None:
    """The level by its digit, which ticks what stands below it; why it is so."""
    assessor.reach(LEVELS)
    assessor.page.keyboard.press(str(level))
    assessor.write("justification", why)


def _they_agree_on_one(people: People, here: str) -> None:
    first, second = people("asesor1"), people("asesor2")
    first.at(f"{here}/harmonisasi")
    first.press("a.govuk-button[href$='/harmonisasi/1']")
    _judges(first, 2, "Disepakati: tingkat 3 belum tampak dari dokumen.")
    first.chord("Control+S")
    first.at(f"{here}/harmonisasi")
    first.press("form:has(input[value=close]) button", BACK)
    second.at(f"{here}/harmonisasi")
    second.press("form:has(input[value=confirm]) button", BACK)


def _the_interview_changes_a_value_and_nobody_travels(people: People, here: str) -> None:
    first, second = people("asesor1"), people("asesor2")
    first.at(f"{here}/wawancara")
    first.press("main table a[href$='/indikator/2']")
    _judges(first, 4, "Dijelaskan dalam wawancara: peta rencana direviu.")
    first.chord("Control+S")
    first.at(f"{here}/wawancara")
    first.press("form:has(input[value=submit]) button", BACK)
    second.at(f"{here}/wawancara")
    second.press("form:has(input[value=confirm]) button", BACK)
    first.at(f"{here}/kunjungan")
    first.write("reason", "Dokumen dan wawancara sudah cukup.", BACK)
    first.press("form:has(input[value=skip]) button")


def _the_reviewer_sends_one_back_and_then_accepts(people: People, here: str) -> None:
    reviewer, first, second = people("penelaah"), people("asesor1"), people("asesor2")
    reviewer.at(f"{here}/telaah")
    reviewer.reach("#note-1")
    reviewer.page.keyboard.type("Pasal 5 memuat kriteria tingkat 3.")
    reviewer.press("#i1 button[value=not_valid]")
    reviewer.tick("#sure", BACK)
    reviewer.press("form:has(input[value=rest]) button")
    reviewer.press("form:has(input[value=send_back]) button", BACK)
    first.at(here)
    first.press(".sheetlist a[href$='/indikator/1']")
    first.reads("Pasal 5 memuat kriteria tingkat 3.")
    _judges(first, 3, "Pasal 5 dibaca ulang: tingkat 3 terpenuhi.")
    first.chord("Control+S")
    first.at(f"{here}/kunjungan")
    first.press("form:has(input[value=submit]) button", BACK)
    second.at(f"{here}/kunjungan")
    second.press("form:has(input[value=confirm]) button", BACK)
    reviewer.at(f"{here}/telaah")
    reviewer.press("#i1 button[value=valid]")
    reviewer.press("form:has(input[value=accept]) button", BACK)


def _the_agency_objects_and_is_heard(people: People, here: str, home: str) -> None:
    leader, first = people("pimpinan"), people("asesor1")
    leader.at(f"{home}/indikator/3")
    leader.press("a.govuk-button[href*='/sanggahan']")
    leader.write("wanted", "4")
    leader.write("reason", "Laporan reviu tahunan belum terbaca oleh asesor.")
    leader.press("button[value=object]")
    leader.press("button[value=done]", BACK)
    first.at(f"{here}/sanggah")
    first.write("answer", "Laporan reviu diterima; sanggahan dikabulkan.")
    first.press("button[value=granted]")
    first.press("form:has(input[value=close]) button", BACK)


def _the_ministry_decides(people: People, here: str) -> None:
    ministry = people("kementerian")
    ministry.at(f"{here}/penetapan")
    ministry.reads("3,03")
    ministry.tick("#sure")
    ministry.press("form:has(input[value=finalise]) button")


def _everybody_reads_the_result(people: People, assessment: UUID) -> None:
    """The agency opens report and record; a visitor reads the result and asks whether the record is genuine."""
    leader, visitor = people("pimpinan"), people("")
    leader.at(f"/kematangan/penilaian/{assessment}")
    leader.reads("Indeks: 3,03")
    leader.press("a[href*='/kematangan/hasil/']")
    _opens(leader, "a[href$='/laporan.pdf']", "Teluk Bintuni")
    leader.at(f"/kematangan/penilaian/{assessment}")
    leader.press("a[href*='/kematangan/berita-acara/']")
    number = next(word for word in leader.page.title().split() if word.startswith("BA-"))
    _opens(leader, "a[href$='/pdf']", "BA-2025-8205-FINAL")
    visitor.at("/kematangan/berita-acara")
    visitor.write("q", number)
    visitor.chord("Enter")
    visitor.reads("Berita acara ini sah")
    visitor.at(f"/kematangan/hasil/{assessment}")
    visitor.reads("3,03")
    visitor.reads("3,04")  # what the agency had given itself
    visitor.reads("Hasil final")


def _opens(reader: Keyboard, link: str, title: str) -> None:
    """The link is reached by keys, and leads to a tagged PDF in Indonesian with this in its title."""
    reader.reach(link)
    paper = reader.page.request.get(str(reader.page.evaluate("document.activeElement.href"))).body()
    assert paper.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in paper
    assert b"/Lang(id)" in paper.replace(b" ", b"")
    assert title.encode() in paper or title.encode("utf-16-be") in paper


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_filled_pages_are_whole_for_everybody(browser: Browser, server: Server, finished: UUID, lang: str) -> None:
    """By axe, at three widths, light and dark: with agencies, answers, data and figures on every page."""
    known = {line.edition: line.id for line in opening.mine(server.platform, makers.MINISTRY) if line.agency == "8205"}
    for who, paths in LOOKED_AT:
        page = window(browser, server, who, viewport={"width": 1280, "height": 800}, bypass_csp=True)
        for path in paths:
            at = path.format(running=known["2026"], final=finished)
            page.goto(f"{lang}/kematangan/{at}", wait_until="load")
            page.add_script_tag(path=AXE)
            at_every_width_and_scheme(page, f"{path} {lang}")
        page.context.close()
