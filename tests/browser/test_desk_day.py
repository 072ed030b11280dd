"""A day at the duty desk: the night of 2017 comes in, is grouped and verified, an area is set, an incident runs.

The 300 reports are those of the archive (PetaBencana.id, CC BY 4.0): their points and depths, one after the other; the
depth of those that told none is half a metre. They arrive on a node of its own: no other page's test sees them.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from simpul.disaster.actions import intake, place, replay
from simpul.disaster.model import Draft, Sender
from simpul.disaster.store.archive import ArchiveReport
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.browser.conftest import Server, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(server_url: str, template: str, keys: Keys, run_directory: Path) -> Iterator[Server]:
    with running(server_url, template, keys, run_directory) as started:
        yield started


ARRIVING = 300
BATCH = 50


def of_that_night(platform: Platform) -> Iterator[ArchiveReport]:
    """The reports from Jakarta, in the order they came."""
    for one in replay.facts_reports():
        if place(platform, one.longitude, one.latitude).province == "31":
            yield one


def arrive(platform: Platform) -> int:
    """How many of that night's reports the node took, each from a device of its own."""
    taken = 0
    waiting: list[intake.Offered] = []
    for one in of_that_night(platform):
        if taken + len(waiting) >= ARRIVING:
            break
        draft = Draft(
            form_id=uuid4(),
            hazard="flood",
            longitude=one.longitude,
            latitude=one.latitude,
            card={"flood_depth": one.depth_cm or 50},
            text="Banjir 21 Februari 2017 (arsip PetaBencana.id)",
            sender=Sender(uuid4().hex, uuid4().hex),
        )
        waiting.append(intake.Offered(draft, Actor.ANONYMOUS))
        if len(waiting) == BATCH:
            taken += _took(platform, waiting)
            waiting = []
    return taken + _took(platform, waiting)


def _took(platform: Platform, waiting: list[intake.Offered]) -> int:
    return sum(not isinstance(one, Refusal) for one in intake.take(platform, waiting)) if waiting else 0


def a_large_group(page: Page) -> int:
    """The desk's largest group is open; how many reports it has."""
    page.goto("/bencana/meja?sort=most")
    link = page.locator("#queue h2 a").first
    many = int(re.sub(r"\D", "", link.locator(".queue__many").inner_text()))
    link.click()
    return many


def test_a_day_at_the_desk(server: Server, visit: Callable[..., Page]) -> None:
    assert arrive(server.platform) == ARRIVING
    page = visit("/bencana/meja", signed_in="petugas", width=1280)
    expect(page.locator(".queue__count")).to_contain_text("300 laporan")

    many = a_large_group(page)
    assert many >= 5
    page.get_by_role("button", name="Verifikasi semua yang dipilih").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text(f"{many} laporan")
    page.get_by_role("button", name="Batalkan").first.click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("dibatalkan")
    a_large_group(page)
    group = page.url
    page.get_by_role("button", name="Verifikasi semua yang dipilih").click()
    page.goto(group)
    expect(page.locator("main")).to_contain_text(f"{many} terverifikasi")

    the_incident_runs_its_course(page, group)
    an_area_is_set(page, visit)


def the_incident_runs_its_course(page: Page, group: str) -> None:
    page.goto(group)
    page.locator("form[action$='/kejadian/baru'] button").click()
    page.wait_for_url(re.compile(r"/bencana/meja/kejadian/\d+"))
    address = page.url.split("?")[0]
    for stage in ("growing", "easing"):
        page.locator(f"form:has(input[name=stage][value={stage}]) button").first.click()
        page.goto(address)
    page.goto(f"{address}/laporan")
    expect(page.locator("article.situation")).to_be_visible()
    page.locator("form.situation__issue button").click()
    page.wait_for_url(re.compile(r"/laporan/1"))
    pdf = page.request.get(f"{address}/laporan/1/pdf")
    assert pdf.status == 200
    assert pdf.body().startswith(b"%PDF-")
    page.goto(address)
    closing = page.locator("form:has([name=stage][value=closed])").first
    closing.locator("button[value=closed], button").first.click()
    public = address.replace("/meja/kejadian", "/kejadian")
    page.goto(public)
    expect(page.locator("main")).to_contain_text("Selesai")
    expect(page.locator("main")).to_contain_text("Laporan situasi")


def an_area_is_set(page: Page, visit: Callable[..., Page]) -> None:
    """The officer sets the first area that the reports suggest to state 3; whoever asks for the areas is told."""
    page.goto("/bencana/meja/wilayah")
    page.locator("button[name=state][value='3']").first.click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("71–150 cm")
    states = page.request.get("/compat/petabencana/floods/states?minimum_state=3").json()
    assert 3 in [one["state"] for one in states["result"]]
    resident = visit("/bencana/wilayah", width=320)
    expect(resident.locator("main")).to_contain_text("71–150 cm")
