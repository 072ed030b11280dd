"""Whoever has a phone, or a part of one, gets no further than the programme means: own village, own events, no names."""

import gzip
import json
import logging
import os
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.log import configure_logging
from simpul.malaria.actions import enrolling, forgetting, sync, workers
from simpul.malaria.rules import sealing
from simpul.malaria.store import erasing, tables
from tests.malaria import phones
from tests.malaria.phones import ENROL, FETCH, OTHER, SEND, SUPERVISOR, VILLAGE

NAME = "Yosephina Rahasia"


def test_a_worker_reads_the_own_village_alone(villages, platform, client):
    here, there = phones.phone(platform, client), phones.phone(platform, client, OTHER)
    person = phones.registered(here, NAME)
    here.send()
    assert there.village()["people"] == {}
    stolen = {"v": 1, "id": str(uuid4()), "t": "person.registered", "at": "2020-01-01T00:00:00.000Z", "p": person}
    there.append(json.dumps({**stolen, "d": {"name": "x", "sex": "P", "birth_year": 1990}}).encode(), UUID(stolen["id"]))
    there.send()
    assert there.village()["people"][person]["name"] == "x"
    assert here.village()["people"][person]["name"] == NAME
    cursor = here.village()["cursor"]
    assert there.fetch(cursor).json()["people"] == []


def test_a_token_does_one_thing(villages, platform, client):
    phone = phones.phone(platform, client)
    phones.registered(phone)
    phone.upload, phone.read = phone.read, phone.upload
    assert phone.send().status_code == 401
    answer = phone.fetch()
    assert (answer.status_code, answer.json()["code"]) == (401, "device-token-unknown")
    assert client.get(FETCH).status_code == 401


def test_who_guesses_tokens_waits_and_a_known_phone_does_not(villages, platform, client):
    phone = phones.phone(platform, client)
    told = [client.get(FETCH, headers={"Authorization": f"Bearer {n}"}).status_code for n in range(25)]
    assert told == [401] * 20 + [429] * 5
    assert phone.fetch().status_code == 200


def test_an_invitation_enrols_one_device_within_a_day(villages, platform, client, clock):
    key = sealing.jwk_of(sealing.private_key(os.urandom(31)).public_key())
    said = {"public_key": key, "name": "HP", "app_version": "1"}

    def enrol(token):
        answer = client.post(ENROL, json={**said, "token": token})
        return answer.status_code, answer.json().get("code")

    token, late = phones.invited(platform), phones.invited(platform)
    assert enrol("guess") == (404, "invitation-unknown")
    assert (
        client.post(ENROL, json={**said, "token": token, "public_key": {"kty": "EC"}}).json()["code"] == "device-key-wrong"
    )
    assert enrol(token) == (201, None)
    assert enrol(token) == (409, "invitation-spent")
    clock.advance(timedelta(hours=24))
    assert enrol(late) == (409, "invitation-expired")
    assert client.post(ENROL, content=b"[]").json()["code"] == "sync-unreadable"
    assert token not in str(_all(platform))


def _all(platform) -> list:
    with platform.database.reading() as unit:
        return [list(unit.connection.execute(select(table))) for table in (tables.devices, tables.invitations)]


def test_a_second_invitation_ends_the_first(villages, platform):
    worker = workers.add_worker(platform, SUPERVISOR, name="Mama Uji", kind="jmk", village=VILLAGE)
    first = enrolling.invite(platform, SUPERVISOR, worker=worker.id)
    enrolling.invite(platform, SUPERVISOR, worker=worker.id)
    key = sealing.jwk_of(sealing.private_key(os.urandom(31)).public_key())
    with pytest.raises(Refusal) as refused:
        enrolling.enrol(platform, first.token, enrolling.NewDevice(key, "HP", "1"))
    assert refused.value.code == "invitation-expired"


