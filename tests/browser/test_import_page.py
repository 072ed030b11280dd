"""A file of reports at the desk, in a browser: sent, checked, its page whole with rows on it, taken in, taken back."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.test_pages import AXE, at_every_width_and_scheme
from tests.disaster.makers import SEA
from tests.disaster.test_imports import row, table


def test_an_officer_takes_in_a_file_and_takes_it_back(visit: Callable[..., Page]) -> None:
    content = table(row(), row("A-2", hazard="macet"), row("A-3", point=SEA), row("A-4", text="kata-panjang-" * 20))
    page = visit("/bencana/meja/impor", signed_in="petugas", bypass_csp=True)
    page.set_input_files("#file", files=[{"name": "banjir.csv", "mimeType": "text/csv", "buffer": content}])
    page.fill("#source", "Posko Jatinegara")
    page.get_by_role("button", name="Kirim dan periksa").click()
    page.wait_for_selector("#decide")
    page.add_script_tag(path=AXE)
    page.evaluate("document.querySelector('details.govuk-details').open = true")
    at_every_width_and_scheme(page, "a checked file")
    page.get_by_role("button", name="Masukkan 2 laporan").click()
    page.get_by_role("button", name="Tarik kembali berkas ini").wait_for()
    page.get_by_role("button", name="Tarik kembali berkas ini").click()
    page.get_by_text("Sudah ditarik kembali: laporan dari berkas ini disembunyikan.").wait_for()
