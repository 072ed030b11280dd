"""The pages of activities, people and passports: what each reader finds there, by page, file and interface."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import demo_activities, documents
from simpul.cooperation.model.activities import ActivityKind, ActivityState, Precision
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import (
    KOREAN_NUMBER,
    KOREAN_PASSPORT,
    NUMBER,
    PASSPORT,
    VISIT,
    accepted,
    also,
    link,
    nominate,
    there,
    with_passports,
    words,
)
from tests.cooperation.people import CENTRE, EVERYBODY, KEEPER, KOREAN, LIAISON_OFFICER, READER, programmes_there

LIST, ONE = "/kerja-sama/kegiatan", f"/kerja-sama/kegiatan/{VISIT}"
ClientFor = Callable[..., TestClient]


def form_of(**changes: str) -> dict[str, str]:
    given = {"programme": "EGCC-1", "kind": "workshop", "title_id": "Lokakarya uji", "since": "2027-03-01", "zone": "WIB"}
    return given | {"precision": "day"} | changes


def test_everybody_reads_the_public_list_and_nobody_else_s_activities(client: TestClient, platform: Platform) -> None:
    there(platform)
    also(platform, id=demo_activities._VISIT, title={"id": "Forum terbuka"}, public=True, state=ActivityState.HELD)
    page = client.get(LIST).text
    assert "Forum terbuka" in page
    assert "Kunjungan uji" not in page
    assert client.get(ONE).status_code == 404
    assert client.get(f"{LIST}/bukan-id").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en", "/ko"])
def test_every_page_is_there_in_three_languages(client_for: ClientFor, platform: Platform, prefix: str) -> None:
    one, _ = with_passports(platform)
    secret = link(platform, one)
    keeper, liaison = client_for(KEEPER), client_for(LIAISON_OFFICER)
    rooms = ("", "/ubah", "/calon", "/dokumen", f"/dokumen/{one.id}")
    paths = [LIST, f"{LIST}/baru", "/kerja-sama/ahli", "/kerja-sama/ahli/baru", *(ONE + room for room in rooms)]
    pages = {path: keeper.get(prefix + path) for path in paths}
    pages["desk"] = liaison.get(f"{prefix}/kerja-sama/pencalonan")
    pages["own"] = client_for().get(f"{prefix}/kerja-sama/dokumen/{secret}")
    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(pages, 200)
    title = {"": "Kunjungan uji", "/en": "Test visit", "/ko": "시험 방문"}[prefix]
    assert title in pages["own"].text
    for page in pages.values():
        assert NUMBER not in page.text


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_other_sides_passports_are_on_no_page_in_no_file_and_in_no_interface(
    client_for: ClientFor, post: Any, platform: Platform, who: str
) -> None:
    one, other = with_passports(platform)
    actor = EVERYBODY[who]
    client = client_for(actor if actor.signed_in else None)
    texts = [
        client.get(path).text
        for path in (
            *(LIST, f"{LIST}.csv", ONE, f"{ONE}/calon", f"{ONE}/calon.csv", f"{ONE}/dokumen", f"{LIST}?q={NUMBER}"),
            *(f"{ONE}/dokumen/{one.id}", f"{ONE}/dokumen/{other.id}", f"/cari?q={KOREAN_NUMBER}", "/kerja-sama/ahli"),
            *("/api/v1/cooperation/activities", f"/api/v1/cooperation/activities/{VISIT}", "/api/v1/openapi.json"),
        )
    ]
    forms = (f"{ONE}/dokumen.csv", f"{ONE}/dokumen/{one.id}", f"{ONE}/dokumen/{other.id}")
    texts += [post(client, path, lakukan="lihat").text for path in forms]
    everything = "\n".join(texts).replace(f"q={NUMBER}", "").replace(f'value="{NUMBER}"', "")
    everything = everything.replace(f'value="{KOREAN_NUMBER}"', "").replace(f"q={KOREAN_NUMBER}", "")
    shown = {name for name in (PASSPORT["name"], KOREAN_PASSPORT["name"]) if name in everything}
    mine = {"keeper": PASSPORT["name"], "seated centre": PASSPORT["name"], "korean": KOREAN_PASSPORT["name"]}
    assert shown == ({mine[who]} if who in mine else set())
    assert (PASSPORT["born"] in everything) is (who in mine)


def test_a_passport_is_shown_in_full_only_after_the_explicit_act_and_never_kept_by_a_browser(
    client_for: ClientFor, post: Any, platform: Platform
) -> None:
    one, _ = with_passports(platform)
    client = client_for(KEEPER)
    before = client.get(f"{ONE}/dokumen/{one.id}")
    assert NUMBER not in before.text
    assert NUMBER[-3:] in before.text
    full = post(client, f"{ONE}/dokumen/{one.id}", lakukan="lihat")
    assert NUMBER in full.text
    assert (full.headers["cache-control"], full.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert KEEPER.name in client.get(f"{ONE}/dokumen/{one.id}").text


def test_a_link_is_shown_once_opens_without_an_account_and_keeps_what_was_wrong(
    client_for: ClientFor, post: Any, platform: Platform
) -> None:
    there(platform)
    one = accepted(platform, language="en")
    page = post(client_for(KEEPER), f"{ONE}/dokumen/{one.id}", lakukan="tautan")
    [(prefix, secret)] = re.findall(r"http://localhost(/en)?/kerja-sama/dokumen/([\w-]+)", page.text)
    assert prefix == "/en"
    assert secret not in words(platform)
    visitor, path = client_for(), f"/kerja-sama/dokumen/{secret}"
    assert visitor.get(path).headers["referrer-policy"] == "no-referrer"
    wrong = visitor.post(path, data={**PASSPORT, "nationality": "Indonesia"})
    assert wrong.status_code == 422
    assert 'value="SITI CONTOHWATI"' in wrong.text
    assert "tiga huruf" in wrong.text
    done = visitor.post(path, data=PASSPORT, follow_redirects=True)
    assert NUMBER not in done.text
    assert "disimpan tersegel" in done.text
    assert documents.read(platform, KEEPER, one.id).passport is not None
    post(client_for(KEEPER), f"{ONE}/dokumen/{one.id}", lakukan="cabut")
    assert visitor.get(path).status_code == 404


def test_a_keeper_adds_opens_changes_and_cancels_an_activity(client_for: ClientFor, post: Any, platform: Platform) -> None:
    programmes_there(platform)
    client = client_for(KEEPER)
    made = post(client, f"{LIST}/baru", **form_of(begins="09:00", ends="16:00", participants="1.200", public="ya"))
    assert "disimpan sebagai draf" in made.text
    here = made.url.path
    assert "1.200" in made.text
    assert post(client, f"{here}/keadaan", lakukan="open", version="1").status_code == 200
    stale = post(client, f"{here}/ubah", **form_of(title_id="Lain", version="1"))
    assert stale.status_code == 409
    assert 'value="Lain"' in stale.text
    assert "Lokakarya baru" in post(client, f"{here}/ubah", **form_of(title_id="Lokakarya baru", version="2")).text
    assert "Dibatalkan" in post(client, f"{here}/keadaan", lakukan="cancel", version="3").text
    assert "Terbuka untuk pencalonan" in post(client, f"{here}/keadaan", lakukan="restore", version="4").text
    assert post(client, f"{here}/keadaan", lakukan="hold", version="5").status_code == 409


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"title_id": ""}, "title_id"),
        ({"kind": "pesta"}, "kind"),
        ({"since": "kemarin"}, "since"),
        ({"until": "2027-02-28"}, "since"),
        ({"begins": "25:00"}, "begins"),
        ({"begins": "10:00", "ends": "09:00"}, "begins"),
        ({"participants": "banyak"}, "participants"),
        ({"remote": "javascript:alert(1)"}, "remote"),
        ({"programme": "DGCC"}, "programme"),
        ({"zone": "UTC"}, "begins"),
    ],
)
def test_what_is_wrong_with_an_activity_stands_at_its_field(
    client_for: ClientFor, post: Any, platform: Platform, given: dict[str, str], at: str
) -> None:
    programmes_there(platform)
    page = post(client_for(KEEPER), f"{LIST}/baru", **form_of(**given))
    assert page.status_code == 422
    assert f'href="#{at}"' in page.text
    assert f'id="{at}-error"' in page.text


@pytest.mark.parametrize(
    ("precision", "said"),
    [(Precision.DAY, "2 September 2019"), (Precision.MONTH, "September 2019"), (Precision.YEAR, "2019")],
)
def test_days_are_told_as_exactly_as_they_are_known(
    client_for: ClientFor, platform: Platform, precision: Precision, said: str
) -> None:
    from datetime import date

    day = date(2019, 9, 2)
    there(platform, since=day, until=day, precision=precision, inferred=("since",))
    page = client_for(KEEPER).get(ONE).text
    assert re.search(rf">\s*{said}\s*<", page)
    assert "(disimpulkan)" in page


def test_the_list_is_searched_and_filtered_and_given_out_as_a_file(client_for: ClientFor, platform: Platform) -> None:
    there(platform)
    also(
        platform,
        id=demo_activities._VISIT,
        title={"id": "=HYPERLINK(1)"},
        kind=ActivityKind.FORUM,
        state=ActivityState.HELD,
    )
    client = client_for(CENTRE)
    for query, found in (
        ("jenis=forum", 1),
        ("kapan=past", 1),
        ("kapan=upcoming", 1),
        ("q=seoul uji", 1),
        ("tahun=1999", 0),
    ):
        assert client.get(f"{LIST}?{query}").text.count("<tr") - 1 == (found or -1), query
    assert "Tidak ada kegiatan yang cocok" in client.get(f"{LIST}?program=DGCC").text
    sheet = client.get(f"{LIST}.csv?jenis=forum").text
    assert "'=HYPERLINK(1)" in sheet
    assert "Kunjungan uji" not in sheet


def test_a_liaison_nominates_within_the_quota_and_sees_who_waits(
    client_for: ClientFor, post: Any, platform: Platform
) -> None:
    there(platform, places=1)
    client = client_for(LIAISON_OFFICER)
    desk = client.get("/kerja-sama/pencalonan").text
    assert "1 tempat kosong" in desk
    assert "mendapat tempat" in post(client, f"{ONE}/calon", name="Satu", office="Analis").text
    page = post(client, f"{ONE}/calon", name="Dua", office="Analis", email="dua@contoh.id")
    assert "masuk daftar tunggu" in page.text
    assert "urutan ke-1" in page.text
    sheet = client.get(f"{ONE}/calon.csv").text
    assert "dua@contoh.id" in sheet
    wrong = post(client, f"{ONE}/calon", name="", office="Tetap ada")
    assert wrong.status_code == 422
    assert 'value="Tetap ada"' in wrong.text


def test_a_decline_without_a_reason_says_so_at_that_person(client_for: ClientFor, post: Any, platform: Platform) -> None:
    there(platform)
    one = nominate(platform, "Satu")
    client = client_for(KOREAN)
    page = post(client, f"{ONE}/calon/{one.id}", lakukan="decline", version="1", reason="", calon=str(one.id))
    assert page.status_code == 422
    assert 'id="reason"' in page.text
    done = post(client, f"{ONE}/calon/{one.id}", lakukan="decline", version="1", reason="Kuota penuh", calon=str(one.id))
    assert "Kuota penuh" in done.text
    assert "Urungkan penolakan" in done.text


def test_programs_read_public_activities_without_a_word_about_people(client: TestClient, platform: Platform) -> None:
    with_passports(platform, public=True)
    [one] = client.get("/api/v1/cooperation/activities").json()["activities"]
    assert one["title"]["ko"] == "시험 방문"
    assert not {"leader", "remote", "people"} & set(one)
    assert client.get(f"/api/v1/cooperation/activities/{VISIT}").json() == one
    assert client.get("/api/v1/cooperation/activities/00000000-0000-0000-0000-000000000009").status_code == 404


def test_the_demos_examples_are_marked_and_come_once(client_for: ClientFor, platform: Platform) -> None:
    demo_activities.seed(platform)
    programmes_there(platform)
    demo_activities.seed(platform)
    demo_activities.seed(platform)
    client = client_for(CENTRE)
    people = client.get(f"{LIST}/{demo_activities._VISIT}/calon").text
    assert people.count("(rekaan)</") + people.count("(rekaan) <") >= 2
    assert people.count("Data sintetis") >= 3
    assert client.get("/kerja-sama/ahli").text.count("(rekaan)") >= 2


def test_many_people_are_searched_and_turned_page_by_page_and_one_comes_back_to_ones_place(
    client_for: ClientFor, post: Any, platform: Platform
) -> None:
    there(platform, places=30)
    people = [nominate(platform, f"Calon {number:02}") for number in range(25)]
    client = client_for(KEEPER)
    first, second = client.get(f"{ONE}/calon").text, client.get(f"{ONE}/calon?hal=2").text
    assert "Calon 00" in first
    assert "Calon 24" not in first
    assert "Calon 24" in second
    assert "Calon 07" in client.get(f"{ONE}/calon?q=calon 07&keadaan=nominated").text
    assert "Tidak ada yang cocok" in client.get(f"{ONE}/calon?keadaan=waiting").text
    done = post(client, f"{ONE}/calon/{people[24].id}", lakukan="accept", version="1", hal="2", q="calon")
    assert "hal=2" in str(done.url)
    assert "Calon 24" in done.text
    assert client.get(f"{ONE}/calon.csv?keadaan=accepted").text.count("Calon") == 1


def test_where_no_passports_are_asked_for_the_page_says_so_and_leads_back(
    client_for: ClientFor, platform: Platform
) -> None:
    there(platform, documents=False)
    for prefix, said in (
        ("", "Paspor tidak diminta"),
        ("/en", "No passports are asked for"),
        ("/ko", "여권 정보를 받지 않습니다"),
    ):
        page = client_for(KEEPER).get(f"{prefix}/kerja-sama/kegiatan/{VISIT}/dokumen")
        assert (page.status_code, said in page.text) == (200, True)
        assert f'href="{prefix}/kerja-sama/kegiatan/{VISIT}"' in page.text
    assert client_for(READER).get(f"/kerja-sama/kegiatan/{VISIT}/dokumen").status_code == 403


def test_who_decides_is_warned_before_a_passport_is_erased(client_for: ClientFor, platform: Platform) -> None:
    there(platform)
    nominate(platform, "Calon")
    warned = "pembatalan tidak mengembalikannya"
    for who, told in ((KEEPER, True), (LIAISON_OFFICER, True), (READER, False)):
        assert (warned in client_for(who).get(f"{ONE}/calon").text) is told
