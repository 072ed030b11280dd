"""The story of an integrator, from the search to the last refused call, in the demo and in a real browser.

Teluk Bintuni's health office wants Jakarta's flood figures: its integrator finds the service, reads it, asks for access;
BPBD's steward gives it for a while at the smallest tier; calls work, then are too many; the console counts them; the proof
holds in the page and offline; the right ends and with it the calls.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.federation import Demo, demo_in, person
from tests.waiting import until

pytestmark = pytest.mark.browser
CLIENT, SERVICE = "ID/GOV/8205/DINKES", "ID/GOV/6000/BPBD/reports"
FIGURES = f"/r1/{SERVICE}/figures"
TRIAL = 60


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with (
        TemporaryDirectory(prefix="simpul-", dir="/tmp", ignore_cleanup_errors=True) as folder,
        demo_in(Path(folder) / "demo") as running,
    ):
        yield running


def test_an_integrators_day(browser: Browser, demo: Demo, tmp_path: Path) -> None:
    dinkes = person(browser, demo, "dinkes", "integrator")
    _finds_and_reads(dinkes)
    _asks(dinkes)
    owner = person(browser, demo, "bpbd", "pengelola")
    _approves(owner)
    message = _tries(dinkes, demo)
    _is_counted(dinkes)
    _proves(dinkes, message, tmp_path)
    _is_over_quota(demo)
    _ends(demo)


def _finds_and_reads(page: Page) -> None:
    """A word with a slip of the pen finds it; its page tells whose it is, what it promises and what it answers."""

    def listed() -> bool:
        page.goto("/en/penghubung/katalog?cari=lapran+bencana")
        return page.get_by_role("link", name="Laporan bencana warga", exact=True).count() > 0

    until(listed, what="BPBD's service in the catalogue of Teluk Bintuni's node")
    page.get_by_role("link", name="Laporan bencana warga", exact=True).click()
    main = page.locator("main")
    for words in ("BPBD", "Pusdatin BPBD DKI Jakarta", "99.5", "/figures", "Angka ringkas"):
        expect(main).to_contain_text(words)


def _press(page: Page, words: str) -> None:
    """A link that looks like a button has a button's role."""
    page.get_by_role("link", name=words).or_(page.get_by_role("button", name=words)).first.click()


def _asks(page: Page) -> None:
    _press(page, "Ask for access")
    page.get_by_label("GET /figures").check()
    page.get_by_label("For which purpose will the data be read?").fill("Menyiapkan obat malaria pascabanjir")
    page.get_by_label("On which legal basis?").fill("UU 24/2007 (contoh untuk demo)")
    page.locator("input[name=tier][value=trial]").check()
    page.get_by_label("Last day on which you need it").fill(f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%d}")
    page.get_by_label("Which unit can the owner ask?").fill("Bidang P2P, (0955) 000000")
    page.get_by_role("button", name="Send the request").click()
    expect(page.locator("main")).to_contain_text("Waiting")


def _approves(page: Page) -> None:
    """The owner sees who asks and why, and gives less than was asked: a month."""
    page.goto("/en/penghubung/akses")
    asked = page.locator("main li").filter(has_text="Laporan bencana warga")
    asked.get_by_role("link", name=re.compile("Teluk Bintuni")).first.click()
    main = page.locator("main")
    for words in (CLIENT, "Menyiapkan obat malaria pascabanjir", "UU 24/2007", "GET /figures"):
        expect(main).to_contain_text(words)
    page.get_by_label("Last day").fill(f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}")
    page.get_by_role("button", name="Approve").click()
    expect(main).to_contain_text("Approved")


def _tries(page: Page, demo: Demo) -> str:
    """The first call, signed by the node from the page; the message's number."""
    page.goto(f"/en/penghubung/coba/{SERVICE}")
    page.get_by_label("Path", exact=True).fill("/figures")
    page.get_by_role("button", name="Send the call").click()
    expect(page.locator(".answer-line__status")).to_have_text("200")
    link = page.locator("section[aria-labelledby=jawaban] a[href*='/penghubung/catatan/']").first
    return link.inner_text().strip()


def _is_counted(page: Page) -> None:
    """Usage shows the call within five seconds."""

    def shown() -> bool:
        page.goto("/en/penghubung/pemakaian?periode=jam")
        rows = page.locator("#group-rows").inner_text()
        return SERVICE in rows or "Laporan bencana" in rows

    until(shown, what="the call in the usage")


def _proves(page: Page, message: str, folder: Path) -> None:
    """The browser checks each step by itself; the downloaded proof holds on a machine that never saw the node."""

    def there() -> bool:
        page.goto(f"/en/penghubung/catatan/{message}")
        return page.locator("[data-proof-node]").count() > 0

    until(there, what="the message's proof")
    _holds(page)
    with page.expect_download() as caught:
        page.get_by_role("link", name="Download the proof").or_(
            page.get_by_role("button", name="Download the proof")
        ).click()
    bundle = folder / "bukti.json"
    caught.value.save_as(bundle)
    key = page.request.get("/penghubung/kunci.txt").text().strip()
    command = [sys.executable, "-m", "simpul.cli", "exchange", "verify", str(bundle), "--register-key", key]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    said = bundle.read_bytes()
    assert b"/figures" in said
    bundle.write_bytes(said.replace(b"/figures", b"/figurea", 1))
    assert subprocess.run(command, capture_output=True, check=False, timeout=60, cwd=folder).returncode == 1


def _holds(page: Page) -> None:
    expect(page.locator("[data-proof-verdict] [data-state=holds]")).to_be_visible()


