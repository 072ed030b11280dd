"""The list of reports, what is taken away from it, the archive as a list, and the JSON interface."""

import csv
import io
from typing import Any
from uuid import uuid4

from starlette.testclient import TestClient

from simpul.disaster import actions, seed_demo
from simpul.disaster.model import Photo
from simpul.kernel.platform import Platform
from tests.disaster.forms import kept
from tests.disaster.makers import JAKARTA, SEA, officer, sent


def test_the_list_and_what_is_taken_away(client: TestClient, platform: Platform) -> None:
    assert "Tidak ada laporan banjir" in client.get("/bencana/daftar").text
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
    assert client.get("/bencana/daftar?page=x&depth=7&hours=-1&sort=drop&status=hidden").status_code == 200
    answer = client.get("/bencana/daftar.csv?status=verified")
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["number"], row["depth_cm"], row["text"], row["status"]) == ("1", "60", "'=SUM(A1)", "verified")
    features = client.get("/bencana/daftar.geojson").json()["features"]
    assert [one["properties"]["text"] for one in features] == [None, "=SUM(A1)"]
    assert features[0]["geometry"]["coordinates"] == list(JAKARTA)


def test_the_archive_is_a_list_of_its_own_and_says_so(client: TestClient, platform: Platform) -> None:
    seed_demo(platform)
    page = client.get("/en/bencana/daftar?arsip=2017").text
    assert page.count("arsip 2017 · PetaBencana.id") > 20
    assert "page=61" in page
    assert client.get("/bencana/daftar?arsip=2017&q=zzqxwv").status_code == 200
    rows = list(csv.DictReader(io.StringIO(client.get("/bencana/daftar.csv?arsip=2017").content.decode("utf-8-sig"))))
    assert len(rows) == 1_204
    assert {row["archive"] for row in rows} == {"arsip 2017 · PetaBencana.id"}
    assert len(client.get("/bencana/daftar.geojson?arsip=2017&depth=70").json()["features"]) < 230
    assert "Tidak ada laporan banjir" in client.get("/bencana/daftar").text


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
        ({"card": {"flood_depth": "banjir"}}, "depth-unreadable"),
        ({"longitude": "x"}, "bad-parameters"),
        ({"surprise": 1}, "bad-parameters"),
    ):
        refused = client.post("/api/v1/disaster/reports", json={**body, "form_id": str(uuid4()), **change})
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == f"urn:simpul:problem:{code}"
    assert client.get("/api/v1/disaster/reports/99").status_code == 404
    assert kept(platform) == 1
