"""The regions' pages and what maps and forms fetch."""

import gzip
import json

import pytest
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from simpul.regions.store import cache


def test_the_country_lists_38_provinces(client: TestClient) -> None:
    page = client.get("/wilayah")
    assert page.status_code == 200
    assert page.text.count('scope="row"') == 38
    assert "Batas perkiraan" in page.text
    assert "Approximate boundaries" in client.get("/en/wilayah").text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("31", ["Daerah Khusus Ibukota Jakarta", "Kota Administrasi Jakarta Utara", "Provinsi"]),
        ("31.72", ["Penjaringan", "Kota"]),
        ("31.72.01", ["Pluit", "Kelurahan"]),
        ("31.72.01.1005", ["Pluit", "31.72.01.1005"]),
        ("92.06", ["Teluk Bintuni", "Distrik"]),
        ("35.78.07", ["Genteng", "simpul regions import"]),
    ],
)
def test_a_region_shows_what_is_part_of_it(client: TestClient, code: str, words: list[str]) -> None:
    page = client.get(f"/wilayah/{code}")
    assert page.status_code == 200
    assert [word for word in words if word not in page.text] == []


@pytest.mark.parametrize("code", ["99", "31.72.99", "abc", "31.", "31.72.01.1005.1", "٣١"])
def test_an_unknown_code_is_not_found(client: TestClient, code: str) -> None:
    assert client.get(f"/wilayah/{code}").status_code == 404


def test_an_old_code_leads_to_its_successor(client: TestClient) -> None:
    moved = client.get("/en/wilayah/91.01")
    assert (moved.status_code, moved.headers["location"]) == (301, "/en/wilayah/93.01")


def test_the_page_searches_and_says_when_there_is_nothing(client: TestClient) -> None:
    assert "Jakarta Selatan" in client.get("/wilayah?q=jaksel").text
    assert "Tidak ada wilayah" in client.get("/wilayah?q=qqqqzzzz").text
    below = client.get("/wilayah/31.72?q=pluit").text
    assert "31.72.01.1005" in below


def test_the_list_is_exported_as_csv(client: TestClient) -> None:
    lines = client.get("/wilayah/ekspor.csv").text.splitlines()
    assert len(lines) == 39
    assert lines[0] == "code,kind,name,longitude,latitude,population,parent"
    assert len(client.get("/wilayah/ekspor.csv?dalam=31").text.splitlines()) == 7
    assert "31.72.01.1005" in client.get("/wilayah/ekspor.csv?q=pluit&dalam=31").text


def test_names_are_found_for_forms(client: TestClient) -> None:
    answer = client.get("/wilayah/cari.json?q=pluit")
    assert answer.headers["cache-control"] == "public, max-age=60"
    first = answer.json()["regions"][0]
    assert (first["code"], first["path"], first["level"]) == (
        "31.72.01.1005",
        "Pluit, Penjaringan, Jakarta Utara",
        "village",
    )
    assert len(client.get("/wilayah/cari.json?q=jakarta&jumlah=2").json()["regions"]) == 2
    assert len(client.get("/wilayah/cari.json?q=jakarta&jumlah=9999999").json()["regions"]) <= 20
    assert client.get("/wilayah/cari.json?q=").json()["regions"] == []
    assert client.get("/wilayah/cari.json?q=pluit&dalam=zz", headers={"Accept": "application/json"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("lon=106.8272&lat=-6.1754", 200, "31.71.01.1001"),
        ("lon=110.35&lat=1.5535", 422, "place-abroad"),
        ("lon=110.0&lat=-6.55", 422, "place-at-sea"),
        ("lon=106.8", 422, "place-unreadable"),
        ("lon=nan&lat=0", 422, "place-unreadable"),
        ("lon=1e999&lat=0", 422, "place-unreadable"),
    ],
)
def test_a_point_is_placed_or_refused(client: TestClient, query: str, status: int, code: str) -> None:
    answer = client.get(f"/wilayah/titik.json?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == status
    body = answer.json()
    assert (body["code"] if status == 200 else body["type"].rsplit(":", 1)[1]) == code
    if status == 200:
        assert body["approximate"] is True


def test_labels_for_the_map(client: TestClient) -> None:
    features = client.get("/wilayah/label.json").json()["features"]
    assert len(features) == 38 + 514
    assert {f["properties"]["level"] for f in client.get("/wilayah/label.json?dalam=31.72").json()["features"]} == {3, 4}


@pytest.mark.parametrize(("level", "count"), [("province", 38), ("regency", 514), ("district", 7285)])
def test_approximate_boundaries_of_the_whole_country(client: TestClient, level: str, count: int) -> None:
    answer = client.get(f"/wilayah/batas/{level}.json")
    drawn = answer.json()
    assert drawn["approximate"] is True
    assert len(drawn["features"]) == count
    assert drawn["features"][0]["properties"]["approximate"] is True
    again = client.get(f"/wilayah/batas/{level}.json", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_boundaries_within_a_region_also_uncompressed(client: TestClient) -> None:
    plain = client.get("/wilayah/batas/village.json?dalam=31.72", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(json.loads(plain.content)["features"]) == 31
    with client.stream("GET", "/wilayah/batas/village.json?dalam=31.72") as packed:
        assert len(json.loads(gzip.decompress(b"".join(packed.iter_raw())))["features"]) == 31


@pytest.mark.parametrize(
    "path", ["village.json", "street.json", "village.json?dalam=31", "province.json?dalam=31", "regency.json?dalam=77"]
)
def test_boundaries_that_are_not_drawn(client: TestClient, path: str) -> None:
    assert client.get(f"/wilayah/batas/{path}").status_code == 404


def test_tiles_are_served_by_ranges_where_the_operator_gave_some(client: TestClient, platform: Platform) -> None:
    kept = cache.home(platform.settings.data_dir) / cache.BASEMAP
    kept.unlink(missing_ok=True)
    assert client.get("/wilayah/peta-dasar.pmtiles").status_code == 404
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"PMTiles0123456789")
    part = client.get("/wilayah/peta-dasar.pmtiles", headers={"Range": "bytes=0-6"})
    kept.unlink()
    assert (part.status_code, part.content) == (206, b"PMTiles")
