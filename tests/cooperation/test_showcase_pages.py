"""The showcase's pages and its JSON: whole in three languages, honest, safe against what visitors write."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import contacting_desk as desk
from simpul.cooperation.actions import demo_showcase
from simpul.cooperation.actions import showcasing_forms as forms
from simpul.cooperation.model.contacts import ContactsWanted
from simpul.kernel.platform import Platform
from tests.cooperation.people import CENTRE, KOREAN
from tests.cooperation.showcase_makers import MALARIA, REPORTS, Number, StandIn, Told, an_innovation, beside
from tests.house.lacking import heard

PAGES = ("", "/edat", "/petabencana", "/layar", "/layar/edat", "/layar/edat?tahan=1", "/kontak", "/kontak?layar=1")
DESKS = ("/kerja-sama/pameran", "/kerja-sama/pameran/edat", "/kerja-sama/pameran/baru", "/kerja-sama/kontak")
FORM = {
    "name": "Kim <b>Min-su</b>",
    "institution": "=1+1",
    "country": "대한민국",
    "mail": "kim@ministry.example",
    "about": "edat",
    "message": "<script>alert(1)</script>",
    "consent": "ya",
}


Clients = Callable[..., TestClient]
Posted = Callable[..., Any]


@pytest.fixture(autouse=True)
def exchange(platform: Platform) -> StandIn:
    """Both agencies answered this node: the health office says that its numbers are made up."""
    now = platform.clock.now()
    tests = Told(MALARIA, "", now, (Number("tests_28d", 1840, synthetic=True, url="https://dinkes.example/malaria"),))
    both = StandIn(tests, Told(REPORTS, "", now, (Number("reports_3h", 17),), "BPBD contoh", "pesan-2"))
    object.__setattr__(platform, "ports", beside(platform, both).ports)
    return both


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Each message that was asked of the Korean words and is not among them, and the page that asked."""
    return heard(monkeypatch, "ko")


def test_every_page_is_whole_in_korean(client_for: Clients, lacking: dict[str, str], post: Posted, platform: Platform):
    visitor, centre = client_for(), client_for(CENTRE)
    for path in PAGES:
        assert (answer := visitor.get(f"/ko/pameran{path}")).status_code == 200, path
        assert '<html lang="ko"' in answer.text
    assert post(visitor, "/ko/pameran/kontak", **FORM).status_code == 200
    assert post(visitor, "/ko/pameran/kontak", **FORM | {"mail": "x"}).status_code == 422
    demo_showcase.seed(platform)
    for path in (*DESKS, "/kerja-sama/kontak?keadaan=semua", "/kerja-sama/kontak?keadaan=answered"):
        assert centre.get(f"/ko{path}").status_code == 200, path
    assert post(centre, "/ko/kerja-sama/pameran/baru", slug="X").status_code == 422
    lacking.pop("", None)
    assert lacking == {}


@pytest.mark.parametrize("slug", ["edat", "petabencana"])
def test_a_korean_page_has_no_sentence_of_another_language(client: TestClient, slug: str):
    page = client.get(f"/ko/pameran/layar/{slug}").text
    main = re.sub(r"<svg.*?</svg>", "", page[page.index("<main") : page.index("</main>")], flags=re.DOTALL)
    words = [line.strip() for line in re.sub(r"<[^>]+>", "\n", main).splitlines() if line.strip()]
    sentence, korean = re.compile(r"[A-Za-z]{3,}( [a-z]{2,}){2,}"), re.compile("[가-힣]")
    foreign = [line for line in words if sentence.search(line) and not korean.search(line)]
    assert foreign == []


def test_the_front_page_shows_each_award_and_its_live_figure(client: TestClient):
    page = client.get("/en/pameran").text
    for words in ("United Nations Public Service Award 2018", "Award 2019", "1,840", "17", "BPBD contoh"):
        assert words in page
    assert page.count("Synthetic data") == 1  # the health office's alone


def test_an_innovation_tells_whose_figures_when_and_under_which_message(client: TestClient):
    page = client.get("/en/pameran/edat").text
    for words in ("Dinas contoh", "12:00 WIB", "pesan-1", "made up, to try the system out", "publicadministration.un.org"):
        assert words in page
    assert "87.5" in page  # what another source says stands beside it
    assert client.get("/pameran/tidak-ada").status_code == 404


def test_the_screen_goes_back_to_its_start_by_itself_unless_it_is_held(client: TestClient):
    assert client.get("/ko/pameran/layar").headers["refresh"] == "60; url=http://localhost/ko/pameran/layar"
    assert client.get("/pameran/layar/edat").headers["refresh"] == "180; url=http://localhost/pameran/layar"
    assert "refresh" not in client.get("/pameran/layar/edat?tahan=1").headers
    assert "refresh" not in client.get("/pameran/kontak?layar=1").headers  # what somebody writes is not lost
    assert "svg" in client.get("/pameran/layar").text


def test_a_visitor_asks_sees_it_and_withdraws(client: TestClient, post: Posted, platform: Platform):
    sent = post(client, "/en/pameran/kontak", **FORM)
    assert (sent.status_code, "The centre has your request." in sent.text) == (200, True)
    assert "<script>alert" not in sent.text
    assert sent.headers["cache-control"] == "no-store"
    assert sent.headers["referrer-policy"] == "no-referrer"
    own = sent.url.path
    assert "Tick that you want" in post(client, own).text
    assert "Nothing of it is kept" in post(client, own, sure="ya").text
    assert client.get(own).status_code == 404
    assert desk.listed(platform, CENTRE, ContactsWanted())[1] == 0


