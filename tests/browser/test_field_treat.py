"""From who is sick to the first dose watched, or to the health centre: what a village worker sees and what is recorded.

The screens run in a real Chromium with an app in memory (`field_treat.mjs`), so that no server is needed: one page for all.
Each test is a patient. Doses are the national table's; the table's own tests are in tests/malaria.
"""

import json
from typing import Literal

import orjson
import pytest
from playwright.sync_api import Page, expect

from simpul.malaria.rules.dosing_table import TABLE
from tests.browser import field_treating as treating
from tests.browser.field_app import AXE, RULES, pressed, reached
from tests.browser.field_treating import (
    INFANT,
    MAN,
    SIGNED,
    WOMAN,
    examined,
    go,
    of,
    positive,
    stocked,
    tap,
    title,
    weigh,
)

pytestmark = pytest.mark.browser
app, page, nothing_lands_in_quarantine = treating.app, treating.page, treating.nothing_lands_in_quarantine


def test_an_adult_with_falciparum_is_dosed_by_the_table_and_the_first_dose_is_watched(page: Page) -> None:
    positive(page, MAN, "Garis P: falciparum", "52")
    title(page, "Takaran")
    expect(page.get_by_text("3 tablet sehari, 3 hari (semua 9)")).to_be_visible()
    expect(page.get_by_text("1 tablet sehari, 1 hari (semua 1)")).to_be_visible()
    expect(page.get_by_text("Paket hijau")).to_be_visible()
    expect(page.get_by_text(f"versi {TABLE.version}")).to_be_visible()
    expect(page.get_by_text("Perlu tanda tangan dokter sebelum dipakai pada pasien")).to_be_visible()
    tap(page, "Catat sebagai latihan")
    tap(page, "Sudah ditelan")
    title(page, "Selesai dicatat")
    [started] = of(page, "treatment.started")
    assert started["d"]["training"] is True
    assert started["d"]["weight_kg"] == "52"
    assert started["d"]["dose"]["dhp_tablets_total"] == "9"
    assert [(one["d"]["drug"], one["d"]["taken"]) for one in of(page, "dose.watched")] == [
        ("dhp", True),
        ("primaquine", True),
    ]
    assert page.evaluate("Object.keys(app.drafts)") == []


@pytest.mark.parametrize(
    ("who", "bearing", "weight", "reason"),
    [
        (WOMAN, "Hamil, atau mungkin hamil", "50", "hamil (semua trimester: DHP saja)"),
        (WOMAN, "Menyusui bayi di bawah 6 bulan", "50", "menyusui bayi di bawah 6 bulan"),
        (INFANT, "", "5,5", "bayi di bawah 6 bulan"),
    ],
)
def test_primaquine_is_never_given_to(page: Page, who: str, bearing: str, weight: str, reason: str) -> None:
    positive(page, who, "Garis V: vivax", weight, bearing=bearing)
    expect(page.get_by_text("JANGAN beri primakuin")).to_be_visible()
    expect(page.get_by_text(reason, exact=True)).to_be_visible()
    tap(page, "Catat sebagai latihan")
    tap(page, "Sudah ditelan")
    assert of(page, "treatment.started")[0]["d"]["dose"]["primaquine_tablets_per_day"] is None
    assert [one["d"]["drug"] for one in of(page, "dose.watched")] == ["dhp"]


def test_known_g6pd_deficiency_gives_dhp_and_refers(page: Page) -> None:
    go(page, f"/uji/{MAN}")
    tap(page, "Tidak ada tanda bahaya")
    page.get_by_label("Diketahui kekurangan G6PD").check()
    tap(page, "Tidak")
    tap(page, "RDT (lot tidak tercatat)")
    page.get_by_role("button", name="Garis V: vivax").click()
    weigh(page, "60")
    expect(page.get_by_text("Beri DHP, lalu rujuk ke Puskesmas")).to_be_visible()
    tap(page, "Catat sebagai latihan")
    assert of(page, "referral.made")[0]["d"]["reasons"] == ["g6pd_deficient_refer"]


