"""A month at the malaria desk of Teluk Bintuni's health office, on the synthetic district, in a real browser.

An outbreak is seen, an index case investigated, a focus opened and closed, a pack about to run out resupplied, a reader's
slides found wanting, the e-SISMAL sheet exported, the month's report opened. Each step is done as its user does it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from simpul.kernel.keys import Keys
from simpul.malaria.actions import detecting, registering
from tests.browser.conftest import Server, running, window
from tests.browser.test_pages import AXE, at_every_width_and_scheme

pytestmark = pytest.mark.browser
DESK = "/en/malaria/meja"
OFFICE = {
    "modules": "identity,malaria,exchange",
    "region": "92.06",
    "agency": "Dinas Kesehatan Kabupaten Teluk Bintuni",
    "agency_code": "ID/GOV/8205/DINKES",
    "node": "dinkes",
}


@pytest.fixture(scope="module")
def server(server_url: str, template: str, keys: Keys, run_directory: Path) -> Iterator[Server]:
    with running(server_url, template, keys, run_directory, **OFFICE) as started:
        registering.refresh(started.platform)
        detecting.detect(started.platform)
        yield started


@pytest.fixture
def desk(browser: Browser, server: Server) -> Iterator[Page]:
    page = window(browser, server, "malaria", viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield page
    page.context.close()


def test_a_month_at_the_desk(desk: Page) -> None:
    _an_outbreak_is_seen(desk)
    _an_index_case_is_investigated(desk)
    _a_focus_is_opened_and_closed(desk)
    _a_pack_about_to_run_out_is_resupplied(desk)
    _a_readers_slides_are_found_wanting(desk)
    _the_sheet_is_exported(desk)
    _the_report_is_opened(desk)


def _an_outbreak_is_seen(page: Page) -> None:
    """The alerts lead to a village with a cluster; it is judged an outbreak, with a reason."""
    page.goto(f"{DESK}/waspada?aturan=cluster7")
    page.locator(".results li h2 a").first.click()
    expect(page.get_by_role("heading", name="The rule", exact=True)).to_be_visible()
    page.get_by_label("Why?").fill("Kasus dari rumah yang berdekatan (contoh)")
    page.get_by_role("button", name="It is an outbreak").click()
    expect(page.locator("main")).to_contain_text("Confirmed as an outbreak")


def _an_index_case_is_investigated(page: Page) -> None:
    """Of a village without a focus: nobody travelled, so it was caught here; the suggestion says so with its grounds."""
    page.goto(f"{DESK}/fokus")
    known = page.locator("main table").first.inner_text()
    page.goto(f"{DESK}/penyelidikan")
    cases = page.locator("main table tbody a[href*=penyelidikan]")
    villages = [one.split(",")[0] for one in cases.all_inner_texts()]
    cases.nth(next(place for place, one in enumerate(villages) if one not in known)).click()
    page.get_by_role("button", name=re.compile("Fill in the form|Change the form")).click()
    away = page.get_by_role("group", name="Slept outside this village at the time of the bite")
    away.get_by_label("No", exact=True).check()
    page.get_by_label("People in the house").fill("6")
    page.get_by_label("of them tested").fill("6")
    page.get_by_label("of them positive").fill("1")
    page.get_by_role("button", name="Keep the form").click()
    expect(page.locator("main")).to_contain_text("The form is kept")
    decision = page.get_by_role("group", name=re.compile("Your decision|Decide anew"))
    decision.get_by_role("radio").first.check()
    page.get_by_label("Why?").first.fill("Tidak bepergian; anak serumah juga demam (contoh)")
    page.get_by_label("Day of the investigation").fill(_today(page))
    page.get_by_role("button", name="Classify the case").click()
    expect(page.locator("main")).to_contain_text("The case is classified")


def _a_focus_is_opened_and_closed(page: Page) -> None:
    """From the case; an action is reported. It cannot be cleared before its years; it is closed as part of another one."""
    page.get_by_role("link", name="Open a focus from this case").first.click()
    page.get_by_label("Name of the focus").fill("Hilir sungai (contoh)")
    page.get_by_label("The whole village").check()
    page.get_by_role("button", name="Open the focus").click()
    expect(page.locator("main")).to_contain_text("The focus is open")
    page.get_by_text("Report or drop it").first.click()
    form = page.locator("details[open] form").first
    for box in form.locator("input[inputmode=numeric]").all():
        box.fill("12")
    form.locator("input[type=date]").fill(_today(page))
    form.get_by_role("button", name="Done").click()
    expect(page.locator("main")).to_contain_text("The action is done")
    for choice, said in (("Cleared:", "Too early"), ("It belongs to another focus", "The focus is closed")):
        closing = page.locator("form", has=page.get_by_role("button", name="Close the focus"))
        closing.get_by_label(re.compile(choice)).check()
        closing.get_by_label("Why?").fill("Satu mata rantai dengan fokus hulu (contoh)")
        closing.get_by_role("button", name="Close the focus").click()
        expect(page.locator("main")).to_contain_text(said)


def _today(page: Page) -> str:
    """The day it is in Teluk Bintuni."""
    return str(page.evaluate("new Date(Date.now() + 9 * 3600e3).toISOString().slice(0, 10)"))


def _a_pack_about_to_run_out_is_resupplied(page: Page) -> None:
    """Proposed from the village's stock, approved, sent by lots, and closed when it arrived."""
    page.goto(f"{DESK}/stok?keadaan=soon")
    page.locator("main table tbody a").first.click()
    page.get_by_role("button", name="Propose this resupply").click()
    expect(page.locator("main")).to_contain_text("The resupply was proposed")
    page.get_by_role("button", name="Approve the resupply").click()
    page.get_by_role("button", name="Send these lots").click()
    expect(page.locator("main")).to_contain_text("The goods have left the store")
    page.get_by_text("Close by hand").click()
    page.get_by_label("Why?").first.fill("Juru malaria belum punya HP (contoh)")
    page.get_by_role("button", name="Close the resupply").click()
    expect(page.locator("main")).to_contain_text("The resupply was closed by hand")


