"""A partner's phone from its invitation to the map; two tabs; what a phone keeps of pages; pages without faults."""

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from simpul.disaster.store.tables import reports
from tests.browser.conftest import Server
from tests.browser.test_report_card import PHONE, PLACED, answer_flood, at, kept, offline_ready

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
NUMBER = re.compile(r"/bencana/laporan/(\d+)")


@pytest.fixture
def partner(visit: Visit) -> tuple[str, str]:
    """A partner's code, and the link that an officer made for one of its phones by the desk's pages."""
    code = f"pmi-{uuid4().hex[:6]}"
    page = visit("/bencana/meja/mitra", signed_in="petugas")
    page.fill("[name=code]", code)
    page.fill("[name=name]", "PMI Jakarta Timur")
    page.locator("form:has([name=code])").get_by_role("button").last.click()
    page.goto(f"/bencana/meja/mitra/{code}")
    page.fill("[name=label]", "Posko 3")
    page.locator("form:has([name=label])").get_by_role("button").first.click()
    link = re.search(r"/bencana/lencana/[\w-]+", page.content())
    assert link
    return code, link[0]


def row_of(server: Server, words: str) -> dict[str, Any]:
    with server.platform.database.reading() as unit:
        return dict(unit.connection.execute(select(reports).where(reports.c.text == words)).mappings().one())


def test_a_partners_report_bears_its_badge_and_a_changed_one_does_not_get_through(
    visit: Visit, server: Server, partner: tuple[str, str]
) -> None:
    code, link = partner
    page, faults = visit(link, **PHONE, **PLACED), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" and "422" not in said.text else None)
    page.locator("#take button").click()
    expect(page.locator("#after")).to_be_visible()
    page.goto("/bencana/lapor/flood")
    answer_flood(page, "Dari posko PMI.")
    expect(page.locator("#partner")).to_contain_text("PMI Jakarta Timur")
    page.route("**/bencana/lapor/flood", _deeper)
    page.click("#send")
    expect(at(page, "check").locator(".govuk-error-message")).to_contain_text("Lencana mitra")
    assert kept(server, "Dari posko PMI.") == 0
    expect(page.locator("#unsent")).to_be_hidden()
    page.unroute("**/bencana/lapor/flood")
    page.click("#send")
    page.wait_for_url(NUMBER)
    expect(page.locator("main")).to_contain_text("PMI Jakarta Timur")
    row = row_of(server, "Dari posko PMI.")
    assert (row["partner"], row["card"]["flood_depth"]) == (code, 50)
    page.context.set_offline(True)
    page.goto("about:blank")
    _verified(visit, row["number"])
    assert code in _feed(server, row["number"])
    assert not faults


def _deeper(route: Any) -> None:
    """The phone's report, with another depth than it signed."""
    request = route.request
    if request.method != "POST":
        return route.continue_()
    body = request.post_data_buffer
    marked = re.sub(rb'(name="flood_depth"\r\n\r\n)50', rb"\g<1>10", body)
    assert marked != body
    return route.continue_(post_data=marked)


def _verified(visit: Visit, number: int) -> None:
    page = visit(f"/bencana/meja/{number}", signed_in="petugas")
    page.locator("button[value=verify]").first.click()
    page.wait_for_load_state()


def _feed(server: Server, number: int) -> str:
    """The report's properties as readers of PetaBencana's interface get them."""
    asked = f"{server.base_url}/compat/petabencana/reports?geoformat=geojson"
    with urllib.request.urlopen(asked, timeout=10) as answer:
        features = json.load(answer)["result"]["features"]
    return json.dumps(next(one["properties"] for one in features if int(one["properties"]["pkey"]) == number))


def test_a_badge_signs_without_a_signal_and_can_be_left_out(visit: Visit, server: Server, partner: tuple[str, str]) -> None:
    code, link = partner
    page = visit(link, **PHONE, **PLACED)
    page.locator("#take button").click()
    expect(page.locator("#after")).to_be_visible()
    page.goto("/bencana/lapor")
    offline_ready(page)
    page.context.set_offline(True)
    page.goto("/bencana/lapor/flood")
    answer_flood(page, "Tanpa sinyal, dengan lencana.")
    expect(page.locator("#partner")).to_be_visible()
    page.click("#send")
    expect(page.locator("#unsent li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#unsent li")).to_contain_text("Terkirim: laporan")
    assert row_of(server, "Tanpa sinyal, dengan lencana.")["partner"] == code
    page.context.set_geolocation({"longitude": 106.83, "latitude": -6.24})
    page.goto("/bencana/lapor/flood")
    answer_flood(page, "Sebagai warga biasa.")
    page.locator("#partner [data-leave]").click()
    page.click("#send")
    page.wait_for_url(NUMBER)
    assert row_of(server, "Sebagai warga biasa.")["partner"] is None


def test_two_tabs_are_two_reports_and_two_taps_are_one(visit: Visit, server: Server) -> None:
    first = visit("/bencana/lapor/flood", **PHONE, **PLACED)
    answer_flood(first, "Dua kali diketuk.")
    first.wait_for_timeout(200)
    second = first.context.new_page()
    second.goto("/bencana/lapor/flood")
    expect(at(second, "text").locator("textarea")).to_have_value("Dua kali diketuk.")
    second.click("#next")
    assert second.input_value("[name=form_id]") != first.input_value("[name=form_id]")
    first.evaluate("() => { const b = document.querySelector('#send'); b.click(); b.click(); }")
    first.wait_for_url(NUMBER)
    assert kept(server, "Dua kali diketuk.") == 1
    second.click("#send")
    expect(second.locator("#similar")).to_be_visible()
    assert kept(server, "Dua kali diketuk.") == 1


def test_no_page_of_who_is_signed_in_stays_on_the_phone(visit: Visit) -> None:
    page = visit("/bencana/lapor", signed_in="petugas", **PLACED)
    page.evaluate("navigator.serviceWorker.ready")
    for path in ("/bencana/lapor", "/bencana/lapor/flood", "/bencana/meja", "/bencana/laporan/1", "/akun"):
        page.goto(path)
    page.wait_for_timeout(500)
    held = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async n => (await (await caches.open(n)).keys())"
        ".map(r => new URL(r.url).pathname)))).flat()"
    )
    assert [one for one in held if not one.startswith("/static/")] == []
