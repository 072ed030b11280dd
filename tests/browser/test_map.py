"""The live map as its watchers see it: every hazard's signs, layers, areas, the list below it, the archive, large nights.

With SIMPUL_SCREENSHOTS set to a folder, what the watcher saw is kept there.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from simpul.disaster import actions
from simpul.disaster.actions.areas import set_state
from simpul.disaster.model import Draft, Report, Sender
from simpul.kernel.actor import Actor
from tests.browser.conftest import Server
from tests.browser.test_pages import AXE, _is_whole

pytestmark = pytest.mark.browser

SOON = 2.0
"""Seconds from an answer to the sender or the officer until everyone who watches sees it."""
HERE = (106.8561, -6.2166)
"""Kampung Melayu, Jakarta, on the Ciliwung."""
SLOW_MACHINE = float(os.environ.get("SIMPUL_SLOW", "1"))
"""By how much a machine that draws without a graphics card, under other load, may be slower."""
OFFICER = Actor(UUID(int=71), "Petugas Uji", "ID/GOV/6000/BPBD", "31", frozenset({"disaster.officer"}))
CAKUNG = 317506
"""A district of Jakarta Timur, by the digits of its code."""


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("SIMPUL_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def report(server: Server, hazard: str, card: dict[str, Any], at: tuple[float, float] = HERE, text: str = "Uji.") -> Report:
    """What a resident sent from a device of their own."""
    sender = Sender(uuid4().hex, uuid4().hex)
    draft = Draft(uuid4(), hazard, *at, card, text=text, sender=sender)
    return actions.report(server.platform, Actor.ANONYMOUS, draft).report


def hide(server: Server, one: Report) -> None:
    current = actions.on_desk(server.platform, OFFICER, one.number).report
    actions.hide(server.platform, OFFICER, one.number, version=current.version, reason="Uji selesai")


@pytest.fixture
def quake_and_wind(server: Server) -> Iterator[tuple[Report, Report]]:
    """Two reports that are live while the test runs."""
    card = {"report_type": "structure", "structureFailure": 2}
    both = report(server, "earthquake", card, (106.87, -6.23)), report(server, "wind", {"impact": 0}, (106.84, -6.20))
    yield both
    for one in both:
        hide(server, one)


@pytest.fixture
def watch(visit: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the live map, of now alone unless the archive is asked for, and waits until it is live."""

    def opened(path: str = "/bencana?tanpa=arsip", width: int = 1280, height: int = 900, **more: Any) -> Page:
        page = visit(path, width=width, height=height, **more)
        page.wait_for_selector("#peta[data-ready]")
        expect(page.locator("#peta-status")).to_have_attribute("data-state", "live")
        return page

    return opened


@pytest.fixture
def watcher(watch: Callable[..., Page]) -> Page:
    """Somebody who has the live map open, with the archive where a replay runs."""
    return watch("/bencana")


def line(page: Page, words: str) -> Any:
    """The first line of the list below the map that says this."""
    return page.locator(".in-view__item", has_text=words).first


def seen_within(page: Page, words: str, status: str) -> float:
    """Seconds until a line with `words` carries `status`."""
    started = time.monotonic()
    expect(line(page, words)).to_contain_text(status)
    return time.monotonic() - started


def test_each_step_of_a_report_is_seen_by_who_watches(server: Server, watch: Callable[..., Page]) -> None:
    page = watch()
    sent = report(server, "flood", {"flood_depth": 73}, text="Air setinggi paha, jalan tidak bisa dilewati motor.")
    assert seen_within(page, "73 cm", "Belum diverifikasi") <= SOON * SLOW_MACHINE
    line(page, "73 cm").locator("button").click()
    card = page.locator("#peta-kartu")
    expect(card).to_contain_text("73 cm")
    expect(card).not_to_contain_text("setinggi paha")
    keep(page, "map-unverified")

    actions.verify(server.platform, OFFICER, sent.number, version=sent.version)
    assert seen_within(page, "73 cm", "Terverifikasi") <= SOON * SLOW_MACHINE
    expect(card).to_contain_text("setinggi paha")
    keep(page, "map-verified")

    hide(server, sent)
    expect(page.locator(".in-view__item", has_text="73 cm")).to_have_count(0)


