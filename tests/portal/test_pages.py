"""The portal's pages over the whole application."""

import pytest
from starlette.testclient import TestClient

from tests.conftest import officer

PAGES = ["/", "/cari", "/cari?q=banjir", "/cari?q=xyzzyx", "/cari?q=Cengkareng", "/tentang", "/aksesibilitas", "/privasi"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_answers_in_both_languages(client: TestClient, prefix: str, path: str) -> None:
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    assert f'<html lang="{"en" if prefix else "id"}"' in answer.text
    assert "<h1>" in answer.text


def test_home_says_what_happens_what_to_do_and_who_runs_this(client: TestClient) -> None:
    page = client.get("/").text
    assert "Keadaan sekarang" in page
    assert 'href="/bencana/lapor"' in page
    assert "BPBD Uji" in page


def test_search_says_what_it_found_and_what_it_did_not(client: TestClient) -> None:
    assert "Laporkan bencana" in client.get("/cari?q=banjir").text
    nothing = client.get("/cari", params={"q": "<script>xyzzy"}).text
    assert "Tidak ada hasil" in nothing
    assert "<script>xyzzy" not in nothing


def test_an_endless_question_is_cut(client: TestClient) -> None:
    assert client.get("/cari", params={"q": "banjir " * 2000}).status_code == 200


def test_an_unknown_address_is_told_in_the_language(client: TestClient) -> None:
    answer = client.get("/en/tidak-ada", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_static_files_are_kept_for_ever_under_their_version(client: TestClient) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    assert client.get("/static/x/ui/nothing.css").status_code == 404


def test_the_menu_marks_one_item_only_the_nearest(client_for):
    """An officer at the desk is at the desk, not at the map above it as well."""
    page = client_for(officer()).get("/bencana/meja").text
    menu = page[page.index('<nav class="nav"') : page.index("</nav>", page.index('<nav class="nav"'))]
    assert menu.count("aria-current") == 1
    below = client_for(officer()).get("/bencana/daftar").text
    assert below.count('aria-current="true"') == 1
