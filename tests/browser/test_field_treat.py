"""From who is sick to the first dose watched, or to the health centre: what a village worker sees and what is recorded.

The screens run in a real Chromium with an app in memory (`field_treat.mjs`), so that no server is needed: one page for all.
Each test is a patient. Doses are the national table's; the table's own tests are in tests/malaria.
"""

import json
import subprocess
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from simpul.malaria.rules import events
from simpul.malaria.rules.dosing_table import TABLE
from tests.npm_tools import ROOT, _with_node

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STYLES = [
    ROOT / "src/simpul/ui/styles/tokens.css",
    *(ROOT / f"offline/styles/{name}.css" for name in ("app", "keep", "treat")),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WOMAN, MAN, INFANT = (f"11111111-1111-7111-8111-11111111111{n}" for n in range(3))
UNSIGNED = {"table": orjson.loads(TABLE.carried), "version": TABLE.version, "sha256": TABLE.sha256, "signed_off_by": None}
SIGNED = {**UNSIGNED, "signed_off_by": {"name": "dr. Contoh", "licence": "SIP 1", "at": "2026-11-01T00:00:00Z"}}


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    script = tmp_path_factory.mktemp("field") / "treat.js"
    told = ["node_modules/.bin/esbuild", "tests/browser/field_treat.mjs", "--bundle", "--format=esm", f"--outfile={script}"]
    if not (ROOT / told[0]).exists():
        pytest.skip("esbuild is not installed: `make assets`")
    subprocess.run(told, cwd=ROOT, env=_with_node(), check=True, capture_output=True, timeout=60)
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="id-ID")
    css = "".join(path.read_text() for path in STYLES)
    shell = (
        "<!doctype html><html lang=id><meta charset=utf-8><meta name=viewport content='width=device-width'><title>…</title>"
    )
    shell += f"<style>{css}</style><body><main class=utama></main><script type=module src=/treat.js></script>"

    def served(route: Route) -> None:
        if route.request.url.endswith(".js"):
            return route.fulfill(body=script.read_text(), content_type="text/javascript")
        return route.fulfill(body=shell, content_type="text/html")

    context.route("**/*", served)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    assert faults == []
    assert page.evaluate("[...app.lacking]") == [], "words that are not in both languages"
    context.close()


@pytest.fixture
def page(app: Page) -> Page:
    """A fresh app: a woman of 30, a man of 40, an infant of four months; the table is not signed."""
    app.goto("about:blank")
    app.goto("http://localhost:9/")
    app.wait_for_function("window.ready")
    app.evaluate("table => { app.table = table; }", UNSIGNED)
    for one, facts in (
        (WOMAN, {"name": "Contoh Yohana", "sex": "P", "birth_year": 1996, "house": "12"}),
        (MAN, {"name": "Contoh Markus", "sex": "L", "birth_year": 1986, "house": "12"}),
        (INFANT, {"name": "Contoh Bayi", "sex": "L", "birth_year": 2026, "birth_month": 7}),
    ):
        app.evaluate("([p, d]) => app.record('person.registered', { p, d })", [one, facts])
    return app


@pytest.fixture(autouse=True)
def _nothing_lands_in_quarantine(page: Page) -> Iterator[None]:
    """Whatever a screen records, the node takes: by the node's own rule."""
    yield
    for event in page.evaluate("app.events"):
        body = {key: value for key, value in event.items() if key not in ("device", "seq")}
        assert events.fault(body, UUID(event["id"])) is None, (events.fault(body, UUID(event["id"])), event)


def go(page: Page, path: str) -> None:
    page.evaluate("path => { location.hash = '#' + path; app.draw(); }", path)


