"""The map beside its reports: warnings, gauges, quakes, heat, one incident, two times; silence; links that keep it all.

What other agencies' feeds say is put in by the test, so that each state of a feed is seen.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from simpul.disaster import actions
from simpul.disaster.actions.incidents import open_incident
from simpul.disaster.model import Report
from tests.browser.conftest import Server
from tests.browser.test_map import HERE, OFFICER, hide, keep, line, report
from tests.browser.test_pages import AXE, _is_whole

pytestmark = pytest.mark.browser
BOX = [[[106.7, -6.3], [106.9, -6.3], [106.9, -6.1], [106.7, -6.1], [106.7, -6.3]]]


def feature(number: int, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    common = {"number": number, "source": "Uji", "updated_at": now(), "synthetic": False, "state": "fresh"}
    return {"type": "Feature", "id": number, "geometry": geometry, "properties": common | properties}


def point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def now(minus: float = 0) -> str:
    return (datetime.now(UTC) - timedelta(hours=minus)).isoformat()


def document(features: list[dict[str, Any]], feed: str = "fresh", last: str | None = None, **more: Any) -> dict[str, Any]:
    told = {"state": feed, "last_at": last or now()}
    return {
        "type": "FeatureCollection",
        "generated_at": now(),
        "attribution": "Uji",
        "feed": told,
        "features": features,
    } | more


WARNING = feature(
    7,
    {"type": "Polygon", "coordinates": BOX},
    headline_id="Awas banjir kiriman",
    headline_en="Flood coming down the river",
    severity="severe",
    hazard="flood",
    onset=now(1),
    expires=now(-3),
    certainty="likely",
    sender="bpbd.jakarta",
    href="/bencana/peringatan/7",
)
GAUGES = [
    feature(1, point(106.83, -6.20), name="Manggarai", label_id="Manggarai: 870 cm", depth_cm=870, warning=2),
    feature(
        2,
        point(106.80, -6.25),
        name="Depok",
        label_id="Depok",
        depth_cm=None,
        warning=None,
        state="silent",
        silent_since=now(9),
    ),
]
QUAKE = feature(
    3, point(106.85, -6.21), label_id="M 6,1 Bayah", magnitude=6.1, depth_km=12, tsunami=True, revision=3, at=now(1)
)


def answers(page: Page, slug: str, said: dict[str, Any] | int) -> list[str]:
    """The layer's feed answers so; the addresses that were asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if isinstance(said, int):
            route.fulfill(status=said, body="")
        else:
            route.fulfill(json=said, content_type="application/geo+json")

    page.route(re.compile(rf"/bencana/{slug}\.geojson(\?|$)"), answer)
    return asked


@pytest.fixture
def blank(visit: Callable[..., Page]) -> Page:
    return visit("about:blank", width=1280, height=900, bypass_csp=True)


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_selector("#peta[data-ready]")
    return page


@pytest.fixture
def flood(server: Server) -> Iterator[Report]:
    sent = report(server, "flood", {"flood_depth": 73})
    yield sent
    hide(server, sent)


def test_a_warning_is_shown_unasked_and_other_layers_are_not_fetched(blank: Page) -> None:
    answers(blank, "peringatan", document([WARNING]))
    asked = answers(blank, "pos-air", document(GAUGES))
    answers(blank, "gunung", 503)
    answers(blank, "prakiraan", 404)
    page = opened(blank, "/bencana?tanpa=arsip")
    one = page.locator("[data-beside] .in-view__item", has_text="Awas banjir kiriman")
    expect(one).to_contain_text("berat")
    one.locator("button").click()
    card = page.locator("#peta-kartu")
    expect(card).to_contain_text("kemungkinan besar")
    expect(card).to_contain_text("Uji")
    expect(card.locator("a[href='/bencana/peringatan/7']")).to_be_visible()
    expect(page.locator("#peta-tanda [data-group='peringatan']")).to_be_visible()
    keep(page, "map-warning")
    assert asked == []
    page.locator("#lapis-air").check(force=True)
    expect(page.locator("[data-feed='air']")).to_have_text("2 di peta")
    assert len(asked) == 1
    page.locator("#lapis-gunung").check(force=True)
    expect(page.locator("[data-feed='gunung']")).to_have_text("Sedang tidak tersedia")
    page.locator("#lapis-prakiraan").check(force=True)
    expect(page.locator("#lapis-prakiraan")).to_be_hidden()
    expect(one).to_be_visible()


