"""The pages of needs, walked by who asks, who gives and who watches over them; what strangers see of it."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients, value_of
from tests.disaster.makers import officer

NEW = "/bencana/kebutuhan/baru"
FORM = {
    "kode": "31.71",
    "n_blankets": "10",
    "n_water": "40",
    "address_text": "Gang Melati 7, rumah hijau",
    "phone": "0811-1222-333",
    "name": "Sari Wulandari",
    "note": "Ada bayi tiga bulan",
}
SECRETS = ("Sari", "Melati", "628111222333", "Budi", "628999888777")


def asked(client: TestClient, **more: str) -> str:
    answer = client.post(NEW, data={**FORM, **more}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("?")[0]


def promised(client: TestClient, platform: Platform, number: int = 1, **more: str) -> str:
    day = (platform.clock.now() + timedelta(days=1)).date().isoformat()
    form = {"n_blankets": "4", "day": day, "hour": "09:00", "phone": "08999888777", "name": "Budi Santoso", **more}
    answer = client.post(f"/bencana/kebutuhan/{number}", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("?")[0]


def test_a_need_is_asked_for_met_and_over(client: TestClient, platform: Platform):
    found = client.get(NEW, params={"q": "Gambir"}).text
    assert "kode=31.71.01" in found
    mine = asked(client)
    theirs = promised(client, platform)
    assert "Gang Melati 7" not in client.get(theirs).text
    page = client.get(mine).text
    assert "Budi Santoso" in page
    gift = re.search(r'name="gift" value="(\d+)"', page)
    assert gift
    client.post(mine, data={"do": "accept", "gift": gift[1]})
    code = re.search(r'needs__code">(\d{6})<', client.get(mine).text)
    assert code
    assert "Gang Melati 7" in client.get(theirs).text
    wrong = client.post(theirs, data={"do": "deliver", "code": "000000" if code[1] != "000000" else "111111"})
    assert wrong.status_code == 422 or wrong.status_code == 400
    assert "Kodenya bukan itu" in wrong.text
    client.post(theirs, data={"do": "deliver", "code": code[1]})
    assert "sudah diantar" in client.get(theirs).text
    client.post(mine, data={"do": "met"})
    assert "terpenuhi" in client.get(mine).text or "met" in client.get(f"/en{mine}").text


def test_strangers_see_what_is_missing_and_nobodys_name(client: TestClient, platform: Platform):
    asked(client)
    promised(client, platform)
    for path in ("", ".geojson", "/ekspor.csv", "/1"):
        for prefix in ("", "/en", "/jv"):
            text = client.get(f"{prefix}/bencana/kebutuhan{path}").text
            assert not any(word in text for word in (*SECRETS, "bayi tiga bulan")), path
    assert "Selimut" in client.get("/bencana/kebutuhan").text
    assert "Kemul" in client.get("/jv/bencana/kebutuhan").text
    [feature] = client.get("/bencana/kebutuhan.geojson").json()["features"]
    assert feature["properties"]["missing"] == {"water": 40, "blankets": 6}
    assert feature["properties"]["approximate"] is True


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "", "nomor telepon"),
        ("address_text", "", "ke mana barangnya"),
        ("n_blankets", "banyak", "bilangan bulat"),
        ("kode", "99.99", "Pilih di mana"),
        ("note", "a" * 301, "300"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written_is_lost(client: TestClient, field: str, value: str, words: str):
    answer = client.post(NEW, data={**FORM, field: value})
    assert answer.status_code == 422 or answer.status_code == 400
    assert words in answer.text
    if field != "kode":
        assert all(text in answer.text for name, text in FORM.items() if name not in (field, "kode"))


def test_a_filled_trap_keeps_nothing(client: TestClient):
    client.post(NEW, data={**FORM, "website": "http://x"})
    assert client.get("/bencana/kebutuhan/1").status_code == 404


def test_a_program_that_fills_every_field_promises_nothing(client: TestClient, platform: Platform):
    asked(client)
    day = (platform.clock.now() + timedelta(days=1)).date().isoformat()
    form = {"n_blankets": "4", "day": day, "hour": "09:00", "phone": "08999888777", "website": "http://x"}
    client.post("/bencana/kebutuhan/1", data=form)
    client.post("/bencana/kebutuhan/1", data={**form, "website": ""})
    assert client.get("/bencana/kebutuhan.geojson").json()["features"][0]["properties"]["missing"]["blankets"] == 6


@pytest.mark.parametrize(
    ("lon", "lat"), [("nan", "nan"), ("inf", "0"), ("1e400", "-6"), ("2.35", "48.85"), ("x", "y"), ("", "")]
)
def test_a_place_that_is_none_is_asked_for_again(client: TestClient, lon: str, lat: str):
    answer = client.post(NEW, data={**FORM, "kode": "", "lon": lon, "lat": lat})
    assert answer.status_code in (400, 422)
    assert client.get("/bencana/kebutuhan/1").status_code == 404


def test_an_officer_reads_hides_and_shows_again(client_for: Clients):
    resident, desk = client_for(), client_for(officer())
    asked(resident)
    page = desk.get("/bencana/meja/kebutuhan").text

    def act(**form: str) -> str:
        form |= {"csrf": value_of(page, "csrf"), "need": "1"}
        return desk.post("/bencana/meja/kebutuhan", data=form, follow_redirects=True).text

    assert "Ada bayi tiga bulan" in page
    assert "Wulandari" not in page
    assert "Sari Wulandari" in act(do="contact")
    act(do="check")
    assert "Ada bayi tiga bulan" in resident.get("/bencana/kebutuhan/1").text
    act(do="hide", reason="Palsu")
    assert resident.get("/bencana/kebutuhan/1").status_code == 404
    act(do="show")
    assert resident.get("/bencana/kebutuhan/1").status_code == 200


def test_secret_pages_are_kept_by_nobody(client: TestClient, platform: Platform):
    for path in (asked(client), promised(client, platform)):
        assert client.get(path).headers["cache-control"] == "no-store"
        assert client.get(path[:-1] + ("x" if path[-1] != "x" else "y")).status_code == 404


@pytest.mark.parametrize("do", ["withdraw", "met"])
def test_a_request_closed_by_a_slip_is_open_again_within_half_an_hour(client: TestClient, clock: FixedClock, do: str):
    mine = asked(client)
    page = client.post(mine, data={"do": do}, follow_redirects=True).text
    assert "Jika keliru, buka lagi sebelum" in page
    assert "Selimut" not in client.get("/bencana/kebutuhan").text.split("<main")[1].split("</form>")[-1]
    client.post(mine, data={"do": "still"})
    assert 'value="withdraw"' in client.get(mine).text
    assert "/bencana/kebutuhan/1" in client.get("/bencana/kebutuhan").text
    client.post(mine, data={"do": do})
    clock.advance(timedelta(minutes=31))
    page = client.get(mine).text
    assert 'value="still"' not in page, "half an hour is over"
    assert client.post(mine, data={"do": "still"}).status_code == 409


def test_what_arrived_whole_is_not_asked_for_again(client: TestClient, platform: Platform):
    mine = asked(client, n_water="", n_blankets="4")
    theirs = promised(client, platform)
    gift = re.search(r'name="gift" value="(\d+)"', client.get(mine).text)
    assert gift
    client.post(mine, data={"do": "accept", "gift": gift[1]})
    code = re.search(r'needs__code">(\d{6})<', client.get(mine).text)
    assert code
    client.post(theirs, data={"do": "deliver", "code": code[1]})
    assert 'value="still"' not in client.get(mine).text
    assert client.post(mine, data={"do": "still"}).status_code == 409


def test_who_gives_learns_that_it_is_off_and_can_promise_after_all(client: TestClient, platform: Platform):
    mine, theirs = asked(client), promised(client, platform)
    page = client.post(theirs, data={"do": "withdraw"}, follow_redirects=True).text
    assert "Anda tidak jadi mengantarnya" in page
    assert 'href="/bencana/kebutuhan/1"' in page
    again = promised(client, platform)
    assert "tidak terbuka lagi" not in client.get(again).text
    assert 'value="later-1"' in client.get(again).text
    client.post(mine, data={"do": "withdraw"})
    assert 'value="accept"' not in client.get(mine).text, "nobody is sent to a closed request"
    assert 'value="later-1"' not in client.get(again).text
    for prefix, words in (("", "tidak terbuka lagi (ditarik)"), ("/en", "no longer open"), ("/jv", "boten binikak malih")):
        assert words in client.get(f"{prefix}{again}").text
    assert 'href="/bencana/kebutuhan/1"' not in client.get(theirs).text, "nobody can promise any more"


def test_where_help_is_needed_can_be_the_phones_own_place(client: TestClient, platform: Platform):
    page = client.get(NEW).text
    assert f'data-near-me="{NEW}"' in page
    assert "near-me.js" in page
    place = client.get(NEW, params={"lat": "-6.175", "lon": "106.827"}).text
    assert 'name="lon" value="106.827"' in place
    assert "Gambir, Jakarta Pusat" in place
    assert 'name="phone"' in place
