"""A warning in a real browser: an officer writes it, looks at it, gives it out; everybody reads it, in three languages."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_pages import AXE, SCHEMES, Schemes, at_every_width_and_scheme

DESK, OPEN = "/bencana/meja/peringatan", "/bencana/peringatan"


def whole(page: Page, path: str, schemes: Schemes = SCHEMES) -> None:
    """The page at this path breaks no rule at any width, in these schemes."""
    page.goto(path, wait_until="load")
    page.add_script_tag(path=AXE)
    at_every_width_and_scheme(page, path, schemes)


def test_a_warning_s_night(stay: Callable[..., Page], server: Server) -> None:
    desk = stay("petugas", bypass_csp=True)
    whole(desk, DESK)
    desk.set_viewport_size({"width": 320, "height": 568})
    desk.select_option("#bahaya-baru", "flood")
    desk.get_by_role("button", name="Tulis peringatan").click()
    expect(desk.locator("#headline_id")).to_have_value("Peringatan banjir: Daerah Khusus Ibukota Jakarta")
    whole(desk, desk.url.removeprefix(server.base_url))
    desk.get_by_label("Cari tempat lain").fill("Jakarta Timur")
    desk.get_by_role("button", name="Cari", exact=True).click()
    desk.get_by_label("Jakarta Timur", exact=False).first.check()
    desk.get_by_label("Berat").check()
    desk.get_by_role("button", name="Lihat sebelum dikeluarkan").last.click()
    expect(desk.get_by_role("heading", name="Sebelum peringatan dikeluarkan")).to_be_visible()
    whole(desk, desk.url.removeprefix(server.base_url))
    desk.get_by_role("button", name="Keluarkan sekarang").click()
    expect(desk.get_by_text("Peringatan telah keluar")).to_be_visible()
    number = desk.url.rsplit("/", 1)[1].split("?")[0]
    whole(desk, f"{DESK}/{number}/akhiri")
    whole(desk, "/bencana/webhook")
    reader = stay(bypass_csp=True)
    whole(reader, OPEN)
    for prefix in ("", "/en", "/jv"):
        whole(reader, f"{prefix}{OPEN}/{number}", SCHEMES[:1] if prefix else SCHEMES)
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