def test_a_stolen_device_is_ended_and_what_it_holds_is_still_taken(villages, platform, client):
    phone = phones.phone(platform, client)
    phones.registered(phone)
    phone.send()
    phones.positive(phone, phones.registered(phone))
    assert phone.send(phone.unsent()[:2]).json()["revoked"] is False
    enrolling.revoke(platform, SUPERVISOR, device=phone.id, reason="stolen in town")
    answer = phone.send().json()
    assert (answer["revoked"], answer["have"], answer["refused"]) == (True, [[1, 6]], [])
    refused = phone.fetch()
    assert (refused.status_code, refused.json()["code"]) == (403, "device-revoked")


def test_a_village_joins_the_programme_with_its_first_worker(platform):
    known = next(one for one in regions.children(platform, "92.06.01"))
    worker = workers.add_worker(platform, SUPERVISOR, name="Mama Uji", kind="jmk", village=known.code)
    assert worker.village == known.code
    for code in ("92.06.01", "92.06.99.9999", "92.06"):
        with pytest.raises(Refusal) as refused:
            workers.add_worker(platform, SUPERVISOR, name="Mama Uji", kind="jmk", village=code)
        assert refused.value.code == "village-unknown"


def test_who_moves_or_retires_leaves_the_device_behind(villages, platform, client):
    phone = phones.phone(platform, client)
    with platform.database.reading() as unit:
        worker = unit.connection.scalar(select(tables.devices.c.worker))
    workers.move_worker(platform, SUPERVISOR, worker=worker, village=OTHER)
    assert phone.fetch().json()["code"] == "device-revoked"


NOBODY = [
    ("nobody", Actor.ANONYMOUS),
    ("an officer of disasters", Actor(UUID(int=1), "x", "ID", "92.06", frozenset({"disaster.officer"}))),
    ("the supervisor of another kabupaten", Actor(UUID(int=2), "x", "ID", "92.07", SUPERVISOR.roles)),
    ("the supervisor of a code that begins alike", Actor(UUID(int=3), "x", "ID", "92.0", SUPERVISOR.roles)),
    ("the clinician", Actor(UUID(int=4), "x", "ID", "92.06", frozenset({"malaria.clinician"}))),
]


@pytest.mark.parametrize(("who", "actor"), NOBODY, ids=[who for who, _ in NOBODY])
def test_only_the_villages_own_supervisor_gives_and_ends_devices(villages, platform, client, who, actor):
    phone = phones.phone(platform, client)
    with platform.database.reading() as unit:
        worker = unit.connection.scalar(select(tables.devices.c.worker))
    tried = [
        lambda: enrolling.invite(platform, actor, worker=worker),
        lambda: enrolling.revoke(platform, actor, device=phone.id, reason="because"),
        lambda: workers.add_worker(platform, actor, name="x", kind="jmk", village=VILLAGE),
        lambda: workers.retire_worker(platform, actor, worker=worker, reason="because"),
        lambda: sync.record(platform, actor, village=VILLAGE, events=[]),
        lambda: sync.take_file(platform, actor, json.dumps({"device": str(phone.id)}).encode()),
    ]
    for attempt in tried:
        with pytest.raises(Refusal):
            attempt()
    assert phone.fetch().status_code == 200


SENT = [
    (b"no json", {}, 422, "sync-unreadable"),
    (b'{"events": 1}', {}, 422, "sync-unreadable"),
    (b'{"events": [{"n": 0, "i": "x", "p": "", "c": ""}]}', {}, 422, "sync-unreadable"),
    (b'{"events": [{"n": true, "i": "x", "p": "", "c": ""}]}', {}, 422, "sync-unreadable"),
    (b"no gzip", {"Content-Encoding": "gzip"}, 422, "sync-unreadable"),
    (gzip.compress(b"{", mtime=0)[:-4], {"Content-Encoding": "gzip"}, 422, "sync-unreadable"),
    (gzip.compress(b" " * 1_100_000, mtime=0), {"Content-Encoding": "gzip"}, 413, "body-too-large-sync"),
    (b" " * 65_537, {}, 413, "body-too-large-sync"),
]


@pytest.mark.parametrize(("body", "headers", "status", "code"), SENT)
def test_what_cannot_be_read_is_refused_with_its_code(villages, platform, client, body, headers, status, code):
    phone = phones.phone(platform, client)
    answer = client.post(SEND, content=body, headers={"Authorization": f"Bearer {phone.upload}", **headers})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture
