"""A gate goes on without a signal: it admits, refuses a double by itself, and what it held is merged when it is back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from simpul.cooperation.rules.tickets import digest
from simpul.cooperation.store.gate_tables import checkins, devices, scans
from simpul.kernel.keys import Keys
from tests.browser.conftest import Server, running, sign_in
from tests.cooperation.gate_makers import Hall, code, hall
from tests.cooperation.people import CENTRE

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FOUND = "rules => axe.run({runOnly: rules}).then((r) => r.violations.map((v) => v.id + v.nodes[0].html))"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def server(server_url: str, template: str, keys: Keys, run_directory: Path) -> Iterator[Server]:
    """A ministry's node that holds events."""
    modules = {
        "modules": "identity,cooperation,exchange",
        "agency": "Kementerian PANRB",
        "agency_code": "ID/GOV/2060/PORTAL",
    }
    with running(server_url, template, keys, run_directory, **modules) as started:
        yield started


@pytest.fixture(scope="module")
def there(server: Server) -> Hall:
    assert CENTRE.id
    return hall(server.platform, 12, event=900)


@pytest.fixture
def gate(browser: Browser, server: Server, there: Hall) -> Iterator[Page]:
    """The north gate's page on a phone that was signed on, with its list of tickets."""
    context = browser.new_context(base_url=server.base_url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    sign_in(page, server, "gerbang")
    opened(page, there, 0)
    yield page
    assert faults == []
    context.close()


def opened(page: Page, there: Hall, gate: int) -> None:
    page.goto(f"/kerja-sama/gerbang/{there.event.id}/{there.gates[gate]}/perangkat")
    page.get_by_role("button", name="Daftarkan perangkat ini").click()
    expect(page.locator("#gerbang-nama")).to_be_visible()
    expect(page.locator("#daftar")).to_contain_text("12")
    page.evaluate("navigator.serviceWorker.ready.then((one) => Boolean(one.active))")


def shows(page: Page, text: str, words: str) -> None:
    page.fill("#kode", text)
    page.press("#kode", "Enter")
    expect(page.locator("#hasil-kata")).to_have_text(words)


def test_a_gate_without_a_signal(gate: Page, server: Server, there: Hall) -> None:
    shows(gate, code(900_000_000), "Silakan masuk")
    gate.context.set_offline(True)
    for n in (1, 2, 3):
        shows(gate, " ".join(code(900_000_000 + n)[at : at + 4] for at in range(0, 24, 4)).lower(), "Silakan masuk")
    shows(gate, code(900_000_002), "Sudah dipakai")
    shows(gate, "A" * 24, "Tidak berlaku")
    shows(gate, "halo", "Bukan tiket")
    expect(gate.locator("#tersimpan")).to_have_text("3")
    gate.reload()  # the page itself comes from the device
    expect(gate.locator("#tersimpan")).to_have_text("3")
    shows(gate, code(900_000_003), "Sudah dipakai")
    gate.context.set_offline(False)
    expect(gate.locator("#tersimpan")).to_have_text("0")
    with server.platform.database.reading() as unit:
        rows = unit.connection.execute(select(checkins.c.ticket, checkins.c.doubles).where(checkins.c.at.is_not(None)))

        assert {row.ticket: row.doubles for row in rows} == {digest(code(900_000_000 + n)): 0 for n in range(4)}


def test_two_gates_admit_one_ticket_while_one_is_away(gate: Page, browser: Browser, server: Server, there: Hall) -> None:
    ticket = code(900_000_005)
    gate.context.set_offline(True)
    shows(gate, ticket, "Silakan masuk")
    context = browser.new_context(base_url=server.base_url)
    south = context.new_page()
    sign_in(south, server, "gerbang")
    opened(south, there, 1)
    shows(south, ticket, "Silakan masuk")
    gate.context.set_offline(False)
    expect(gate.locator("#tersimpan")).to_have_text("0")
    shows(south, ticket, "Sudah dipakai")
    with server.platform.database.reading() as unit:
        row = unit.connection.execute(select(checkins).where(checkins.c.ticket == digest(ticket))).one()
    assert (row.gate, row.doubles) == (there.gates[0], 1)
    context.close()


def test_a_mistaken_entry_is_taken_back(gate: Page, server: Server) -> None:
    ticket = code(900_000_006)
    shows(gate, ticket, "Silakan masuk")
    gate.get_by_role("button", name="Batalkan").click()
    expect(gate.locator("#hasil-kata")).to_have_text("Dibatalkan dari daftar masuk")
    expect(gate.locator("#tersimpan")).to_have_text("0")
    shows(gate, ticket, "Silakan masuk")


def test_a_device_that_was_taken_off_keeps_what_it_holds_and_says_so(gate: Page, server: Server) -> None:
    gate.context.set_offline(True)
    shows(gate, code(900_000_007), "Silakan masuk")
    with server.platform.database.writing() as unit:
        unit.unaudited("a test")
        now = unit.clock.now()
        unit.connection.execute(update(devices).where(devices.c.revoked_at.is_(None)).values(revoked_at=now))
    gate.context.set_offline(False)
    expect(gate.locator("#lepas")).to_contain_text("1")
    shows(gate, code(900_000_008), "Perangkat belum didaftarkan")
    gate.click("#lepas-lagi")
    gate.get_by_role("button", name="Daftarkan perangkat ini").click()
    expect(gate.locator("#gerbang-nama")).to_be_visible()
    expect(gate.locator("#tersimpan")).to_have_text("0")
    with server.platform.database.reading() as unit:
        assert unit.connection.execute(select(scans).where(scans.c.ticket == digest(code(900_000_007)))).one()


def test_the_gate_is_for_everybody(gate: Page, there: Hall, stay: Callable[..., Page]) -> None:
    for outcome in (code(900_000_009), code(900_000_009), "A" * 24):
        gate.fill("#kode", outcome)
        gate.press("#kode", "Enter")
        gate.wait_for_timeout(700)
        for scheme in ("light", "dark"):
            gate.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            gate.evaluate(AXE.read_text())
            found = gate.evaluate(FOUND, RULES)
            assert found == []
    gate.set_viewport_size({"width": 320, "height": 568})
    assert gate.evaluate("document.documentElement.scrollWidth") <= 320
