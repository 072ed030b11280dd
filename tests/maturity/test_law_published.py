"""Published results: 1,236 agencies of 2023 and 2024, of which 1,233 have all four domains to be read.

The index is that of the domains (Permen PANRB 59/2020), as far as domains printed with two decimals can say.
"""

import csv
from collections import Counter
from fractions import Fraction
from importlib.resources import files

import pytest

from simpul import law
from simpul.maturity.model.instruments import Basis
from simpul.maturity.rules import law_instruments
from simpul.maturity.rules.index import reckon
from simpul.maturity.rules.predicates import called, predicate
from simpul.maturity.rules.published import SOURCES, agency_key, code_of, of_agency, published

pytestmark = pytest.mark.rules
SPBE = law_instruments.instrument("SPBE-2020")
ALL = published()
COMPLETE = [one for one in ALL if one.complete]


def test_the_list_is_whole() -> None:
    assert (len(ALL), len(COMPLETE)) == (1236, 1233)
    assert Counter(one.year for one in ALL) == {2023: 621, 2024: 615}
    assert {one.source for one in ALL} == set(SOURCES)


def test_every_complete_row_is_the_index_of_its_domains() -> None:
    """Domains are printed with two decimals, so that an index may be off by a little: at most 0.0101."""
    off = {one.name: reckon(SPBE, one.domains).index - one.index for one in COMPLETE}
    assert {name: float(by) for name, by in off.items() if abs(by) > Fraction("0.0101")} == {}


def test_predicates_of_2023_are_those_of_the_rounded_index() -> None:
    edition = law_instruments.edition(2023, "SPBE-2020")
    assert edition
    assert edition.basis is Basis.ROUNDED
    rows = [one for one in ALL if one.year == 2023]
    assert [one.name for one in rows if predicate(SPBE, edition, one.index).name.name.id != one.predicate] == []
    lifted = {
        one.name
        for one in rows
        if one.complete and called(SPBE, reckon(SPBE, one.domains).index) != called(SPBE, one.index)
    }
    assert lifted == {"Pemerintah Kab. Nias Barat", "Pemerintah Kota Serang", "Pemerintah Kab. Boven Digoel"}


def test_predicates_of_2024_are_those_of_the_exact_index() -> None:
    """Three were printed with the index of a threshold and the predicate below it: their domains say why."""
    edition = law_instruments.edition(2024, "SPBE-2020")
    assert edition
    assert edition.basis is Basis.EXACT
    rows = [one for one in ALL if one.year == 2024]
    below = {one.name: one for one in rows if called(SPBE, one.index).name.id != one.predicate}
    assert set(below) == {"Pemerintah Kab. Nias Barat", "Pemerintah Kab. Pacitan", "Pemerintah Kab. Luwu"}
    for one in below.values():
        judged = predicate(SPBE, edition, reckon(SPBE, one.domains).index)
        assert (judged.name.name.id, judged.differs) == (one.predicate, True)


def test_no_agency_stands_twice_in_a_year() -> None:
    assert max(Counter((one.year, one.agency) for one in ALL).values()) == 1


def test_codes_are_those_of_the_list_of_agencies() -> None:
    """New agencies and the provinces of Papua founded in 2022 have none; everything else has, renamed or not."""
    assert {one.code for one in ALL if one.code} <= set(law.agencies())
    assert [one.name for one in ALL if code_of(one.name) != one.code] == []
    without = {one.name for one in ALL if not one.code}
    assert without == {
        "Badan Pangan Nasional",
        "Badan Riset dan Inovasi Nasional",
        *(f"Pemerintah Provinsi Papua {name}" for name in ("Selatan", "Tengah", "Pegunungan", "Barat Daya")),
    }


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Pemerintah Kabupaten Teluk Bintuni", "8205"),
        ("PEMERINTAH KAB TELUK BINTUNI", "8205"),
        ("Kab. Pasangkayu", "8301"),
        ("Badan Siber dan Sandi Negara", "4010"),
        ("Pemerintah Kabupaten Entah", ""),
    ],
)
def test_a_name_is_known_however_it_is_written(written: str, code: str) -> None:
    assert code_of(written) == code


def test_an_agency_without_a_code_has_a_key_of_its_name() -> None:
    assert agency_key("", "Badan Pangan Nasional") == "x-badan-pangan-nasional"
    assert [one.year for one in of_agency("x-badan-pangan-nasional")] == [2023, 2024]


def test_secretariats_are_the_bodies_that_they_serve() -> None:
    """The list of 2024 names secretariats where that of 2023 named bodies; a trend goes through both."""
    assert [(one.year, one.name) for one in of_agency("4041")] == [
        (2023, "Komisi Pemilihan Umum"),
        (2024, "Sekretariat Jenderal Komisi Pemilihan Umum"),
    ]


def test_provinces_are_named_as_regions_are() -> None:
    with files("simpul.regions").joinpath("data/provinces.csv").open(encoding="utf-8") as source:
        names = {row["name"] for row in csv.DictReader(source)}
    assert {one.province for one in ALL} - {""} == names
