"""Every page, file and form of the malaria desk, asked by everybody: what each sees, and what nobody else ever sees."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.conftest import ROOT, settings_for
from tests.malaria import desk_makers as make
from tests.malaria import three_places as places
from tests.malaria.three_places import FAR, MINE, NEXT, PLACES, Place

ACCESS = tomllib.loads((ROOT / "src/simpul/access.toml").read_text())["malaria"]
ROUTES = [tuple(rule.split()) for rule, role in ACCESS.items() if role == "signed-in"]
GETS, POSTS = ([path for method, path in ROUTES if method == wanted] for wanted in ("GET", "POST"))
STRANGERS = {
    "clinician": make.person("92.06", "malaria.clinician"),
    "cross-checker": make.person("92.06", "malaria.reader"),
    "disaster officer": make.person("92.06", "disaster.officer", agency="ID/GOV/8205/BPBD"),
    "officer without an agency": replace(make.person("92.06", *make.BOTH, agency=None), id=UUID(int=3)),
    "nobody": None,
}
WHO = {
    "officer of the kabupaten": (MINE.officer, (MINE, NEXT)),
    "supervisor of one distrik": (MINE.supervisor, (MINE,)),
    "officer of another kabupaten": (FAR.officer, (FAR,)),
}
ASKED = "?wilayah={d}&kampung={v}&level=village&bulan=2026-11&keadaan=all"
LIMITED = {"/malaria/meja/fokus/baru": (404,), "/malaria/meja/stok/gudang": (403, 200)}
LIMITED["/malaria/meja/stok/gudang/ekspor.csv"] = (403, 200)
"""A focus begins with a case; the kabupaten's store is its officer's."""
Clients = Callable[..., TestClient]
Known = Mapping[Place, Mapping[str, str]]


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    places.fill(built)
    yield built
    built.database.close()


@pytest.fixture
def known(platform: Platform) -> Known:
    return {place: places.addresses(platform, place) for place in PLACES}


def test_who_sees_what(known: Known, client_for: Clients) -> None:
    """One set of rooms for all questions, as it takes longer to fill them than to ask."""
    wrong: list[object] = []
    for name, (actor, own) in WHO.items():
        client = client_for(actor)
        wrong += [(name, *one) for one in _pages(client, known, own)]
        wrong += [(name, *one) for one in _forms(client, known, own)]
    for name, stranger in STRANGERS.items():
        wrong += [(name, *one) for one in _strange(client_for(stranger), client_for(MINE.officer), known)]
    assert not wrong, "\n".join(str(one) for one in wrong[:90])


def _pages(client: TestClient, known: Known, own: tuple[Place, ...]) -> Iterator[tuple[object, ...]]:
    """What is wrong with what this person reads."""
    others = [place for place in PLACES if place not in own]
    for path, about in _asked(known, own, others):
        answer = client.get(path)
        code, content = answer.status_code, places.unpacked(answer)
        yield from ((path, one, code) for other in others for one in other.shown(content, path))
        theirs = about in others and places.address_of(path)
        if code >= 500 or (about in own and code not in LIMITED.get(path, (200,))) or (theirs and code not in (403, 404)):
            yield path, code


def _asked(known: Known, own: tuple[Place, ...], others: list[Place]) -> Iterator[tuple[str, Place | None]]:
    for route in GETS:
        if "{" in route:
            yield from ((places.filled(route, known[about]), about) for about in (own[0], *others))
        else:
            yield route, own[0]
            if own == (MINE,):
                yield route + ASKED.format(d=others[0].distrik, v=others[0].village), None


def _forms(client: TestClient, known: Known, own: tuple[Place, ...]) -> Iterator[tuple[object, ...]]:
    """What is wrong with how forms about other places answer this person, and forms without the token."""
    others, token = [place for place in PLACES if place not in own], places.token_of(client)
    for route in POSTS:
        path = places.filled(route, known[own[0]])
        if (code := client.post(path, data={"reason": "tanpa tanda"}).status_code) != 403:
            yield path, "no token", code
        for other in others if "{id}" in route or "{k" in route else []:
            path = places.filled(route, known[other])
            answer = client.post(path, data={"csrf": token, "reason": "alasan baik", "version": "1", **known[other]})
            if answer.status_code not in (403, 404) or other.shown(answer.content, path):
                yield path, answer.status_code


def _strange(client: TestClient, desk: TestClient, known: Known) -> Iterator[tuple[object, ...]]:
    """Whatever somebody who is not of the desk gets, but a refusal or the way to sign in."""
    token = places.token_of(client, desk)
    for method, route in ROUTES:
        path = places.filled(route, known[MINE])
        answer = client.get(path) if method == "GET" else client.post(path, data={"csrf": token})
        refused = answer.status_code in (
            401,
            403,
            *(() if method == "GET" else (404,)),
            *LIMITED.get(path, ())[:1],
        ) or "/masuk" in answer.headers.get("location", "")
        if not refused or any(place.shown(answer.content, path) for place in PLACES):
            yield method, path, answer.status_code
