"""Found at nine, called by five past: an integrator finds a service by a misspelled word, reads it, and calls it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
REPORTS = "ID/GOV/6000/BPBD/reports"


def test_an_integrator_finds_reads_and_calls_a_service(visit: Callable[..., Page]) -> None:
    page = visit(f"/penghubung/katalog/{REPORTS}", signed_in="integrator")
    page.goto("/penghubung/katalog")
    page.get_by_label("Apa yang Anda cari?").fill("laporn bencna")
    page.get_by_label("Apa yang Anda cari?").press("Enter")
    page.get_by_role("link", name="Laporan bencana warga", exact=True).click()
    expect(page.get_by_role("button", name="Minta akses")).to_be_visible()
    operation = page.locator("details.operation", has_text="/figures")
    operation.locator("summary").click()
    operation.get_by_role("link", name="Coba operasi ini").click()
    expect(page.get_by_label("Jalur")).to_have_value("/figures")
    page.get_by_role("button", name="Kirim panggilan").click()
    answer = page.locator("section.card")
    expect(answer).to_contain_text("200")
    expect(answer).to_contain_text("Dijawab layanan")
    expect(page.locator("#jawaban-isi")).to_contain_text("reports_3h")
    message = answer.locator("a[href*='/penghubung/catatan/']").inner_text()
    answer.locator("a[href*='/penghubung/catatan/']").click()
    expect(page.locator("h1")).to_contain_text(message)


def test_a_sample_is_copied_by_a_button_that_says_so(visit: Callable[..., Page]) -> None:
    page = visit(f"/penghubung/katalog/{REPORTS}", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy=contoh-call]")
    button.click()
    expect(button).to_contain_text("Tersalin")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#contoh-call").inner_text()
    assert copied.startswith("curl ")


def test_everything_is_there_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit(f"/penghubung/katalog/{REPORTS}?operasi=0", java_script_enabled=False, width=320)
    assert page.locator("#contoh-call").is_visible()
    assert page.locator("[data-copy=contoh-call]").is_hidden()
    assert page.locator("details.operation[open]").count() == 1
