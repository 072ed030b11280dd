"""What tests of testing and treating stand on: the screens in a real Chromium with an app in memory, a worker's hands.

One page for all tests of a file, and no server. A file takes them as `app = treating.app` and so on.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest
from playwright.sync_api import Browser, Page, expect

from simpul.malaria.rules import events
from simpul.malaria.rules.dosing_table import TABLE
from tests.browser.field_app import in_memory

WOMAN, MAN, INFANT = (f"11111111-1111-7111-8111-11111111111{n}" for n in range(3))
UNSIGNED = {"table": orjson.loads(TABLE.carried), "version": TABLE.version, "sha256": TABLE.sha256, "signed_off_by": None}
SIGNED = {**UNSIGNED, "signed_off_by": {"name": "dr. Contoh", "licence": "SIP 1", "at": "2026-11-01T00:00:00Z"}}


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with in_memory(browser, tmp_path_factory.mktemp("field"), "field_treat") as page:
        yield page


@pytest.fixture
def page(app: Page) -> Page:
    """A fresh app: a woman of 30, a man of 40, an infant of four months; the table is not signed."""
    app.goto("about:blank")
    app.goto("http://localhost:9/")
    app.wait_for_function("window.ready")
    app.evaluate("table => { app.table = table; }", UNSIGNED)
    for one, facts in (
        (WOMAN, {"name": "Contoh Yohana", "sex": "P", "birth_year": 1996, "house": "12"}),
        (MAN, {"name": "Contoh Markus", "sex": "L", "birth_year": 1986, "house": "12"}),
        (INFANT, {"name": "Contoh Bayi", "sex": "L", "birth_year": 2026, "birth_month": 7}),
    ):
        app.evaluate("([p, d]) => app.record('person.registered', { p, d })", [one, facts])
    return app


@pytest.fixture(autouse=True)
def nothing_lands_in_quarantine(page: Page) -> Iterator[None]:
    """Whatever a screen records, the node takes: by the node's own rule."""
    yield
    for event in page.evaluate("app.events"):
        body = {key: value for key, value in event.items() if key not in ("device", "seq")}
        assert events.fault(body, UUID(event["id"])) is None, (events.fault(body, UUID(event["id"])), event)


def go(page: Page, path: str) -> None:
    page.evaluate("path => { location.hash = '#' + path; app.draw(); }", path)


def tap(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def of(page: Page, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("t => app.events.filter((one) => one.t === t)", kind)
    return found


def examined(page: Page, who: str, *, bearing: str = "", before: str = "Tidak") -> None:
    """No danger sign, and up to the choice of the test."""
    go(page, f"/uji/{who}")
    tap(page, "Tidak ada tanda bahaya")
    if bearing:
        tap(page, bearing)
    tap(page, before)


def positive(page: Page, who: str, result: str, weight: str, **how: str) -> None:
    """An RDT that shows this, and the weight typed on the pad."""
    examined(page, who, **how)
    tap(page, "RDT (lot tidak tercatat)")
    page.get_by_role("button", name=result).click()
    weigh(page, weight)


def weigh(page: Page, weight: str) -> None:
    for key in weight:
        tap(page, "koma" if key == "," else key)
    tap(page, "Lanjut")


def title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_focused()


def stocked(page: Page, item: str, lot: str, expires: str, colour: str | None = None) -> None:
    told = {"item": item, "lot": lot, "expires": expires, "quantity": 5, **({"colour": colour} if colour else {})}
    page.evaluate("d => app.record('stock.received', { d })", told)
