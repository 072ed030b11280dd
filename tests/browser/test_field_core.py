"""The field app as a phone lives with it: weeks without a signal, a browser that is killed, a thief, a full disk, an end.

One real node that runs the malaria programme, one real Chromium with a profile of its own that survives being killed.
"""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright
from sqlalchemy import select

from simpul.app import build_platform
from simpul.kernel.keys import Keys
from simpul.kernel.operate.serve import environment_of
from simpul.kernel.platform import Platform
from simpul.malaria.actions import enrolling
from simpul.malaria.store import tables
from tests.browser.conftest import ARGUMENTS, CHROMIUM, _wait, free_port
from tests.conftest import settings_for
from tests.malaria import phones
from tests.waiting import until

pytestmark = pytest.mark.browser
PIN, CASES = "271828", 50
APP = "/malaria/lapangan"
LIMIT = 60_000
PHONE = (Path(__file__).parent / "field_phone.js").read_text()
"""What a phone does, by the app's own interface: `phone.…` on the page."""
ALL_SENT = "phone.sent()"


@dataclass
class Node:
    """A node that can be stopped and started again."""

    platform: Platform
    environment: dict[str, str]
    base: str
    process: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        self.process.append(subprocess.Popen([sys.executable, "-m", "simpul.cli", "serve"], env=self.environment))
        _wait(self.base, self.process[-1])

    def stop(self) -> None:
        self.process[-1].terminate()
        self.process[-1].wait(20)

    def events(self, device: str) -> list[tuple[int, str, str | None]]:
        table = tables.events
        wanted = select(table.c.seq, table.c.id, table.c.kind).where(table.c.device == UUID(device)).order_by(table.c.seq)
        with self.platform.database.reading() as unit:
            return [(seq, str(event), kind) for seq, event, kind in unit.connection.execute(wanted)]


@pytest.fixture(scope="module")
def node(server_url: str, template: str, keys: Keys, run_directory: Path) -> Iterator[Node]:
    name = f"field_{os.getpid()}_{free_port()}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    root, question, rest = server_url.partition("?")
    url = root.rsplit("/", 1)[0] + f"/{name}" + question + rest
    more: dict[str, Any] = {"workers": 1, "log_level": "error", "exchange_tls": False, "exchange_workers": 1}
    ports = {"port": free_port(), "exchange_port": free_port(), "exchange_node_port": free_port()}
    settings = settings_for(run_directory, modules="identity,malaria,exchange", region="92.06", **ports, **more)
    platform = build_platform(settings, keys=keys, url=url)
    phones.villages(platform)
    environment = {**os.environ, **environment_of(settings, database_url=url)}
    made = Node(platform, environment, f"http://localhost:{ports['port']}")
    made.start()
    yield made
    made.stop()
    platform.database.close()


