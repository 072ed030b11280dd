"""What dirty cells, headings and rows of e-SISMAL are understood as, and why others are refused."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.malaria.model.register import Tally
from simpul.malaria.model.sismal import OUTCOMES, WHYS, SismalContext, SismalFlaw, SismalKind, SismalRow
from simpul.malaria.rules import entitled
from simpul.malaria.rules.sismal import cases, cells, columns, making, months, places
from simpul.malaria.rules.sismal.cells import Odd
from simpul.malaria.rules.sismal.reading import SismalReading
from tests.malaria import sheet_makers as sheet
from tests.malaria.sheet_makers import HEAD, MONTH_HEAD, case

pytestmark = pytest.mark.rules
TODAY = date(2026, 11, 23)
NAMES = (("92.06", "Teluk Bintuni"), ("91.05", "Kabupaten Uji"), ("32.01", "Bogor"), ("32.71", "Kota Bogor"))
CONTEXT = SismalContext("92.06", "92.06", places.regencies(NAMES), TODAY)
EVERYWHERE = SismalContext("", None, places.regencies(NAMES), TODAY)


def read(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD, context: SismalContext = CONTEXT) -> list[Any]:
    lines = [("S", at, row) for at, row in enumerate([head, *rows], 1)]
    return list(SismalReading(context).read(lines))


def rows(found: Sequence[Any]) -> list[SismalRow]:
    return [one for one in found if isinstance(one, SismalRow)]


def refused(found: Sequence[Any]) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.column, one.value, one.why) for one in found if isinstance(one, SismalFlaw) and one.left_out]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("03/Okt/2026", date(2026, 10, 3)),
        ("3-Oct-26", date(2026, 10, 3)),
        ("03 oktober 2026", date(2026, 10, 3)),
        ("31/DES/2025", date(2025, 12, 31)),
        ("1 Agustus 2026", date(2026, 8, 1)),
        ("01.05.2026 00:00:00", date(2026, 5, 1)),
        ("2026-05-01T00:00:00", date(2026, 5, 1)),
        ("13/05/2026", date(2026, 5, 13)),
        (46000, date(2025, 12, 9)),
        (46000.75, date(2025, 12, 9)),
        ("46000", date(2025, 12, 9)),
        (date(2026, 5, 1), date(2026, 5, 1)),
        ("05/13/2026", "month-first"),
        ("31/02/2026", "no-day"),
        ("01/01/1900", "day-before-2000"),
        (1, "day-before-2000"),
        ("31/12/2099", "day-to-come"),
        (73050, "day-to-come"),
        ("24/11/2026", "day-to-come"),
        (9e9, "no-day"),
        (-5, "no-day"),
        (True, "no-day"),
        ("kemarin", "no-day"),
        ("", "empty"),
        (None, "empty"),
        ("0/0/0000", "no-day"),
        ("=TODAY()", "no-day"),
    ],
)
def test_days_as_people_write_them(written, said):
    assert _of(lambda: cells.day(written, TODAY)) == said


def _of(step: Any) -> Any:
    try:
        return step()
    except Odd as odd:
        return odd.why


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (34, 34),
        (34.0, 34),
        ("34 th", 34),
        ("34,0", 34),
        ("7 bln", 0),
        ("20 hari", 0),
        ("", None),
        ("-", None),
        (-3, "below-nought"),
        (121, "too-large"),
        ("dewasa", "no-number"),
        (date(2026, 1, 1), "no-number"),
    ],
)
def test_ages(written, said):
    assert _of(lambda: cells.age(written)) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (5, 5),
        (5.0, 5),
        ("5", 5),
        (5.5, "no-whole"),
        (-1, "below-nought"),
        ("lima", "no-number"),
        (1e12, "no-number"),
        ("", "empty"),
    ],
)
def test_counts_are_whole_numbers_from_nought(written, said):
    assert _of(lambda: cells.count(written)) == said


@pytest.mark.parametrize(
    ("field", "written", "column", "said"),
    [
        *[("parasit", one, "species", "mixed_pf_pv_po") for one in ("Pmix", "Mix", " P. MIX ", "mix", "PMIX")],
        *[("parasit", one, "species", "falciparum") for one in ("Pf", "PF", "pf.", "P. falciparum")],
        *[("parasit", one, "species", "suspect_knowlesi") for one in ("Suspek Pk", "SUSPEK PK", "suspek_pk")],
        ("parasit", "Negatif", "result", "negative"),
        *[("lab", one, "method", "slide") for one in ("Mikroskop", "MIKROSKOPIS", "mic")],
        *[("jnskel", one, "sex", "L") for one in ("L", "laki-laki", "Lk", "M")],
        *[("jnskel", one, "sex", "P") for one in ("p", "PEREMPUAN", "wanita")],
        ("jnskel", "", "sex", None),
        ("derajat", 2, "severe", True),
        ("derajat", "Berat", "severe", True),
        ("derajat", 1.0, "severe", False),
        ("p_rawat", "ri", "admitted", True),
        ("kematian", "YA", "died", True),
        ("kematian", "", "died", False),
        ("pekerjaan", "IBU RUMAH TANGGA", "occupation", "Ibu Rumah Tangga"),
        ("nama_kabupaten", "KAB.  TELUK BINTUNI", "village", "92.06"),
        ("nama_kabupaten", "9206", "village", "92.06"),
        ("nama_kabupaten", "", "village", "92.06"),
    ],
)
def test_words_are_understood_whatever_their_case(field, written, column, said):
    (row,) = rows(read([case(**{field: written})]))
    assert row.facts[column] == said


@pytest.mark.parametrize(
    ("changes", "column", "value", "why"),
    [
        ({"tglkun": "01/01/1900"}, "tglkun", "01/01/1900", "day-before-2000"),
        ({"tglkun": "01/01/2099"}, "tglkun", "01/01/2099", "day-to-come"),
        ({"tglkun": ""}, "tglkun", "", "empty"),
        ({"bulankun": 3}, "bulankun", "3", "other-month"),
        ({"tahun": 2025}, "tahun", "2025", "other-month"),
        ({"parasit": "Px"}, "parasit", "Px", "no-choice"),
        ({"lab": ""}, "lab", "", "empty"),
        ({"jnskel": "?"}, "jnskel", "?", "no-choice"),
        ({"umur_th": 250}, "umur_th", "250", "too-large"),
        ({"derajat": 3}, "derajat", "3", "no-choice"),
        ({"nama_fasyankes": '=HYPERLINK("http://a")'}, "nama_fasyankes", '=HYPERLINK("http://a")', "formula"),
        ({"nama_kabupaten": "Atlantis"}, "nama_kabupaten", "Atlantis", "region-unknown"),
        ({"nama_kabupaten": "Bogor"}, "nama_kabupaten", "Bogor", "region-double"),
        ({"nama_kabupaten": "Kota Bogor"}, "nama_kabupaten", "Kota Bogor", "region-outside"),
        ({"parasit": "x" * 5000}, "parasit", "x" * 39 + "…", "no-choice"),
    ],
)
def test_a_refused_row_says_where_what_and_why(changes, column, value, why):
    found = read([case(), case(2, **changes)])
    assert [one.line for one in rows(found)] == [2]
    assert refused(found) == [(3, column, value, why)]


def test_every_flaw_of_a_row_is_told_and_every_reason_has_words():
    found = refused(read([case(umur_th=-1, jnskel="x", parasit="")]))
    assert [one[3] for one in found] == ["below-nought", "no-choice", "empty"]
    assert all(WHYS.values())
    assert all(OUTCOMES.values())


def test_doubled_rows_and_numbers_given_twice_are_refused_and_say_where_the_first_is():
    found = read([case(1), case(2), case(1), case(2, umur_th=50), case(""), case("")])
    assert [one.line for one in rows(found)] == [2, 3, 6]
    assert refused(found) == [(4, "id", "", "doubled"), (5, "id", "", "id-twice"), (7, "id", "", "doubled")]
    assert [one.other for one in found if isinstance(one, SismalFlaw)] == ["S, 2", "S, 3", "S, 6"]


def test_the_same_row_has_the_same_id_however_the_facility_and_its_case_are_written():
    first, other = (rows(read([case("A-7", nama_fasyankes=name)]))[0] for name in ("Puskesmas Contoh", "PKM  CONTOH"))
    assert first.id == other.id
    third, last_year = rows(read([case("A-8"), case("A-7", tglkun="03/Okt/2025", tahun=2025)]))
    assert len({first.id, third.id, last_year.id}) == 3


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (HEAD, SismalKind.REGISTER),
        ([one.upper() for one in HEAD], SismalKind.REGISTER),
        (["No", "Tgl. Kunjungan", "Kab/Kota", "Umur", "JK", "LAB*", "Jenis Parasit", "Keterangan"], SismalKind.REGISTER),
        (MONTH_HEAD, SismalKind.MONTHLY),
        (["Puskesmas", "Bulan", "Tahun", "Total Positif", "Pf", "Pv"], SismalKind.MONTHLY),
    ],
)
def test_headings_renamed_reordered_and_with_more_columns(head, kind):
    found = columns.heading([(1, ["LAPORAN MALARIA"]), (2, []), (4, head), (5, ["1", "2"])])
    assert found is not None
    assert (found.kind, found.line, columns.missing(found)) == (kind, 4, ())


def test_a_heading_of_two_merged_rows():
    upper = ["Nama Faskes", "Bulan", "Tahun", "Positif", "", "", "", "Konfirmasi Lab", "", "", "Tot Pos"]
    lower = ["", "", "", "0-4", "5-14", "15-64", "> 64", "Mikroskop", "RDT", "PCR", ""]
    found = columns.heading([(1, ["Laporan bulanan"]), (2, upper), (3, lower), (4, ["PKM A", 10, 2026])])
    assert found is not None
    assert (found.line, found.columns["pos_diatas_64"], found.columns["konfirmasi_lab_rdt"]) == (3, 6, 8)
    assert not columns.missing(found)


def test_missing_twice_and_unknown_columns_are_noted_and_needed_ones_stop_the_sheet():
    head = [*HEAD[:-1], "umur", "NAMA PASIEN"]
    found = read([[*case()[:-1], 99, "Yosina Contohsaja"]], head)
    assert len(rows(found)) == 1
    notes = {(one.column, one.why) for one in found if isinstance(one, SismalFlaw)}
    assert notes == {("kematian", "column-missing"), ("umur", "column-twice"), ("NAMA PASIEN", "column-unknown")}
    assert "Yosina" not in str(found)
    without = read([[1, 34, "P"]], ["tglkun", "umur_th", "jnskel"])
    assert not rows(without)
    assert {(one.column, one.why) for one in without if one.why == "column-needed"} == {
        ("lab", "column-needed"),
        ("parasit", "column-needed"),
    }
    assert read([[1, 2]], ["a", "b"])[0].why == "sheet-unread"


def test_totals_repeated_headings_and_empty_rows_are_no_cases():
    found = read([case(1), [], ["", None, " "], ["JUMLAH", "", "", 5], HEAD, case(2)])
    assert [one.line for one in rows(found)] == [2, 7]
    assert refused(found) == [(5, "", "JUMLAH", "total"), (6, "", "id", "heading")]


def test_several_sheets_are_read_each_by_its_own_heading():
    lines = [("A", 1, HEAD), ("A", 2, case(1)), ("Catatan", 1, ["x"]), ("B", 3, MONTH_HEAD), ("B", 4, sheet.month())]
    reading = SismalReading(CONTEXT)
    found = rows(list(reading.read(lines)))
    assert [(one.sheet, one.kind.value) for one in found] == [("A", "register"), ("B", "monthly")]
    assert reading.sheets == 2


@pytest.mark.parametrize(
    ("changes", "why", "other"),
    [
        ({"tot_pos": 6}, "ages-differ", "5"),
        ({"total_konfirmasi_lab": 21}, "labs-differ", "20"),
        ({"tot_pos": ""}, "empty", ""),
        ({"tot_pos": -1}, "below-nought", ""),
        ({"p_pf": 2.5}, "no-whole", ""),
        ({"bulan": 13}, "too-large", ""),
        ({"bulan": 12}, "day-to-come", ""),
        ({"tahun": 2099}, "day-to-come", ""),
        ({"tahun": 1900}, "day-before-2000", ""),
        ({"status": "predicted"}, "predicted", ""),
        ({"id_faskes": ""}, "empty", ""),
    ],
)
def test_a_monthly_row_whose_sums_do_not_hold_is_refused(changes, why, other):
    (flaw,) = read([sheet.month(**changes)], MONTH_HEAD)
    assert (flaw.why, flaw.other, flaw.left_out) == (why, other, True)


@pytest.mark.parametrize(("changes", "why"), [({"p_pf": 1}, "species-differ"), ({"penularan_impor": 3}, "origins-more")])
def test_what_is_only_assumed_is_noted_and_the_row_is_taken(changes, why):
    found = read([sheet.month(bulan="Oktober", **changes)], MONTH_HEAD)
    assert len(rows(found)) == 1
    assert [(one.why, one.left_out) for one in found if isinstance(one, SismalFlaw)] == [(why, False)]


def test_a_kabupaten_is_needed_where_none_was_chosen():
    found = read([case(1, nama_kabupaten=""), case(2, nama_kabupaten="Kabupaten Bogor")], context=EVERYWHERE)
    assert refused(found) == [(2, "nama_kabupaten", "", "region-missing")]
    assert [one.village for one in rows(found)] == ["32.01"]


def test_a_puskesmas_takes_rows_into_its_own_distrik_and_a_village_code_finer():
    context = SismalContext("92.06.01", "92.06.01", places.regencies(NAMES), TODAY)
    head = [*HEAD, "kode_desa"]
    given_ = [[*case(1), ""], [*case(2), "92.06.01.2001"], [*case(3), "92.06.02.2001"], [*case(4), "9206012001"]]
    assert [one.village for one in rows(read(given_, head, context))] == [
        *("92.06.01", "92.06.01.2001", "92.06.01", "92.06.01.2001")
    ]


def test_the_register_we_make_holds_no_field_that_may_not_leave():
    allowed = entitled.ARTEFACTS["sismal_register"].fields
    assert {field for fields in making.REGISTER.values() for field in fields} <= allowed
    assert not set(making.REGISTER) & entitled.IDENTIFYING


def test_the_sheets_figures_are_the_tallies():
    one, other = (Tally("92.06", TODAY, {"tested": n, "positive": 2, "pf": 1, "pos_65": 1}) for n in (10, 20))
    found = months.figures_of([one, other])
    assert (found["total_konfirmasi_lab"], found["tot_pos"], found["p_pf"], found["pos_diatas_64"]) == (30, 4, 2, 2)
    assert set(found) <= set(MONTH_HEAD)


ANY = st.one_of(st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates())


@given(st.lists(st.lists(ANY, max_size=18), max_size=6))
def test_no_cell_whatever_stops_the_reading(found):
    for one in read([case(1), *found]):
        assert isinstance(one, SismalRow | SismalFlaw)
        if isinstance(one, SismalFlaw):
            assert len(one.value) <= cells.SHOWN
            assert one.why in WHYS


@given(st.dates(date(2000, 1, 1), TODAY))
def test_every_day_written_in_every_way_is_that_day(day):
    indonesian = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")[day.month - 1]
    serial = (day - date(1899, 12, 30)).days
    ways = (f"{day.day:02}/{indonesian}/{day.year}", f"{day:%d/%m/%Y}", f"{day:%d-%b-%Y}", serial, float(serial), day)
    assert {cells.day(one, TODAY) for one in ways} == {day}
    assert _of(lambda: cells.day(TODAY + timedelta(days=1), TODAY)) == "day-to-come"


def test_a_case_goes_out_and_comes_in_again_as_it_was():
    written = case("0f8fad5b-d9cb-469f-a165-70867728950e", umur_th=7, derajat=2, p_rawat="RI", kematian="Ya")
    (row,) = rows(read([written]))
    test, _ = cases.read(dict(zip(HEAD, written, strict=True)), CONTEXT)
    assert test is not None
    again = rows(read([making.register_row(test, _Names(), True)], making.register_head(True)))
    assert again[0].id == row.id
    assert {**again[0].facts} == cases.facts(test)


class _Names:
    def region(self, code: str) -> str:
        return {"92.06": "Teluk Bintuni"}.get(code, code)

    def village(self, code: str) -> str:
        return code
