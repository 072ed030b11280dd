"""A village worker's day after the test: following, slides, households, rounds, stock, sending.

The screens run in a real Chromium with an app in memory (`field_keep.mjs`) that folds what they record as a phone does, so
that no server is needed: one page for all. Names and labels are what TalkBack reads.
"""

import json
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from simpul.malaria.rules import sms
from tests.browser.field_app import AXE, RULES, in_memory, pressed, reached
from tests.npm_tools import ROOT

YOHANA, MARKUS, ESTER = (f"11111111-1111-7111-8111-11111111111{n}" for n in range(3))
DOSE = {"dhp_tablets_per_day": "3", "dhp_days": 3, "rule": "tabel-2", "version": "2023", "page": "11-13"}


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with in_memory(browser, tmp_path_factory.mktemp("field"), "field_keep") as page:
        yield page


@pytest.fixture
def page(app: Page) -> Page:
    """A fresh app on the morning of 25 November 2026, with three people in two houses."""
    app.goto("about:blank")
    app.goto("http://localhost:9/")
    app.wait_for_function("window.ready")
    for one, name, house in ((YOHANA, "Yohana Inuri", "12"), (MARKUS, "Markus Iba", "12"), (ESTER, "Ester Kambia", "7")):
        record(app, "person.registered", -60, p=one, d={"name": name, "sex": "P", "birth_year": 1990, "house": house})
    return app


def record(page: Page, kind: str, days: int = 0, *, p: str | None = None, s: str | None = None, d: dict[str, Any]) -> None:
    """Something recorded so many days from today."""
    then = "(async ({ kind, days, told }) => { const now = app.clock; app.clock += days * 864e5; "
    then += "await app.record(kind, told); app.clock = now; })"
    page.evaluate(then, {"kind": kind, "days": days, "told": {"p": p, "s": s, "d": d}})


def treated(page: Page, who: str, days: int, *, species: str = "vivax", primaquine: int = 14) -> str:
    """A treatment that began so many days from today; its id."""
    visit, test, treatment = page.evaluate("[app.newId(), app.newId(), app.newId()]")
    state = {"reason": "sick", "pregnant": False, "breastfeeding_lt_6m": False, "g6pd": "unknown", "malaria_before": "none"}
    record(page, "visit.opened", days, p=who, s=visit, d=state)
    found = {"visit": visit, "method": "rdt", "result": "positive", "species": species, "for": "diagnosis"}
    record(page, "test.recorded", days, p=who, s=test, d=found)
    dose = {**DOSE, "primaquine_days": primaquine, "primaquine_tablets_per_day": "1"}
    begun = {"visit": visit, "test": test, "weight_kg": "52", "weighed": True, "dose": dose, "training": True}
    record(page, "treatment.started", days, p=who, s=treatment, d=begun)
    return str(treatment)


def taken(page: Page, who: str, treatment: str, drug: str, *days: int, began: int) -> None:
    for day in days:
        record(page, "dose.watched", began + day - 1, p=who, s=treatment, d={"drug": drug, "day": day, "taken": True})


def go(page: Page, path: str) -> None:
    page.evaluate("path => { if (location.hash === '#' + path) app.draw(); else location.hash = '#' + path; }", path)
    page.wait_for_function("path => location.hash === '#' + path && document.activeElement?.tagName === 'H1'", arg=path)


