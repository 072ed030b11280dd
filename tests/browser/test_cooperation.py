"""Every page of the cooperation, as its people meet it: by axe, at three widths, light and dark, in three languages.

No list of pages is kept here: each account of the demo walks from the front pages along the links, and every route of the
module is looked at where it is reached first. A page that nobody reaches fails, unless it stands in ELSEWHERE.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page

from simpul.cooperation.pages import PARTNERS, ROUTES
from simpul.kernel.i18n import PARTNERS_LANGUAGES, Places
from simpul.kernel.keys import Keys
from tests.browser.conftest import Server, running, window
from tests.browser.cooperation_links import secret_pages
from tests.browser.test_pages import AXE, RULES, SCHEMES, at_every_width_and_scheme

pytestmark = pytest.mark.browser
CENTRE = {
    "modules": "identity,cooperation,exchange",
    "region": "",
    "agency": "Kementerian PANRB",
    "agency_code": "ID/GOV/2060/PORTAL",
    "node": "panrb",
}
PEOPLE = ("sekretariat", "mitra", "utusan", "gerbang", "")
MOST = 500
"""So many pages one account walks at most."""
FILES = r".*(\.\w+|/berkas/\{\w+\}|/naskah/\{naskah\}|/\{sertifikat\}|/kalender/\{tautan\}|/siaran)"
"""Files, calendars and streams, which no window shows."""
ELSEWHERE = frozenset(("/pameran/kontak/{secret}", "/kerja-sama/dokumen/{tautan}"))
"""Pages behind a secret link that only a mail holds: looked at when they were built; their words are in `test_korean`."""
Found = Mapping[str, tuple[str, str]]
"""Where each route is reached: the account and the path."""


def _routes() -> tuple[str, ...]:
    paths = {one.path for one in ROUTES if one.method == "GET" and not re.fullmatch(FILES, one.path)}
    return tuple(sorted(paths - ELSEWHERE))


@pytest.fixture(scope="module")
def server(server_url: str, template: str, keys: Keys, run_directory: Path) -> Iterator[Server]:
    with running(server_url, template, keys, run_directory, **CENTRE) as started:
        yield started


@pytest.fixture(scope="module")
def people(browser: Browser, server: Server) -> Iterator[Callable[[str], Page]]:
    known: dict[str, Page] = {}

    def whose(login: str) -> Page:
        if login not in known:
            known[login] = window(browser, server, login, bypass_csp=True)
        return known[login]

    yield whose
    for page in known.values():
        page.context.close()


@pytest.fixture(scope="module")
def found(server: Server, people: Callable[[str], Page]) -> Found:
    reached = {route: (login, path) for route, login, path in secret_pages(server)}
    for login in PEOPLE:
        cookies = {one["name"]: one["value"] for one in people(login).context.cookies()}
        with httpx.Client(base_url=server.base_url, cookies=cookies, trust_env=False, timeout=60) as client:
            for path in _walked(client):
                for one in _routes():
                    if re.fullmatch(re.sub(r"\{\w+(:\w+)?\}", "[^/]+", one), urlsplit(path).path):
                        reached.setdefault(_exact(one, path), (login, path))
    return reached


def _exact(route: str, path: str) -> str:
    """The route itself where the path is another route's own (`/baru` is no number)."""
    here = urlsplit(path).path
    return here if here in _routes() else route


def _walked(client: httpx.Client) -> Iterator[str]:
    todo, known = deque(PARTNERS), set(PARTNERS)
    while todo and len(known) < MOST:
        path = todo.popleft()
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        yield path
        for link in re.findall(r'href="([^"#]+)', answer.text):
            onward = urljoin(path, link.replace("&amp;", "&"))
            if Places(PARTNERS).has(urlsplit(onward).path) and onward not in known:
                known.add(onward)
                todo.append(onward)


@pytest.mark.parametrize("route", _routes())
def test_a_page_of_the_cooperation_is_whole_for_everybody(found: Found, people: Callable[[str], Page], route: str) -> None:
    assert route in found, "no link of the demo leads there"
    login, path = found[route]
    page = people(login)
    for lang in PARTNERS_LANGUAGES:
        page.emulate_media(color_scheme="light")
        page.goto(("" if lang == "id" else f"/{lang}") + path, wait_until="load")
        assert page.locator("html").get_attribute("lang") == lang
        page.evaluate(AXE.read_text())
        at_every_width_and_scheme(page, f"{path} {lang}", SCHEMES if lang == "id" else (("light", RULES),))
