"""A resident's way through the form, for every hazard: one question a page, bad input told, nothing lost."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.outside import held
from simpul.disaster.rules import questions
from simpul.disaster.rules.hazards import HAZARDS, LISTED
from simpul.disaster.store.tables import reports
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.forms import WRITTEN, checked, kept, value_of
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, SINGAPORE, officer, sent
from tests.disaster.report_forms import FLOOD, PHOTO, answers_to, filled, form_of, step_of, walked
from tests.disaster.test_photo import animated, header_of_bomb, picture, zipped

DECKS = [(hazard.slug, deck.report_type) for hazard in LISTED for deck in hazard.decks]
HERE = {"here_longitude": str(JAKARTA[0]), "here_latitude": str(JAKARTA[1])}
THERE = {"longitude": str(JAKARTA[0]), "latitude": str(JAKARTA[1]), "placed": "gps"}


@pytest.mark.parametrize(("slug", "report_type"), DECKS)
def test_each_hazard_is_reported_question_by_question_without_scripts(
    client: TestClient, platform: Platform, slug: str, report_type: str
) -> None:
    hazard = HAZARDS[slug]
    card = answers_to(hazard, report_type)
    own = questions.own_place(hazard.deck(report_type))
    given = {name: {name: value} for name, value in card.items()}
    given |= {"report_type": {"report_type": report_type}, "here": HERE, "text": {"text": WRITTEN}}
    given["place"] = {"direction": "e", "away": "1000"} if own else THERE
    page, seen = walked(client, f"/bencana/lapor/{slug}", given)
    assert seen == [one.name for one in questions.way(hazard, report_type)]
    for name in card:
        label = hazard.deck(report_type).field(name).label["id"]  # type: ignore[union-attr]
        assert label in page[page.index('id="rows"') :]
    done = client.post(f"/bencana/lapor/{slug}", data={**form_of(page), "do": "send"})
    assert done.status_code == 303, done.text
    report = actions.public_report(platform, 1)
    assert (report.hazard, report.card["report_type"]) == (slug, report_type)
    assert set(report.card) >= {"report_type", *card}


def test_a_fire_is_reported_from_afar_and_the_senders_own_place_is_kept_nowhere(
    client: TestClient, platform: Platform
) -> None:
    given = {"here": HERE, "place": {"direction": "n", "away": "3000"}, "fireDistance": {"fireDistance": "50"}}
    page, _ = walked(client, "/bencana/lapor/fire", {**given, "text": {"text": WRITTEN}})
    assert "Tidak disimpan dan tidak ditampilkan" in page
    assert client.post("/bencana/lapor/fire", data={**form_of(page), "do": "send"}).status_code == 303
    with platform.database.reading() as unit:
        row = dict(unit.connection.execute(select(reports)).mappings().one())
    assert row["latitude"] == pytest.approx(JAKARTA[1] + 0.02698, abs=1e-4)
    assert row["card"]["fireLocation"]["lat"] == pytest.approx(row["latitude"])
    assert "personLocation" not in row["card"]
    assert str(JAKARTA[1]) not in str(row)


def test_a_place_is_found_by_name_chosen_and_changed(client: TestClient) -> None:
    page = client.get(FLOOD).text
    form_id = value_of(page, "form_id")
    found = client.post(FLOOD, data={**form_of(page), "q": "cipinang melayu", "do": "search"})
    assert (found.status_code, step_of(found.text)) == (200, "place")
    code = re.search(r'name="place" id="place-1" value="([\d.]+)"', found.text)
    assert code
    chosen = client.post(FLOOD, data={**form_of(found.text), "place": code[1], "do": "next"}).text
    assert step_of(chosen) == "flood_depth"
    assert value_of(chosen, "form_id") == form_id
    assert value_of(chosen, "placed") == "name"
    back = client.post(FLOOD, data={**form_of(chosen), "do": "back"}).text
    assert step_of(back) == "place"
    assert "Cipinang Melayu" in back
    assert "tengah wilayah" in back
    for wrong in ("99.99", "banjir"):
        refused = client.post(FLOOD, data=filled(longitude="", latitude="", place=wrong))
        assert (refused.status_code, step_of(refused.text)) == (422, "place")


def test_a_changed_answer_leads_back_to_the_last_look(client: TestClient) -> None:
    page = client.post(FLOOD, data=filled(do="to:flood_depth")).text
    assert step_of(page) == "flood_depth"
    assert checked(page) == ["70"]
    again = client.post(FLOOD, data={**form_of(page), "flood_depth": "130", "do": "next"}).text
    assert step_of(again) == "check"
    assert "130 cm (dada)" in again


def test_a_tap_on_the_map_goes_along_to_the_form(client: TestClient) -> None:
    page = client.get("/bencana/lapor", params={"lon": JAKARTA[0], "lat": JAKARTA[1]}).text
    assert f'href="/bencana/lapor/flood?lon={JAKARTA[0]}&amp;lat={JAKARTA[1]}"' in page.replace("&lat", "&amp;lat")
    assert value_of(client.get(FLOOD, params={"lon": JAKARTA[0], "lat": JAKARTA[1]}).text, "longitude") == str(JAKARTA[0])
    abroad = client.get(FLOOD, params={"lon": SINGAPORE[0], "lat": SINGAPORE[1]})
    assert value_of(abroad.text, "longitude") == ""
    assert "di luar Indonesia" in abroad.text


def test_the_menu_offers_what_people_report_and_nothing_else(client: TestClient) -> None:
    page = client.get("/bencana/lapor").text
    assert re.findall(r'href="/bencana/lapor/(\w+)"', page) == [hazard.slug for hazard in LISTED]
    for slug in ("prep", "assessment", "ufo"):
        assert client.get(f"/bencana/lapor/{slug}").status_code == 404


FIELDS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "at sea": (filled(SEA), "place", "di laut", "at sea"),
    "abroad": (filled(SINGAPORE), "place", "di luar Indonesia", "outside Indonesia"),
    "no place": (filled(longitude="", latitude=""), "place", "Tentukan tempatnya", "Say where it is"),
    "not chosen": (filled(longitude="", latitude="", q="gambir"), "place", "Pilih salah satu tempat", "Choose one of"),
    "no such place": (filled(longitude="", latitude="", q="zzqxwv"), "place", "Tidak ada tempat", "No place with"),
    "place in words": (filled(longitude="monas", latitude="x"), "place", "Tentukan tempatnya", "Say where it is"),
    "depth -3": (filled(flood_depth="-3"), "flood_depth", "harus antara 0 dan 200", "between 0 and 200"),
    "depth banjir": (filled(flood_depth_measured="banjir"), "flood_depth", "tidak terbaca", "cannot be read"),
    "no depth": (filled(flood_depth=""), "flood_depth", "Jawab pertanyaan ini", "Answer this question"),
    "neither photo nor text": (filled(text=" "), "text", "salah satunya diperlukan", "one of the two is needed"),
    "honeypot": (filled(website="http://murah.example"), "check", "diisi oleh program", "a program had filled in"),
    "no form": (filled(form_id=""), "check", "belum lengkap", "not complete"),
}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("case", FIELDS)
def test_bad_answers_are_told_at_their_question_and_nothing_is_lost(
    client: TestClient, platform: Platform, case: str, lang: str
) -> None:
    fields, step, *words = FIELDS[case]
    answer = client.post(f"{'/en' if lang == 'en' else ''}{FLOOD}", data=fields)
    assert (answer.status_code, step_of(answer.text)) == (422, step)
    assert words[lang == "en"] in answer.text
    assert (WRITTEN in answer.text) == (fields["text"] == WRITTEN)
    assert checked(answer.text) == [one for one in [fields["flood_depth"]] if one == "70"]
    assert kept(platform) == 0
    said = client.post(FLOOD, data=fields, headers={"Accept": "application/json"})
    assert said.status_code == 422
    assert said.json()["step"] == step


PHOTOS: dict[str, tuple[bytes, str, str]] = {
    "zip": (zipped(), "Berkas ini bukan foto.", "This file is not a photo."),
    "bomb": (header_of_bomb(60_000, 60_000), "terlalu banyak piksel", "too many pixels"),
    "truncated": (picture(size=(900, 900))[:2_000], "Foto rusak", "The photo is damaged"),
    "animated": (animated(), "Gambar bergerak", "Moving pictures"),
    "too large": (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "lebih besar dari 10 MB", "larger than 10 MB"),
}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("case", PHOTOS)
def test_bad_photographs_are_told_in_words_and_nothing_else_is_lost(
    client: TestClient, platform: Platform, case: str, lang: str
) -> None:
    content, *words = PHOTOS[case]
    path = f"{'/en' if lang == 'en' else ''}{FLOOD}"
    for do in ("send", "next"):
        answer = client.post(path, data=filled(do=do, step="photo"), files={"photo": ("x.jpg", content, "image/jpeg")})
        assert (answer.status_code, step_of(answer.text)) == (422, "photo")
        assert words[lang == "en"] in answer.text
        assert WRITTEN in answer.text
        assert checked(answer.text) == ["70"]
        assert value_of(answer.text, "longitude") == str(JAKARTA[0])
    assert kept(platform) == 0


def test_a_photo_waits_on_the_node_until_the_report_is_sent(client: TestClient, platform: Platform) -> None:
    page = client.post(FLOOD, data=filled(do="next", step="photo"), files=PHOTO).text
    assert step_of(page) == "text"
    secret = value_of(page, "held")
    assert held.held(platform, secret)
    assert "Dengan foto" in client.post(FLOOD, data={**form_of(page), "do": "next"}).text
    done = client.post(FLOOD, data={**form_of(page), "text": "", "step": "check", "do": "send"})
    assert done.status_code == 303
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(reports.c.photo))
    assert held.held(platform, secret) is None


def test_a_waiting_photo_is_dropped_replaced_and_gone_after_an_hour(
    client: TestClient, platform: Platform, clock: FixedClock
) -> None:
    first = value_of(client.post(FLOOD, data=filled(do="next", step="photo"), files=PHOTO).text, "held")
    second = value_of(client.post(FLOOD, data=filled(do="next", step="photo", held=first), files=PHOTO).text, "held")
    assert held.held(platform, first) is None
    dropped = client.post(FLOOD, data=filled(do="drop", step="photo", held=second)).text
    assert (step_of(dropped), value_of(dropped, "held")) == ("photo", "")
    third = value_of(client.post(FLOOD, data=filled(do="next", step="photo"), files=PHOTO).text, "held")
    clock.advance(timedelta(minutes=61))
    assert held.held(platform, third) is None
    held.erase_held(platform)
    assert not list((platform.settings.data_dir / "held").iterdir())


def test_when_too_many_photos_wait_the_form_asks_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MOST", 0)
    page = client.post(FLOOD, data=filled(do="next", step="photo"), files=PHOTO).text
    assert value_of(page, "held") == ""
    assert "Pilih fotonya sekali lagi" in page


def test_a_photo_of_300_mb_is_refused_and_the_form_kept(client: TestClient, platform: Platform) -> None:
    def body() -> Iterator[bytes]:
        for name, value in filled().items():
            yield f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        yield b'--b\r\nContent-Disposition: form-data; name="photo"; filename="x.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        for _ in range(300):
            yield bytes(1024 * 1024)
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post(FLOOD, content=body(), headers=headers)
    assert answer.status_code == 422
    assert "lebih besar dari 10 MB" in answer.text
    assert WRITTEN in answer.text
    assert kept(platform) == 0


@pytest.mark.parametrize("as_file", [False, True])
def test_a_text_of_5_mb_is_refused_and_the_rest_kept(client: TestClient, platform: Platform, as_file: bool) -> None:
    files = {"photo": ("", b"", "application/octet-stream")} if as_file else None
    answer = client.post(f"/en{FLOOD}", data=filled(text="banjir " * 750_000), files=files)
    assert answer.status_code == 422
    assert "Shorten the description to 2000 characters" in answer.text
    assert checked(answer.text) == ["70"]
    assert kept(platform) == 0


@pytest.mark.parametrize(
    ("path", "words"), [(FLOOD, "Kiriman ini tidak terbaca"), (f"/en{FLOOD}", "We could not read this")]
)
def test_invalid_utf_8_is_told(client: TestClient, platform: Platform, path: str, words: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(path, content=b"text=%ff%fe&do=send", headers=headers)
    assert answer.status_code == 400
    assert words in answer.text
    assert kept(platform) == 0


@pytest.mark.parametrize("path", [FLOOD, "/bencana/lapor"])
def test_two_posts_of_the_same_form_are_one_report(client: TestClient, platform: Platform, path: str) -> None:
    form = filled()
    places = {client.post(path, data=form).headers["location"] for _ in range(2)}
    said = client.post(path, data=form, headers={"Accept": "application/json"})
    assert places == {"/bencana/laporan/1?terkirim=ya"}
    assert said.json() == {"number": 1, "path": "/bencana/laporan/1?terkirim=ya"}
    assert kept(platform) == 1


def test_a_like_report_is_offered_as_an_update_and_its_photo_waits(client: TestClient) -> None:
    client.post(FLOOD, data=filled())
    again = filled(flood_depth="100")
    asked = client.post(FLOOD, data=again, files=PHOTO)
    assert asked.status_code == 409
    assert "Apakah ini kabar dari tempat yang sama?" in asked.text
    assert checked(asked.text) == ["100"]
    form = form_of(asked.text)
    assert form["held"]
    done = client.post(FLOOD, data={**form, "do": "update"})
    assert done.headers["location"] == "/bencana/laporan/1?terkirim=ya"
    assert "100 cm" in client.get("/bencana/laporan/1").text
    other = client.post(FLOOD, data=filled(do="anyway"))
    assert re.fullmatch(r"/bencana/laporan/(?!1\?)\d+\?terkirim=ya", other.headers["location"])


def test_the_sixth_report_of_a_device_is_told_when_to_try_again(client: TestClient) -> None:
    for n in range(5):
        assert client.post(FLOOD, data=filled((JAKARTA[0], JAKARTA[1] - n / 100))).status_code == 303
    answer = client.post(FLOOD, data=filled(BANDUNG))
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "600"
    assert WRITTEN in answer.text


def test_an_expired_session_can_still_report(client: TestClient, platform: Platform) -> None:
    client.cookies.set(platform.settings.cookie, "long-gone")
    assert client.post(FLOOD, data=filled(BANDUNG)).status_code == 303


def test_an_officers_own_report_is_verified_and_a_residents_is_not(
    client_for: Callable[..., TestClient], client: TestClient, platform: Platform
) -> None:
    duty = client_for(officer())
    form = form_of(duty.get(FLOOD).text)
    assert duty.post(FLOOD, data={**filled(), "csrf": form["csrf"]}).status_code == 303
    assert client.post(FLOOD, data=filled(BANDUNG)).status_code == 303
    assert [actions.public_report(platform, n).status for n in (1, 2)] == ["verified", "unverified"]


def test_after_a_house_the_road_is_offered_at_the_same_place(client: TestClient, platform: Platform) -> None:
    path = "/bencana/lapor/earthquake"
    house = {**filled(), "report_type": "structure", "structureFailure": "2"}
    done = client.post(path, data=house)
    assert done.headers["location"] == f"{path}/lanjut?nomor=1"
    page = client.get(done.headers["location"]).text
    address = re.search(r'href="(/bencana/lapor/earthquake\?[^"]+)"', page)
    assert address
    road = client.get(address[1].replace("&amp;", "&")).text
    form = form_of(road)
    assert (form["report_type"], form["longitude"]) == ("road", str(JAKARTA[0]))
    answers = {"accessabilityFailure": "1", "condition": "2", "text": WRITTEN, "step": "check", "do": "send"}
    second = client.post(path, data={**form, **answers})
    assert second.headers["location"] == "/bencana/laporan/2?terkirim=ya"


def test_only_an_exercises_own_address_makes_an_exercise(client: TestClient, platform: Platform) -> None:
    client.post(FLOOD, data=filled(text="protes: tes simulasi latihan", training="ya"))
    assert not actions.public_report(platform, 1).training
    page = client.get("/bencana/latihan/lapor/flood").text
    assert "Ini latihan" in page
    done = client.post("/bencana/latihan/lapor/flood", data=filled(BANDUNG))
    assert done.headers["location"] == "/bencana/latihan?terkirim=2"
    assert actions.public_report(platform, 2).training
    shown = client.get("/bencana/latihan?terkirim=2").text
    assert "/bencana/laporan/2" in shown
    assert "/bencana/laporan/1" not in shown
    assert "/bencana/laporan/2" not in client.get("/bencana/daftar").text


def test_the_worker_may_serve_pages_outside_its_folder_and_knows_what_to_keep(client: TestClient) -> None:
    answer = client.get("/bencana/luring.js")
    assert answer.headers["service-worker-allowed"] == "/"
    assert answer.headers["cache-control"] == "no-cache"
    for path in re.findall(r'"(/static/[^"]+)"', answer.text):
        assert client.get(path).status_code == 200


def test_pages_travel_compressed_except_where_a_secret_stands_in_them(client_for: Callable[..., TestClient]) -> None:
    asked = {"Accept-Encoding": "gzip"}
    assert client_for().get(FLOOD, headers=asked).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client_for(officer()).get(FLOOD, headers=asked).headers
    assert "content-encoding" not in client_for().get(FLOOD, headers={"Accept-Encoding": "identity"}).headers


def test_a_hidden_report_leads_nowhere_further(client: TestClient, platform: Platform) -> None:
    sent(platform)
    actions.hide(platform, officer(), 1, version=1, reason="uji")
    assert client.get("/bencana/lapor/earthquake/lanjut?nomor=1").status_code == 404
    assert client.get("/bencana/lapor/flood/lanjut?nomor=1").status_code == 404