def last(page: Page, back: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(f"app.events.at(-{back})")
    return found


def heading(page: Page, words: str) -> None:
    """The screen with this heading is there, and its heading has the focus."""
    expect(page.get_by_role("heading", level=1, name=words)).to_be_focused()


def test_a_day_is_done_with_the_keyboard_alone(page: Page) -> None:
    yohana = treated(page, YOHANA, -2)
    for drug in ("dhp", "primaquine"):
        taken(page, YOHANA, yohana, drug, 1, 2, began=-2)
    go(page, "/rawat")
    pressed(page, "Yohana Inuri")
    heading(page, "Yohana Inuri")
    pressed(page, "Sudah ditelan: DHP, hari ke-3")
    heading(page, "Yohana Inuri")
    assert last(page)["d"] == {"day": 3, "drug": "dhp", "taken": True, "vomited_within_30m": False}
    pressed(page, "Sudah ditelan: Primakuin, hari ke-3")
    expect(page.get_by_text("Tidak ada obat lagi hari ini")).to_be_visible()
    go(page, "/keliling")
    pressed(page, "Rumah 7")
    heading(page, "Rumah 7")
    pressed(page, "Ester Kambia")
    pressed(page, "Simpan rumah ini")
    assert last(page)["d"] == {"house": "7", "people": 1, "absent": 0, "nets": 0}
    pressed(page, "Ester Kambia")
    page.wait_for_url(f"**/#/uji/{ESTER}/round")
    page.go_back()
    heading(page, "Rumah 7")
    go(page, "/stok/terima")
    pressed(page, "Paket DHP")
    page.keyboard.press("ArrowDown")
    for label, words in (("Nomor lot", "R-2291"), ("Kedaluwarsa", "01012027"), ("Berapa banyak?", "25")):
        reached(page, label)
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    heading(page, "Isi kotak obat")
    assert last(page)["d"] == {"item": "rdt", "lot": "R-2291", "expires": "2027-01-01", "quantity": 25}


def test_the_same_day_is_done_by_the_labels_that_are_read_aloud(page: Page) -> None:
    yohana = treated(page, YOHANA, 0)
    go(page, "/rawat")
    page.get_by_role("link", name="Yohana Inuri Hari ke-1 Hari ini").click()
    page.get_by_role("button", name="Muntah dalam 30 menit: DHP, hari ke-1").click()
    assert last(page)["d"]["taken"] is False
    expect(page.get_by_text("Ulangi: beri satu dosis yang sama")).to_be_visible()
    page.get_by_role("button", name="Sudah ditelan: DHP, hari ke-1").click()
    page.get_by_role("button", name="Sudah ditelan: Primakuin, hari ke-1").click()
    page.get_by_role("link", name="Orang serumah").click()
    page.get_by_role("button", name="Daftar Markus Iba").click()
    assert last(page)["d"] == {"contact": MARKUS}
    expect(page.get_by_role("link", name="Markus Iba")).to_have_attribute("href", f"#/uji/{MARKUS}/contact")
    go(page, "/keliling/12")
    page.get_by_role("button", name="Tambah: Berapa kelambu yang terpasang?").click()
    page.get_by_role("checkbox", name="Markus Iba").check()
    page.get_by_role("button", name="Simpan rumah ini").click()
    assert last(page)["d"]["nets"] == 1
    go(page, "/supervisi")
    page.get_by_role("button", name="Simpan kunjungan").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis nama pengawas")
    page.get_by_role("textbox", name="Nama pengawas").fill("Rumbino")
    for group in page.get_by_role("group").all():
        group.get_by_role("radio", name="Ya").check()
    page.get_by_role("button", name="Simpan kunjungan").click()
    heading(page, "Kunjungan tersimpan")
    assert set(last(page)["d"]["items"].values()) == {"yes"}
    go(page, "/belum-terkirim")
    expect(page.get_by_text("catatan belum terkirim")).to_be_visible()
    assert page.evaluate(f"app.state.treatments['{yohana}'].status") == "open"


def test_a_missed_day_is_asked_after_and_never_doubled(page: Page) -> None:
    treatment = treated(page, YOHANA, -4)
    taken(page, YOHANA, treatment, "dhp", 1, 2, 3, began=-4)
    taken(page, YOHANA, treatment, "primaquine", 1, 2, 4, began=-4)
    go(page, f"/rawat/{treatment}")
    expect(page.get_by_text("Belum dicatat: hari ke-3")).to_be_visible()
    expect(page.get_by_text("Jangan beri dua kali lipat")).to_be_visible()
    expect(page.get_by_role("button", name="Sudah ditelan: Primakuin, hari ke-5")).to_be_visible()
    page.get_by_role("button", name="Tidak diminum hari itu: Primakuin, hari ke-3").click()
    expect(page.get_by_text("Belum dicatat: hari ke-3")).to_have_count(0)
    assert last(page)["d"] == {"day": 3, "drug": "primaquine", "taken": False, "vomited_within_30m": False}


def test_a_wrong_tap_is_taken_back_by_a_correction_with_its_reason(page: Page) -> None:
    treatment = treated(page, YOHANA, 0)
    go(page, f"/rawat/{treatment}")
    page.get_by_role("button", name="Sudah ditelan: DHP, hari ke-1").click()
    watched = last(page)["id"]
    page.get_by_role("button", name="Salah tekan? Batalkan: DHP, hari ke-1").click()
    assert last(page)["t"] == "fact.corrected"
    assert last(page)["d"] == {"event": watched, "changes": {"taken": False}, "reason": "pressed_by_mistake"}
    expect(page.get_by_role("button", name="Sudah ditelan: DHP, hari ke-1")).to_be_visible()


def test_dark_urine_stops_primaquine_at_the_tap_and_the_patient_is_sent_on(page: Page) -> None:
    treatment = treated(page, YOHANA, -4)
    taken(page, YOHANA, treatment, "dhp", 1, 2, 3, began=-4)
    go(page, f"/rawat/{treatment}")
    page.get_by_role("link", name="Apa warna kencingnya?").click()
    page.get_by_role("button", name="Gelap seperti teh pekat atau kopi").click()
    heading(page, "Primakuin dihentikan")
    assert (last(page)["t"], last(page)["d"]) == ("urine.checked", {"day": 5, "dark": True})
    expect(page.get_by_role("alert")).to_contain_text("Jangan beri primakuin lagi")
    go(page, f"/rawat/{treatment}")
    expect(page.get_by_role("button", name="Sudah ditelan")).to_have_count(0)
    page.get_by_role("link", name="Rujuk sekarang").click()
    page.get_by_role("button", name="Sudah saya rujuk").click()
    expect(page.get_by_text("Pasien sudah dirujuk")).to_be_visible()
    assert (last(page, 2)["t"], last(page, 2)["d"]["reasons"]) == ("referral.made", ["dark_urine"])
    assert last(page)["d"] == {"how": "referred", "reason": "dark_urine"}


def test_a_treatment_ends_unfinished_only_with_a_reason(page: Page) -> None:
    treatment = treated(page, YOHANA, -1)
    go(page, f"/rawat/{treatment}/selesai")
    page.get_by_role("radio", name="Pasien tidak ditemukan").check()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih atau tulis sebabnya")
    page.get_by_role("radio", name="Pergi dari kampung").check()
    page.get_by_role("button", name="Simpan").click()
    heading(page, "Yohana Inuri")
    assert last(page)["d"] == {"how": "lost", "reason": "left_village"}


def test_the_slide_of_day_28_is_due_and_labelled_without_a_name(page: Page) -> None:
    treatment = treated(page, MARKUS, -28, species="falciparum", primaquine=1)
    taken(page, MARKUS, treatment, "dhp", 1, 2, 3, began=-28)
    record(page, "slide.taken", -25, p=MARKUS, s=treatment, d={"day": 3, "label": "17-261031-H3-1"})
    record(page, "treatment.ended", -25, p=MARKUS, s=treatment, d={"how": "completed"})
    go(page, "/slide")
    expect(page.get_by_text("RDT tidak dipakai untuk kontrol")).to_be_visible()
    expect(page.get_by_text("sampai 28 hari")).to_be_visible()
    page.get_by_role("link", name="Markus Iba Sediaan darah hari ke-28").click()
    expect(page.get_by_label("Kode pada kaca")).to_have_value("17-261125-H28-1")
    page.get_by_role("button", name="Sediaan sudah diambil").click()
    assert (last(page)["t"], last(page)["d"]) == ("slide.taken", {"day": 28, "label": "17-261125-H28-1"})
    go(page, "/slide")
    expect(page.get_by_text("Tidak ada sediaan yang harus diambil")).to_be_visible()


def test_an_expired_lot_is_shown_and_cannot_be_given_or_received(page: Page) -> None:
    old = {"item": "pack", "colour": "kuning", "lot": "DH-71", "expires": "2026-11-24", "quantity": 4}
    record(page, "stock.received", -30, d=old)
    record(page, "stock.received", -30, d={**old, "lot": "DH-80", "expires": "2026-11-25", "quantity": 2})
    go(page, "/stok")
    expect(page.get_by_role("alert")).to_contain_text("1 lot sudah kedaluwarsa")
    expect(page.get_by_text("Paket kuning: tinggal 2")).to_be_visible()
    usable = page.evaluate("usable(app.state.stock, '2026-11-25', {item: 'pack', colour: 'kuning'}).map(lot => lot.lot)")
    assert usable == ["DH-80"]
    page.get_by_role("link", name="Lot DH-71").click()
    expect(page.get_by_role("alert")).to_contain_text("Tidak boleh diberikan")
    page.get_by_role("button", name="Simpan yang keluar").click()
    assert last(page)["d"] == {**old, "reason": "expired"}
    go(page, "/stok/terima")
    page.get_by_role("radio", name="Kuning").check()
    page.get_by_label("Nomor lot").fill("DH-60")
    page.get_by_label("Kedaluwarsa").fill("2026-11-01")
    page.get_by_role("textbox", name="Berapa banyak?").fill("3")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("Barang ini sudah kedaluwarsa")


def test_what_is_unsent_tells_since_when_and_goes_on_where_it_broke(page: Page) -> None:
    record(page, "round.visited", -9, d={"house": "7", "people": 1, "absent": 0})
    page.evaluate("app.events = app.events.filter(({ t }) => t === 'round.visited')")
    go(page, "/belum-terkirim")
    expect(page.get_by_role("alert")).to_contain_text("1 catatan belum terkirim")
    expect(page.get_by_text("16 Nov")).to_contain_text("(9 hari)")
    page.evaluate("app.sending = [{ done: 1, all: 3 }, 'broken']")
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(page.get_by_text("Mengirim 1 dari 3")).to_be_visible()
    page.evaluate("app.goOn()")
    expect(page.get_by_text("Sinyal putus")).to_be_visible()
    page.evaluate("app.events = []")
    page.get_by_role("button", name="Lanjutkan mengirim").click()
    expect(page.get_by_text("Semua sudah terkirim")).to_be_visible()


def test_messages_hold_no_name_and_are_read_at_the_desk(page: Page) -> None:
    for _ in range(23):
        treated(page, YOHANA, -1)
    go(page, "/sms")
    texts = page.locator(".k-sms").all_inner_texts()
    assert len(texts) == 2
    for number, text in enumerate(texts, 1):
        assert len(text) <= sms.LONGEST
        assert not any(part in text.lower() for part in ("yohana", "inuri", YOHANA))
        told = sms.read(text)
        assert (told.device, told.number, told.facts["tests"], len(told.facts["cases"])) == (17, number, 23, 10)
        assert told.facts["cases"][0] == {
            "day": "2026-11-24",
            "sex": "P",
            "age": "15-54",
            "species": "vivax",
            "done": "training",
        }
    link = page.get_by_role("link", name="Buka di SMS").first.get_attribute("href")
    assert link is not None
    assert link.startswith("sms:?body=SMP1%2017%201%20")


def test_the_phone_writes_messages_as_the_desk_reads_them(page: Page) -> None:
    examples = json.loads((ROOT / "tests/malaria/sms_examples.json").read_text())["messages"]
    written = page.evaluate("all => Promise.all(all.map(({ facts }) => written(facts)))", examples)
    assert written == [one["text"] for one in examples]


def test_a_phone_is_enrolled_by_the_link_with_a_pin_given_twice(page: Page) -> None:
    go(page, "/daftar/abc123")
    page.get_by_label("Nama HP").fill("HP biru")
    page.keyboard.press("Enter")
    heading(page, "Buat PIN")
    page.keyboard.press("Tab")
    page.keyboard.type("123456")
    expect(page.get_by_role("alert")).to_contain_text("mudah ditebak")
    for digit in "271828":
        page.get_by_role("button", name=digit, exact=True).click()
    heading(page, "Ulangi PIN")
    page.get_by_label("Ketik PIN yang sama").fill("271829")
    expect(page.get_by_role("alert")).to_contain_text("tidak sama")
    page.get_by_label("PIN baru").fill("271828")
    page.evaluate("app.refusal = 'invitation-spent'")
    page.get_by_label("Ketik PIN yang sama").fill("271828")
    expect(page.get_by_text("Kode sudah dipakai")).to_be_visible()
    page.evaluate("app.refusal = null")
    page.get_by_role("button", name="Pakai kode lain").click()
    page.get_by_label("Atau ketik kodenya").fill("https://simpul.id/malaria/lapangan#daftar=xyz 789")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("PIN baru").fill("271828")
    page.get_by_label("Ketik PIN yang sama").fill("271828")
    heading(page, "HP ini sudah terdaftar")
    assert page.evaluate("app.enrolled") == {"token": "xyz789", "label": "HP biru", "pin": "271828"}
    expect(page.get_by_text("Bila penuh, HP ini dapat menghapus catatan")).to_be_visible()


PLACES = (
    "/rawat",
    "/slide",
    "/kontak",
    "/keliling",
    "/stok",
    "/stok/terima",
    "/supervisi",
    "/belum-terkirim",
    "/ekspor",
    "/sms",
)
MORE = ("/setelan", "/setelan/pin", "/pin", "/daftar", "/keliling/12", "/stok/lot/pack%7Ckuning%7CDH-71")
CHECKED = "rules => axe.run(document, { runOnly: rules }).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (768, "dark"), (1280, "light")])
def test_every_screen_is_sound_in_both_languages(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE.read_text())
    late = treated(page, YOHANA, -4)
    test = page.evaluate(f"app.state.treatments['{late}'].test")
    old = {"item": "pack", "colour": "kuning", "lot": "DH-71", "expires": "2026-10-31", "quantity": 4}
    record(page, "stock.received", -30, d=old)
    mine = (f"/rawat/{late}", f"/rawat/{late}/selesai", f"/rawat/{late}/urin", f"/slide/{late}/3", f"/kontak/{test}")
    for index, place in enumerate((*PLACES, *MORE, *mine)):
        page.evaluate("language => { app.language = language; }", ("id", "en")[(index + width // 768) % 2])
        go(page, place)
        page.wait_for_function("!document.querySelector('[role=status]')?.textContent.endsWith('…')")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert page.evaluate(CHECKED, RULES) == [], place
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="light")
    missing = "Object.keys(own.id).filter(key => !own.en[key] || !own.id[key])"
    assert page.evaluate(missing) == []
