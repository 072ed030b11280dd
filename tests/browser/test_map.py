"""A report's way, as two people see it: a phone sends it, an officer verifies it, and who watches the map sees each step.

With SIMPUL_SCREENSHOTS set to a folder, what the watcher saw is kept there.
"""

import os
import re
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SOON = 2.0
"""Seconds from an answer to the sender or the officer until everyone who watches sees it."""
HERE = {"longitude": 106.8561, "latitude": -6.2166}
"""Kampung Melayu, Jakarta, on the Ciliwung."""
SLOW_MACHINE = float(os.environ.get("SIMPUL_SLOW", "1"))
"""By how much a machine that draws without a graphics card, under other load, may be slower."""


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("SIMPUL_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture
def watcher(visit: Callable[..., Page]) -> Page:
    """Somebody who has the live map open."""
    page = visit("/bencana", width=1280, height=900)
    page.wait_for_selector("#peta[data-ready]", timeout=60_000)
    expect(page.locator("#peta-status")).to_have_attribute("data-state", "live", timeout=15_000)
    return page


def send_a_report(page: Page) -> str:
    """The report's number, once the sender was told that it is there."""
    page.click("#locate")
    expect(page.locator("#chosen")).to_be_visible(timeout=15_000)
    page.locator("input[name=depth][value='70']").check(force=True)
    page.fill("textarea[name=text]", "Air setinggi paha, jalan tidak bisa dilewati motor.")
    page.click("main form button[value=send]")
    page.wait_for_url(re.compile(r"/bencana/laporan/\d+"))
    return re.search(r"/laporan/(\d+)", page.url)[1]  # type: ignore[index]


def seen_within(page: Page, words: str) -> float:
    """Seconds until the first report in the watcher's view carries `words`."""
    started = time.monotonic()
    expect(page.locator(".in-view__item", has_text="70 cm").first).to_contain_text(words, timeout=15_000)
    return time.monotonic() - started


def test_each_step_of_a_report_is_seen_by_who_watches(visit: Callable[..., Page], watcher: Page) -> None:
    phone = visit("/bencana/lapor", width=390, height=844, geolocation=HERE, permissions=["geolocation"], has_touch=True)
    number = send_a_report(phone)
    assert seen_within(watcher, "Belum diverifikasi") <= SOON * SLOW_MACHINE
    watcher.locator(".in-view__item button").first.click()
    card = watcher.locator("#peta-kartu")
    expect(card).to_contain_text("70 cm")
    expect(card).not_to_contain_text("setinggi paha")
    keep(watcher, "map-unverified")

    officer = visit(f"/bencana/meja/{number}", signed_in="petugas")
    officer.click("main button[value=verify]")
    officer.wait_for_load_state()
    assert seen_within(watcher, "Terverifikasi") <= SOON * SLOW_MACHINE
    expect(card).to_contain_text("setinggi paha")
    keep(watcher, "map-verified")

    officer.goto(f"/bencana/meja/{number}")
    officer.locator("summary", has_text="Sembunyikan").click()
    officer.fill("textarea[name=reason]", "Uji")
    officer.click("main button[value=hide]")
    expect(watcher.locator(".in-view__item", has_text="70 cm")).to_have_count(0, timeout=15_000)


def test_card_takes_the_focus_and_gives_it_back(watcher: Page) -> None:
    first = watcher.locator(".in-view__item button").first
    expect(first).to_be_visible(timeout=20_000)
    first.focus()
    watcher.keyboard.press("Enter")
    card = watcher.locator("#peta-kartu")
    expect(card.locator("h2")).to_be_focused()
    watcher.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_archive_is_always_marked_and_can_be_taken_off(watcher: Page) -> None:
    tag = watcher.locator("#peta-arsip")
    expect(tag).to_be_visible()
    expect(tag).to_contain_text("arsip 2017 · PetaBencana.id")
    watcher.locator("#lapis-arsip").uncheck(force=True)
    expect(tag).to_be_hidden()
    expect(watcher.locator("#peta-waktu output")).to_have_text("sekarang")


def test_slider_goes_through_the_archive(watcher: Page) -> None:
    slider = watcher.locator("#peta-saat")
    slider.evaluate("(one, at) => { one.value = at; one.dispatchEvent(new Event('input', { bubbles: true })); }", PEAK)
    expect(watcher.locator("#peta-waktu output")).to_have_text(re.compile(r"21 Feb 2017,? .*13.00 WIB"))
    expect(watcher.locator("#peta-daftar-judul")).to_contain_text("laporan di tampilan ini", timeout=10_000)


PEAK = str(int(datetime.fromisoformat("2017-02-21T06:00:00+00:00").timestamp() / 60))


def test_first_screen_of_a_small_phone_holds_button_status_and_map(visit: Callable[..., Page]) -> None:
    page = visit("/bencana", width=320, height=568)
    page.wait_for_selector("#peta[data-ready]", timeout=60_000)
    for part in (".peta__report a", "#peta-status"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 568
    box = page.locator("#peta").bounding_box()
    assert box is not None
    assert box["y"] + 200 <= 568


def test_a_lost_connection_is_told(watcher: Page) -> None:
    watcher.context.set_offline(True)
    expect(watcher.locator("#peta-status")).to_have_attribute("data-state", "offline", timeout=15_000)
    expect(watcher.locator("#peta-status")).to_contain_text("data pukul")
    watcher.context.set_offline(False)
    expect(watcher.locator("#peta-status")).to_have_attribute("data-state", "live", timeout=20_000)
