"""The list of reports of every hazard, what is taken away from it, the archive as a list, and the JSON interface."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from simpul.disaster import actions, seed_demo
from simpul.disaster.model import Photo
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.platform import Platform
from tests.disaster.forms import kept
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, officer, sent

STRUCTURE = {"report_type": "structure", "structureFailure": 2}
ROAD = {"report_type": "road", "accessabilityFailure": 3, "condition": 1}
"""A moderate one: a large car can still pass."""


def exported(client: TestClient, query: str) -> list[dict[str, str]]:
    content = client.get(f"/bencana/daftar.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_the_list_and_what_is_taken_away(client: TestClient, platform: Platform) -> None:
    assert "Tidak ada laporan bencana" in client.get("/bencana/daftar").text
    sent(platform, text="=SUM(A1)", photo=Photo(b"x", b"y"))
    sent(platform, card={"flood_depth": 160})
    assert "Tidak ada laporan yang sesuai" in client.get("/bencana/daftar?status=verified").text
    actions.verify(platform, officer(), 1, version=1)
    page = client.get("/bencana/daftar?sort=deepest&hours=6").text
    assert page.index("/bencana/laporan/2") < page.index("/bencana/laporan/1")
    assert "/bencana/laporan/1" not in client.get("/bencana/daftar?depth=150").text
    assert "/bencana/laporan/2" not in client.get("/bencana/daftar?q=1").text
    assert "/bencana/laporan/1" in client.get("/bencana/daftar?q=Jakarta+Pusat").text
    assert "Tidak ada tempat bernama" in client.get("/bencana/daftar?q=zzqxwv").text
    assert (
        client.get("/bencana/daftar?page=x&depth=7&hours=-1&sort=drop&status=hidden&hazard=x&severity=9").status_code == 200
    )
    [row] = exported(client, "?status=verified")
    assert (row["number"], row["depth_cm"], row["text"], row["status"]) == ("1", "60", "'=SUM(A1)", "verified")
    features = client.get("/bencana/daftar.geojson").json()["features"]
    assert [one["properties"]["text"] for one in features] == [None, "=SUM(A1)"]
    assert features[0]["geometry"]["coordinates"] == list(JAKARTA)


def test_every_hazard_is_filtered_by_kind_and_severity_and_told_in_words(client: TestClient, platform: Platform) -> None:
    sent(platform)
    sent(platform, hazard="earthquake", card=STRUCTURE)
    sent(platform, BANDUNG, hazard="earthquake", card=ROAD)
    page = client.get("/bencana/daftar?hazard=earthquake").text
    assert "/bencana/laporan/1" not in page
    assert "Kerusakan bangunan: Roboh seluruhnya" in page
    assert "Kerusakan jalan: Mobil besar" in page
    english = client.get("/en/bencana/daftar?hazard=earthquake&severity=severe").text
    assert "Damaged building: Fully collapsed" in english
    assert "/bencana/laporan/3" not in english
    worst = client.get("/bencana/daftar?sort=worst").text
    assert worst.index("/bencana/laporan/2") < worst.index("/bencana/laporan/3") < worst.index("/bencana/laporan/1")
    assert "/bencana/laporan/2" in client.get("/bencana/daftar?hazard=earthquake&q=Jakarta+Pusat").text


def test_depth_is_asked_of_floods_alone(client: TestClient, platform: Platform) -> None:
    sent(platform, card={"flood_depth": 160})
    sent(platform, hazard="wind", card={"impact": 2})
    assert 'name="depth"' not in client.get("/bencana/daftar").text
    assert 'name="depth"' not in client.get("/bencana/daftar?hazard=wind").text
    assert 'name="depth"' in client.get("/bencana/daftar?hazard=flood").text
    assert 'name="depth"' in client.get("/bencana/daftar?depth=150").text
    assert "/bencana/laporan/2" in client.get("/bencana/daftar?hazard=wind&depth=150").text


def test_an_export_carries_the_words_and_the_whole_card(client: TestClient, platform: Platform) -> None:
    sent(platform, hazard="earthquake", card=STRUCTURE)
    [row] = exported(client, "?hazard=earthquake")
    assert (row["hazard"], row["hazard_words"], row["report_type"]) == ("earthquake", "Gempa bumi", "structure")
    assert (row["headline"], row["severity"], row["depth_cm"]) == ("Roboh seluruhnya", "severe", "")
    assert json.loads(row["card"]) == STRUCTURE
    [feature] = client.get("/en/bencana/daftar.geojson").json()["features"]
    assert feature["properties"]["card"] == STRUCTURE
    assert feature["properties"]["headline"] == "Fully collapsed"
    assert feature["properties"]["votes"] == 0
    named = client.get("/bencana/daftar.csv?hazard=earthquake").headers["content-disposition"]
    assert "laporan-earthquake.csv" in named


@pytest.mark.parametrize("lang", ["id", "en"])
def test_each_listed_hazard_can_be_chosen_in_both_languages(client: TestClient, lang: str) -> None:
    page = client.get(f"{'/en' if lang == 'en' else ''}/bencana/daftar").text
    for one in LISTED:
        assert f'<option value="{one.slug}">{one.label[lang]}</option>' in page
    assert 'value="prep"' not in page


def test_exercises_stand_in_no_list_and_no_export(client: TestClient, platform: Platform) -> None:
    sent(platform, training=True)
    assert "/bencana/laporan/1" not in client.get("/bencana/daftar?hours=72").text
    assert exported(client, "?hours=72") == []
    assert client.get("/bencana/daftar.geojson?hours=72").json()["features"] == []
    page = client.get("/bencana/laporan/1").text
    assert "Latihan" in page
    assert "Lihat di peta" not in page
    assert "suara" not in page


def test_the_archive_is_a_list_of_its_own_and_says_so(client: TestClient, platform: Platform) -> None:
    seed_demo(platform)
    page = client.get("/en/bencana/daftar?arsip=2017").text
    assert page.count("arsip 2017 · PetaBencana.id") > 20
    assert "page=61" in page
    assert 'name="hazard"' not in page
    assert client.get("/bencana/daftar?arsip=2017&q=zzqxwv").status_code == 200
    rows = exported(client, "?arsip=2017")
    assert len(rows) == 1_204
    assert {row["archive"] for row in rows} == {"arsip 2017 · PetaBencana.id"}
    assert {row["hazard_words"] for row in rows} == {"Banjir"}
    assert len(client.get("/bencana/daftar.geojson?arsip=2017&depth=70").json()["features"]) < 230
    assert "Tidak ada laporan bencana" in client.get("/bencana/daftar").text


def test_the_json_interface(client: TestClient, platform: Platform) -> None:
    body: dict[str, Any] = {
        "form_id": str(uuid4()),
        "longitude": JAKARTA[0],
        "latitude": JAKARTA[1],
        "card": {"flood_depth": 60},
        "text": "Air\x00 naik",
        "client_at": "2026-11-23T05:00:00",
    }
    first, again = (client.post("/api/v1/disaster/reports", json=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == client.get(first.headers["location"]).json()
    assert (first.json()["text"], first.json()["status"], first.json()["source"]) == (None, "unverified", "api")
    for change, code in (
        ({"longitude": SEA[0], "latitude": SEA[1]}, "place-at-sea"),
        ({"card": {"flood_depth": "banjir"}}, "answer-unreadable"),
        ({"longitude": "x"}, "bad-parameters"),
        ({"surprise": 1}, "bad-parameters"),
    ):
        refused = client.post("/api/v1/disaster/reports", json={**body, "form_id": str(uuid4()), **change})
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == f"urn:simpul:problem:{code}"
    assert client.get("/api/v1/disaster/reports/99").status_code == 404
    assert kept(platform) == 1