def test_silence_is_never_calm_and_a_revised_quake_is_one_sign(blank: Page) -> None:
    answers(blank, "peringatan", document([]))
    answers(blank, "pos-air", document(GAUGES))
    answers(blank, "gempa", document([QUAKE]))
    answers(blank, "gunung", document([], "silent", now(30)))
    page = opened(blank, "/bencana?tanpa=arsip&lapis=air,gempa,gunung")
    beside, card = page.locator("[data-beside] .in-view__item"), page.locator("#peta-kartu")
    expect(beside).to_have_count(3)
    expect(beside.filter(has_text="Manggarai")).to_contain_text("Siaga II, 870 cm")
    silent = beside.filter(has_text="Depok")
    expect(silent).to_contain_text("Tidak ada kabar sejak")
    silent.locator("button").click()
    expect(card).to_contain_text("Bukan berarti aman")
    expect(card).not_to_contain_text("0 cm")
    keep(page, "map-gauge-silent")
    beside.filter(has_text="Bayah").locator("button").click()
    expect(card).to_contain_text("ke-3; yang berlaku yang terbaru")
    expect(card).to_contain_text("jauhi pantai")
    bar = page.locator("#peta-diam")
    expect(bar).to_contain_text("Gunung api: Tidak ada data sejak")
    page.locator("#lapis-gunung").uncheck(force=True)
    expect(bar).to_be_hidden()


def test_the_slider_asks_a_layer_for_its_past_and_hides_what_has_none(blank: Page) -> None:
    asked = answers(blank, "pos-air", document(GAUGES, at=now(6)))
    answers(blank, "peringatan", document([WARNING]))
    page = opened(blank, "/bencana?tanpa=arsip&lapis=air,peringatan")
    expect(page.locator("[data-feed='air']")).to_have_text("2 di peta")
    page.locator("#peta-saat").evaluate(
        "one => { one.value = -360; one.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(page.locator("[data-feed='peringatan']")).to_contain_text("Hanya untuk saat ini")
    expect(page.locator("[data-feed='air']")).to_have_text("2 di peta")
    assert any("pada=" in url for url in asked)
    page.wait_for_url(re.compile(r"pada=\d{4}-\d\d-\d\dT\d\d:\d\dZ"))
    page.locator("[data-now]").click()
    expect(page.locator("[data-feed='peringatan']")).to_have_text("1 di peta")


def test_a_link_brings_back_place_layers_and_manner(blank: Page, flood: Report) -> None:
    answers(blank, "pos-air", document(GAUGES))
    page = opened(blank, "/bencana?tanpa=arsip&lapis=air&tampil=panas&peta=12.0/-6.2000/106.8300")
    assert page.locator("#lapis-air").is_checked()
    assert not page.locator("#lapis-peringatan").is_checked()
    assert page.locator("#tampil-panas").is_checked()
    expect(page.locator("#peta-tanda [data-group='heat']")).to_be_visible()
    expect(line(page, "73 cm")).to_be_visible()
    line(page, "73 cm").locator("button").click()
    page.wait_for_url(re.compile(rf"laporan={flood.number}(&|$)"))
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"^(?!.*laporan=)"))
    page.goto("/bencana?tanpa=arsip&lapis=air&tampil=panas&peta=12.0/-6.2000/106.8300")
    page.wait_for_selector("#peta[data-ready]")
    page.locator("#tampil-panas").uncheck(force=True)
    page.wait_for_url(re.compile(r"^(?!.*tampil=)"))
    assert "peta=12.0/-6.2000/106.8300" in page.url
    assert "lapis=air" in page.url
    keep(page, "map-link")


def test_a_broken_link_opens_the_map_all_the_same(blank: Page) -> None:
    words = "peta=99/200/x&lapis=%3Cb%3E&pada=kemarin&banding=x,y&kejadian=999999&tampil=%22"
    page = opened(blank, f"/bencana?tanpa=arsip&{words}")
    expect(page.locator("#peta-status")).to_have_attribute("data-state", "live")


def test_one_incident_is_shown_alone_with_its_steps(server: Server, blank: Page, flood: Report) -> None:
    reports = [report(server, "flood", {"flood_depth": 40 + n}, (HERE[0] + n / 500, HERE[1])) for n in range(2)]
    firm = [actions.verify(server.platform, OFFICER, one.number, version=one.version) for one in reports]
    incident = open_incident(server.platform, OFFICER, [one.number for one in firm], "Banjir Uji Peta")
    page = opened(blank, f"/bencana?tanpa=arsip&kejadian={incident.number}")
    panel = page.locator("[data-incident]")
    page.locator("#peta-kejadian").evaluate("one => { one.open = true; }")
    expect(panel.locator("h3")).to_have_text("Banjir Uji Peta")
    expect(panel.locator("li")).to_have_count(3)
    expect(line(page, "40 cm")).to_be_visible()
    expect(page.locator(".in-view__item", has_text="73 cm")).to_have_count(0)
    panel.locator("li button").first.click()
    expect(page.locator("#peta-kartu")).to_be_visible()
    panel.locator("[data-leave]").click()
    expect(line(page, "73 cm")).to_be_visible()
    page.wait_for_url(re.compile(r"^(?!.*kejadian=)"))
    for one in firm:
        hide(server, one)