def test_a_form_that_is_wrong_keeps_what_was_written_and_tells_where(client: TestClient, post: Posted):
    page = post(client, "/en/pameran/kontak?layar=1", **FORM | {"consent": "", "layar": "1"})
    assert page.status_code == 422
    assert 'href="#consent"' in page.text
    assert 'value="kim@ministry.example"' in page.text
    assert 'name="layar" value="1"' in page.text


def test_of_a_robot_that_fills_the_hidden_field_nothing_is_kept(client: TestClient, post: Posted, platform: Platform):
    assert post(client, "/pameran/kontak", **FORM, website="https://spam.example").status_code == 200
    assert desk.listed(platform, CENTRE, ContactsWanted())[1] == 0


def test_who_is_not_of_the_centre_is_kept_out_of_its_desks(client_for: Clients, post: Posted):
    partner, visitor = client_for(KOREAN), client_for()
    for path in (*DESKS, "/kerja-sama/kontak/ekspor.csv"):
        assert partner.get(path).status_code in (403, 404), path
        assert visitor.get(path).status_code == 403, path
    assert post(partner, "/kerja-sama/kontak", lakukan="jawab", id="x").status_code in (403, 404)


def test_the_inbox_marks_undoes_and_exports_without_running_anything(client_for: Clients, post: Posted, platform: Platform):
    post(client_for(), "/pameran/kontak", **FORM)
    centre = client_for(CENTRE)
    page = centre.get("/en/kerja-sama/kontak").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    known = str(desk.listed(platform, CENTRE, ContactsWanted())[0][0].contact.id)
    done = post(centre, "/en/kerja-sama/kontak", lakukan="jawab", id=known, version="1", keadaan="semua")
    assert "marked as answered" in done.text
    assert "Mark as new again" in done.text
    assert post(centre, "/en/kerja-sama/kontak", lakukan="jawab", id=known, version="1").status_code == 409
    assert "new again." in post(centre, "/en/kerja-sama/kontak", lakukan="buka", id=known, version="2").text
    table = centre.get("/kerja-sama/kontak/ekspor.csv?keadaan=semua").text
    assert "'=1+1" in table
    for path in ("?hal=0", "?hal=-1", "?hal=999999999", "?hal=x", "?keadaan=x&tentang=%27", "?saya=ya", "?tentang=umum"):
        assert centre.get(f"/kerja-sama/kontak{path}").status_code == 200, path
    for wrong in ({"id": "x"}, {"id": known, "lakukan": "hapus"}):
        assert post(centre, "/kerja-sama/kontak", **wrong).status_code == 404


def test_the_centre_adds_an_innovation_by_the_form_shows_it_and_hides_it(client_for: Clients, post: Posted):
    centre, visitor = client_for(CENTRE), client_for()
    filled = forms.written(an_innovation()) | {"service": REPORTS, "figures": "reports_3h | laporan | reports | 신고"}
    assert "The innovation is kept." in post(centre, "/en/kerja-sama/pameran/baru", **filled).text
    assert post(centre, "/en/kerja-sama/pameran/baru", **filled).status_code == 409
    assert visitor.get("/pameran/layanan-baru").status_code == 404  # hidden until it is shown
    post(centre, "/kerja-sama/pameran", lakukan="tampil", slug="layanan-baru")
    assert "신고" in visitor.get("/ko/pameran/layanan-baru").text
    page = post(centre, "/en/kerja-sama/pameran/layanan-baru", **filled | {"name_ko": "", "version": "2"})
    assert (page.status_code, 'href="#name_ko"' in page.text) == (422, True)
    assert post(centre, "/en/kerja-sama/pameran/layanan-baru", **filled | {"version": "1"}).status_code == 409
    assert "changes are kept" in post(centre, "/en/kerja-sama/pameran/layanan-baru", **filled | {"version": "2"}).text
    post(centre, "/kerja-sama/pameran", lakukan="sembunyi", slug="layanan-baru")
    assert visitor.get("/pameran/layanan-baru").status_code == 404


def test_programs_read_the_showcase_with_its_figures(client: TestClient):
    found = client.get("/api/v1/cooperation/showcase").json()
    assert [one["slug"] for one in found] == ["edat", "petabencana"]
    live = found[0]["live"]
    assert (live["state"], live["agency"], live["message"]) == ("now", "Dinas contoh", "pesan-1")
    assert live["figures"][0] | {"label": {}} == {
        "key": "tests_28d",
        "value": 1840,
        "label": {},
        "url": "https://dinkes.example/malaria",
        "synthetic": True,
    }
    assert client.get("/api/v1/cooperation/showcase/petabencana").json()["name"]["ko"] == "PetaBencana.id"
    assert client.get("/api/v1/cooperation/showcase/x").status_code == 404


def test_the_page_answers_without_any_node(client: TestClient, exchange: StandIn):
    exchange.told.clear()
    assert "has not been asked yet" in client.get("/en/pameran/edat").text
    assert exchange.asked == []
