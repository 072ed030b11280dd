"""The cooperation speaks Korean: every message that its pages may say is there, and no page asks for another. ADR 0038."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.testclient import TestClient
from tests.conftest import settings_for
from tests.house.lacking import heard
from tests.house.source import SRC, heirs, none_of
from tests.house.test_words import catalogue, messages_in

from simpul import cooperation, identity
from simpul.app import build_platform
from simpul.cooperation.model.programmes import CENTRE, GATE, LIAISON, PARTNER
from simpul.cooperation.pages import PARTNERS
from simpul.cooperation.pages import ROUTES as PAGES
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal
from simpul.kernel.holders import Holders
from simpul.kernel.i18n import Places
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

MOST = 400
"""So many pages are walked for one reader at most: lists lead to lists."""


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """The ministry's node as a demo's."""
    named = {"modules": "identity,cooperation,exchange", "agency": "Kementerian PANRB", "region": "", "demo": True}
    built = build_platform(settings_for(run_directory, **named), keys=keys, url=database_url, clock=clock)
    yield built
    built.database.close()


def korean() -> set[str]:
    found: set[str] = set()
    for path in sorted((SRC / "locale" / "ko" / "LC_MESSAGES").glob("*.po")):
        found |= {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue(path) if m.string}
    return found


@pytest.mark.rules
def test_everything_that_the_cooperation_says_is_said_in_korean() -> None:
    said = messages_in(SRC / "cooperation")
    said |= {one.sentence: one.__name__ for one in heirs(Refusal) if one.__module__.startswith("simpul.cooperation")}
    known = korean()
    none_of({message: place for message, place in said.items() if message not in known})


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Each message that was asked of the Korean words and is not among them, and the page that asked."""
    return heard(monkeypatch, "ko")


def test_no_page_of_the_demo_asks_for_words_that_korean_lacks(
    platform: Platform, client_for: Callable[..., TestClient], lacking: dict[str, str]
) -> None:
    identity.seed_demo(platform)
    cooperation.seed_demo(platform)
    seen: set[str] = set()
    for actor in (Actor.ANONYMOUS, *_people(platform)):
        for path in _walked(client_for(actor), lacking):
            seen.add(path)
    lacking.pop("", None)
    none_of(lacking)
    none_of({route: route for route in _pages() - UNWALKED if not any(re.fullmatch(route, path) for path in seen)})


UNWALKED = {
    *("/acara/[^/]+/antrean/[^/]+", "/acara/tiket/[^/]+", "/kerja-sama/hadir/[^/]+", "/kerja-sama/hadir/saya/[^/]+"),
    *("/kerja-sama/dokumen/[^/]+", "/pameran/kontak/[^/]+", "/kerja-sama/gerbang/aplikasi"),
    *("/kerja-sama/kegiatan/[^/]+/kehadiran/layar", "/kerja-sama/laporan/[^/]+/lihat"),
}
"""Pages that no link of the demo leads to: behind somebody's secret, kept by a browser, or behind a form's button.

What they say is held by the first test; `tests/browser/test_cooperation` looks at most of them.
"""


def _people(platform: Platform) -> Iterator[Actor]:
    for role in (CENTRE, PARTNER, LIAISON, GATE):
        for one in platform.port(Holders).holders(platform, role):
            roles = {CENTRE, PARTNER} if role == CENTRE else {role}
            yield Actor(one.id, one.name, one.agency, one.region, frozenset(roles))


def _walked(client: TestClient, lacking: dict[str, str]) -> Iterator[str]:
    """The paths, without their language, of the pages that links lead to from the front pages."""
    todo, known = deque(PARTNERS), set(PARTNERS)
    while todo and len(known) < MOST:
        lacking[""] = path = todo.popleft()
        answer = client.get(f"/ko{path}", headers={"accept": "text/html"})
        assert answer.status_code < 500, path
        if "html" not in answer.headers.get("content-type", ""):
            continue
        if answer.status_code == 200:
            yield urlsplit(path).path
        for link in re.findall(r'href="([^"#]+)', answer.text):
            onward = urljoin(f"/ko{path}", link.replace("&amp;", "&"))
            if onward.startswith("/ko/") and Places(PARTNERS).has(urlsplit(onward[3:]).path) and onward[3:] not in known:
                known.add(onward[3:])
                todo.append(onward[3:])


def _pages() -> set[str]:
    """A pattern for each page; files and what only scripts fetch are none."""
    files = r".*(\.\w+|/berkas/\{\w+\}|/naskah/\{naskah\}|/\{sertifikat\}|/kalender/\{tautan\}|/siaran)"
    paths = {one.path for one in PAGES if one.method == "GET" and not re.fullmatch(files, one.path)}
    return {re.sub(r"\{\w+(:\w+)?\}", "[^/]+", path) for path in paths}
