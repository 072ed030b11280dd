"""The pages through a client: a resident's way, the desk, the lists, and every bad input of the issue in both languages."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from simpul.disaster import actions, seed_demo
from simpul.disaster.model import Photo
from simpul.disaster.store.tables import reports
from simpul.kernel.platform import Platform
from tests.disaster.makers import BANDUNG, JAKARTA, SEA, SINGAPORE, officer, sent
from tests.disaster.test_photo import animated, header_of_bomb, picture, zipped

Clients = Callable[..., TestClient]
WRITTEN = "Air masuk rumah, anak-anak di lantai dua."


def filled(point: tuple[float, float] = JAKARTA, **more: str) -> dict[str, str]:
    return {
        "form_id": str(uuid4()),
        "longitude": str(point[0]),
        "latitude": str(point[1]),
        "placed": "gps",
        "depth": "70",
        "text": WRITTEN,
        "client_at": "2026-11-24T05:00:00.000Z",
        "do": "send",
        **more,
    }


def kept(platform: Platform) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(select(func.count()).select_from(reports)) or 0


def checked(page: str) -> list[str]:
    """The values of the chosen radio buttons."""
    tags = re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page)
    return [re.search(r'value="([^"]*)"', tag)[1] for tag in tags if " checked" in tag]  # type: ignore[index]


def value_of(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


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


def test_a_photograph_is_shown_to_the_officer_and_after_verification_to_all(
    client: TestClient, client_for: Clients, platform: Platform
) -> None:
    client.post("/bencana/lapor", data=filled(), files={"photo": ("b.jpg", picture(), "image/jpeg")})
    desk = client_for(officer())
    page = desk.get("/bencana/meja/1").text
    photo = re.search(r'src="(/bencana/foto/[0-9a-f]{64}\.jpg)"', page)
    assert photo
    assert WRITTEN in page
    assert client.get(photo[1]).status_code == 404
    seen = desk.get(photo[1])
    assert (seen.status_code, seen.headers["cache-control"]) == (200, "private, no-store")
    done = desk.post("/bencana/meja/1", data=act(desk, "verify"))
    assert done.headers["location"] == "/bencana/meja/1?selesai=verify"
    public = client.get(photo[1])
    assert (public.status_code, public.headers["content-type"]) == (200, "image/jpeg")
    assert "immutable" in public.headers["cache-control"]
    assert WRITTEN in client.get("/bencana/laporan/1").text


def act(desk: TestClient, do: str, number: int = 1, **more: str) -> dict[str, str]:
    """What the desk's form for this step would send."""
    page = desk.get(f"/bencana/meja/{number}").text
    return {"csrf": value_of(page, "csrf"), "version": value_of(page, "version"), "do": do, **more}


def test_the_desk_s_day(client_for: Clients, platform: Platform) -> None:
    sent(platform)
    sent(platform, card={"flood_depth": 180}, text="Sampai atap")
    sent(platform, BANDUNG)
    desk = client_for(officer())
    queue = desk.get("/bencana/meja").text
    assert queue.index("/bencana/meja/2") < queue.index("/bencana/meja/1")
    assert "/bencana/meja/3" not in queue
    right = act(desk, "correct", depth="90", longitude="106.8272", latitude="-6.1754")
    assert desk.post("/bencana/meja/1", data=right).headers["location"].endswith("selesai=correct")
    banner = desk.get("/bencana/meja/1?selesai=correct").text
    assert "Laporan berikutnya" in banner
    assert "90 cm" in banner
    hidden = desk.post("/bencana/meja/1", data=act(desk, "hide", reason="Ganda"))
    assert hidden.status_code == 303
    assert "Ganda" in desk.get("/bencana/meja/1").text
    assert desk.get("/bencana/laporan/1").status_code == 404
    assert desk.post("/bencana/meja/1", data=act(desk, "undo")).status_code == 303
    assert desk.get("/bencana/laporan/1").status_code == 200
    assert desk.get("/bencana/meja?status=hidden").status_code == 200
    assert desk.get("/bencana/meja?status=all&q=gambir&depth=70&hours=24&sort=newest").status_code == 200
    assert "/bencana/meja/2" in desk.get("/bencana/meja?q=2").text
    assert "Tidak ada tempat bernama" in desk.get("/bencana/meja?q=zzqxwv").text


@pytest.mark.parametrize(("prefix", "words"), [("", "Orang lain telah mengubah"), ("/en", "Somebody else changed")])
def test_two_officers_on_one_report_lose_nothing(client_for: Clients, platform: Platform, prefix: str, words: str) -> None:
    sent(platform)
    desk = client_for(officer())
    form = act(desk, "hide", reason="Menurut saya bukan banjir")
    actions.verify(platform, officer(number=8), 1, version=1)
    answer = desk.post(f"{prefix}/bencana/meja/1", data=form)
    assert answer.status_code == 409
    assert words in answer.text
    assert "Menurut saya bukan banjir" in answer.text
    assert value_of(answer.text, "version") == "2"


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"do": "hide", "reason": " "}, 422, "Tulis alasan"),
        ({"do": "correct", "depth": "banjir", "longitude": "106.8272", "latitude": "-6.1754"}, 422, "angka bulat"),
        ({"do": "correct", "depth": "5", "longitude": str(SEA[0]), "latitude": str(SEA[1])}, 422, "di laut"),
        (
            {"do": "correct", "depth": "5", "longitude": str(BANDUNG[0]), "latitude": str(BANDUNG[1])},
            403,
            "di luar wilayah",
        ),
        ({"do": "verify", "version": "x"}, 409, "Orang lain"),
        ({"do": "dance"}, 404, ""),
    ],
)
def test_wrong_steps_are_told(
    client_for: Clients, platform: Platform, form: dict[str, str], status: int, words: str
) -> None:
    sent(platform)
    desk = client_for(officer())
    answer = desk.post("/bencana/meja/1", data={**act(desk, "verify"), **form})
    assert answer.status_code == status
    assert words in answer.text
    assert actions.public_report(platform, 1).version == 1


def test_the_desk_is_for_officers_of_the_region(client: TestClient, client_for: Clients, platform: Platform) -> None:
    sent(platform)
    for path in ("/bencana/meja", "/bencana/meja/1"):
        assert client.get(path).status_code in (303, 403)
    other = client_for(officer("32", number=9))
    assert other.get("/bencana/meja/1").status_code == 403
    assert "Tidak ada yang menunggu" in other.get("/bencana/meja").text
    assert client_for(officer(None, number=10)).get("/bencana/meja/1").status_code == 200


def test_unknown_reports(client: TestClient, client_for: Clients) -> None:
    for number in ("1", "0", "x", "9" * 30, "-1", "٣"):
        assert client.get(f"/bencana/laporan/{number}").status_code == 404
        assert client_for(officer()).get(f"/bencana/meja/{number}").status_code == 404
    for name in ("x.jpg", "a" * 64 + ".jpg"):
        assert client.get(f"/bencana/foto/{name}").status_code == 404


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
