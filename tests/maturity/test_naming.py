"""Somebody who looks for an agency finds it as people call it, and learns when only an older list has it."""

from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from simpul.maturity.actions import publishing
from simpul.maturity.model.results import Assessed, FinalLine
from simpul.maturity.rules import naming, published_list
from simpul.maturity.rules.published_list import PublishedAsked

LIST = "/kematangan/terbitan"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Kabupaten Bandung", "Pemerintah Kab. Bandung"),
        ("pemkab bandung", "Pemerintah Kab. Bandung"),
        ("kab bandung", "Pemerintah Kab. Bandung"),
        ("Pemkot Bandung", "Pemerintah Kota Bandung"),
        ("fakfak", "Pemerintah Kab. Fak-Fak"),
        ("Nusa Tenggara Barat", "Pemerintah Provinsi NTB"),
        ("ntt", "Pemerintah Provinsi Nusa Tenggara Timur"),
        ("Daerah Istimewa Yogyakarta", "Pemerintah D.I. Yogyakarta"),
        ("diy", "Pemerintah D.I. Yogyakarta"),
        ("Kepulauan Bangka Belitung", "Pemerintah Provinsi Kep. Bangka Belitung"),
        ("pemprov jawa barat", "Pemerintah Provinsi Jawa Barat"),
    ],
)
def test_an_agency_is_found_as_people_call_it(question: str, name: str) -> None:
    assert naming.answers(question, name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("kota bandung", "Pemerintah Kab. Bandung"),
        ("kabupaten bandung", "Pemerintah Kota Bandung"),
        ("nusa tenggara barat", "Pemerintah Provinsi Nusa Tenggara Timur"),
        ("diy", "Pemerintah Kota Yogyakarta"),
    ],
)
def test_its_neighbour_is_not_found_in_its_place(question: str, name: str) -> None:
    assert not naming.answers(question, name)


def test_a_code_finds_its_agency_and_the_beginning_of_a_code_finds_none() -> None:
    assert naming.finds(" 8205 ", "Pemerintah Kab. Teluk Bintuni", "8205")
    assert not naming.finds("82", "Pemerintah Kab. Teluk Bintuni", "8205")
    assert naming.finds("", "Pemerintah Kab. Teluk Bintuni", "8205")


def test_every_published_name_is_found_by_itself() -> None:
    for year in published_list.years():
        for line in published_list.listed(PublishedAsked(year)).lines:
            assert naming.answers(line.row.name, line.row.name), line.row.name


def test_who_has_a_result_in_an_older_list_alone_is_told_so_with_it(client: Any) -> None:
    page = client.get(f"{LIST}?q=Kabupaten+Teluk+Bintuni").text
    assert "Tidak ada dalam daftar 2024, tetapi terbit pada tahun lain" in page
    assert f'href="{LIST}/instansi/8205"' in page
    assert "Tidak ada instansi yang cocok" not in page
    assert "Daftar 2024 tidak memuat hasil instansi ini." in client.get(f"{LIST}/instansi/8205").text
    assert "tidak memuat hasil" not in client.get(f"{LIST}/instansi/1020").text


def _final(n: int) -> FinalLine:
    of = Assessed(
        assessment=UUID(int=n),
        agency=str(n),
        name=f"Pemerintah Kab. Contoh {n:03}",
        kind="Kabupaten",
        province="Jawa Barat",
        edition="2024",
        year=2024,
        title="Evaluasi SPBE 2024",
        instrument="SPBE-2020",
        basis="exact",
        stages=("self", "final"),
        stage="final",
        state="closed",
        synthetic=True,
    )
    return FinalLine(of, Fraction(3), "Baik")


def test_every_final_result_of_a_node_can_be_reached_page_by_page(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "final_lines", lambda _platform: [_final(n) for n in range(1, 643)])
    first = client.get(f"{LIST}/simpul").text
    assert ("Contoh 050" in first, "Contoh 051" in first) == (True, False)
    assert "642 hasil" in first
    assert "Contoh 642" in client.get(f"{LIST}/simpul?hal=13").text
    narrowed = client.get(f"{LIST}/simpul?q=Kabupaten+Contoh&edisi=2024").text
    assert f'href="{LIST}/simpul?q=Kabupaten+Contoh&amp;edisi=2024&amp;hal=2"' in narrowed
    assert 'value="Kabupaten Contoh"' in narrowed


def test_a_search_that_finds_no_final_result_is_not_told_that_there_are_none(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "final_lines", lambda _platform: [_final(1)])
    page = client.get(f"{LIST}/simpul?q=Sleman").text
    assert "Tidak ada instansi yang cocok" in page
    assert "Belum ada hasil final" not in page
    assert f'href="{LIST}?q=Sleman"' in page