def _a_readers_slides_are_found_wanting(page: Page) -> None:
    """The reader who misses slides stands out, by what, and what followed is noted."""
    page.goto(f"{DESK}/mutu")
    wanting = page.locator("main table tbody tr", has_text="Found wanting")
    expect(wanting).to_have_count(1)
    wanting.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("Cohen")
    page.get_by_label("What was done").select_option("retraining")
    page.get_by_label("Note").last.fill("Ikut pelatihan bulan depan (contoh)")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator("main")).to_contain_text("Sent to a training")


def _the_sheet_is_exported(page: Page) -> None:
    """The monthly sheet and its register count the same positive tests."""
    from openpyxl import load_workbook

    page.goto(f"{DESK}/sismal")
    sheet = page.locator("form.take", has=page.locator("input[value=sismal_sheet]"))
    with page.expect_download() as downloading:
        sheet.get_by_role("button", name="Download (XLSX)").click()
    book = load_workbook(BytesIO(Path(downloading.value.path()).read_bytes()), read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head = next(row for row in rows if row and "tot_pos" in row)
    place = head.index("tot_pos")
    counted = sum(row[place] for row in rows[rows.index(head) + 1 :] if isinstance(row[place], int))
    assert counted > 0
    page.goto(f"{DESK}/kirim")
    expect(page.locator("main")).to_contain_text(f"{counted:,}")


def _the_report_is_opened(page: Page) -> None:
    """The month's report, on the screen and as PDF."""
    page.goto(f"{DESK}/laporan")
    expect(page.locator("h1")).to_contain_text("Monthly report")
    expect(page.locator("main section.report-section").first).to_be_visible()
    paper = page.request.get(str(page.get_by_role("link", name="Report as PDF").get_attribute("href")))
    assert paper.body().startswith(b"%PDF")


FILLED = ("", "waspada", "surveilans", "eliminasi", "peta", "genangan", "penyelidikan", "fokus", "stok", "kartu")
FILLED += ("mutu", "pelatihan", "sismal", "kirim", "laporan")


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_filled_desk_is_whole_for_everybody(browser: Browser, server: Server, lang: str) -> None:
    """By axe, at three widths, light and dark: with villages, cases and figures on every page."""
    page = window(browser, server, "malaria", viewport={"width": 1280, "height": 800}, bypass_csp=True)
    for path in FILLED:
        page.goto(f"{lang}/malaria/meja/{path}".rstrip("/"), wait_until="load")
        page.add_script_tag(path=AXE)
        at_every_width_and_scheme(page, f"{path} {lang}")
    page.context.close()
