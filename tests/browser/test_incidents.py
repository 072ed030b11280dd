"""An incident and its situation report as people meet them: axe finds nothing, nothing scrolls sideways, it works."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from simpul.disaster.actions import incidents as acts
from simpul.disaster.actions import situations
from simpul.disaster.actions.incidents import Figures
from simpul.disaster.model import Status
from simpul.disaster.model.incidents import FigureKind, Incident
from tests.browser.conftest import Server
from tests.browser.test_pages import AXE, RULES
from tests.disaster.incident_makers import SARI, reported, seen

pytestmark = pytest.mark.browser
SPOTS = tuple((106.866 + n * 0.003, -6.22 - n * 0.002) for n in range(4))
DESK, OPEN = "/bencana/meja/kejadian", "/bencana/kejadian"


@pytest.fixture(scope="module")
def incident(server: Server) -> Incident:
    """An incident of four verified reports and one that is not, with figures and a published situation report."""
    platform = server.platform
    numbers = [*reported(platform, *SPOTS), *reported(platform, SPOTS[0], status=Status.UNVERIFIED)]
    opened = acts.open_incident(platform, SARI, numbers, "Banjir Jatinegara")
    figures = Figures({FigureKind.EVACUATED: "1240"}, "Camat Jatinegara", platform.clock.now())
    counted = acts.count(platform, SARI, seen(opened), figures=figures)
    situations.issue(platform, SARI, seen(counted), public=True)
    reported(platform, (SPOTS[0][0] + 0.001, SPOTS[0][1]))
    return counted


@pytest.mark.parametrize(
    ("path", "who"),
    [
        (DESK + "/{}", "petugas"),
        (DESK + "/{}/laporan", "petugas"),
        (DESK + "/{}/laporan/1", "petugas"),
        (OPEN + "/{}", ""),
        ("/en" + OPEN + "/{}/laporan/1", ""),
    ],
)
def test_its_pages_are_whole_for_everybody(visit: Callable[..., Page], incident: Incident, path: str, who: str) -> None:
    page = visit("about:blank", signed_in=who, bypass_csp=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(path.format(incident.number))
    page.add_script_tag(path=AXE)
    for width, scheme in ((320, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        found = page.evaluate("rules => axe.run(document, rules).then(r => r.violations)", RULES)
        assert not found, [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
    assert not said


def test_a_stage_is_chosen_and_taken_back_without_javascript(visit: Callable[..., Page], incident: Incident) -> None:
    page = visit(f"{DESK}/{incident.number}", signed_in="petugas", width=320, java_script_enabled=False)
    page.get_by_role("button", name="Ke “meluas”").click()
    assert page.locator(".tag", has_text="Meluas").first.is_visible()
    page.get_by_role("button", name="Batalkan", exact=True).click()
    assert page.locator(".tag", has_text="Terbuka").first.is_visible()


def test_the_pdf_is_handed_out_as_it_was_issued(visit: Callable[..., Page], incident: Incident) -> None:
    page = visit(f"{OPEN}/{incident.number}")
    answer = page.request.get(f"{OPEN}/{incident.number}/laporan/1/pdf")
    assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (200, "application/pdf", b"%PDF-")
