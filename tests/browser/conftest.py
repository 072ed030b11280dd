"""A real server (Granian, one worker, its relay and bell) on a database of its own, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from simpul import cooperation, disaster, identity, malaria, maturity
from simpul.app import build_platform
from simpul.exchange.actions.demo import federate, offer_reports
from simpul.kernel.keys import Keys
from simpul.kernel.operate.serve import environment_of
from simpul.kernel.platform import Platform
from tests.conftest import settings_for

CHROMIUM = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None)
ARGUMENTS = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    *("--ignore-gpu-blocklist", "--disable-dev-shm-usage"),
    # WebGL is drawn by SwiftShader as ever; the page around it by Skia itself, which costs a quarter less without a card.
    *("--disable-gpu-compositing", "--disable-gpu-rasterization"),
)


PATIENCE = 60_000
"""Milliseconds that a test waits for what must come to be: a bound against hanging on a loaded machine, not a speed."""
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Server:
    """A running node: its address, its parts as this process sees them, the demo accounts (login, password, purpose)."""

    base_url: str
    platform: Platform
    accounts: list[tuple[str, str, str]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(server_url: str, template: str, keys: Keys, run_directory: Path) -> Iterator[Server]:
    with running(server_url, template, keys, run_directory) as started:
        yield started


@contextmanager
def running(server_url: str, template: str, keys: Keys, run_directory: Path, **changes: object) -> Iterator[Server]:
    """A node on a database of its own, seeded as the demo's, and its server; `changes` are settings."""
    url = _database(server_url, template)
    settings = settings_for(run_directory, **(_jakarta() | changes))
    platform = build_platform(settings, keys=keys, url=url)
    accounts = list(identity.seed_demo(platform))
    if "disaster" in settings.modules:
        disaster.seed_demo(platform)
        federate(platform, [])
        offer_reports(platform, to="ID/GOV/6000/BPBD")
    for name, part in (("malaria", malaria), ("maturity", maturity), ("cooperation", cooperation)):
        if name in settings.modules and "disaster" not in settings.modules:
            part.seed_demo(platform)
    environment = {**os.environ, **environment_of(settings, database_url=url)}
    process = subprocess.Popen([sys.executable, "-m", "simpul.cli", "serve"], env=environment)
    base = f"http://localhost:{settings.port}"
    _wait(base, process)
    yield Server(base, platform, accounts)
    process.terminate()
    process.wait(15)
    platform.database.close()


def _database(server_url: str, template: str) -> str:
    name = f"browser_{os.getpid()}_{free_port()}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    if "/postgres?" in server_url:
        return server_url.replace("/postgres?", f"/{name}?", 1)
    return server_url.rsplit("/", 1)[0] + f"/{name}"


def _jakarta() -> dict[str, object]:
    """The settings of Jakarta's node, which runs every module but the centre's."""
    return {
        "port": free_port(),
        "workers": 1,
        "modules": "identity,disaster,exchange,malaria,maturity",
        "log_level": "warning",
        "demo": True,
        "agency": "BPBD Provinsi DKI Jakarta",
        "agency_code": "ID/GOV/6000/BPBD",
        "contact": "112",
        "exchange_port": free_port(),
        "exchange_node_port": free_port(),
        "exchange_tls": False,
        "exchange_workers": 1,
    }


def _wait(base: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/health/ready", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server did not become ready")


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: install it with `sudo apt-get install chromium libatomic1`")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    assert CHROMIUM is not None
    opened = _playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
    yield opened
    opened.close()


KEPT = {"storageTypes": "local_storage,indexeddb,service_workers,cache_storage,file_systems"}
"""All that a page leaves on a phone but cookies."""
_SIGNED_IN: dict[str, dict[str, Any]] = {}
"""Cookies of those who have signed in, by server and login: one sign-in each is enough for most pages."""


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens pages: `visit("/bencana", width=320)`; `signed_in="petugas"` signs in by the real form first."""
    contexts: list[BrowserContext] = []

    def opened(
        path: str, *, width: int = 1280, height: int = 800, dark: bool = False, signed_in: str = "", **options: object
    ) -> Page:
        scheme = "dark" if dark else "light"
        more = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, **options}
        page = window(browser, server, signed_in, **more)
        contexts.append(page.context)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def stay(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """One window a person for all tests of a module that only look at pages: `stay("petugas", bypass_csp=True)`.

    The browser keeps its process and its compiled scripts; storage and the page before are gone, the scheme is light.
    """
    windows: dict[tuple[object, ...], Page] = {}

    def opened(signed_in: str = "", **options: object) -> Page:
        key = (signed_in, *sorted(options.items()))
        if key not in windows or windows[key].is_closed():
            windows[key] = window(browser, server, signed_in, viewport={"width": 1280, "height": 800}, **options)
        page = windows[key]
        page.goto("/tentang")
        page.evaluate("sessionStorage.clear()")
        page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", {"origin": server.base_url, **KEPT})
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})
        return page

    yield opened
    for page in windows.values():
        page.context.close()


def window(browser: Browser, server: Server, signed_in: str, **options: Any) -> Page:
    """An empty page of a fresh context in which this account, or nobody, is signed in."""
    known = _SIGNED_IN.setdefault(server.base_url, {})
    if signed_in in known:
        options = {**options, "storage_state": known[signed_in]}
    context = browser.new_context(base_url=server.base_url, **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if signed_in and signed_in not in known:
        sign_in(page, server, signed_in)
        known[signed_in] = context.storage_state()
    return page


def sign_in(page: Page, server: Server, login: str) -> None:
    """The page's context is signed in with the demo account of this login."""
    password = next(p for name, p, _ in server.accounts if name == login)
    page.goto("/masuk")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/masuk" not in url)
