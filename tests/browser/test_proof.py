"""A message's proof in a real browser: checked in front of the reader, and red at once when a byte of it is another."""

import json
import time
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Server
from tests.exchange.outside_log import bundles as papers

pytestmark = pytest.mark.browser
SELF = "ID/GOV/6000/BPBD"
CHECK = "/penghubung/catatan/periksa"


@pytest.fixture(scope="module")
def message(server: Server) -> str:
    """A call of the node's own subsystem to its own service, in the log by now."""
    base = f"http://127.0.0.1:{server.platform.settings.exchange_port}"
    headers = {"X-Road-Client": SELF, "X-Road-Id": "ID-proof/in a browser"}
    request = urllib.request.Request(f"{base}/r1/{SELF}/reports/figures", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        found = str(answer.headers["x-road-id"])
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with server.platform.database.reading() as unit:
            waiting = unit.connection.exec_driver_sql("SELECT count(*) FROM exchange_record WHERE seq IS NULL").scalar()
        if not waiting:
            return found
        time.sleep(0.2)
    raise AssertionError("the message never got its place in the log")


@pytest.fixture(scope="module")
def page_of(message: str) -> str:
    return "/penghubung/catatan/" + message.replace("/", "%2F").replace(" ", "%20")


def _verdict(page: Page) -> str:
    box = page.locator("[data-proof-verdict] [data-state]")
    expect(box).not_to_have_attribute("data-state", "running")
    return str(box.get_attribute("data-state"))


def test_the_proof_is_checked_in_front_of_the_reader(visit: Callable[..., Page], page_of: str) -> None:
    page = visit(page_of, signed_in="auditor")
    assert _verdict(page) == "holds"
    steps = page.locator("[data-proof-steps] > li")
    node = page.locator("[data-proof-node] .proof__step")
    assert steps.count() == node.count() > 8
    assert page.locator("[data-proof-steps] > .proof__step--good").count() == steps.count() - 1
    assert page.locator("[data-proof-steps] > .proof__step--weak").count() == 1, "no other node vouches here"
    sentences = page.locator("[data-proof-steps] .proof__step > p").all_inner_texts()
    page.locator("[data-proof-node] > summary").click()
    assert sentences == page.locator("[data-proof-node] .proof__step > p").all_inner_texts(), "both tell the same"
    details = "[data-proof-steps] .proof__detail"
    assert page.locator(details).all_text_contents() == node.locator(".proof__detail").all_text_contents()
    assert not page.locator("[data-proof-apart]").is_visible()


def test_without_scripts_the_nodes_verdict_stands(visit: Callable[..., Page], server: Server, page_of: str) -> None:
    page = visit(page_of, signed_in="auditor", java_script_enabled=False)
    assert page.locator(".verdict--good").is_visible()
    assert page.locator(".proof__step").count() > 8
    assert not page.locator("[data-proof]").is_visible()


@pytest.mark.parametrize("place", range(12))
def test_a_flipped_byte_turns_the_page_red(visit: Callable[..., Page], page_of: str, place: int) -> None:
    """Somebody between node and browser changes one byte, in twelve places from end to end."""

    def meddle(route: Route) -> None:
        body = bytearray(route.fetch().body())
        body[1 + (len(body) - 2) * place // 11] ^= 0x01
        route.fulfill(body=bytes(body), content_type="application/json")

    page = visit("about:blank", signed_in="auditor")
    page.route("**/bukti.json*", meddle)
    page.goto(page_of)
    assert _verdict(page) == "broken"
    assert page.locator("[data-proof-steps] > .proof__step--bad").count() >= 1
    assert page.locator("[data-proof-apart]").is_visible(), "the node says otherwise, and the page says so"


def test_anybody_checks_a_bundle_without_sending_it(visit: Callable[..., Page]) -> None:
    text = papers.bundles.written(papers.bundle())
    page = visit(CHECK)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/static/" not in request.url else None)
    page.set_input_files("input[name=file]", {"name": "proof.json", "mimeType": "application/json", "buffer": text})
    page.fill("input[name=key]", papers.REGISTER_VKEY)
    page.click("[data-proof-start]")
    assert _verdict(page) == "holds"
    flipped = text.replace(b"flood", b"blood", 1)
    page.set_input_files("input[name=file]", {"name": "proof.json", "mimeType": "application/json", "buffer": flipped})
    page.click("[data-proof-start]")
    expect(page.locator("[data-proof-verdict] [data-state=broken]")).to_be_visible()
    assert not sent, "nothing left the device"


def test_what_was_pasted_is_checked_by_node_and_browser_alike(visit: Callable[..., Page]) -> None:
    text = papers.bundles.written(papers.bundle()).decode()
    page = visit(CHECK)
    page.fill("textarea[name=text]", text)
    page.fill("input[name=key]", papers.REGISTER_VKEY)
    page.click("main form button[type=submit]")
    assert page.locator(".verdict--good").first.is_visible()
    assert _verdict(page) == "holds"
    page.fill("textarea[name=text]", json.dumps({"v": 1}))
    page.click("main form button[type=submit]")
    assert page.locator(".verdict--bad").first.is_visible()
    assert _verdict(page) == "broken"
    assert not page.locator("[data-proof-apart]").is_visible()


def test_a_browser_without_ed25519_says_which_steps_it_cannot_do(visit: Callable[..., Page], page_of: str) -> None:
    page = visit("about:blank", signed_in="auditor")
    page.add_init_script("""
        const own = SubtleCrypto.prototype.importKey;
        SubtleCrypto.prototype.importKey = function (form, key, kind, ...more) {
            if ((kind.name ?? kind) === 'Ed25519') return Promise.reject(new DOMException('unknown', 'NotSupportedError'));
            return own.call(this, form, key, kind, ...more);
        };
    """)
    page.goto(page_of)
    assert _verdict(page) == "partly"
    assert page.locator("[data-proof-steps] > .proof__step--unable").count() >= 2
    assert page.locator("[data-proof-steps] > .proof__step--bad").count() == 0
