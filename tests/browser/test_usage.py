"""Usage in a real browser: a call shows up by itself, the chosen tab stays, the page can be stopped and printed."""

import time
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
PATH = "/penghubung/pemakaian"
OWN = "ID/GOV/6000/BPBD"


def call(server: Server, service: str = "reports/figures") -> None:
    """The node's own subsystem calls a service of the node."""
    url = f"http://127.0.0.1:{server.platform.settings.exchange_port}/r1/{OWN}/{service}"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"X-Road-Client": OWN})):
        pass


def calls(page: Page) -> int:
    return int(page.locator("#usage-figures .figure__number").first.inner_text().replace(".", ""))


def test_a_call_shows_within_five_seconds_while_the_page_stays(visit: Callable[..., Page], server: Server) -> None:
    call(server)
    page = visit(PATH, signed_in="integrator")
    page.get_by_role("tab", name="Tabel").first.click()
    before = calls(page)
    call(server)
    began = time.monotonic()
    expect(page.locator("#usage-figures .figure__number").first).not_to_have_text(str(before))
    assert time.monotonic() - began < 5
    assert calls(page) >= before + 2, "a call within the node counts on both sides"
    expect(page.get_by_role("tab", name="Tabel").first).to_have_attribute("aria-selected", "true")
    expect(page.locator("#calls-rows tr").first).to_be_visible()


def test_a_page_that_was_stopped_stands_still(visit: Callable[..., Page], server: Server) -> None:
    page = visit(PATH, signed_in="integrator")
    page.get_by_role("link", name="Hentikan").click()
    before = calls(page)
    call(server)
    page.wait_for_timeout(4500)
    assert calls(page) == before
    page.get_by_role("link", name="Ikuti lagi").click()
    expect(page.get_by_role("link", name="Hentikan")).to_be_visible()


def test_a_plot_has_its_table_behind_a_tab_and_is_told_in_words(visit: Callable[..., Page], server: Server) -> None:
    call(server)
    page = visit(PATH + "?langsung=tidak", signed_in="auditor")
    area = page.locator("#calls-drawing").get_by_role("img")
    title = page.locator("#calls-title").inner_text()
    assert area.get_attribute("aria-label") == title
    expect(page.locator("#calls-as-table")).to_be_hidden()
    page.locator("#calls").get_by_role("tab", name="Tabel").press("ArrowRight")
    page.locator("#calls").get_by_role("tab", name="Grafik").press("ArrowRight")
    expect(page.locator("#calls-as-table")).to_be_visible()


def test_on_paper_the_plot_stands_and_nothing_to_press(visit: Callable[..., Page]) -> None:
    page = visit(PATH + "?langsung=tidak", signed_in="auditor")
    page.locator("#calls").get_by_role("tab", name="Tabel").click()
    page.emulate_media(media="print")
    expect(page.locator("#calls-as-plot")).to_be_visible()
    expect(page.locator("#calls .govuk-tabs__list")).to_be_hidden()
    expect(page.locator(".choices").first).to_be_hidden()


def test_filters_lead_from_a_row_to_what_it_counts(visit: Callable[..., Page], server: Server) -> None:
    call(server)
    page = visit(PATH + "?langsung=tidak", signed_in="pengelola")
    page.locator("#group-rows a", has_text=f"{OWN}/reports").first.click()
    expect(page.locator("#layanan")).to_have_value(f"{OWN}/reports")
    expect(page.locator("#group-rows a", has_text=OWN).first).to_be_visible()
    page.locator("#sisi").select_option("penyedia")
    page.get_by_role("button", name="Tampilkan").click()
    assert "sisi=penyedia" in page.url
    assert "layanan=" in page.url


def test_the_health_of_nodes_is_there_for_everybody(visit: Callable[..., Page]) -> None:
    page = visit("/penghubung/simpul")
    deadline = time.monotonic() + 30
    while "Menjawab" not in page.locator("main").inner_text() and time.monotonic() < deadline:
        page.wait_for_timeout(1000)
        page.reload()
    page.locator("#nodes-found h2 a").first.click()
    expect(page.get_by_role("tab", name="Tabel")).to_be_visible()