def test_a_danger_sign_comes_before_everything_and_nothing_goes_by_mouth_to_who_cannot_drink(page: Page) -> None:
    go(page, f"/uji/{MAN}")
    page.get_by_label("tidak dapat minum, atau memuntahkan semuanya").check()
    tap(page, "Ada tanda bahaya: lanjut")
    tap(page, "Tidak ada")
    expect(page.get_by_text("Jangan beri apa pun lewat mulut")).to_be_visible()
    expect(page.locator(".t-tablets")).to_have_count(0)
    tap(page, "Rujuk ke Puskesmas")
    title(page, "Dirujuk")
    assert of(page, "signs.checked")[0]["d"]["signs"] == ["cannot_drink"]
    assert of(page, "referral.made")[0]["d"].get("pre_referral") is None
    assert of(page, "treatment.started") == []


def test_who_can_swallow_and_has_no_injection_gets_one_dose_before_leaving(page: Page) -> None:
    go(page, f"/uji/{MAN}")
    page.get_by_label("mata kuning").check()
    tap(page, "Ada tanda bahaya: lanjut")
    tap(page, "Tidak ada")
    tap(page, "Ya")
    tap(page, "Timbang dulu untuk tahu takarannya")
    weigh(page, "52")
    expect(page.get_by_text("Satu kali DHP sebelum berangkat: 3 tablet")).to_be_visible()
    tap(page, "Rujuk ke Puskesmas")
    assert of(page, "referral.made")[0]["d"]["pre_referral"] == {"drug": "dhp", "dose": "3", "given": False}


@pytest.mark.parametrize(
    ("before", "words"),
    [("Ya, kurang dari 28 hari lalu", "Malaria lagi dalam 28 hari"), ("Ya, lebih dari 28 hari lalu", "Mungkin kambuh")],
)
def test_what_the_table_does_not_say_is_referred(page: Page, before: str, words: str) -> None:
    positive(page, MAN, "Garis V: vivax", "52", before=before)
    title(page, "Rujuk")
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.locator(".t-tablets")).to_have_count(0)
    tap(page, "Rujuk ke Puskesmas")
    assert of(page, "treatment.started") == []


def test_an_unknown_species_is_referred(page: Page) -> None:
    examined(page, MAN)
    tap(page, "Sediaan darah")
    tap(page, "Jenis tidak diketahui")
    weigh(page, "52")
    expect(page.get_by_text("Jenis malaria tidak diketahui")).to_be_visible()


def test_an_adult_who_cannot_be_weighed_is_referred(page: Page) -> None:
    examined(page, MAN)
    tap(page, "RDT (lot tidak tercatat)")
    page.get_by_role("button", name="Garis P: falciparum").click()
    tap(page, "Tidak dapat ditimbang")
    expect(page.get_by_text("Orang 15 tahun ke atas harus ditimbang")).to_be_visible()


def test_an_expired_test_is_not_offered_and_it_is_said_why(page: Page) -> None:
    stocked(page, "rdt", "LAMA", "2026-11-24")
    stocked(page, "rdt", "BARU", "2027-06-30")
    examined(page, MAN)
    expect(page.get_by_role("button", name="RDT, lot BARU")).to_be_visible()
    expect(page.get_by_role("button", name="lot LAMA")).to_have_count(0)
    expect(page.get_by_text("Lewat tanggal, jangan dipakai: LAMA")).to_be_visible()


def test_an_expired_pack_cannot_be_given(page: Page) -> None:
    page.evaluate("table => { app.table = table; }", SIGNED)
    stocked(page, "pack", "P-LAMA", "2026-11-24", "hijau")
    positive(page, MAN, "Garis P: falciparum", "52")
    expect(page.get_by_text("Obat ini habis atau lewat tanggal")).to_be_visible()
    expect(page.get_by_role("button", name="Beri obat")).to_have_count(0)


def test_a_signed_table_gives_to_patients_from_the_lot_that_expires_first(page: Page) -> None:
    page.evaluate("table => { app.table = table; }", SIGNED)
    stocked(page, "pack", "P-2", "2027-09-01", "hijau")
    stocked(page, "pack", "P-1", "2027-01-01", "hijau")
    stocked(page, "primaquine", "Q-1", "2027-01-01")
    positive(page, MAN, "Garis P: falciparum", "52")
    tap(page, "Beri obat")
    [started] = of(page, "treatment.started")
    assert (started["d"]["training"], started["d"]["pack"], started["d"]["lot"]) == (False, "hijau", "P-1")


