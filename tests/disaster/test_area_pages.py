"""Pages of areas: the desk's list and its one click, an area's own page, drawing, and what everybody sees."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster.actions import area_register, areas
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from simpul.regions import Level
from tests.disaster.area_makers import CROSSED, GAMBIR, PENJARINGAN, SQUARE
from tests.disaster.forms import Clients, value_of
from tests.disaster.makers import officer, sent

DESK, PUBLIC = "/bencana/meja/wilayah", "/bencana/wilayah"
SARI = officer("31")


def act(desk: TestClient, do: str, area: int = GAMBIR, **more: str) -> Any:
    page = desk.get(f"{DESK}/{area}").text
    form = {"csrf": value_of(page, "csrf"), "version": value_of(page, "version"), "do": do, **more}
    return desk.post(f"{DESK}/{area}", data=form)


def test_one_click_sets_and_says_what_is_public(client: TestClient, client_for: Clients, platform: Platform) -> None:
    area_register.seed_level(platform, Level.VILLAGE, "31.71")
    desk = client_for(SARI)
    features = desk.get(f"{DESK}.geojson").json()["features"]
    assert len(features) == 44
    assert {one["properties"]["suggested"] for one in features} == {False}
    assert {one["geometry"]["type"] for one in features} <= {"Polygon", "MultiPolygon"}
    assert "Tidak ada wilayah yang perlu dilihat" in desk.get(DESK).text
    assert "44 wilayah" in desk.get(f"{DESK}?tampil=all").text
    done = act(desk, "set", state="3", dari="daftar", tampil="any", q="gambir", page="1")
    assert (done.status_code, done.headers["location"]) == (303, f"{DESK}?q=gambir&tampil=any&selesai={GAMBIR}")
    told = desk.get(done.headers["location"]).text
    assert "Gambir ditandai: 71–150 cm." in told
    assert "Nama Anda sendiri tidak ditampilkan" in told
    assert "selama 30 menit" in told
    listed = client.get(PUBLIC).text
    assert "Gambir" in listed
    assert "71–150 cm" in listed
    assert "Sari" not in listed
    assert act(desk, "undo").headers["location"].endswith("selesai=undo")
    assert "Gambir" not in client.get(PUBLIC).text


def test_a_suggestion_is_offered_with_its_reasons_and_accepted(client_for: Clients, platform: Platform) -> None:
    area_register.seed_level(platform, Level.VILLAGE, "31.71")
    for depth in (80, 100):
        sent(platform, card={"flood_depth": depth})
    desk = client_for(SARI)
    for prefix, reason in (("", "2 laporan dalam 3 jam terakhir"), ("/en", "2 reports in the last 3 hours")):
        assert reason in desk.get(prefix + DESK).text
    page = desk.get(f"{DESK}/{GAMBIR}").text
    assert "/bencana/meja/1" in page
    assert act(desk, "accept", state="3").status_code == 303
    assert areas.area(platform, GAMBIR).state == 3
    page = desk.get(f"{DESK}/{GAMBIR}?selesai=accept").text
    assert "Saran diterima" in page
    assert "2 laporan dalam 3 jam terakhir" in page
    gone = act(desk, "accept", state="3")
    assert gone.status_code == 409
    assert "sarannya kini berbeda" in gone.text


def test_two_officers_meet_on_one_area(client_for: Clients, platform: Platform) -> None:
    desk = client_for(SARI)
    page = desk.get(f"{DESK}/{GAMBIR}").text
    areas.set_state(platform, officer(number=8), GAMBIR, state=4, seen=0)
    form = {"csrf": value_of(page, "csrf"), "version": value_of(page, "version"), "do": "set", "state": "1"}
    answer = desk.post(f"{DESK}/{GAMBIR}", data=form)
    assert answer.status_code == 409
    assert "Orang lain telah mengubah wilayah ini" in answer.text
    assert value_of(answer.text, "version") == "1"
    assert areas.area(platform, GAMBIR).state == 4


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"do": "set", "state": "9"}, 422),
        ({"do": "set", "state": "x"}, 422),
        ({"do": "clear"}, 409),
        ({"do": "undo"}, 409),
        ({"do": "dance"}, 404),
        ({"do": "set", "state": "1", "csrf": "no"}, 403),
    ],
)
def test_wrong_steps_are_told(client_for: Clients, platform: Platform, form: dict[str, str], status: int) -> None:
    desk = client_for(SARI)
    page = desk.get(f"{DESK}/{GAMBIR}").text
    answer = desk.post(f"{DESK}/{GAMBIR}", data={"csrf": value_of(page, "csrf"), "version": "0", **form})
    assert answer.status_code == status
    assert areas.area(platform, GAMBIR).state is None


def test_the_desk_is_for_officers_and_for_their_own_region(client: TestClient, client_for: Clients) -> None:
    for path in (DESK, f"{DESK}/{GAMBIR}", f"{DESK}/baru", f"{DESK}.geojson"):
        assert client.get(path).status_code in (303, 403)
    other = client_for(officer("32", number=9))
    assert other.get(DESK).status_code == 200
    assert other.get(f"{DESK}/{GAMBIR}").status_code == 403
    assert client_for(officer(None, number=10)).get(f"{DESK}/{GAMBIR}").status_code == 200


def test_filters_of_the_desk(client_for: Clients, platform: Platform) -> None:
    area_register.seed_level(platform, Level.DISTRICT, "31")
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=0)
    areas.set_state(platform, SARI, PENJARINGAN, state=4, seen=0)
    desk = client_for(SARI)

    def listed(query: str) -> list[str]:
        return re.findall(rf'<h2><a href="{DESK}/(\d+)"', desk.get(f"{DESK}?{query}").text)

    assert listed("") == [str(PENJARINGAN), str(GAMBIR)]
    assert listed("tampil=4") == [str(PENJARINGAN)]
    assert listed("tampil=3") == []
    assert len(listed("tampil=none")) == 25
    assert len(listed("tampil=none&page=2")) == 44 - 25
    assert listed("tampil=zzz&page=x") == listed("")
    assert listed("q=jakarta+utara&tampil=any") == [str(PENJARINGAN)]
    assert listed(f"q={GAMBIR}") == [str(GAMBIR)]
    assert "Belum ada di daftar Anda" in desk.get(f"{DESK}?q=kebon+kelapa").text
    assert f"{DESK}/3171011005" in desk.get(f"{DESK}?q=kebon+kelapa").text


def test_an_area_is_drawn_checked_and_kept(client_for: Clients, platform: Platform) -> None:
    desk = client_for(SARI)
    form = {"csrf": value_of(desk.get(f"{DESK}/baru").text, "csrf"), "name": "RW 09 <b>", "do": "check"}
    page = desk.post(f"{DESK}/baru", data={**form, "geojson": json.dumps(CROSSED)})
    assert page.status_code == 200
    assert "saling memotong" in page.text
    assert "RW 09 &lt;b&gt;" in page.text
    assert areas.all_areas(platform) == []
    again = {**form, "geojson": value_of(page.text, "geojson").replace("&#34;", '"'), "do": "keep"}
    kept = desk.post(f"{DESK}/baru", data=again)
    assert kept.headers["location"] == f"{DESK}/100000000000?selesai=draw"
    assert "sudah ada di daftar Anda" in desk.get(kept.headers["location"]).text
    upload = {"file": ("a.geojson", json.dumps(SQUARE).encode(), "application/geo+json")}
    assert desk.post(f"{DESK}/baru", data=form, files=upload).status_code == 200


@pytest.mark.parametrize(
    ("name", "geojson", "status", "words"),
    [
        ("", json.dumps(SQUARE), 422, "Beri nama"),
        ("RW", "", 422, "Gambar wilayah di peta"),
        ("RW", "{]", 422, "bukan garis batas"),
        ("RW", " " * 70_000 + "{}", 422, "terlalu besar"),
        (
            "RW",
            json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}),
            422,
            "di luar Indonesia",
        ),
    ],
)
def test_a_wrong_outline_is_told_and_the_form_kept(
    client_for: Clients, name: str, geojson: str, status: int, words: str
) -> None:
    desk = client_for(SARI)
    form = {"csrf": value_of(desk.get(f"{DESK}/baru").text, "csrf"), "name": name, "geojson": geojson, "do": "check"}
    answer = desk.post(f"{DESK}/baru", data=form)
    assert answer.status_code == status
    assert words in answer.text
    assert name in answer.text


def test_is_my_neighbourhood_affected(client: TestClient, platform: Platform) -> None:
    areas.set_state(platform, SARI, PENJARINGAN, state=3, seen=0)
    areas.set_state(platform, SARI, 317101, state=1, seen=0)
    for words in ("penjaringan", "jakarta utara"):
        assert f"{PUBLIC}/{PENJARINGAN}" in answer_to(client, words)
    assert f"{PUBLIC}/317101" in answer_to(client, "kelurahan gambir")
    dry = answer_to(client, "bandung")
    assert "tidak ada wilayah di sini yang ditandai kebanjiran" in dry
    assert str(PENJARINGAN) not in dry
    assert "Tidak ada tempat bernama" in answer_to(client, "zzqxwv")
    assert "Is my neighbourhood affected?" in client.get(f"/en{PUBLIC}").text


def answer_to(client: TestClient, words: str) -> str:
    page = client.get(PUBLIC, params={"q": words}).text
    return page.split('id="jawaban"')[1].split("</section>")[0]


def test_what_everybody_takes_away(client: TestClient, platform: Platform) -> None:
    kept = area_register.draw(platform, SARI, name="=HYPERLINK(1)", given=json.dumps(SQUARE))
    areas.set_state(platform, SARI, kept.id, state=2, seen=0)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PUBLIC}.csv").content.decode("utf-8-sig"))))
    assert [(row["area_id"], row["name"], row["state"]) for row in rows] == [(str(kept.id), "'=HYPERLINK(1)", "2")]
    feature = client.get(f"{PUBLIC}.geojson").json()["features"][0]
    assert feature["geometry"] == json.loads(json.dumps(kept.outline))
    assert (feature["id"], feature["properties"]["kind"], feature["properties"]["state"]) == (kept.id, "area", 2)
    assert not {"by", "actor", "officer"} & set(feature["properties"])


def test_the_maps_layer_is_made_once_a_change(client: TestClient, platform: Platform, clock: FixedClock) -> None:
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=0)
    first = client.get(f"{PUBLIC}.geojson")
    tag = first.headers["etag"]
    clock.advance(timedelta(minutes=1))
    same = client.get(f"{PUBLIC}.geojson", headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(f"{PUBLIC}.geojson").content == first.content
    areas.set_state(platform, SARI, GAMBIR, state=3, seen=1)
    fresh = client.get(f"{PUBLIC}.geojson", headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert fresh.json()["features"][0]["properties"]["state"] == 3
    areas.set_state(platform, SARI, GAMBIR, state=None, seen=2)
    assert client.get(f"{PUBLIC}.geojson").json()["features"] == []
    assert len(client.get(f"{PUBLIC}.geojson?semua=1").json()["features"]) == 1
    assert client.get(f"{PUBLIC}.geojson?semua=1&dalam=31.72").json()["features"] == []
    assert client.get(f"{PUBLIC}.geojson?dalam=zz").status_code == 404


def test_history_for_everybody(client: TestClient, platform: Platform, clock: FixedClock) -> None:
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=0)
    clock.advance(timedelta(hours=3))
    areas.set_state(platform, SARI, GAMBIR, state=4, seen=1)
    page = client.get(f"{PUBLIC}/{GAMBIR}").text
    assert "2 perubahan dalam tujuh hari terakhir" in page
    assert "plot__line" in page
    assert "Sari" not in page
    hours = client.get(f"{PUBLIC}/riwayat").text
    assert "Paling banyak 1 wilayah terdampak" in hours
    lines = client.get(f"{PUBLIC}/riwayat.csv?rentang=tiga-hari").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 72 + 1
    assert lines[-1] == "2026-11-23T08:00:00Z,1"
    for path in (f"{PUBLIC}/999", f"{PUBLIC}/x", f"{PUBLIC}/x.geojson", f"{PUBLIC}/{'9' * 30}"):
        assert client.get(path).status_code == 404
