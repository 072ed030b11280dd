"""A resident's way through the form, and every bad input of the issue in both languages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.kernel.platform import Platform
from tests.disaster.forms import WRITTEN, checked, filled, kept, value_of
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, SINGAPORE, sent
from tests.disaster.test_photo import animated, header_of_bomb, picture, zipped


def test_without_scripts_a_place_is_found_by_name_chosen_and_reported(client: TestClient, platform: Platform) -> None:
    page = client.get("/bencana/lapor").text
    form_id = value_of(page, "form_id")
    answers = {"form_id": form_id, "q": "cipinang melayu", "depth": "70", "text": WRITTEN}
    found = client.post("/bencana/lapor", data={**answers, "do": "search"})
    assert found.status_code == 200
    assert checked(found.text) == ["70"]
    assert value_of(found.text, "form_id") == form_id
    assert WRITTEN in found.text
    code = re.search(r'name="place" id="place-1" value="([\d.]+)"', found.text)
    assert code
    done = client.post("/bencana/lapor", data={**answers, "place": code[1], "do": "send"})
    assert (done.status_code, done.headers["location"]) == (303, "/bencana/laporan/1?terkirim=ya")
    confirmed = client.get(done.headers["location"]).text
    assert "Cipinang Melayu" in confirmed
    assert "Tengah wilayah" in confirmed
    assert "112" in confirmed
    assert WRITTEN not in confirmed
    assert "Belum diverifikasi" in confirmed


def test_choosing_and_changing_the_place_keeps_the_answers(client: TestClient) -> None:
    chosen = client.post("/bencana/lapor", data=filled(longitude="", latitude="", place="31.71", q="x", do="choose"))
    assert "Jakarta Pusat" in chosen.text
    assert value_of(chosen.text, "placed") == "name"
    changed = client.post("/bencana/lapor", data=filled(do="change"))
    assert value_of(changed.text, "longitude") == ""
    assert checked(changed.text) == ["70"]
    for place in ("99.99", "banjir"):
        refused = client.post("/bencana/lapor", data=filled(longitude="", latitude="", place=place))
        assert refused.status_code == 422


def test_a_tap_on_the_map_opens_the_form_there(client: TestClient) -> None:
    page = client.get("/bencana/lapor", params={"lon": JAKARTA[0], "lat": JAKARTA[1]}).text
    assert value_of(page, "longitude") == str(JAKARTA[0])
    abroad = client.get("/bencana/lapor", params={"lon": SINGAPORE[0], "lat": SINGAPORE[1]})
    assert value_of(abroad.text, "longitude") == ""
    assert "di luar Indonesia" in abroad.text


PHOTOS: dict[str, tuple[bytes, str, str]] = {
    "zip": (zipped(), "Berkas ini bukan foto.", "This file is not a photo."),
    "bomb": (header_of_bomb(60_000, 60_000), "terlalu banyak piksel", "too many pixels"),
    "truncated": (picture(size=(900, 900))[:2_000], "Foto rusak", "The photo is damaged"),
    "animated": (animated(), "Gambar bergerak", "Moving pictures"),
    "too large": (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "lebih besar dari 10 MB", "larger than 10 MB"),
}
FIELDS: dict[str, tuple[dict[str, str], str, str]] = {
    "at sea": (filled(SEA), "di laut", "at sea"),
    "abroad": (filled(SINGAPORE), "di luar Indonesia", "outside Indonesia"),
    "no place": (filled(longitude="", latitude=""), "Tentukan tempatnya", "Say where it is"),
    "place not chosen": (
        filled(longitude="", latitude="", q="gambir"),
        "Pilih salah satu tempat",
        "Choose one of the places",
    ),
    "no such place": (filled(longitude="", latitude="", q="zzqxwv"), "tidak ditemukan", "was found"),
    "place in words": (filled(longitude="monas", latitude="x"), "Tentukan tempatnya", "Say where it is"),
    "depth -3": (filled(depth="-3"), "antara 0 dan 200 cm", "between 0 and 200 cm"),
    "depth banjir": (filled(depth_cm="banjir"), "angka bulat", "whole number"),
    "no depth": (filled(depth=""), "Pilih setinggi apa airnya", "Choose how high"),
    "honeypot": (filled(website="http://murah.example"), "diisi oleh program", "a program had filled in"),
    "no form": (filled(form_id=""), "belum lengkap", "not complete"),
}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("case", FIELDS)
def test_bad_answers_are_told_in_words_and_nothing_is_lost(
    client: TestClient, platform: Platform, case: str, lang: str
) -> None:
    fields, *words = FIELDS[case]
    answer = client.post(f"{'/en' if lang == 'en' else ''}/bencana/lapor", data=fields)
    assert answer.status_code == 422
    assert words[lang == "en"] in answer.text
    assert WRITTEN in answer.text
    assert checked(answer.text) == [one for one in [fields["depth"]] if one == "70"]
    assert "Traceback" not in answer.text
    assert kept(platform) == 0


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("case", PHOTOS)
def test_bad_photographs_are_told_in_words_and_nothing_else_is_lost(
    client: TestClient, platform: Platform, case: str, lang: str
) -> None:
    content, *words = PHOTOS[case]
    path = f"{'/en' if lang == 'en' else ''}/bencana/lapor"
    answer = client.post(path, data=filled(), files={"photo": ("banjir.jpg", content, "image/jpeg")})
    assert answer.status_code == 422
    assert words[lang == "en"] in answer.text
    assert WRITTEN in answer.text
    assert checked(answer.text) == ["70"]
    assert value_of(answer.text, "longitude") == str(JAKARTA[0])
    assert ("choose the photo again" if lang == "en" else "Pilih fotonya sekali lagi") in answer.text
    assert kept(platform) == 0


def test_a_photo_of_300_mb_is_refused_and_the_form_kept(client: TestClient, platform: Platform) -> None:
    def body() -> Iterator[bytes]:
        for name, value in filled().items():
            yield f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        yield b'--b\r\nContent-Disposition: form-data; name="photo"; filename="x.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        for _ in range(300):
            yield bytes(1024 * 1024)
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/bencana/lapor", content=body(), headers=headers)
    assert answer.status_code == 422
    assert "lebih besar dari 10 MB" in answer.text
    assert WRITTEN in answer.text
    assert kept(platform) == 0


@pytest.mark.parametrize("as_file", [False, True])
def test_a_text_of_5_mb_is_refused_and_the_rest_kept(client: TestClient, platform: Platform, as_file: bool) -> None:
    files = {"photo": ("", b"", "application/octet-stream")} if as_file else None
    answer = client.post("/en/bencana/lapor", data=filled(text="banjir " * 750_000), files=files)
    assert answer.status_code == 422
    assert "Shorten the description to 2000 characters" in answer.text
    assert checked(answer.text) == ["70"]
    assert kept(platform) == 0


@pytest.mark.parametrize(
    ("path", "words"), [("/bencana/lapor", "Kiriman ini tidak terbaca"), ("/en/bencana/lapor", "We could not read this")]
)
def test_invalid_utf_8_is_told(client: TestClient, platform: Platform, path: str, words: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(path, content=b"text=%ff%fe&do=send", headers=headers)
    assert answer.status_code == 400
    assert words in answer.text
    assert kept(platform) == 0


def test_two_posts_of_the_same_form_are_one_report(client: TestClient, platform: Platform) -> None:
    form = filled()
    places = {client.post("/bencana/lapor", data=form).headers["location"] for _ in range(2)}
    assert places == {"/bencana/laporan/1?terkirim=ya"}
    assert kept(platform) == 1


def test_a_like_report_is_offered_as_an_update(client: TestClient, platform: Platform) -> None:
    client.post("/bencana/lapor", data=filled())
    again = filled(depth="100")
    asked = client.post("/bencana/lapor", data=again, files={"photo": ("b.jpg", picture(), "image/jpeg")})
    assert asked.status_code == 409
    assert "kabar banjir yang sama" in asked.text
    assert "Pilih fotonya sekali lagi" in asked.text
    assert checked(asked.text) == ["100"]
    number = value_of(asked.text, "update_of")
    done = client.post("/bencana/lapor", data={**again, "do": "update", "update_of": number})
    assert done.headers["location"] == "/bencana/laporan/1?terkirim=ya"
    assert "100 cm" in client.get("/bencana/laporan/1").text
    other = client.post("/bencana/lapor", data=filled(do="anyway"))
    assert other.headers["location"] == "/bencana/laporan/2?terkirim=ya"


def test_the_sixth_report_of_a_device_is_told_when_to_try_again(client: TestClient) -> None:
    for n in range(5):
        assert client.post("/bencana/lapor", data=filled((JAKARTA[0], JAKARTA[1] - n / 100))).status_code == 303
    answer = client.post("/bencana/lapor", data=filled(BANDUNG))
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "600"
    assert WRITTEN in answer.text


@contextmanager
def away(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> Any:
        raise OperationalError("connect", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setattr(platform.database.engine, "connect", refuse)
        yield


@pytest.mark.parametrize(("prefix", "words"), [("", "Coba lagi"), ("/en", "try again in a minute")])
def test_a_database_that_goes_away_and_comes_back(
    client: TestClient, platform: Platform, monkeypatch: pytest.MonkeyPatch, prefix: str, words: str
) -> None:
    form = filled()
    with away(platform, monkeypatch):
        answer = client.post(f"{prefix}/bencana/lapor", data=form)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert words.lower() in answer.text.lower()
    assert WRITTEN in answer.text
    assert value_of(answer.text, "form_id") == form["form_id"]
    assert value_of(answer.text, "longitude") == str(JAKARTA[0])
    with away(platform, monkeypatch):
        assert client.post(f"{prefix}/bencana/lapor", data={**form, "q": "gambir", "do": "search"}).status_code in (
            200,
            503,
        )
    assert client.post(f"{prefix}/bencana/lapor", data=form).status_code == 303


def test_an_expired_session_can_still_report_but_not_decide(client: TestClient, platform: Platform) -> None:
    sent(platform)
    client.cookies.set(platform.settings.cookie, "long-gone")
    assert client.post("/bencana/lapor", data=filled(BANDUNG)).status_code == 303
    for path, words in (("/bencana/meja/1", "masuk"), ("/en/bencana/meja/1", "Sign in")):
        answer = client.post(path, data={"do": "verify", "version": "1"})
        assert answer.status_code in (303, 403)
        assert words in (answer.text or answer.headers["location"])
    assert actions.public_report(platform, 1).status == "unverified"