def test_no_colour_where_the_pack_of_2018_is_not_the_tables_dose(page: Page) -> None:
    positive(page, MAN, "Garis P: falciparum", "85")
    expect(page.get_by_text("Tidak ada paket warna yang tepat")).to_be_visible()


def test_no_line_is_read_after_fifteen_minutes_only(page: Page) -> None:
    examined(page, MAN)
    tap(page, "RDT (lot tidak tercatat)")
    expect(page.get_by_role("button", name="Negatif")).to_be_disabled()
    page.evaluate("id => { app.drafts[id].begun -= 15 * 60000; app.draw(); }", MAN)
    page.get_by_role("button", name="Negatif").click()
    title(page, "Tidak ada obat malaria")
    assert of(page, "test.recorded")[0]["d"]["result"] == "negative"


def test_an_examination_that_was_left_goes_on_where_it_was(page: Page) -> None:
    examined(page, WOMAN, bearing="Tidak keduanya")
    go(page, "/")
    page.get_by_role("link", name="Contoh Yohana").click()
    title(page, "Periksa dengan apa?")


def test_a_wrong_result_is_corrected_with_a_reason_and_kept(page: Page) -> None:
    positive(page, MAN, "Garis P: falciparum", "52")
    test = of(page, "test.recorded")[0]
    go(page, f"/betulkan/{test['s']}")
    page.get_by_label("Vivax (Pv)").check()
    tap(page, "Simpan pembetulan")
    expect(page.get_by_role("alert")).to_contain_text("Tulis alasannya")
    page.get_by_label("Vivax (Pv)").check()
    page.get_by_label("Mengapa dibetulkan?").fill("Garis V yang tampak")
    tap(page, "Simpan pembetulan")
    expect(page.get_by_text("Sudah dibetulkan")).to_be_visible()
    assert of(page, "fact.corrected")[0]["d"]["event"] == test["id"]
    assert of(page, "test.recorded")[0]["d"]["species"] == "falciparum"


def test_somebody_new_is_asked_one_thing_a_page_and_likely_doubles_are_shown(page: Page) -> None:
    go(page, "/orang/baru")
    tap(page, "Lanjut")
    expect(page.get_by_role("alert")).to_contain_text("Tulis namanya")
    page.get_by_label("Nama").fill("contoh markus")
    tap(page, "Lanjut")
    expect(page.get_by_text("Apakah orang ini sudah ada?")).to_be_visible()
    page.get_by_label("Laki-laki").check()
    tap(page, "Lanjut")
    page.get_by_role("textbox", name="Tahun").fill("3")
    tap(page, "Lanjut")
    tap(page, "Lanjut")
    tap(page, "Lanjut")
    title(page, "Ada tanda bahaya?")
    assert of(page, "person.registered")[-1]["d"] == {
        "name": "contoh markus",
        "sex": "L",
        "birth_year": 2023,
        "birth_month": 11,
    }


def test_a_positive_case_of_somebody_known_takes_twelve_taps(page: Page) -> None:
    page.evaluate("() => { globalThis.taps = 0; addEventListener('click', () => { globalThis.taps += 1; }, true); }")
    go(page, "/")
    page.get_by_role("link", name="Periksa orang sakit").click()
    page.get_by_role("link", name="Contoh Yohana").click()
    tap(page, "Tidak ada tanda bahaya")
    tap(page, "Tidak keduanya")
    tap(page, "Tidak")
    tap(page, "RDT (lot tidak tercatat)")
    page.get_by_role("button", name="Garis P: falciparum").click()
    weigh(page, "52")
    tap(page, "Catat sebagai latihan")
    tap(page, "Sudah ditelan")
    title(page, "Selesai dicatat")
    assert page.evaluate("globalThis.taps") <= 12


