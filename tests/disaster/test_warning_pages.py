"""Warnings' pages and feeds: what everybody reads, what an officer does in which order, what programs get."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from simpul.disaster.actions import warning_giving as giving
from simpul.disaster.actions import warnings
from simpul.kernel.actor import Actor
from tests.disaster.cap.checking import checked
from tests.disaster.forms import value_of
from tests.disaster.warning_makers import ANSWERS, OFFICER, SECOND, changed, ended, given

ATOM = "{http://www.w3.org/2005/Atom}"
DESK, PUBLIC = "/bencana/meja/peringatan", "/bencana/peringatan"


def post(desk, path, **data):
    return desk.post(path, data={"csrf": value_of(desk.get(path).text, "csrf"), **data})


def test_everybody_reads_what_is_in_force(platform, client):
    assert "Tidak ada peringatan" in client.get(PUBLIC).text
    number = given(platform).number
    page = client.get(PUBLIC)
    assert ANSWERS["headline_id"] in page.text
    assert ANSWERS["headline_en"] in client.get(f"/en{PUBLIC}").text
    one = client.get(f"{PUBLIC}/{number}")
    assert one.status_code == 200
    assert ANSWERS["instruction_id"] in one.text
    assert "Siti Rahma" not in one.text  # an officer's name is the desk's business


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=Senen", True),
        ("?q=Jakarta+Barat", False),
        ("?q=Qwertyuiop", False),
        ("?bahaya=flood", True),
        ("?bahaya=fire", False),
        ("?bahaya=%27%3B--", True),
        ("?keadaan=dibatalkan", False),
        ("?keadaan=semua", True),
        ("?latihan=1", False),
        ("?page=99999999", True),
    ],
)
def test_a_list_shows_what_its_address_asks_for(platform, client, query, found):
    given(platform)
    page = client.get(f"{PUBLIC}{query}")
    assert page.status_code == 200
    assert (ANSWERS["headline_id"] in page.text) == found


def test_a_warning_that_ended_says_why_and_keeps_what_it_said(platform, client, clock):
    alert = given(platform)
    clock.advance(timedelta(minutes=3))
    ended(platform, alert)
    page = client.get(f"{PUBLIC}/{alert.number}").text
    assert "Air sudah surut." in page
    assert ANSWERS["description_id"] in page


@pytest.mark.parametrize("path", ["/0", "/7", "/x", "/99999999999999999999", "/7.txt", "/x.cap.xml", "/7.geojson"])
def test_what_there_is_not_is_not_found(client, path):
    assert client.get(f"{PUBLIC}{path}").status_code == 404


def test_the_text_can_be_read_out(platform, client):
    number = given(platform).number
    text = client.get(f"{PUBLIC}/{number}.txt")
    assert text.headers["content-type"].startswith("text/plain")
    assert text.text.startswith(ANSWERS["headline_id"].upper())
    assert ANSWERS["instruction_id"] in text.text


def test_no_cell_of_the_csv_is_a_formula(platform, client):
    given(platform, headline_id="=HYPERLINK(1)")
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PUBLIC}.csv").content.decode("utf-8-sig"))))
    assert rows[0]["headline_id"] == "'=HYPERLINK(1)"
    assert rows[0]["regions"] == "31.71 31.75"


def test_the_feed_leads_to_documents_that_never_change(platform, client, clock):
    alert = given(platform)
    clock.advance(timedelta(minutes=3))
    changed(platform, alert, severity="extreme")
    feed = client.get(f"{PUBLIC}.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    entries = ET.fromstring(feed.content).findall(f"{ATOM}entry")
    assert len(entries) == 1
    links = {link.get("rel"): link.get("href") for link in entries[0].findall(f"{ATOM}link")}
    document = client.get(links["alternate"].removeprefix("http://localhost"))
    assert document.headers["content-type"].startswith("application/cap+xml")
    assert "immutable" in document.headers["cache-control"]
    assert checked(document.content).type == "Update"
    again = client.get(f"{PUBLIC}/{alert.identifier}.cap.xml", headers={"If-None-Match": document.headers["etag"]})
    assert again.content == alert.document
    same = client.get(f"{PUBLIC}/{alert.identifier}.cap.xml", headers={"If-None-Match": again.headers["etag"]})
    assert same.status_code == 304
    assert client.get(f"{PUBLIC}.atom", headers={"If-None-Match": feed.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "Peringatan bencana"), ("/en", "Hazard warnings"), ("/jv", "Pèngetan bebaya")]
)
def test_the_feeds_are_titled_in_the_language_they_are_asked_in(client, prefix, words):
    assert f"<title>{words}: " in client.get(f"{prefix}{PUBLIC}.atom").text
    reports = "Residents’ reports" if prefix == "/en" else "Laporan warga"
    assert f"<title>{reports}: " in client.get(f"{prefix}/bencana/laporan.cap.atom").text


def test_a_feed_speaks_one_language_and_its_documents_have_one_address(platform, client):
    number = given(platform).number
    documents = set()
    for prefix, lang in (("", "id"), ("/en", "en")):
        feed = ET.fromstring(client.get(f"{prefix}{PUBLIC}.atom").content)
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
        entry = feed.find(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title").startswith("Flood is" if lang == "en" else "Banjir akan")
        links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
        assert links["related"].endswith(f"localhost{prefix}{PUBLIC}/{number}")
        documents.add(links["alternate"])
    assert len(documents) == 1


def test_the_feed_tells_of_an_end_for_a_day(platform, client, clock):
    ended(platform, given(platform))
    assert b"urn:x-cap" in client.get(f"{PUBLIC}.atom").content
    clock.advance(timedelta(days=1, minutes=1))
    assert b"urn:x-cap" not in client.get(f"{PUBLIC}.atom").content


def test_the_layer_has_what_the_map_asks_for(platform, client, clock):
    number = given(platform).number
    given(platform, longitude="106.85", latitude="-6.2", radius="5", hazard="wind")
    given(platform, exercise="1")
    layer = client.get(f"{PUBLIC}.geojson")
    assert layer.headers["access-control-allow-origin"] == "*"
    body = layer.json()
    assert {"generated_at", "attribution", "feed"} <= set(body)
    assert [one["geometry"]["type"] in ("Polygon", "MultiPolygon") for one in body["features"]] == [True, True]
    first = next(one for one in body["features"] if one["id"] == number)["properties"]
    assert first["label_id"] == ANSWERS["headline_id"]
    assert (first["severity"], first["state"], first["synthetic"]) == ("severe", "fresh", False)
    assert client.get(f"{PUBLIC}.geojson", headers={"If-None-Match": layer.headers["etag"]}).status_code == 304
    assert client.get(f"{PUBLIC}.geojson?dalam=31.73").json()["features"] == []
    assert client.get(f"{PUBLIC}.geojson?dalam=99").status_code == 404
    before = (clock.now() - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    past = client.get(f"{PUBLIC}.geojson?pada={before}").json()
    assert past["features"] == []
    assert past["at"]
    practice = client.get(f"{PUBLIC}.geojson?latihan=1").json()["features"]
    assert [one["properties"]["synthetic"] for one in practice] == [True]


def test_an_officer_writes_looks_and_gives_out(platform, client_for):
    desk = client_for(OFFICER)
    assert "Tulis peringatan" in desk.get(DESK).text
    form = desk.get(f"{DESK}/baru?bahaya=flood")
    assert "Peringatan banjir: Daerah Khusus Ibukota Jakarta" in form.text or "Peringatan banjir: " in form.text
    answer = post(desk, f"{DESK}/baru", do="preview", origin="desk", **ANSWERS)
    assert answer.status_code == 303
    preview = desk.get(answer.headers["location"])
    assert ANSWERS["headline_id"] in preview.text
    assert ANSWERS["headline_en"] in preview.text
    out = post(desk, answer.headers["location"], do="give")
    assert out.status_code == 303
    assert "Peringatan telah keluar" in desk.get(out.headers["location"]).text
    assert len(warnings.current(platform)) == 1
    twice = desk.get(answer.headers["location"])
    assert twice.status_code == 303


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(client_for):
    desk = client_for(OFFICER)
    answer = post(desk, f"{DESK}/baru", do="preview", **(ANSWERS | {"headline_en": "", "hours": "6"}))
    assert answer.status_code == 422 or answer.status_code == 400
    assert 'href="#headline_en"' in answer.text
    assert ANSWERS["description_en"] in answer.text


def test_places_are_found_without_a_script(client_for):
    desk = client_for(OFFICER)
    answer = post(desk, f"{DESK}/baru", do="find", cari="Tebet", **ANSWERS)
    assert answer.status_code == 200
    assert 'value="31.74.01"' in answer.text
    assert ANSWERS["headline_id"] in answer.text


def test_standard_texts_follow_the_chosen_hazard(client_for):
    answer = post(client_for(OFFICER), f"{DESK}/baru", do="texts", **(ANSWERS | {"hazard": "tsunami"}))
    assert "PERINGATAN TSUNAMI" in answer.text


def test_an_officer_updates_and_ends(platform, client_for, clock):
    alert = given(platform)
    desk = client_for(OFFICER)
    clock.advance(timedelta(minutes=2))
    form = f"{DESK}/{alert.number}/perbarui"
    answer = post(desk, form, do="preview", version="1", **(ANSWERS | {"hours": "keep", "severity": "extreme"}))
    assert "Berubah:" in desk.get(answer.headers["location"]).text
    post(desk, answer.headers["location"], do="give")
    clock.advance(timedelta(minutes=2))
    late = post(desk, f"{DESK}/{alert.number}/akhiri", why="over", version="1")
    assert late.status_code == 409
    answer = post(desk, f"{DESK}/{alert.number}/akhiri", why="over", version="2", note_id="Aman.", note_en="Safe.")
    assert "Bahayanya telah lewat. Aman." in desk.get(answer.headers["location"]).text
    post(desk, answer.headers["location"], do="give")
    assert [one.kind.value for one in warnings.messages(platform, alert.number)] == ["alert", "update", "cancel"]


def test_a_draft_can_be_changed_or_thrown_away(platform, client_for):
    desk = client_for(OFFICER)
    draft = giving.draft_new(platform, OFFICER, ANSWERS)
    path = f"{DESK}/naskah/{draft.id}"
    assert post(desk, f"{path}/ubah", do="preview", **(ANSWERS | {"severity": "minor"})).headers["location"] == path
    assert giving.the_draft(platform, OFFICER, draft.id).values["severity"] == "minor"
    assert post(desk, path, do="discard").headers["location"].startswith(DESK)
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (OFFICER, 200),
        (SECOND, 200),
        (replace(OFFICER, roles=frozenset({"node.admin"})), 403),
        (replace(OFFICER, roles=frozenset({"malaria.officer"})), 403),
    ],
    ids=["officer_siti", "officer_budi", "administrator", "malaria_officer"],
)
def test_who_may_see_the_desk(client_for, who, status):
    assert client_for(who).get(DESK).status_code == status


def test_somebody_is_asked_to_sign_in(client):
    assert client.get(DESK).status_code in (302, 303, 401, 403)


def test_an_officer_of_another_place_may_read_and_not_change(platform, client_for):
    number = given(platform).number
    other = client_for(Actor(UUID(int=9), "Wayan", "ID/GOV/5100/BPBD", "51", frozenset({"disaster.officer"})))
    page = other.get(f"{DESK}/{number}")
    assert page.status_code == 200
    assert f"/{number}/perbarui" not in page.text
    assert other.get(f"{DESK}/{number}/perbarui").status_code == 403
    assert other.get(f"{DESK}/{number}/akhiri").status_code == 403


def test_a_javanese_page_speaks_javanese(platform, client):
    number = given(
        platform, headline_jv="Banjir badhé rawuh", description_jv="Toya minggah.", instruction_jv="Sumingkira."
    ).number
    page = client.get(f"/jv{PUBLIC}/{number}")
    assert page.status_code == 200
    assert "Banjir badhé rawuh" in page.text
    assert client.get(f"/jv{PUBLIC}").status_code == 200
