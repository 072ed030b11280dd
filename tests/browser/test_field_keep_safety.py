"""What must not happen after an examination: a dose that was for another result, a PIN that can be tried for ever.

The same screens as in test_field_keep.py.
"""

from playwright.sync_api import Page, expect

from tests.browser import test_field_keep as keep
from tests.browser.test_field_keep import MARKUS, go, heading, record, treated

app, page = keep.app, keep.page


def test_no_dose_is_offered_once_the_test_of_a_treatment_was_corrected(page: Page) -> None:
    treatment = treated(page, MARKUS, -1)
    test = page.evaluate("app.events.find(({ t }) => t === 'test.recorded').id")
    changes = {"result": "positive", "species": "malariae"}
    record(page, "fact.corrected", p=MARKUS, d={"event": test, "changes": changes, "reason": "hasil mikroskop"})
    go(page, f"/rawat/{treatment}")
    expect(page.get_by_text("Hasil tes dibetulkan sesudah obat dimulai")).to_be_visible()
    expect(page.get_by_role("button", name="Sudah ditelan")).to_have_count(0)


def test_wrong_pins_are_counted_waited_for_and_end_at_ten(page: Page) -> None:
    go(page, "/pin")
    for _ in range(2):
        page.get_by_label("PIN, 6 angka").fill("000000")
    expect(page.get_by_text("PIN salah. Sisa 8 kali.")).to_be_visible()
    page.get_by_label("PIN, 6 angka").fill("000000")
    expect(page.get_by_text("Tunggu 2 detik")).to_be_visible()
    expect(page.get_by_label("PIN, 6 angka")).to_be_disabled()
    page.evaluate("app.wrong = 9")
    expect(page.get_by_label("PIN, 6 angka")).to_be_enabled()
    page.get_by_label("PIN, 6 angka").fill("000000")
    heading(page, "Kunci sudah dihapus")
    expect(page.get_by_text("Catatan yang belum terkirim tidak hilang")).to_be_visible()