def _is_over_quota(demo: Demo) -> None:
    """The tier's limit: the table's error on /r1, an honest 429 with RateLimit headers on /v1."""
    answers = [demo.call("dinkes", FIGURES, CLIENT) for _ in range(2 * TRIAL + 2)]
    good = [one for one in answers if one.status == 200]
    assert 0 < len(good) <= 2 * TRIAL
    refused = next(one for one in answers if one.status != 200)
    assert refused.headers["x-road-error"] == "Server.ServerProxy.QuotaExceeded"
    assert "trial" in refused.json["message"]
    again = (demo.call("dinkes", FIGURES.replace("/r1/", "/v1/"), CLIENT) for _ in range(TRIAL + 1))
    modern = next(one for one in again if one.status != 200)  # a new minute may have begun meanwhile
    assert modern.status == 429
    assert "ratelimit" in " ".join(modern.headers)
    assert int(modern.headers["retry-after"]) > 0


def _ends(demo: Demo) -> None:
    """The right's last moment passes (the clock is not waited for): from then on the calls are refused."""
    demo.execute("bpbd", f"UPDATE exchange_grant SET tier = 'unlimited' WHERE subject = '{CLIENT}'")
    until(lambda: demo.call("dinkes", FIGURES, CLIENT).status == 200, what="a call that works again")
    demo.execute("bpbd", f"UPDATE exchange_grant SET expires_at = now() + interval '1 second' WHERE subject = '{CLIENT}'")
    until(lambda: demo.call("dinkes", FIGURES, CLIENT).status != 200, what="the end of the right")
    refused = demo.call("dinkes", FIGURES, CLIENT)
    assert refused.headers["x-road-error"] == "Server.ServerProxy.AccessDenied"


def test_a_verified_report_reaches_the_portal_as_an_event_with_its_proof(browser: Browser, demo: Demo) -> None:
    """Somebody reports a flood, BPBD's officer verifies it; the portal's console has the event, and its message's proof."""
    number = _reports(demo)
    officer = person(browser, demo, "bpbd", "petugas")
    officer.goto(f"/en/bencana/meja/{number}")
    officer.get_by_role("button", name=re.compile("^Verif")).first.click()
    reader = person(browser, demo, "portal", "auditor")

    def came() -> bool:
        reader.goto("/en/penghubung/peristiwa/diterima")
        return reader.get_by_text("disaster.report.verified", exact=True).count() > 0

    until(came, what="the event at the portal")
    reader.locator("main a[href*='/penghubung/catatan/']").first.click()
    expect(reader.locator("main")).to_contain_text("ID/GOV/6000/BPBD")
    _holds(reader)


def _reports(demo: Demo) -> int:
    said = {
        "form_id": str(uuid4()),
        "longitude": 106.845,
        "latitude": -6.215,
        "card": {"flood_depth": 60},
    }
    headers = {"content-type": "application/json"}
    address = f"{demo.address('bpbd')}/api/v1/disaster/reports"
    with urlopen(Request(address, json.dumps(said).encode(), headers), timeout=20) as answer:
        return int(json.loads(answer.read())["number"])


def test_a_person_sees_who_asked_about_them_once_an_officer_has_checked_them(browser: Browser, demo: Demo) -> None:
    """The ministry asks BPBD's (synthetic) aid list about a person; who was checked at BPBD reads of it there."""
    nik = "3171010101900001"
    asked = demo.call("portal", f"/r1/ID/GOV/6000/BPBD/bantuan/example/aid?nik={nik}", "ID/GOV/2060/PORTAL")
    assert asked.json["synthetic"] is True
    resident = person(browser, demo, "bpbd", "warga")
    resident.goto("/en/akun/pembaca-data")
    expect(resident.locator("main")).not_to_contain_text("Memeriksa penerima bantuan")
    registrar = person(browser, demo, "bpbd", "pencocok")
    registrar.goto("/en/penghubung/warga")
    registrar.get_by_label("Find an account by name or login").fill("warga")
    registrar.locator("main form.search button").click()
    registrar.get_by_role("link", name=re.compile("^Warga")).click()
    registrar.locator("input[name=document][value=ktp]").check()
    registrar.get_by_label("Number on the document").fill(nik)
    registrar.get_by_label("The same number once more").fill(nik)
    registrar.get_by_label("The person is in front of me, and the document is theirs.").check()
    registrar.get_by_role("button", name="Record the check").click()
    expect(registrar.locator("main")).to_contain_text("was checked")
    resident.reload()
    for words in ("Kementerian", "Memeriksa penerima bantuan banjir", "UU 24/2007"):
        expect(resident.locator("main")).to_contain_text(words)
    assert nik not in resident.content()
    other = person(browser, demo, "bpbd", "pengelola")
    assert other.goto("/en/penghubung/warga").status == 403


def test_the_console_tells_of_the_node_that_is_down_of_the_old_service_and_of_the_request_that_waits(
    browser: Browser, demo: Demo
) -> None:
    owner = person(browser, demo, "bpbd", "pengelola")

    def down() -> bool:
        owner.goto("/en/penghubung/simpul")
        return "sengaja tidak dijalankan" in owner.locator("main").inner_text()

    until(down, what="the node that is down")
    expect(owner.locator("main")).to_contain_text("BPBD Kota Palu (contoh)")

    def waits() -> bool:
        owner.goto("/en/penghubung/akses")
        return "disaster.report.verified" in owner.locator("main").inner_text()

    until(waits, what="the request of Teluk Bintuni")
    old = demo.call("portal", "/r1/ID/GOV/6000/BPBD/reports-v0/figures", "ID/GOV/2060/PORTAL")
    assert old.status == 200
    assert old.headers["deprecation"].startswith("@")
    assert "reports" in old.headers["link"]
