"""What must not happen in an examination: a guess about an infant, an old answer, a second dose, a wrong clock, two taps.

The same screens and the same worker as in test_field_treat.py; doses are the national table's.
"""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import field_treating as treating
from tests.browser.field_treating import MAN, SIGNED, WOMAN, examined, go, of, positive, stocked, tap, title, weigh

pytestmark = pytest.mark.browser
app, page, nothing_lands_in_quarantine = treating.app, treating.page, treating.nothing_lands_in_quarantine


def test_a_treatment_whose_test_was_corrected_is_not_gone_on_with(page: Page) -> None:
    positive(page, MAN, "Garis V: vivax", "52")
    tap(page, "Catat sebagai latihan")
    tap(page, "Sudah ditelan")
    go(page, f"/betulkan/{of(page, 'test.recorded')[0]['s']}")
    page.get_by_label("Malariae (Pm)").check()
    page.get_by_label("Mengapa dibetulkan?").fill("Hasil mikroskop")
    tap(page, "Simpan pembetulan")
    expect(page.get_by_text("Jangan beri obat berikutnya")).to_be_visible()


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
    tap(page, "Rujuk ke Puskesmas")
    assert of(page, "referral.made")[0]["d"]["reasons"] == ["stock_out"]
    assert of(page, "treatment.started") == []


def test_where_only_expired_tests_are_left_none_is_offered(page: Page) -> None:
    stocked(page, "rdt", "LAMA", "2026-11-24")
    examined(page, MAN)
    expect(page.get_by_role("button", name="Sediaan darah")).to_be_visible()
    expect(page.get_by_role("button", name="RDT")).to_have_count(0)


def test_an_age_that_was_not_told_makes_nobody_a_newborn(page: Page) -> None:
    go(page, "/orang/baru")
    page.get_by_label("Nama").fill("Contoh Baru")
    tap(page, "Lanjut")
    page.get_by_label("Perempuan").check()
    tap(page, "Lanjut")
    tap(page, "Lanjut")
    expect(page.get_by_role("alert")).to_contain_text("Tulis umurnya")


def test_nothing_is_given_to_a_patient_where_no_stock_is_known(page: Page) -> None:
    page.evaluate("table => { app.table = table; }", SIGNED)
    positive(page, MAN, "Garis V: vivax", "85")
    expect(page.get_by_role("button", name="Beri obat")).to_have_count(0)
    expect(page.get_by_text("habis atau lewat tanggal")).to_be_visible()


def test_what_was_given_before_leaving_is_asked_and_told(page: Page) -> None:
    page.evaluate("table => { app.table = table; }", SIGNED)
    go(page, f"/uji/{MAN}")
    page.get_by_label("mata kuning").check()
    tap(page, "Ada tanda bahaya: lanjut")
    tap(page, "Tidak ada")
    tap(page, "Ya")
    tap(page, "Timbang dulu untuk tahu takarannya")
    weigh(page, "52")
    tap(page, "Sudah diberikan: rujuk")
    assert of(page, "referral.made")[0]["d"]["pre_referral"] == {"drug": "dhp", "dose": "3", "given": True}
