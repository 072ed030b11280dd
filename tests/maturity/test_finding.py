"""Who searches the portal for an agency finds its published index."""

from typing import Any

from simpul import maturity
from simpul.kernel.i18n import translator
from simpul.kernel.platform import Platform


def test_an_agency_is_found_by_its_name_or_code_with_its_newest_index(platform: Platform, client_for: Any) -> None:
    [one, *_] = maturity.find_pages(platform, "kota bandung", translator("id"))
    assert one.title == "Pemerintah Kota Bandung"
    [long] = maturity.find_pages(platform, "Kabupaten Teluk Bintuni", translator("id"))
    assert (long.title, long.about[:16]) == ("Pemerintah Kab. Teluk Bintuni", "Indeks SPBE 2023")
    assert one.about.startswith("Indeks SPBE 2024: ")
    assert client_for().get(one.path).status_code == 200
    code = one.path.rsplit("/", 1)[1]
    assert [found.path for found in maturity.find_pages(platform, code, translator("en"))] == [one.path]
    page = client_for().get("/en/cari?q=kota+bandung").text
    assert f"/en{one.path}" in page
    assert "SPBE index of 2024: " in page


def test_an_agency_with_results_of_several_years_is_told_once_and_few_are_shown(platform: Platform) -> None:
    found = maturity.find_pages(platform, "kabupaten", translator("id"))
    assert len(found) == len({one.path for one in found}) == 5
