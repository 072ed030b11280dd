"""The map elsewhere: one incident for the map, the small map in frames of other sites, the layers that are offered."""

import json
import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions.incidents import open_incident
from simpul.disaster.model import Report
from simpul.disaster.pages import map_layers
from simpul.kernel.platform import Platform
from tests.disaster.makers import JAKARTA, officer, sent

SMALL, HOW = "/bencana/peta-kecil", "/bencana/sematkan"


def verified(platform: Platform, *, training: bool = False, east: float = 0.0) -> Report:
    report = sent(platform, (JAKARTA[0] + east, JAKARTA[1]), {"flood_depth": 60}, training=training)
    return actions.verify(platform, officer(), report.number, version=report.version)


def an_incident(platform: Platform, *, training: bool = False) -> int:
    numbers = [verified(platform, training=training, east=n / 1000).number for n in range(3)]
    return open_incident(platform, officer(), numbers, "Banjir <Monas>").number


def data_of(page: str, name: str) -> Any:
    found = re.search(rf' data-{name}="([^"]*)"', page)
    return json.loads(unescape(found[1])) if found else None


def test_an_incident_is_told_by_its_verified_reports_and_steps(client: TestClient, platform: Platform) -> None:
    number = an_incident(platform)
    unverified = sent(platform, JAKARTA, {"flood_depth": 99})
    told = client.get(f"/bencana/peta/kejadian/{number}").json()
    assert told["name"] == "Banjir <Monas>"
    reports = {one["properties"]["number"] for one in told["reports"]["features"]}
    assert len(reports) == 3
    assert unverified.number not in reports
    assert [step["at"] for step in told["steps"]] == sorted(step["at"] for step in told["steps"])
    assert {step["report"] for step in told["steps"]} == {*reports, None}
    west, south, east, north = told["box"]
    assert all(
        west < x < east and south < y < north
        for x, y in (one["geometry"]["coordinates"] for one in told["reports"]["features"])
    )


@pytest.mark.parametrize("number", ["0", "999", "x", "9" * 30])
def test_an_incident_that_nobody_may_know_of_is_not_there(client: TestClient, platform: Platform, number: str) -> None:
    assert client.get(f"/bencana/peta/kejadian/{number}").status_code == 404


def test_an_exercise_is_no_incident_of_the_map(client: TestClient, platform: Platform) -> None:
    number = an_incident(platform, training=True)
    assert client.get(f"/bencana/peta/kejadian/{number}").status_code == 404
    assert "Banjir &lt;Monas&gt;" not in client.get("/bencana").text


def test_the_map_offers_the_incidents_that_go_on(client: TestClient, platform: Platform) -> None:
    number = an_incident(platform)
    page = client.get("/bencana").text
    assert f'<option value="{number}">Banjir &lt;Monas&gt;</option>' in page


def test_only_layers_that_this_node_serves_are_offered(client: TestClient, platform: Platform) -> None:
    page = client.get("/bencana").text
    offered = data_of(page, "layers")
    assert set(offered) == {one.slug for one in map_layers.offered()}
    for one in map_layers.offered():
        assert client.get(one.feed + (f"?jenis={one.kinds[0][0]}" if one.kinds else "")).status_code == 200
        assert f'data-beside="{one.slug}"' in page


def test_the_small_map_and_no_other_page_may_stand_in_a_frame(client: TestClient, platform: Platform) -> None:
    small = client.get(SMALL)
    assert "frame-ancestors *" in small.headers["content-security-policy"]
    assert small.headers["x-frame-options"] != "DENY"
    assert "set-cookie" not in small.headers
    for path in ("/bencana", HOW, "/bencana/lapor", "/bencana/dekat", "/masuk"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-frame-options"] == "DENY", path


def test_the_small_map_holds_no_form_and_its_links_leave_the_frame(client: TestClient, platform: Platform) -> None:
    page = client.get(f"{SMALL}?wilayah=31&bahaya=flood,wind").text
    assert "<form" not in page
    links = re.findall(r"<a [^>]*>", page)
    assert links
    assert all('target="_blank"' in link and 'rel="noopener"' in link for link in links)
    assert 'data-hazard="flood,wind"' in page
    assert "Daerah Khusus" in page


@pytest.mark.parametrize(
    "words", ["wilayah=99", "wilayah=%22%3E%3Cscript%3E", "bahaya=x,y", "lapis=meja", "tinggi=1e9", "bahasa=xx"]
)
def test_nonsense_in_the_address_makes_a_map_of_everything(client: TestClient, platform: Platform, words: str) -> None:
    for path in (SMALL, HOW):
        answer = client.get(f"{path}?{words}")
        assert answer.status_code == 200
        assert "<script>" not in answer.text


def test_the_lines_to_copy_are_those_of_the_map_that_is_shown(client: TestClient, platform: Platform) -> None:
    page = client.get(f"{HOW}?q=jakarta+timur&bahaya=flood&bahaya=fire&tinggi=560&bahasa=en").text
    lines = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    address = unescape(re.search(r'src="([^"]*)"', lines)[1])  # type: ignore[index]
    assert address.startswith("http")
    assert "/en/bencana/peta-kecil?wilayah=31.75&bahaya=flood,fire" in address
    assert 'height="560"' in lines
    assert client.get(re.sub(r"^https?://[^/]+", "", address)).status_code == 200