def everything_logged():
    configure_logging(level="debug", form="json")
    yield
    configure_logging(level="error", form="json")


def test_names_stay_out_of_logs_trail_events_and_counters(villages, platform, client, caplog, capsys, everything_logged):
    caplog.set_level(logging.DEBUG)
    phone = phones.phone(platform, client)
    _, test, _ = phones.positive(phone, phones.registered(phone, NAME, mother=NAME, phone="081234567890"), training=False)
    phone.append(NAME.encode(), uuid4())
    phone.send()
    phone.village()
    client.post(SEND, content=NAME.encode(), headers={"Authorization": f"Bearer {phone.upload}"})
    sync.record(platform, SUPERVISOR, village=VILLAGE, events=[_correction(phone)])
    written = capsys.readouterr()
    assert SEND in written.out + written.err + caplog.text
    with platform.database.reading() as unit:
        outbox = list(unit.connection.execute(text("SELECT name, payload FROM kernel_outbox")))
        trail = [row[0] for row in unit.connection.execute(text("SELECT action || ' ' || subject FROM kernel_audit"))]
        counters = list(unit.connection.execute(text("SELECT key FROM kernel_limit")))
    for place in (caplog.text, written.out, written.err, str(outbox), str(trail), str(counters)):
        assert "Rahasia" not in place
        assert "081234" not in place
        assert phone.upload not in place
    assert [(name, payload["village"], payload["species"]) for name, payload in outbox] == [
        ("malaria.CaseConfirmed", VILLAGE, "falciparum")
    ]
    assert set(outbox[0].payload) == {"village", "species", "day"}
    assert test not in str(outbox)
    assert {action.split()[0] for action in trail} >= {
        "malaria.device.enrol",
        "malaria.events.take",
        "malaria.village.read",
    }


def _correction(phone) -> dict:
    event = next(body for body in phone.bodies if body["t"] == "person.registered")
    return {"t": "person.changed", "p": event["p"], "d": {"field": "name", "from": NAME, "to": f"{NAME} Dua"}}


def test_a_phone_gets_no_nik_and_no_telephone_back(villages, platform, client):
    phone = phones.phone(platform, client)
    person = phones.registered(phone, nik="9206010101900001", phone="081234567890")
    phone.send()
    assert set(phone.village()["people"][person]) == {"id", "name", "sex", "birth_year"}


def test_who_is_erased_is_nobody_and_stays_so(villages, platform, client):
    phone = phones.phone(platform, client)
    person = phones.registered(phone, NAME, mother=NAME, nik="9206010101900001")
    _, test, _ = phones.positive(phone, person)
    phone.record("person.changed", {"field": "name", "from": NAME, "to": f"{NAME} Dua"}, p=person)
    phone.send()
    with platform.database.writing(SUPERVISOR) as unit:
        unit.unaudited("a test")
        assert erasing.erase(unit.connection, [UUID(person)], platform.clock.now()) == 1
    phone.record("person.changed", {"field": "house", "from": None, "to": "7"}, p=person)
    phone.send()
    with platform.database.reading() as unit:
        held = [
            list(unit.connection.execute(select(t))) for t in (tables.events, tables.people, tables.cases, tables.checks)
        ]
    assert "Rahasia" not in str(held)
    assert "9206010101900001" not in str(held)
    assert str(held[2][0].id) == test
    assert person not in phone.village()["people"]


def test_what_is_due_is_erased_by_the_nightly_job(villages, platform, client, clock):
    phone = phones.phone(platform, client)
    person = phones.registered(phone, NAME)
    phone.send()
    clock.advance(timedelta(days=25 * 365 - 1))
    forgetting.forget(platform)
    assert phone.village()["people"][person]["name"] == NAME
    clock.advance(timedelta(days=2))
    forgetting.forget(platform)
    assert phone.village()["people"] == {}
    with platform.database.reading() as unit:
        assert "Rahasia" not in str(list(unit.connection.execute(select(tables.events))))
        assert list(unit.connection.execute(select(tables.invitations))) == []
