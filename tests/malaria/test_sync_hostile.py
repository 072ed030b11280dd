"""Hostile input that is well sealed: a phone that was taken apart, an app that was changed, a clock that is wrong."""

import json
import time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from simpul.malaria.rules import sealing
from simpul.malaria.store import tables
from tests.malaria import phones
from tests.malaria.phones import ENROL, FETCH, VILLAGE


def raw(phone: Any, plain: bytes) -> None:
    phone.append(plain, uuid4())


def states(platform: Any) -> list[tuple[str, str | None]]:
    wanted = select(tables.events.c.kind, tables.events.c.quarantine).order_by(tables.events.c.seq)
    with platform.database.reading() as unit:
        return [(kind, code) for kind, code in unit.connection.execute(wanted)]


@pytest.mark.parametrize(
    "d",
    [
        '{"name": "a\\u0000b", "sex": "P", "birth_year": 1990}',
        '{"name": "x", "sex": "P", "birth_year": 1990, "k\\u0000": 1}',
        '{"name": "\\ud800", "sex": "P", "birth_year": 1990}',
        '{"name": "x", "sex": "P", "birth_year": 1' + "0" * 400 + "}",
        '{"name": "x", "sex": "P", "birth_year": NaN}',
        '{"name": ' + "[" * 3000 + "]" * 3000 + "}",
    ],
    ids=["nul", "nul key", "surrogate", "huge", "nan", "deep"],
)
def test_a_poisoned_event_stands_in_nobodys_way(villages: Any, platform: Any, client: Any, d: str) -> None:
    phone = phones.phone(platform, client)
    phones.registered(phone)
    event = uuid4()
    head = f'"v": 1, "id": "{event}", "t": "person.registered", "at": "2026-11-01T00:00:00.000Z", "p": "{uuid4()}"'
    phone.append(f'{{{head}, "d": {d}}}'.encode(), event)
    phones.registered(phone)
    assert phone.send().status_code == 200
    assert phone.answer["have"] == [[1, 3]]
    told = states(platform)
    assert [code for _, code in told[::2]] == [None, None]
    assert told[1][1] is not None
    assert len(phone.village()["people"]) == 2


def test_an_id_that_is_not_said_is_the_seals(villages: Any, platform: Any, client: Any) -> None:
    phone = phones.phone(platform, client)
    person, event = str(uuid4()), uuid4()
    facts = {"name": "Contoh", "sex": "P", "birth_year": 1990}
    said = {"v": 1, "t": "person.registered", "at": "2026-11-01T00:00:00.000Z", "p": person, "d": facts}
    phone.append(json.dumps(said).encode(), event)
    assert phone.send().status_code == 200
    assert states(platform) == [("person.registered", None)]
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(tables.events.c.body))["id"] == str(event)


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00.000Z", "2199-01-01T00:00:00.000Z"])
def test_a_clock_that_fell_back_or_forward_loses_nothing(villages: Any, platform: Any, client: Any, at: str) -> None:
    phone = phones.phone(platform, client)
    phone.record("person.registered", {"name": "Contoh", "sex": "P", "birth_year": 1990}, p=str(uuid4()), at=at)
    assert phone.send().status_code == 200
    assert phone.answer["have"] == [[1, 1]]
    assert len(states(platform)) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"name": "a\x00b"},
        {"app_version": "\x00"},
        {"name": "x" * 5000},
        {"token": [[[]]]},
        {"token": None},
        {"public_key": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
        {"public_key": "x"},
        {"name": {"a": 1}},
    ],
)
def test_enrolment_takes_no_nonsense(villages: Any, platform: Any, client: Any, said: dict[str, Any]) -> None:
    key = sealing.jwk_of(sealing.private_key(b"\x01" * 32).public_key())
    whole = {"token": phones.invited(platform), "public_key": key, "name": "HP", "app_version": "1", **said}
    assert client.post(ENROL, json=whole).status_code in (201, 404, 409, 422)


def test_a_correction_makes_no_patient_of_a_training(villages: Any, platform: Any, client: Any) -> None:
    phone = phones.phone(platform, client)
    person = phones.registered(phone)
    phones.positive(phone, person)
    started = phone.bodies[-1]["id"]
    phone.record("fact.corrected", {"event": started, "changes": {"training": False}, "reason": "coba"}, p=person)
    phone.send()
    with platform.database.reading() as unit:
        assert unit.connection.scalars(select(tables.cases.c.training)).all() == [True]


def test_cursors_of_anybodys_making_give_the_own_village_or_nothing(villages: Any, platform: Any, client: Any) -> None:
    phone = phones.phone(platform, client)
    phones.registered(phone)
    phone.send()
    for cursor in (
        "-1.1.x",
        "9" * 70,
        "1.9",
        "'; --",
        "0.1.00000000-0000-0000-0000-000000000000",
        "%00",
        "1.1." + "f" * 60,
    ):
        answer = client.get(FETCH, params={"after": cursor}, headers={"Authorization": f"Bearer {phone.read}"})
        assert answer.status_code == 200
        assert len(answer.json()["people"]) <= 1


def test_one_event_of_a_village_with_many_costs_little(villages: Any, platform: Any, client: Any) -> None:
    """A village of years: what one more event costs does not grow with all that was recorded of others."""
    phone = phones.phone(platform, client)
    for _ in range(300):
        phones.positive(phone, phones.registered(phone))
    for first in range(0, len(phone.log), 100):
        assert phone.send(phone.log[first : first + 100]).status_code == 200
    person = phones.registered(phone)
    began = time.perf_counter()
    assert phone.send().status_code == 200
    took = time.perf_counter() - began
    print(f"one event beside {len(phone.log):,} of its village: {took * 1000:.0f} ms")
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(text("count(*)")).select_from(tables.people)) == 301
    assert person in phone.village()["people"]


def test_a_code_that_only_begins_like_the_region_is_none_of_it() -> None:
    from simpul.malaria.rules import desk

    assert desk.answers_for(phones.SUPERVISOR, VILLAGE)
    for code in ("92.061.01.2001", "92.0", "92", "92.07.06.2001", "92.06x"):
        assert not desk.answers_for(phones.SUPERVISOR, code), code


def test_a_worker_moved_away_reads_the_old_village_no_more(villages: Any, platform: Any, client: Any) -> None:
    from simpul.malaria.actions import workers

    phone = phones.phone(platform, client)
    phones.registered(phone)
    phone.send()
    with platform.database.reading() as unit:
        worker = unit.connection.scalar(select(tables.devices.c.worker).where(tables.devices.c.id == phone.id))
    workers.move_worker(platform, phones.SUPERVISOR, worker=worker, village=phones.OTHER)
    assert phone.fetch().status_code == 403
    phones.registered(phone)
    assert phone.send().json()["revoked"] is True