def test_other_hazards_are_told_by_name_answer_and_severity(
    watch: Callable[..., Page], quake_and_wind: tuple[Report, Report]
) -> None:
    page = watch()
    expect(line(page, "Gempa bumi")).to_contain_text("Kerusakan bangunan: Roboh seluruhnya")
    expect(line(page, "Gempa bumi")).to_contain_text("berat")
    expect(line(page, "Angin kencang")).to_contain_text("ringan")
    line(page, "Gempa bumi").locator("button").click()
    card = page.locator("#peta-kartu")
    expect(card.locator("h2")).to_have_text("Gempa bumi")
    expect(card).to_contain_text("Roboh seluruhnya")
    link = f"/bencana/laporan/{quake_and_wind[0].number}"
    expect(card.locator(f"a[href='{link}']")).to_be_visible()
    english = watch("/en/bencana?tanpa=arsip")
    expect(line(english, "Earthquake")).to_contain_text("Damaged building: Fully collapsed")


def test_hazards_are_switched_by_boxes_that_the_address_remembers(
    watch: Callable[..., Page], quake_and_wind: tuple[Report, Report]
) -> None:
    page = watch()
    expect(line(page, "Angin kencang")).to_be_visible()
    page.locator("#jenis-wind").uncheck(force=True)
    expect(page.locator(".in-view__item", has_text="Angin kencang")).to_have_count(0)
    expect(line(page, "Gempa bumi")).to_be_visible()
    assert "hazard=flood,earthquake" in page.url
    expect(page.locator("[data-chosen]")).to_have_text("10 dari 11")
    page.reload()
    page.wait_for_selector("#peta[data-ready]")
    expect(line(page, "Gempa bumi")).to_be_visible()
    assert not page.locator("#jenis-wind").is_checked()
    page.locator("[data-all]").click()
    expect(line(page, "Angin kencang")).to_be_visible()
    assert "hazard=" not in page.url
    page.locator("[data-none]").click()
    expect(page.locator(".in-view__item", has_text="Gempa bumi")).to_have_count(0)


def test_the_legend_tells_the_signs_on_the_map_and_all_when_asked(
    watch: Callable[..., Page], quake_and_wind: tuple[Report, Report]
) -> None:
    page = watch()
    sign = page.locator("#peta-tanda [data-sign='earthquake']")
    expect(sign).to_be_visible()
    expect(page.locator("#peta-tanda [data-sign='tsunami']")).to_be_hidden()
    page.locator("#jenis-earthquake").uncheck(force=True)
    expect(sign).to_be_hidden()
    page.locator("[data-all-signs]").click()
    expect(page.locator("#peta-tanda [data-sign='tsunami']")).to_be_visible()
    expect(page.locator("[data-stays]")).to_contain_text("Kekeringan 7 hari")


def test_affected_areas_are_a_layer_of_their_own(server: Server, watch: Callable[..., Page]) -> None:
    set_state(server.platform, OFFICER, CAKUNG, state=3, seen=None)
    try:
        page = watch()
        area = page.locator("#peta-daftar [data-areas] .in-view__item", has_text="Cakung")
        expect(area).to_contain_text("71–150 cm")
        expect(page.locator("#peta-tanda [data-group='areas']")).to_be_visible()
        area.locator("button").click()
        card = page.locator("#peta-kartu")
        expect(card).to_contain_text("Genangan antara 71 dan 150 cm")
        expect(card.locator(f"a[href='/bencana/wilayah/{CAKUNG}']")).to_be_visible()
        keep(page, "map-area")
        page.locator("#lapis-wilayah").uncheck(force=True)
        expect(page.locator("#peta-daftar [data-areas]")).to_be_hidden()
        assert "tanpa=arsip,wilayah" in page.url or "tanpa=wilayah" in page.url
    finally:
        set_state(server.platform, OFFICER, CAKUNG, state=None, seen=None)