def test_two_times_side_by_side_by_keyboard(blank: Page, flood: Report) -> None:
    page = opened(blank, "/bencana?tanpa=arsip")
    expect(line(page, "73 cm")).to_be_visible()
    page.locator("#peta-banding").evaluate("one => { one.open = true; }")
    page.locator("[data-compare]").click()
    expect(page.locator("[data-counts]")).to_contain_text(re.compile(r"Kiri 0 laporan, kanan [1-9]"))
    handle = page.locator("#peta-garis")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "52")
    page.keyboard.press("Home")
    expect(handle).to_have_attribute("aria-valuenow", "5")
    page.wait_for_url(re.compile(r"banding=\d{4}-\d\d-\d\dT\d\d:\d\dZ,5"))
    keep(page, "map-compare")
    page.reload()
    page.wait_for_selector("#peta[data-ready]")
    expect(page.locator("#peta-garis")).to_be_visible()
    page.locator("#peta-banding").evaluate("one => { one.open = true; }")
    page.locator("[data-compare]").click()
    expect(page.locator("#peta-garis")).to_be_hidden()


def test_all_reports_of_a_whole_country_stand_in_its_groups(blank: Page) -> None:
    """As many as the browser groups by itself; above that the node does: tests/disaster/test_map_crowd.py."""
    many = [feature_of_report(n) for n in range(3_000)]
    told = {"type": "FeatureCollection", "features": many, "generated_at": now()}
    blank.route(re.compile(r"/bencana/laporan\.geojson$"), lambda route: route.fulfill(json=told))
    page = opened(blank, "/bencana?tanpa=arsip&peta=4/-2.5/118")
    expect(page.locator("#peta-daftar-judul")).to_contain_text("3.000 laporan")


def feature_of_report(n: int) -> dict[str, Any]:
    known = {"number": n, "version": 1, "hazard": "flood", "status": "verified", "severity": "minor", "depth_cm": n % 200}
    times = {"reported_at": now(1), "live_until": now(-2)}
    place = point(96 + (n * 0.6180339887) % 1 * 44, -10 + (n * 0.7548776662) % 1 * 15)
    return {"type": "Feature", "id": f"r{n}", "geometry": place, "properties": known | times}


class Elsewhere(BaseHTTPRequestHandler):
    """A page of another site, with the map in a frame."""

    node = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        frame = f'<iframe src="{self.node}/bencana/peta-kecil?wilayah=31" width="600" height="400"></iframe>'
        self.wfile.write(b"<!doctype html>" + frame.encode())

    def log_message(self, *_: object) -> None:
        """Nothing is written."""


@pytest.fixture
def elsewhere(server: Server) -> Iterator[str]:
    """The address of another site."""
    Elsewhere.node = server.base_url
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()


def test_the_map_in_another_pages_frame_follows_the_node_without_a_cookie(
    blank: Page, elsewhere: str, flood: Report
) -> None:
    blank.goto(elsewhere)
    frame = blank.frame_locator("iframe")
    expect(frame.locator("#peta[data-ready]")).to_be_visible()
    expect(frame.locator("#peta-status")).to_have_attribute("data-state", "live")
    assert blank.context.cookies() == []
    keep(blank, "map-frame")


def test_the_map_with_all_that_is_new_is_whole(blank: Page, flood: Report) -> None:
    answers(blank, "peringatan", document([WARNING]))
    answers(blank, "pos-air", document(GAUGES, "silent", now(9)))
    for width, scheme, prefix in ((320, "dark", ""), (1280, "light", "/jv")):
        blank.set_viewport_size({"width": width, "height": 800})
        blank.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page = opened(blank, f"{prefix}/bencana?tanpa=arsip&lapis=peringatan,air")
        expect(page.locator("[data-beside] .in-view__item").first).to_be_visible()
        for one in ("#peta-kejadian", "#peta-banding"):
            page.locator(one).evaluate("one => { one.open = true; }")
        page.locator("[data-compare]").click()
        expect(page.locator("[data-counts]")).not_to_be_empty()
        page.locator("[data-beside] .in-view__item button").first.click()
        page.add_script_tag(path=AXE)
        _is_whole(page, f"{prefix} {width} {scheme}")
        keep(page, f"map-all-{width}")
        assert json.loads(page.locator("#peta").get_attribute("data-words") or "{}")
