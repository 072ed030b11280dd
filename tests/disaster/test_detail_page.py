"""One report's page, for every hazard: answers in words, what belongs to it, what a visitor may do; and the map's frame."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions.area_register import draw
from simpul.disaster.actions.areas import set_state
from simpul.disaster.actions.incidents import open_incident
from simpul.disaster.model import FieldKind, Hazard
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.kernel.web.request import Request
from tests.disaster.makers import JAKARTA, a_draft, officer, sent


def card_of(hazard: Hazard) -> dict[str, Any]:
    """The last option of each question of the hazard's first deck: the worst, for most."""
    deck = hazard.decks[0]
    answers: dict[str, Any] = {"report_type": deck.report_type}
    for one in deck.fields:
        if one.options:
            chosen = one.options[-1].value
            answers[one.name] = [chosen] if one.kind is FieldKind.CHOICES else chosen
        elif one.kind is FieldKind.YES_NO:
            answers[one.name] = True
        elif one.kind is FieldKind.NUMBER:
            answers[one.name] = one.most
    return answers


@pytest.mark.parametrize("hazard", LISTED, ids=lambda one: one.slug)
def test_each_hazard_has_a_page_with_every_answer_in_words(client: TestClient, platform: Platform, hazard: Hazard) -> None:
    sent(platform, hazard=hazard.slug, card=card_of(hazard))
    for prefix, lang in (("", "id"), ("/en", "en")):
        page = client.get(f"{prefix}/bencana/laporan/1").text
        assert hazard.label[lang] in page
        for one in hazard.decks[0].fields:
            if one.options:
                assert one.label[lang] in page
                assert one.options[-1].label[lang].lower() in page.lower()
    severity = actions.public_report(platform, 1).severity
    assert severity in page


def test_words_and_votes_and_ways_are_there_without_scripts(client: TestClient, platform: Platform) -> None:
    sent(platform, text="<b>Air naik</b>")
    page = client.get("/bencana/laporan/1").text
    assert "Air naik" not in page
    assert 'action="/bencana/laporan/1/suara"' in page
    assert re.search(r'<button[^>]*name="points"[^>]*value="-1"|<button[^>]*value="-1"[^>]*name="points"', page)
    assert 'href="/bencana/laporan/1/tandai"' in page
    assert "12.00 WIB" in page
    assert re.search(r"<button[^>]*data-share[^>]* hidden>", page)
    actions.verify(platform, officer(), 1, version=1)
    assert "&lt;b&gt;Air naik&lt;/b&gt;" in client.get("/bencana/laporan/1").text


def test_what_has_just_been_done_is_told(client: TestClient, platform: Platform) -> None:
    sent(platform)
    assert "Laporan Anda terkirim" in client.get("/bencana/laporan/1?terkirim=ya").text
    assert "Suara Anda sudah dihitung" in client.get("/bencana/laporan/1?suara=ya").text
    assert "Petugas piket akan memeriksanya" in client.get("/bencana/laporan/1?ditandai=ya").text


def test_only_the_device_that_sent_it_is_asked_whether_it_is_still_so(client: TestClient, platform: Platform) -> None:
    name, mark = f"{platform.settings.cookie}_device", "m" * 43
    client.cookies.set(name, mark)
    scope = {"type": "http", "headers": [(b"cookie", f"{name}={mark}".encode())], "simpul.platform": platform}
    device = Request(scope).device
    actions.report(platform, Actor.ANONYMOUS, a_draft(device=device))
    assert "/bencana/laporan/1/kabar" in client.get("/bencana/laporan/1").text
    client.cookies.set(name, "n" * 43)
    assert "/bencana/laporan/1/kabar" not in client.get("/bencana/laporan/1").text
    client.cookies.clear()
    looked = client.get("/bencana/laporan/1")
    assert "/bencana/laporan/1/kabar" not in looked.text
    assert name not in looked.cookies


def test_the_affected_area_of_the_place_is_named_and_linked(client: TestClient, platform: Platform) -> None:
    report = sent(platform)
    assert report.where.district
    area = int(report.where.district.replace(".", ""))
    assert "/bencana/wilayah/" not in client.get("/bencana/laporan/1").text
    set_state(platform, officer(), area, state=3, seen=None)
    page = client.get("/bencana/laporan/1").text
    assert f'href="/bencana/wilayah/{area}"' in page
    assert "71–150 cm" in page
    set_state(platform, officer(), area, state=None, seen=None)
    cleared = client.get("/bencana/laporan/1")
    assert cleared.status_code == 200
    assert f"/bencana/wilayah/{area}" not in cleared.text


def test_a_drawn_area_counts_where_its_outline_holds_the_place(client: TestClient, platform: Platform) -> None:
    x, y = JAKARTA
    sent(platform)
    sent(platform, (x + 0.02, y))
    square = [[x - 0.005, y - 0.005], [x + 0.005, y - 0.005], [x + 0.005, y + 0.005], [x - 0.005, y + 0.005]]
    outline = json.dumps({"type": "Polygon", "coordinates": [[*square, square[0]]]})
    drawn = draw(platform, officer(), name="RW 09", given=outline)
    set_state(platform, officer(), drawn.id, state=4, seen=None)
    assert f'href="/bencana/wilayah/{drawn.id}"' in client.get("/bencana/laporan/1").text
    assert f"/bencana/wilayah/{drawn.id}" not in client.get("/bencana/laporan/2").text


def test_the_incident_that_a_report_tells_of_is_named_and_linked(client: TestClient, platform: Platform) -> None:
    sent(platform)
    assert "/bencana/kejadian/" not in client.get("/bencana/laporan/1").text
    actions.verify(platform, officer(), 1, version=1)
    opened = open_incident(platform, officer(), [1], name="Banjir Ciliwung")
    page = client.get("/en/bencana/laporan/1").text
    assert f'href="/en/bencana/kejadian/{opened.number}">Banjir Ciliwung' in page


def data_of(page: str, name: str) -> Any:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found, name
    return json.loads(found[1].replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&"))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_map_knows_hazards_by_its_page_and_not_by_its_script(client: TestClient, lang: str) -> None:
    page = client.get(f"{'/en' if lang == 'en' else ''}/bencana").text
    known = data_of(page, "hazards")
    assert list(known) == [one.slug for one in LISTED]
    for one in LISTED:
        assert (known[one.slug]["label"], known[one.slug]["icon"]) == (one.label[lang], one.icon)
        assert f'id="jenis-{one.slug}"' in page
    assert known["earthquake"]["types"]["road"]
    assert {"severity_minor", "state_4", "group_of"} <= set(data_of(page, "words"))


def test_the_map_gets_the_report_that_its_address_asks_for(client: TestClient, platform: Platform) -> None:
    sent(platform, hazard="wind", card={"impact": 2})
    sent(platform, training=True)
    asked = data_of(client.get("/bencana?laporan=1").text, "asked")
    assert asked["geometry"]["coordinates"] == list(JAKARTA)
    assert (asked["properties"]["hazard"], asked["properties"]["severity"]) == ("wind", "severe")
    for given in ("2", "99", "x", "-1", "9" * 30):
        assert "data-asked" not in client.get(f"/bencana?laporan={given}").text