@pytest.fixture
def phone(_playwright: Playwright, node: Node, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens the app on one phone; whatever was open before is closed."""
    contexts: list[BrowserContext] = []

    def opened(before: Callable[[Page], object] = lambda _page: None) -> Page:
        while contexts:
            _closed(contexts.pop())
        flags = [*ARGUMENTS, f"--simpul-test={tmp_path}"]
        how: dict[str, Any] = {"executable_path": CHROMIUM, "args": flags, "viewport": {"width": 320, "height": 568}}
        contexts.append(_playwright.chromium.launch_persistent_context(tmp_path / "profile", base_url=node.base, **how))
        page = contexts[-1].new_page()
        before(page)
        return ready(page)

    yield opened
    while contexts:
        _closed(contexts.pop())


def _closed(context: BrowserContext) -> None:
    try:
        context.close()
    except Error:
        return


def ready(page: Page) -> Page:
    page.set_default_timeout(LIMIT)
    page.goto(APP)
    return begun(page)


def there(page: Page, what: str) -> None:
    """This holds on the page. The page's policy lets no text become a script, so it is asked from outside."""
    until(lambda: page.evaluate(f"Boolean({what})"), what=what)


def begun(page: Page) -> Page:
    there(page, "globalThis.simpul")
    page.evaluate(PHONE)
    return page


def enrolled(node: Node, page: Page) -> str:
    """The device that this phone has become, by the app's own exchange with the node."""
    token = phones.invited(node.platform)
    given = {"token": token, "label": "HP uji", "pin": PIN}
    device = page.evaluate("async (given) => { await simpul.enrol(given); return simpul.device.id; }", given)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return str(device)


def killed(page: Page, profile: Path) -> None:
    """The whole browser of this profile is gone at once, as when the battery is pulled out."""
    mark = f"--simpul-test={profile}".encode()
    for found in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (found / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(found.name), signal.SIGKILL)
        except (OSError, ProcessLookupError):
            continue
    _closed(page.context)


def test_fifty_cases_survive_a_killed_browser_and_a_dead_server_and_arrive_once(
    node: Node, phone: Callable[..., Page], tmp_path: Path
) -> None:
    page = phone()
    device = enrolled(node, page)
    page.reload()
    there(begun(page), "navigator.serviceWorker.controller")
    page.evaluate("pin => simpul.unlock(pin)", PIN)
    page.context.set_offline(True)
    made = page.evaluate("count => phone.found(count)", CASES)
    killed(page, tmp_path)
    node.stop()
    try:
        page = phone()
        assert page.locator("h1").inner_text()
        assert page.evaluate("pin => phone.opened(pin)", PIN) == {
            "ok": True,
            "people": CASES,
            "tests": CASES,
            "unsent": 3 * CASES,
        }
        assert page.evaluate("() => simpul.send().then(() => 'sent', () => 'kept')") == "kept"
    finally:
        node.start()
    assert page.evaluate(ALL_SENT) == 0
    assert page.evaluate(ALL_SENT) == 0
    held = node.events(device)
    assert [seq for seq, _, _ in held] == list(range(1, 3 * CASES + 1))
    assert [event for _, event, _ in held] == made
    assert page.evaluate("pin => phone.opened(pin)", PIN)["people"] == CASES


def test_a_thief_finds_no_name_no_reading_token_and_ten_guesses(node: Node, phone: Callable[..., Page]) -> None:
    page = phone()
    device = enrolled(node, page)
    page.context.set_offline(True)
    page.evaluate("count => phone.found(count)", 1)
    reading = page.evaluate("simpul.secret('reading')")
    stolen = page.evaluate("phone.dump()")
    assert "Rahasia" not in stolen
    assert reading not in stolen
    assert PIN not in stolen
    assert "extractable=true" not in stolen
    page.reload()
    begun(page)
    after = page.evaluate("phone.guessed(40)")
    assert (after["ok"], after["left"], after["gone"]) == (False, 7, False)
    assert 0 < after["wait"] <= 60
    for left in range(6, -1, -1):
        page.clock.install() if left == 6 else None
        page.clock.fast_forward(2 * 3600 * 1000)
        assert page.evaluate("simpul.unlock('111111')")["left"] == left
    assert page.evaluate("pin => simpul.unlock(pin)", PIN) == {"ok": False, "left": 0, "wait": 0, "gone": True}
    page.context.set_offline(False)
    assert page.evaluate(ALL_SENT) == 0
    assert len(node.events(device)) == 3


def test_a_full_disk_is_told_and_leaves_nothing_half_written(node: Node, phone: Callable[..., Page]) -> None:
    sessions: list[Any] = []

    def small(page: Page) -> None:
        sessions.append(page.context.new_cdp_session(page))
        sessions[0].send("Storage.overrideQuotaForOrigin", {"origin": node.base, "quotaSize": 1_500_000})

    page = phone(small)
    device = enrolled(node, page)
    page.context.set_offline(True)
    kept, told = page.evaluate("phone.fill()")
    assert told == "DiskFull"
    assert page.evaluate("simpul.unsent().then(({ count }) => count)") == kept
    page.evaluate("() => { void phone.house({ x: 'y'.repeat(90000) }); }")
    page.locator("dialog[open]").wait_for()
    sessions[0].send("Storage.overrideQuotaForOrigin", {"origin": node.base})
    page.evaluate("phone.house()")
    page.context.set_offline(False)
    assert page.evaluate(ALL_SENT) == 0
    assert [seq for seq, _, _ in node.events(device)] == list(range(1, kept + 2))


def test_two_tabs_continue_one_chain(node: Node, phone: Callable[..., Page]) -> None:
    page = phone()
    device = enrolled(node, page)
    other = ready(page.context.new_page())
    other.evaluate("pin => simpul.unlock(pin)", PIN)
    page.evaluate("() => { globalThis.going = phone.houses(10); }")
    other.evaluate("phone.houses(10)")
    page.evaluate("globalThis.going")
    assert page.evaluate(ALL_SENT) == 0
    assert [seq for seq, _, _ in node.events(device)] == list(range(1, 21))


def test_a_revoked_phone_sends_everything_and_then_keeps_nothing(node: Node, phone: Callable[..., Page]) -> None:
    page = phone()
    device = enrolled(node, page)
    page.context.set_offline(True)
    page.evaluate("count => phone.found(count)", 30)
    enrolling.revoke(node.platform, phones.SUPERVISOR, device=UUID(device), reason="lost")
    page.context.set_offline(False)
    page.evaluate("() => simpul.send().then(() => null, () => null)")
    page.get_by_role("heading", name="HP ini sudah dicabut").wait_for()
    assert len(node.events(device)) == 90
    page.evaluate("() => simpul.send()")
    assert page.evaluate("phone.left()") == [0, 0]


def test_a_new_version_that_did_not_arrive_whole_is_never_shown(node: Node, phone: Callable[..., Page]) -> None:
    page = phone()
    enrolled(node, page)
    before = page.evaluate("caches.keys()")
    assert len(before) == 1

    body = 'const VERSION = "next"; const FILES = ["/static/no", "/static/neither"];\n' + node_script(node)
    page.context.route("**/kerja.js", lambda route: route.fulfill(content_type="text/javascript", body=body))
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => null, () => null)")
    page.wait_for_timeout(500)
    assert page.evaluate("caches.keys()") == before
    page.context.set_offline(True)
    assert ready(page).locator("h1").inner_text()


def node_script(node: Node) -> str:
    """The worker's script without the two lines that name its version and its files."""
    with urllib.request.urlopen(f"{node.base}{APP}/kerja.js") as answer:
        return "\n".join(answer.read().decode().splitlines()[2:])
