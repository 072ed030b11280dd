"""The field app on a slow phone: Chromium at a sixth of this machine's speed, and a line of 64 kbit/s both ways.

Cold start: the app is installed, the browser was just opened, the node cannot be reached. First sync: a village of 600
people with five years of malaria, by a phone that was just enrolled. Upstream: what a positive case weighs on its way until
it is treated (and, apart, with three watched doses), headers of HTTP apart, sent in pieces as the app does.
"""

import gzip
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench._served import Node, Row, database, get, started, until

APP, PIN = "/malaria/lapangan", "271828"
SHELL_MOST, START_MOST, SYNC_MOST, CASE_MOST = 150 * 1024, 3.0, 10.0, 2 * 1024
RECORDED_MOST, TAPS_MOST = 90.0, 12
SLOW = {"offline": False, "latency": 100, "downloadThroughput": 8_000, "uploadThroughput": 8_000}
CASES = 20


def run() -> list[Row]:
    os.environ |= {"SIMPUL_MODULES": "identity,malaria,exchange", "SIMPUL_REGION": "92.06"}
    rows = list(_shell())
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
        rows += _lived(node, Path(folder) / "profile")
    return [{"section": "malaria_field", "baseline": None, "ratio": None, **row} for row in rows]


def _row(name: str, value: float, unit: str, most: float) -> Row:
    return {"name": name, "value": round(value, 2), "unit": unit, "target": most, "met": value <= most}


def _shell() -> Iterator[Row]:
    from simpul.ui import assets

    built = Path(assets.__file__).parent / "static" / "built"
    names = ("lapangan.js", "lapangan.css", "lapangan-kerja.js")
    size = sum(len(gzip.compress((built / name).read_bytes(), 9)) for name in names)
    yield _row("app shell, gzipped", size / 1024, "KiB", SHELL_MOST / 1024)


def _lived(node: Node, profile: Path) -> Iterator[Row]:
    """The phone's life: enrolled, first sync on the thin line, cases sent, closed, opened again without a node."""
    from playwright.sync_api import sync_playwright

    token = _village(node.platform)
    with sync_playwright() as playwright:
        with started(node, workers=1) as port:
            until(lambda: get(port, "/health/live")[0] == 200, seconds=60)
            base = f"http://localhost:{port}"
            context, page, session = _opened(playwright, profile)
            page.goto(base + APP)
            _until(page, "globalThis.simpul")
            page.evaluate(
                "given => simpul.enrol(given).then(() => simpul.sending)", {"token": token, "label": "HP", "pin": PIN}
            )
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            yield from _synced(page, session)
            yield from _sent(page)
            yield from _recorded(page)
            context.close()
        yield from _cold(playwright, profile, base + APP)


def _opened(playwright: Any, profile: Path) -> tuple[Any, Any, Any]:
    from tests.browser.conftest import ARGUMENTS, CHROMIUM

    how = {"executable_path": CHROMIUM, "args": list(ARGUMENTS), "viewport": {"width": 320, "height": 568}}
    context = playwright.chromium.launch_persistent_context(profile, **how)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    return context, page, session


def _until(page: Any, what: str) -> None:
    for _ in range(1200):
        if page.evaluate(f"Boolean({what})"):
            return
        page.wait_for_timeout(25)
    raise RuntimeError(what)


def _synced(page: Any, session: Any) -> Iterator[Row]:
    page.evaluate("() => { simpul.snapshot = { cursor: '', people: {}, cases: {}, stock: [] }; }")
    session.send("Network.emulateNetworkConditions", SLOW)
    started_at = time.perf_counter()
    page.evaluate("simpul.fetch()")
    took = time.perf_counter() - started_at
    people = page.evaluate("Object.keys(simpul.state.people).length")
    yield _row(f"first sync of {people} people, 5 years, 64 kbit/s, CPU/6", took, "s", SYNC_MOST)


def _sent(page: Any) -> Iterator[Row]:
    from tests.browser import conftest

    page.evaluate((Path(conftest.__file__).parent / "field_phone.js").read_text())
    page.evaluate("phone.weigh()")
    for doses in (0, 3):
        page.evaluate("() => { globalThis.weighed = 0; }")
        page.evaluate("([count, doses]) => phone.treated(count, doses)", [CASES, doses])
        page.evaluate("async () => { while (await phone.sent()); }")
        value = page.evaluate("globalThis.weighed") / CASES
        name = (
            f"upstream a positive case: person, visit, signs, test, treatment{f', {doses} doses watched' if doses else ''}"
        )
        yield _row(name, value, "bytes", CASE_MOST)


def _recorded(page: Any) -> Iterator[Row]:
    """A positive case of somebody known, through the screens as a worker taps them; reading and waiting are hers."""
    page.evaluate("() => { globalThis.taps = 0; addEventListener('click', () => { globalThis.taps += 1; }, true); }")
    page.evaluate("location.hash = '#/'")
    page.get_by_role("link", name="Periksa orang sakit").wait_for()
    began = time.perf_counter()
    page.get_by_role("link", name="Periksa orang sakit").click()
    known = "([, one]) => one.sex === 'P' && one.birth_year > 1980 && one.birth_year < 1996 && one.name && !one.into"
    who = page.evaluate(f"Object.entries(simpul.state.people).find({known})")
    page.get_by_label("Cari nama").fill(who[1]["name"])
    page.locator(f'a[href="#/uji/{who[0]}"]').click()
    for words in ("Tidak ada tanda bahaya", "Tidak keduanya", "Tidak"):
        page.get_by_role("button", name=words, exact=True).click()
    page.get_by_role("button", name="RDT").first.click()
    page.get_by_role("button", name="Garis P: falciparum").click()
    for words in ("5", "2", "Lanjut", "Catat sebagai latihan", "Sudah ditelan"):
        page.get_by_role("button", name=words, exact=True).click()
    page.get_by_role("heading", name="Selesai dicatat").wait_for()
    took = time.perf_counter() - began
    yield _row("positive case of somebody known, through the screens, CPU/6", took, "s", RECORDED_MOST)
    yield _row("taps for it, the name typed", page.evaluate("globalThis.taps"), "", TAPS_MOST)


def _cold(playwright: Any, profile: Path, address: str) -> Iterator[Row]:
    """Until the screen can be used: without the node, of a browser that was just opened."""
    context, page, _session = _opened(playwright, profile)
    started_at = time.perf_counter()
    page.goto(address)
    page.locator("main h1").wait_for()
    took = time.perf_counter() - started_at
    context.close()
    yield _row("cold start without the node, CPU/6", took, "s", START_MOST)


def _village(platform: Any) -> str:
    """A big synthetic village and a new worker's invitation to it."""
    from tests.malaria import big_village, phones

    from simpul.malaria.actions import enrolling, workers

    big_village.filled(platform)
    worker = workers.add_worker(platform, phones.SUPERVISOR, name="Mama Tiruan", kind="jmk", village=big_village.CODE)
    return enrolling.invite(platform, phones.SUPERVISOR, worker=worker.id).token
