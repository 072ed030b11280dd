"""Published results as anybody reads them: the list, one agency, open data, an index that one tries."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest

from simpul.app import build_platform
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.conftest import settings_for

LIST = "/kematangan/terbitan"


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Any, clock: Any) -> Iterator[Platform]:
    """The ministry's node, with nothing in it but the law."""
    settings = settings_for(run_directory, modules="identity,maturity", agency="Kementerian PANRB")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    yield built
    built.database.close()


@pytest.mark.parametrize(
    "page",
    [
        *(LIST, f"{LIST}?hal=13", f"{LIST}?hal=9999", f"{LIST}?tahun=2023&urut=turun", f"{LIST}?q=zzzz"),
        *(f"{LIST}?tahun=x&jenis=x&provinsi=x&urut=x&hal=-1", f"{LIST}?q=%00%27%22%3Cscript%3E"),
        *(f"{LIST}/instansi/1020", f"{LIST}/instansi/x-badan-pangan-nasional", f"{LIST}/instansi/8205", f"{LIST}/simpul"),
        *("/kematangan/data", "/kematangan/andaikan", "/kematangan/andaikan?instrumen=x&tahun=y&1=3"),
        "/kematangan/andaikan?instrumen=SPBE-2018&tahun=2018&1=3",
    ],
)
def test_every_page_is_there_for_anybody_in_both_languages(client, page):
    for lang in ("", "/en"):
        answer = client.get(lang + page)
        assert answer.status_code == 200, lang
        assert "<script>" not in answer.text


def test_the_list_tells_ranks_changes_and_that_its_mean_is_not_the_national_index(client):
    page = client.get(f"/en{LIST}?jenis=Provinsi&tahun=2024").text
    assert "That is not the national index" in page
    assert page.index("Jawa Barat") < page.index("Papua Pegunungan")
    assert "tag--" in page


def test_an_agency_that_no_table_names_is_not_there(client):
    assert client.get(f"{LIST}/instansi/0000").status_code == 404
    assert client.get("/api/v1/maturity/published/%00").status_code == 404


def test_all_rows_leave_as_csv_and_json_with_licence_and_source(client):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{LIST}/ekspor.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 1236
    assert {row["source"] for row in rows} == {"LE2023", "LE2024"}
    assert [row["name"] for row in rows if row["code"] == "1020" and row["year"] == "2024"] == [
        "Kementerian Koordinator Bidang Perekonomian"
    ]
    answer = client.get(f"{LIST}/ekspor.json?tahun=2024&jenis=Kota")
    assert answer.headers["access-control-allow-origin"] == "*"
    told = answer.json()
    assert (told["licence"], len(told["results"])) == ("CC-BY-4.0", 93)
    assert told["results"][0]["rank"] == 1


def test_published_rows_have_the_form_of_tauval_with_their_domains_alone(client):
    rows = client.get("/kematangan/data/tauval.json?asal=terbitan&tahun=2024").json()["data"]
    (ekon,) = [row for row in rows if row["kode"] == "1020"]
    assert set(ekon) == {
        "kode",
        "tahun",
        "nama_instansi",
        "kategori",
        "daerah",
        "nilai",
        "indeks",
        "instrumen",
        "predikat",
        "sintetis",
    }
    assert ekon["nilai"] == {"D2001": 5.0, "D2002": 3.9, "D2003": 2.64, "D2004": 4.26}


def test_programs_ask_for_a_year_and_for_an_agency(client):
    told = client.get("/api/v1/maturity/published?year=2023&kind=Kabupaten&q=sumedang").json()
    assert [(one["name"], one["year"]) for one in told["results"]] == [("Pemerintah Kab. Sumedang", 2023)]
    years = client.get("/api/v1/maturity/published/1020").json()["results"]
    assert [(one["year"], one["index"], one["predicate"]) for one in years] == [
        (2023, "3.72", "Sangat Baik"),
        (2024, "4.00", "Sangat Baik"),
    ]
    assert client.get("/api/v1/maturity/published?year=1999").status_code == 422
    assert client.get("/api/v1/maturity/published?year=2020").json()["results"] == []


def test_an_index_can_be_tried_with_nothing_but_an_address(client):
    levels = "&".join(f"{n}=3" for n in range(1, 48))
    page = client.get(f"/en/kematangan/andaikan?instrumen=SPBE-2020&tahun=2024&{levels}")
    assert "3.00" in page.text.split('id="supposed"')[1][:400]
    assert page.headers["hx-replace-url"].startswith("/en/kematangan/andaikan?instrumen=SPBE-2020&tahun=2024&1=3")


def test_a_value_off_the_scale_is_told_to_people_and_to_the_script_that_asks_for_them(client):
    asked = "/en/kematangan/andaikan?instrumen=SPBE-2020&7=9"
    assert client.get(asked).status_code == 422
    swapped = client.get(asked, headers={"HX-Request": "true"})
    assert swapped.status_code == 200
    assert "Indicator 7" in swapped.text.split('id="supposed"')[1][:600]


def test_one_wrong_level_is_told_in_the_readers_words_and_takes_no_other_level_away(client):
    page = client.get("/kematangan/andaikan?instrumen=PEMDI-2026&tahun=2026&1=3&7=9").text
    assert 'href="#i7"' in page
    assert "Indikator 7: “9” bukan tingkat di sini. Tulis dari 1 sampai 5" in page
    assert "outside" not in page
    inputs = dict(re.findall(r'name="(\d+)"[^>]* value="([^"]*)"', page))
    assert (inputs["1"], inputs["7"], inputs["2"]) == ("3", "9", "")
    assert "0,15" in page.split('id="supposed"')[1][:900]