def tap(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def of(page: Page, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("t => app.events.filter((one) => one.t === t)", kind)
    return found


def examined(page: Page, who: str, *, bearing: str = "", before: str = "Tidak") -> None:
    """No danger sign, and up to the choice of the test."""
    go(page, f"/uji/{who}")
    tap(page, "Tidak ada tanda bahaya")
    if bearing:
        tap(page, bearing)
    tap(page, before)


def positive(page: Page, who: str, result: str, weight: str, **how: str) -> None:
    """An RDT that shows this, and the weight typed on the pad."""
    examined(page, who, **how)
    tap(page, "RDT (lot tidak tercatat)")
    page.get_by_role("button", name=result).click()
    weigh(page, weight)


def weigh(page: Page, weight: str) -> None:
    for key in weight:
        tap(page, "koma" if key == "," else key)
    tap(page, "Lanjut")


def title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_focused()


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
    expect(page.get_by_text("Beri DHP, lalu rujuk ke puskesmas")).to_be_visible()
    tap(page, "Catat sebagai latihan")
    assert of(page, "referral.made")[0]["d"]["reasons"] == ["g6pd_deficient_refer"]


def test_a_danger_sign_comes_before_everything_and_nothing_goes_by_mouth_to_who_cannot_drink(page: Page) -> None:
    go(page, f"/uji/{MAN}")
    page.get_by_label("tidak dapat minum, atau memuntahkan semuanya").check()
    tap(page, "Ada tanda bahaya: lanjut")
    tap(page, "Tidak ada")
    expect(page.get_by_text("Jangan beri apa pun lewat mulut")).to_be_visible()
    expect(page.locator(".t-tablets")).to_have_count(0)
    tap(page, "Rujuk ke puskesmas")
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
    tap(page, "Rujuk ke puskesmas")
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
    tap(page, "Rujuk ke puskesmas")
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


def stocked(page: Page, item: str, lot: str, expires: str, colour: str | None = None) -> None:
    told = {"item": item, "lot": lot, "expires": expires, "quantity": 5, **({"colour": colour} if colour else {})}
    page.evaluate("d => app.record('stock.received', { d })", told)


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


def test_a_treatment_whose_test_was_corrected_is_not_gone_on_with(page: Page) -> None:
    positive(page, MAN, "Garis V: vivax", "52")
    tap(page, "Catat sebagai latihan")
    tap(page, "Sudah ditelan")
    go(page, f"/betulkan/{of(page, 'test.recorded')[0]['s']}")
    page.get_by_label("Malariae (Pm)").check()
    page.get_by_label("Mengapa dibetulkan?").fill("Hasil mikroskop")
    tap(page, "Simpan pembetulan")
    expect(page.get_by_text("Jangan beri obat berikutnya")).to_be_visible()


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


YEAR = "33333333-3333-7333-8333-333333333331"


def born(page: Page, who: str, **facts: Any) -> None:
    page.evaluate(
        "([p, d]) => app.record('person.registered', { p, d })", [who, {"name": "Contoh Anak", "sex": "L", **facts}]
    )


@pytest.mark.parametrize(
    ("clock", "facts"),
    [
        ("2027-01-10", {"birth_year": 2026}),  # perhaps born in December: a year's difference is not twelve months
        ("2026-11-05", {"birth_year": 2026, "birth_month": 5}),  # six calendar months, perhaps not six whole ones
    ],
)
def test_an_infant_who_may_be_under_six_months_gets_no_primaquine_unless_somebody_knows(
    page: Page, clock: str, facts: dict[str, Any]
) -> None:
    page.evaluate("day => { app.clock = Date.parse(day + 'T00:30:00Z'); app.events.length = 0; }", clock)
    born(page, YEAR, **facts)
    for answer, warned in (("Tidak tahu", 1), ("Sudah 6 bulan atau lebih", 0)):
        page.evaluate("app.drafts = {}")
        go(page, "/")
        go(page, f"/uji/{YEAR}")
        tap(page, "Tidak ada tanda bahaya")
        tap(page, answer)
        tap(page, "Tidak")
        tap(page, "RDT (lot tidak tercatat)")
        page.get_by_role("button", name="Garis V: vivax").click()
        weigh(page, "7")
        title(page, "Takaran")
        expect(page.get_by_text("JANGAN beri primakuin")).to_have_count(warned)


def test_a_child_of_a_year_of_birth_alone_is_not_dosed_by_age_between_two_rows(page: Page) -> None:
    born(page, YEAR, birth_year=2016)  # nine or ten
    positive(page, YEAR, "Garis P: falciparum", "")
    expect(page.get_by_text("Tulis berat dalam kilogram")).to_be_visible()
    tap(page, "Tidak dapat ditimbang")
    expect(page.get_by_text("umurnya kurang pasti")).to_be_visible()


def test_a_woman_of_unknown_age_is_asked_whether_she_is_pregnant(page: Page) -> None:
    page.evaluate(
        "([p, d]) => app.record('person.changed', { p, d })", [WOMAN, {"field": "birth_year", "to": None, "from": 1996}]
    )
    page.evaluate("id => { delete app.state.people[id].birth_year; }", WOMAN)
    go(page, f"/uji/{WOMAN}")
    tap(page, "Tidak ada tanda bahaya")
    title(page, "Hamil atau menyusui?")


def test_what_was_answered_half_a_day_ago_is_asked_anew(page: Page) -> None:
    examined(page, WOMAN, bearing="Tidak keduanya")
    page.evaluate("app.clock += 13 * 3600000")
    go(page, f"/uji/{WOMAN}")
    title(page, "Ada tanda bahaya?")
    expect(page.get_by_text("Pemeriksaan yang lama sudah ditutup")).to_be_visible()


def test_two_taps_record_one_test_and_answer_one_question(page: Page) -> None:
    go(page, f"/uji/{WOMAN}")
    page.get_by_role("button", name="Tidak ada tanda bahaya").dblclick()
    expect(page.get_by_role("heading", name="Hamil atau menyusui?")).to_be_visible()
    tap(page, "Tidak keduanya")
    tap(page, "Tidak")
    tap(page, "RDT (lot tidak tercatat)")
    page.evaluate("() => { for (const one of [...document.querySelectorAll('.t-answer')].slice(0, 2)) one.click(); }")
    title(page, "Timbang")
    assert [one["d"]["species"] for one in of(page, "test.recorded")] == ["falciparum"]


def test_a_phone_that_is_full_halfway_records_nothing_twice(page: Page) -> None:
    go(page, f"/uji/{MAN}")
    tap(page, "Tidak ada tanda bahaya")
    tap(page, "Tidak")
    page.evaluate(
        "() => { const real = app.record; let n = 0; app.record = async (...told) => {"
        " if ((n += 1) === 2) throw new Error('full'); return real.apply(app, told); };"
        " addEventListener('unhandledrejection', (event) => event.preventDefault(), { once: true }); }"
    )
    tap(page, "RDT (lot tidak tercatat)")
    expect(page.get_by_role("heading", name="Periksa dengan apa?")).to_be_visible()
    tap(page, "RDT (lot tidak tercatat)")
    title(page, "Apa hasilnya?")
    assert (len(of(page, "visit.opened")), len(of(page, "signs.checked"))) == (1, 1)


def test_a_first_dose_that_was_vomited_is_not_a_dose_taken(page: Page) -> None:
    positive(page, MAN, "Garis P: falciparum", "52")
    tap(page, "Catat sebagai latihan")
    tap(page, "Muntah dalam 30 menit")
    title(page, "Selesai dicatat")
    assert {(one["d"]["taken"], one["d"]["vomited_within_30m"]) for one in of(page, "dose.watched")} == {(False, True)}


def test_who_is_under_treatment_cannot_be_said_not_to_have_had_malaria(page: Page) -> None:
    positive(page, MAN, "Garis P: falciparum", "52")
    tap(page, "Catat sebagai latihan")
    tap(page, "Sudah ditelan")
    page.evaluate("app.clock += 3 * 86400000")
    go(page, f"/uji/{MAN}")
    tap(page, "Tidak ada tanda bahaya")
    expect(page.get_by_text("HP ini mencatat: mulai minum obat malaria")).to_be_visible()
    expect(page.get_by_role("button", name="Tidak", exact=True)).to_have_count(0)
    tap(page, "Ya, kurang dari 28 hari lalu")


def test_at_a_wrong_clock_no_dose_is_shown(page: Page) -> None:
    positive(page, MAN, "Garis P: falciparum", "")
    page.evaluate("app.clock -= 2 * 86400000; app.drafts = {};")
    go(page, "/")
    expect(page.get_by_text("Jam HP ini salah")).to_be_visible()
    positive(page, MAN, "Garis P: falciparum", "52")
    expect(page.locator(".t-tablets")).to_have_count(0)
    page.evaluate("app.clock += 3 * 86400000")
    tap(page, "Sudah dibetulkan")
    expect(page.get_by_text("3 tablet sehari")).to_be_visible()


def test_an_oral_dose_before_leaving_is_blocked_while_nobody_signed(page: Page) -> None:
    go(page, f"/uji/{MAN}")
    page.get_by_label("mata kuning").check()
    tap(page, "Ada tanda bahaya: lanjut")
    tap(page, "Tidak ada")
    tap(page, "Ya")
    tap(page, "Timbang dulu untuk tahu takarannya")
    weigh(page, "52")
    expect(page.get_by_text("Latihan saja: jangan beri obat.")).to_be_visible()
    tap(page, "Salah sentuh? Ulangi dari awal")
    title(page, "Ada tanda bahaya?")
    assert of(page, "fact.corrected")[0]["d"]["changes"] == {"signs": []}


def test_a_slides_result_that_comes_later_leads_to_the_dose(page: Page) -> None:
    examined(page, MAN)
    tap(page, "Sediaan darah")
    tap(page, "Belum ada hasil")
    page.evaluate("app.clock += 86400000")
    go(page, "/")
    page.get_by_role("link", name="Contoh Markus").click()
    tap(page, "Tidak ada tanda bahaya")
    tap(page, "Tidak")
    tap(page, "Lanjut")
    tap(page, "Vivax (Pv)")
    weigh(page, "52")
    expect(page.get_by_text("1 tablet sehari, 14 hari")).to_be_visible()
    assert len(of(page, "test.recorded")) == 1
    assert of(page, "fact.corrected")[0]["d"]["changes"] == {"result": "positive", "species": "vivax"}
    assert len(of(page, "visit.opened")) == 2


def test_two_of_one_name_are_told_apart_by_their_mothers_through_the_whole_examination(page: Page) -> None:
    for n, mother in ((8, "Yuliana"), (9, "Dorkas")):
        born(page, f"33333333-3333-7333-8333-33333333333{n}", birth_year=1990, mother=mother)
    go(page, "/orang")
    page.get_by_role("link", name="Ibu: Dorkas").click()
    tap(page, "Tidak ada tanda bahaya")
    expect(page.get_by_text("Ibu: Dorkas")).to_be_visible()


def test_known_g6pd_deficiency_is_remembered(page: Page) -> None:
    visit = {
        "reason": "sick",
        "pregnant": False,
        "breastfeeding_lt_6m": False,
        "g6pd": "deficient",
        "malaria_before": "none",
    }
    page.evaluate("([p, d]) => app.record('visit.opened', { p, s: app.newId(), d })", [MAN, visit])
    go(page, f"/uji/{MAN}")
    tap(page, "Tidak ada tanda bahaya")
    expect(page.get_by_label("Diketahui kekurangan G6PD")).to_be_checked()


def test_a_pack_that_ran_out_is_not_given_and_the_patient_can_be_referred(page: Page) -> None:
    page.evaluate("table => { app.table = table; }", SIGNED)
    positive(page, MAN, "Garis P: falciparum", "52")
    expect(page.get_by_role("button", name="Beri obat")).to_have_count(0)
    tap(page, "Rujuk ke puskesmas")
    assert of(page, "referral.made")[0]["d"]["reasons"] == ["stock_out"]
    assert of(page, "treatment.started") == []


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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_on_any_screen(page: Page, language: str, *, dark: bool) -> None:
    page.emulate_media(color_scheme="dark" if dark else "light")
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
    assert {name: told for name, told in faults.items() if told} == {}
