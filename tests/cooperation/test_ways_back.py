"""Nobody is stranded: each room of a programme leads back to it, and a gate officer's desk leads to the gates."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simpul import cooperation, identity
from simpul.app import build_platform
from simpul.cooperation.model.programmes import GATE, PARTNER
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.holders import Holders
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.conftest import settings_for

ROOMS = ("perjanjian", "anggaran", "komite", "tindak-lanjut", "proyek", "ahli", "laporan", "kegiatan")
Clients = Callable[[Actor], TestClient]


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """The ministry's node as a demo's."""
    named = {"modules": "identity,cooperation,exchange", "agency": "Kementerian PANRB", "region": "", "demo": True}
    built = build_platform(settings_for(run_directory, **named), keys=keys, url=database_url, clock=clock)
    identity.seed_demo(built)
    cooperation.seed_demo(built)
    yield built
    built.database.close()


def _somebody(platform: Platform, role: str) -> Actor:
    one = platform.port(Holders).holders(platform, role)[0]
    return Actor(one.id, one.name, one.agency, one.region, frozenset({role}))


def test_each_room_leads_back_to_the_programme_it_was_reached_from(platform: Platform, client_for: Clients) -> None:
    client = client_for(_somebody(platform, PARTNER))
    programme = client.get("/kerja-sama/program/DGCC").text
    for room in ROOMS:
        assert f'/kerja-sama/{room}?program=DGCC"' in programme, room
        answer = client.get(f"/kerja-sama/{room}?program=DGCC", follow_redirects=True)
        assert 'href="/kerja-sama/program/DGCC"' in answer.text, room
    odd = client.get('/kerja-sama/kegiatan?program="><b>').text.split("<h1")[0]
    assert "<b>" not in odd
    assert "/kerja-sama/program/" not in odd


def test_who_admits_finds_the_gates_on_the_front_page_and_nobody_else(platform: Platform, client_for: Clients) -> None:
    gates = 'href="/kerja-sama/gerbang"'
    assert gates in client_for(_somebody(platform, GATE)).get("/kerja-sama").text
    assert gates not in client_for(_somebody(platform, PARTNER)).get("/kerja-sama").text