def found(page: Page) -> list[str]:
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(content=AXE.read_text())
    told = json.dumps({"runOnly": {"type": "tag", "values": RULES}})
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    faults: list[str] = page.evaluate(f"axe.run({told}).then((r) => r.violations.map((v) => v.id + ' ' + v.nodes[0].html))")
    return [*faults, *(["wider than the screen"] if wide else [])]


STOPS = {
    "signs": {},
    "severe": {"signs": ["yellow_eyes"], "told": True},
    "severe, told": {"signs": ["convulsion"], "told": True, "injection": True, "weight": "12", "months": 30},
    "six": {"signs": [], "doubt": True},
    "bearing": {"signs": [], "fertile": True},
    "before": {"signs": [], "fertile": False},
    "method": {"signs": [], "before": "none"},
    "rdt": {"signs": [], "before": "none", "method": "rdt", "begun": 0},
    "slide": {"signs": [], "before": "none", "method": "slide"},
    "none": {"signs": [], "before": "none", "method": "rdt", "result": "negative"},
    "weight": {"signs": [], "before": "none", "method": "rdt", "result": "positive", "species": "vivax"},
    "dose": {"signs": [], "before": "none", "method": "rdt", "result": "positive", "species": "vivax", "weight": "52"},
    "refused": {"signs": [], "before": "none", "method": "rdt", "result": "positive", "species": "unknown", "weight": "52"},
    "watch": {"done": "watch"},
    "referred": {"done": "referred"},
    "finished": {"done": "finished", "swallowed": True, "treatment": MAN, "test": MAN},
}


LOOKS = [("id", 320, "light"), ("id", 320, "dark"), ("en", 320, "light"), ("en", 320, "dark")]
LOOKS += [("id", 768, "dark"), ("en", 768, "light"), ("id", 1280, "light"), ("en", 1280, "dark")]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_any_screen(page: Page, language: str, width: int, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 640})
    page.evaluate("code => { app.language = code; }", language)
    faults: dict[str, list[str]] = {}
    base = {
        "name": "Contoh Markus",
        "reason": "sick",
        "at": page.evaluate("app.clock"),
        "visit": MAN,
        "test": MAN,
        "months": 480,
        "fertile": False,
        "g6pd": "unknown",
    }
    for name, more in STOPS.items():
        page.evaluate("([id, draft]) => { app.drafts[id] = draft; }", [MAN, orjson.loads(orjson.dumps({**base, **more}))])
        go(page, f"/uji/{MAN}")
        faults[name] = found(page)
    for path in ("/", "/orang", "/orang/baru", f"/betulkan/{MAN}"):
        go(page, path)
        faults[path] = found(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    assert {name: told for name, told in faults.items() if told} == {}


def test_an_examination_is_done_with_the_keyboard_alone(page: Page) -> None:
    go(page, "/")
    pressed(page, "Periksa orang sakit")
    title(page, "Siapa yang sakit?")
    pressed(page, "Contoh Yohana")
    title(page, "Ada tanda bahaya?")
    for words in ("Tidak ada tanda bahaya", "Tidak keduanya"):
        pressed(page, words, part=False)
    pressed(page, "Tidak", part=False)
    title(page, "Periksa dengan apa?")
    pressed(page, "RDT (lot tidak tercatat)")
    pressed(page, "Garis P: falciparum")
    title(page, "Timbang")
    reached(page, "Berat (kg)")
    page.keyboard.type("52,5")
    page.keyboard.press("Enter")
    title(page, "Takaran")
    pressed(page, "Catat sebagai latihan")
    pressed(page, "Sudah ditelan")
    title(page, "Selesai dicatat")
    assert of(page, "treatment.started")[0]["d"]["weight_kg"] == "52.5"


def test_a_danger_sign_is_marked_and_referred_with_the_keyboard_alone(page: Page) -> None:
    go(page, f"/uji/{MAN}")
    pressed(page, "kejang")
    pressed(page, "Ada tanda bahaya: lanjut")
    pressed(page, "Tidak ada", part=False)
    pressed(page, "Rujuk ke Puskesmas", part=False)
    title(page, "Dirujuk")
    assert of(page, "signs.checked")[0]["d"]["signs"] == ["convulsion"]
