"""Pages of a large event without any script, in three languages: countdown, form, ticket, giving back, the queue."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from simpul.app import create_app
from simpul.cooperation.live.registering import desk_of
from simpul.cooperation.model.events import Queue
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.event_makers import EVENT, SLUG, counted, lecture, nip

LANGUAGES = {"": "Kuliah uji (rekaan)", "/en": "Test lecture (synthetic)", "/ko": "시험 강연(가상)"}


@pytest.fixture
def client(platform: Platform) -> TestClient:
    return TestClient(create_app(platform, background=False))


def filled(person: int = 1, **changes: str) -> dict[str, str]:
    told = {"agency": "Instansi Rekaan A", "number": nip(person), "name": f"Peserta {person}", "wish": "hall", "key": "k"}
    return told | changes


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_before_the_opening_the_page_counts_down_and_comes_again_by_itself(client, platform, prefix):
    lecture(platform, opens=timedelta(days=1, hours=2, seconds=5))
    page = client.get(f"{prefix}/acara/{SLUG}")
    assert LANGUAGES[prefix] in page.text
    assert page.headers["refresh"] == "30"
    assert "<form" not in page.text.split("<main")[1].split("</main")[0]
    assert "_(" not in page.text


def test_the_last_seconds_are_waited_for_exactly(client, platform, clock: FixedClock):
    lecture(platform, opens=timedelta(seconds=7))
    assert client.get(f"/acara/{SLUG}").headers["refresh"] == "7"
    answer = client.post(f"/acara/daftar/{SLUG}", data=filled())
    assert answer.status_code == 409
    assert "belum dibuka" in answer.text
    clock.advance(timedelta(seconds=7))
    page = client.get(f"/acara/{SLUG}")
    assert "refresh" not in page.headers
    assert f'action="/acara/daftar/{SLUG}"' in page.text


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_form_leads_to_the_ticket_and_the_same_form_to_the_same(client, platform, prefix):
    lecture(platform)
    first = client.post(f"{prefix}/acara/daftar/{SLUG}", data=filled(), follow_redirects=False)
    again = client.post(f"{prefix}/acara/daftar/{SLUG}", data=filled(key="other"), follow_redirects=False)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"].startswith(f"{prefix}/acara/tiket/")
    assert first.headers["location"].removesuffix("?baru=1") == again.headers["location"]
    page = client.get(first.headers["location"])
    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex"
    assert "Peserta 1" in page.text
    assert "<svg" in page.text
    assert counted(platform)["hall"] == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"agency": "Nobody"}, "agency"),
        ({"number": "12"}, "number"),
        ({"number": "197013012019031001"}, "number"),
        ({"name": "x"}, "name"),
        ({"name": "Peserta\u202e"}, "name"),
        ({"mail": "not an address"}, "mail"),
        ({"wish": ""}, "wish"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_written_stays(client, platform, wrong, field):
    lecture(platform)
    page = client.post(f"/acara/daftar/{SLUG}", data=filled(**wrong))
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert "Instansi Rekaan A" in page.text
    if field != "number":
        assert nip(1) in page.text
    assert counted(platform)["hall"] == 0


def test_a_number_under_another_name_shows_nobodys_ticket(client, platform):
    lecture(platform)
    client.post(f"/acara/daftar/{SLUG}", data=filled())
    page = client.post(f"/acara/daftar/{SLUG}", data=filled(name="Orang Lain", key="x"))
    assert page.status_code == 409
    assert "/acara/tiket/" not in str(page.url)


def test_giving_back_moves_the_next_up_and_can_be_undone(client, platform):
    lecture(platform, quotas={"A": ("Instansi Rekaan A", 1)})
    first, second = (str(client.post(f"/acara/daftar/{SLUG}", data=filled(n)).url) for n in (1, 2))
    assert "nomor 1 dalam daftar tunggu" in client.get(second).text
    path = first.split("?")[0].removeprefix("http://testserver")
    gone = client.post(path, data={"lakukan": "batal", "version": "1"})
    assert "Anda mengembalikan tempat Anda" in gone.text
    assert "Tempat di gedung" in client.get(second).text
    back = client.post(path, data={"lakukan": "urungkan", "version": "2"})
    assert "nomor 1 dalam daftar tunggu" in back.text
    assert counted(platform) == {"hall": 1, "remote": 0, "waiting": 1, "cancelled": 0}
    stale = client.post(path, data={"lakukan": "batal", "version": "1"})
    assert stale.status_code == 409


def test_a_ticket_is_found_by_its_code_however_typed_and_goes_into_a_calendar(client, platform):
    lecture(platform)
    code = str(client.post(f"/acara/daftar/{SLUG}", data=filled()).url).rpartition("/")[2].removesuffix("?baru=1")
    typed = " ".join(re.findall("....", code)).lower()
    found = client.get("/acara/tiket", params={"kode": typed})
    assert str(found.url).endswith(code)
    entry = client.get(f"/acara/tiket/{code}/kalender.ics")
    assert entry.headers["content-type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in entry.content
    assert client.get("/acara/tiket", params={"kode": "A" * 24}).status_code == 404
    assert client.get("/acara/tiket/" + "A" * 24).status_code == 404


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_who_is_in_the_queue_sees_the_place_and_has_the_ticket_once_called(client, platform, prefix):
    event = lecture(platform)
    client.get("/api/v1/cooperation/events")
    line = desk_of(platform).line(event.id)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.exec_driver_sql("UPDATE cooperation_event_queue SET issued = 41, called = 0")
    line.saw(Queue(41, 0))
    answer = client.post(f"{prefix}/acara/daftar/{SLUG}", data=filled(), follow_redirects=False)
    place = answer.headers["location"]
    assert place.startswith(f"{prefix}/acara/{SLUG}/antrean/")
    assert nip(1) not in place
    page = client.get(place)
    assert "42" in page.text
    assert "zzACARA" not in page.text
    assert page.headers["refresh"].isdigit()
    assert "_(" not in page.text
    again = client.post(f"{prefix}/acara/daftar/{SLUG}", data=filled(), follow_redirects=False)
    assert "42" in client.get(again.headers["location"]).text
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.exec_driver_sql("UPDATE cooperation_event_queue SET called = 42")
    line.saw(Queue(42, 42))
    assert "/acara/tiket/" in str(client.get(place).url)
    assert counted(platform)["hall"] == 1
    assert client.get(place[:-3] + "abc").status_code == 422


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_list_and_the_finder_speak_the_language(client, platform, prefix):
    empty = client.get(f"{prefix}/acara")
    assert empty.status_code == 200
    lecture(platform)
    assert LANGUAGES[prefix] in client.get(f"{prefix}/acara").text
    assert client.get(f"{prefix}/acara/tiket").status_code == 200
    assert client.get(f"{prefix}/acara/tidak-ada").status_code == 404


def test_another_sites_form_is_refused(client, platform):
    lecture(platform)
    answer = client.post(f"/acara/daftar/{SLUG}", data=filled(), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert counted(platform)["hall"] == 0


def test_a_page_kept_for_the_crowd_holds_nothing_of_who_asked_first(client, platform):
    lecture(platform)
    first = client.get(f"/acara/{SLUG}?rahasia=orang-pertama")
    second = TestClient(create_app(platform, background=False)).get(f"/acara/{SLUG}")
    assert "orang-pertama" not in second.text
    keys = [re.findall(r'name="key" value="([^"]+)"', page.text) for page in (first, second)]
    assert len(keys[0]) == len(keys[1]) == 1
    assert keys[0] != keys[1]
    line = desk_of(platform).line(EVENT)
    line.saw(Queue(10, 0))
    places = [
        client.post(f"/acara/daftar/{SLUG}", data=filled(n), follow_redirects=False).headers["location"] for n in (1, 2)
    ]
    tokens = [place.rpartition("/")[2] for place in places]
    pages = [client.get(place).text for place in places]
    assert tokens[0] in pages[0]  # in the links to the other languages
    assert tokens[0] not in pages[1]
    assert tokens[1] in pages[1]


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("", "siapa pun yang tahu nomor dan nama Anda"),
        ("/en", "whoever knows your number and name"),
        ("/ko", "번호와 이름을"),
    ],
)
def test_the_form_and_the_ticket_say_what_an_address_protects(client, platform, prefix, said):
    """Numbers and names are public: who leaves no address must know that these alone find the ticket."""
    lecture(platform)
    assert said in client.get(f"{prefix}/acara/{SLUG}").text
    made = client.post(f"{prefix}/acara/daftar/{SLUG}", data=filled(), follow_redirects=False)
    assert said in client.get(made.headers["location"]).text