def test_an_address_opens_the_report_it_names(watch: Callable[..., Page], quake_and_wind: tuple[Report, Report]) -> None:
    page = watch(f"/bencana?tanpa=arsip&laporan={quake_and_wind[1].number}")
    expect(page.locator("#peta-kartu h2")).to_have_text("Angin kencang")


def test_with_many_reports_the_map_takes_tiles_and_never_the_whole_feed(
    visit: Callable[..., Page], quake_and_wind: tuple[Report, Report]
) -> None:
    page = visit("about:blank", width=1280, height=900)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/bencana?*", _as_on_a_large_night)
    page.goto(f"/bencana?tanpa=arsip&laporan={quake_and_wind[1].number}")
    expect(page.locator("#peta-kartu h2")).to_have_text("Angin kencang")
    expect(line(page, "Angin kencang")).to_be_visible()
    assert any("/bencana/ubin/" in url for url in asked)
    assert not [url for url in asked if url.endswith("/bencana/laporan.geojson")]
    page.locator("#jenis-wind").uncheck(force=True)
    expect(page.locator(".in-view__item", has_text="Angin kencang")).to_have_count(0)
    keep(page, "map-tiles")


def _as_on_a_large_night(route: Route) -> None:
    """The page says that 50,000 reports are live."""
    answer = route.fetch()
    body = re.sub(r' data-live="\d+"', ' data-live="50000"', answer.text())
    if "data-live" not in body:
        body = body.replace('id="peta" ', 'id="peta" data-live="50000" ', 1)
    route.fulfill(response=answer, body=body)


@pytest.mark.parametrize(("prefix", "width", "scheme"), [("", 320, "light"), ("/en", 1280, "dark")])
def test_map_list_and_report_are_whole_with_other_hazards_on_them(
    visit: Callable[..., Page], quake_and_wind: tuple[Report, Report], prefix: str, width: int, scheme: str
) -> None:
    """At the ends; tests/browser/test_pages.py looks at map and list at every width, in both schemes."""
    page = visit("about:blank", bypass_csp=True, width=width, dark=scheme == "dark")
    for path in ("/bencana?tanpa=arsip", "/bencana/daftar", f"/bencana/laporan/{quake_and_wind[0].number}"):
        page.goto(prefix + path, wait_until="load")
        page.add_script_tag(path=AXE)
        if path.startswith("/bencana?"):
            expect(page.locator(".in-view__item").first).to_be_visible()
            page.locator(".in-view__item button").first.click()
        _is_whole(page, f"{prefix}{path} {width} {scheme}")


def test_card_takes_the_focus_and_gives_it_back(watcher: Page) -> None:
    first = watcher.locator(".in-view__item button").first
    expect(first).to_be_visible()
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
    expect(watcher.locator("#peta-daftar-judul")).to_contain_text("laporan di tampilan ini")


PEAK = str(int(datetime.fromisoformat("2017-02-21T06:00:00+00:00").timestamp() / 60))


def test_first_screen_of_a_small_phone_holds_button_status_and_map(visit: Callable[..., Page]) -> None:
    page = visit("/bencana", width=320, height=568)
    page.wait_for_selector("#peta[data-ready]")
    for part in (".peta__report a", "#peta-status"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 568
    box = page.locator("#peta").bounding_box()
    assert box is not None
    assert box["y"] + 200 <= 568


def test_a_lost_connection_is_told(watcher: Page) -> None:
    watcher.context.set_offline(True)
    expect(watcher.locator("#peta-status")).to_have_attribute("data-state", "offline")
    expect(watcher.locator("#peta-status")).to_contain_text("data pukul")
    watcher.context.set_offline(False)
    expect(watcher.locator("#peta-status")).to_have_attribute("data-state", "live")
