"""The desk in a browser: by keyboard, what is new, a partner's phone takes its badge and signs, pages that are whole."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page

from simpul.disaster.actions import flagging, partners
from simpul.disaster.model import Draft, Report
from simpul.kernel.platform import Platform
from tests.browser.conftest import Server
from tests.browser.test_pages import AXE, WIDTHS, _is_whole
from tests.disaster.makers import a_draft, officer, sent
from tests.disaster.test_actions import report_of
from tests.disaster.test_photo import picture

pytestmark = pytest.mark.browser
CIPINANG = (106.8841, -6.2146)


@pytest.fixture(scope="module")
def night(server: Server) -> list[Report]:
    """Two neighbours' reports, a joke elsewhere, and one that a resident objects to."""
    from simpul.disaster.outside.photo import remade

    platform = server.platform
    near = (CIPINANG[0], CIPINANG[1] + 0.0004)
    reports = [
        sent(platform, CIPINANG, {"flood_depth": 120}, text="Air naik cepat, warga di lantai dua", photo=remade(picture())),
        sent(platform, near, {"flood_depth": 160}, text="Sampai dada orang dewasa"),
        sent(platform, (106.80, -6.28), {"flood_depth": 20}, text="Tes tes wkwkwk"),
    ]
    flagging.object_to(platform, reports[2].number, sender="sari", reason="not-true", note="Di sini kering")
    return reports


def test_the_queue_is_worked_by_keyboard(visit: Callable[..., Page], server: Server, night: list[Report]) -> None:
    page = visit("/bencana/meja", signed_in="petugas")
    lines = page.locator(".queue__line")
    number = lines.nth(0).get_attribute("id")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == number
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("h")
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.type("jkv")
    assert page.evaluate("document.activeElement.value") == "jkv", "in a field the keys are letters"
    page.locator(f"#{number}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bencana/meja/kelompok/*")
    page.go_back()
    page.locator("#keys summary").click()
    page.locator("#shortcuts").uncheck()
    page.locator(f"#{number}").focus()
    page.keyboard.press("v")
    assert report_of(server.platform, night[0].number).version == 1, "the keys are off on this device"
    page.locator("#shortcuts").check()
    page.locator(f"#{number}").focus()
    page.keyboard.press("v")
    page.wait_for_url("**langkah=*")
    assert {report_of(server.platform, one.number).status.value for one in night[:2]} == {"verified"}
    page.locator(".govuk-notification-banner button").click()
    page.wait_for_url("**batal=ya*")
    assert {report_of(server.platform, one.number).status.value for one in night[:2]} == {"unverified"}


def test_more_reports_are_told_and_the_list_stays(visit: Callable[..., Page], server: Server, night: list[Report]) -> None:
    page = visit("/bencana/meja", signed_in="petugas")
    before = page.locator(".queue__line").count()
    fresh = sent(server.platform, (106.75, -6.16), {"flood_depth": 40})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    news = page.locator("#new a")
    news.wait_for()
    assert "1" in news.inner_text()
    assert page.locator(".queue__line").count() == before
    news.click()
    page.locator(f"a[href$='/meja/{fresh.number}']").first.wait_for()
    assert page.locator(".queue__line").count() == before + 1


def test_a_partners_phone_takes_its_badge_and_signs(visit: Callable[..., Page], server: Server) -> None:
    platform: Platform = server.platform
    code = f"pmi-{uuid4().hex[:6]}"
    chief = officer("31")
    partners.create(platform, chief, code=code, name="PMI Jakarta", icon="shield-check")
    token = partners.invite(platform, chief, code, label="Posko 3")
    page = visit(f"/bencana/lencana/{token}")
    page.locator("#take button").click()
    page.locator("#after").wait_for()
    assert "PMI Jakarta" in page.locator("#said").inner_text()
    draft = a_draft(CIPINANG, {"flood_depth": "60", "volcanicSigns": ["1", "4"]})
    sent_form = _signed(page, draft)
    signed = replace(
        draft,
        client_at=draft.client_at,
        partner=sent_form["partner"],
        partner_key=UUID(sent_form["partner_key"]),
        signature=sent_form["signature"],
    )
    with platform.database.reading() as unit:
        found = partners.check(unit.connection, signed)
    assert found is not None
    assert found.partner == code
    assert page.evaluate(EXTRACTABLE) is False


EXTRACTABLE = """new Promise((done) => {
  const asked = indexedDB.open("simpul-badge", 1);
  asked.onsuccess = () => {
    const mine = asked.result.transaction("badge").objectStore("badge").get("mine");
    mine.onsuccess = () => done(mine.result.secret.extractable);
  };
})"""
"""Whether the phone's key can be taken out of it."""


def _signed(page: Page, draft: Draft) -> dict[str, str]:
    """What badge.js makes of a form with this draft's values."""
    script = page.locator("script[src*='badge-take']").get_attribute("src")
    assert script
    values = {
        "form_id": str(draft.form_id),
        "hazard": draft.hazard,
        "longitude": repr(draft.longitude),
        "latitude": repr(draft.latitude),
        "client_at": "",
        "text": draft.text,
    }
    return page.evaluate(
        """async ([script, values, card]) => {
          const { signed } = await import(script.replace("badge-take.js", "badge.js"));
          const form = new FormData();
          for (const [name, value] of Object.entries(values)) form.set(name, value);
          for (const [name, value] of Object.entries(card))
            for (const one of [value].flat()) form.append(name, one);
          return Object.fromEntries((await signed(form)).entries());
        }""",
        [script, values, dict(draft.card)],
    )


PAGES = (
    *("/bencana/meja", "/bencana/meja/kelompok/{first}", "/bencana/meja/{first}", "/bencana/meja/tanda"),
    *("/bencana/laporan/{first}/tandai", "/bencana/lencana/{token}", "/bencana/meja/mitra/{code}"),
)


@pytest.mark.parametrize("path", PAGES)
def test_the_desks_pages_are_whole(visit: Callable[..., Page], server: Server, night: list[Report], path: str) -> None:
    platform, code = server.platform, f"relawan-{uuid4().hex[:6]}"
    partners.create(platform, officer("31"), code=code, name="Relawan Ciliwung", icon="waves")
    token = partners.invite(platform, officer("31"), code, label="Posko 1")
    page = visit("about:blank", signed_in="petugas", bypass_csp=True)
    for lang, widths in (("", WIDTHS), ("/en", WIDTHS[:1])):
        page.goto(lang + path.format(first=night[0].number, token=token, code=code))
        page.add_script_tag(path=AXE)
        for details in page.locator("main details").all():
            details.evaluate("one => { one.open = true }")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                _is_whole(page, f"{path} {lang} {width} {scheme}")


def test_the_desk_works_without_javascript(visit: Callable[..., Page], night: list[Report]) -> None:
    page = visit("/bencana/meja", signed_in="petugas")
    state = page.context.storage_state()
    plain = visit("/bencana/meja", width=320, java_script_enabled=False, storage_state=state)
    plain.locator(".queue__line").first.locator("button[value=verify]").click()
    assert "langkah=" in plain.url
    plain.locator(".govuk-notification-banner button").click()
    assert "batal=ya" in plain.url
