"""An officer's hand on the map: an area is drawn by clicks, kept, set to a state, and everybody sees it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
READY = "#peta-gambar[data-ready=true]"


def test_an_area_is_drawn_and_set_by_clicks(visit: Callable[..., Page]) -> None:
    page = visit("/bencana/meja/wilayah/baru", signed_in="petugas")
    page.wait_for_selector(READY)
    page.fill("#name", "RW contoh")
    page.locator("#peta-gambar").scroll_into_view_if_needed()
    box = page.locator("#peta-gambar").bounding_box()
    assert box is not None
    # The map opens on province 31, with its islands; Jakarta's land lies below the middle.
    middle = (box["x"] + box["width"] * 0.535, box["y"] + box["height"] * 0.75)
    for x, y in ((-8, -5), (8, -5), (8, 6), (-8, 6), (60, 60)):
        page.mouse.click(middle[0] + x, middle[1] + y)
    page.get_by_role("button", name="Batalkan titik terakhir").click()
    expect(page.locator("[data-draw-count]")).to_have_text("4 titik sudut")
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_role("heading", name="Periksa wilayah")).to_be_visible()
    page.get_by_role("button", name="Simpan wilayah ini").click()
    expect(page.get_by_role("heading", name="RW contoh")).to_be_visible()
    page.get_by_role("button", name="71–150 cm").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("RW contoh ditandai: 71–150 cm")
    page.wait_for_selector("#peta-wilayah[data-drawn='1']")
    page.goto("/bencana/wilayah")
    expect(page.get_by_role("link", name="RW contoh")).to_be_visible()
    page.wait_for_selector("#peta-wilayah[data-drawn='1']")
    page.goto("/bencana/meja/wilayah")
    page.get_by_role("button", name="Hapus status").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("tidak lagi berstatus")


def test_an_area_is_given_as_text_without_javascript(visit: Callable[..., Page]) -> None:
    signed = visit("/bencana/meja/wilayah/baru", signed_in="petugas")
    assert signed.locator("h1").is_visible()
    page = visit("/bencana/meja/wilayah/baru", signed_in="petugas", width=320, java_script_enabled=False)
    expect(page.locator("[data-draw]")).to_be_hidden()
    page.fill("#name", "RW teks")
    square = (
        '{"type":"Polygon","coordinates":[[[106.82,-6.18],[106.83,-6.18],[106.83,-6.17],[106.82,-6.17],[106.82,-6.18]]]}'
    )
    page.fill("#geojson", square)
    page.get_by_role("button", name="Periksa").click()
    page.get_by_role("button", name="Simpan wilayah ini").click()
    page.get_by_role("button", name="hati-hati").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("RW teks ditandai: hati-hati")
    page.get_by_role("button", name="Batalkan").first.click()
    expect(page.locator(".area-now")).to_contain_text("tanpa status")
