"""The duty desk through a client: the queue, the decisions, who may, and two officers on one report."""

import re

import pytest
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.kernel.platform import Platform
from tests.disaster.forms import WRITTEN, Clients, filled, value_of
from tests.disaster.makers import BANDUNG, SEA, officer, sent
from tests.disaster.test_photo import picture


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
    right = act(desk, "correct", flood_depth="90", longitude="106.8272", latitude="-6.1754")
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
        (
            {"do": "correct", "flood_depth": "banjir", "longitude": "106.8272", "latitude": "-6.1754"},
            422,
            'id="flood_depth-error"',
        ),
        ({"do": "correct", "flood_depth": "5", "longitude": str(SEA[0]), "latitude": str(SEA[1])}, 422, "di laut"),
        (
            {"do": "correct", "flood_depth": "5", "longitude": str(BANDUNG[0]), "latitude": str(BANDUNG[1])},
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
