"""A node run by BPBD of Jakarta, with the people whom the tests name."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from simpul.identity import actions
from simpul.identity.actions.keeper import actor_of
from simpul.identity.model import Account, Agency, NewAccount
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

BPBD, DINKES = "ID/GOV/6000/BPBD", "ID/GOV/8205/DINKES"
PASSWORD = "kucing lari mengejar layangan"


@pytest.fixture
def platform(platform: Platform) -> Platform:
    """The node is BPBD's; a health office of another region is its guest."""
    changes = {"agency_code": BPBD, "agency": "BPBD Provinsi DKI Jakarta", "modules": ("identity",)}
    changed = platform.settings.model_copy(update=changes)
    object.__setattr__(platform, "settings", changed)
    actions.add_agency(platform, Actor.SYSTEM, new=Agency(BPBD, "BPBD Provinsi DKI Jakarta", "31"))
    actions.add_agency(platform, Actor.SYSTEM, new=Agency(DINKES, "Dinas Kesehatan Teluk Bintuni", "92.06"))
    return platform


@pytest.fixture
def add(platform: Platform) -> Callable[..., Account]:
    """Adds a person with PASSWORD: `add("siti", "disaster.officer", agency=DINKES)`."""

    def added(login: str, *roles: str, agency: str = BPBD, once: bool = False) -> Account:
        new = NewAccount(login, login.capitalize(), agency, frozenset(roles))
        person, _ = actions.add_account(platform, Actor.SYSTEM, new=new, password=PASSWORD)
        return replace(person, must_change=once)

    return added


@pytest.fixture
def siti(add: Callable[..., Account]) -> Account:
    """Officer of BPBD."""
    return add("siti", "disaster.officer")


@pytest.fixture
def rina(add: Callable[..., Account]) -> Account:
    """Administrator of BPBD, which runs the node."""
    return add("rina", "node.admin")


@pytest.fixture
def yoel(add: Callable[..., Account]) -> Account:
    """Administrator of the guest agency."""
    return add("yoel", "node.admin", agency=DINKES)


@pytest.fixture
def enter(client_for: Callable[..., TestClient]) -> Callable[..., TestClient]:
    """A browser in which the person has signed in by the page."""

    def entered(person: Account, password: str = PASSWORD) -> TestClient:
        client = client_for()
        answer = client.post("/masuk", data={"login": person.login, "password": password})
        assert answer.status_code == 303, answer.text
        return client

    return entered


def acting(person: Account) -> Actor:
    """The actor a person acts as."""
    return actor_of(person)


def csrf(page: str) -> str:
    """The form token in a page."""
    return page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]
