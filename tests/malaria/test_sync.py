"""Phones enrol, send and fetch, against the whole application."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from simpul.kernel.platform import Platform
from simpul.malaria.actions import reaching, sync
from simpul.malaria.rules import exporting
from simpul.malaria.store import tables
from tests.malaria import phones
from tests.malaria.phones import SUPERVISOR, VILLAGE


def rows(platform: Platform, table) -> list:
    with platform.database.reading() as unit:
        return list(unit.connection.execute(select(table)).mappings())


def test_what_a_phone_records_is_a_case_in_the_village(villages, platform, client):
    phone = phones.phone(platform, client)
    person = phones.registered(phone)
    _, test, treatment = phones.positive(phone, person)
    answer = phone.send()
    assert answer.status_code == 200, answer.text
    assert answer.json()["have"] == [[1, 5]]
    (case,) = rows(platform, tables.cases)
    assert (str(case["id"]), str(case["treatment"]), case["status"], case["training"]) == (test, treatment, "open", True)
    assert [one["what"] for one in case["due"]] == ["dhp", "dhp", "dhp", "primaquine", "slide", "slide"]
    seen = phone.village()
    assert seen["people"][person]["name"] == "Yohana Uji"
    assert seen["cases"][test]["treatment"]["weight_kg"] == "52.5"


def test_the_same_again_changes_nothing(villages, platform, client):
    phone = phones.phone(platform, client)
    phones.positive(phone, phones.registered(phone))
    phone.send(phone.log)
    before = rows(platform, tables.events)
    again = phone.send([*phone.log, phone.log[0]])
    assert again.json()["have"] == [[1, 5]]
    assert again.json()["refused"] == []
    assert rows(platform, tables.events) == before


def test_a_gap_is_told_and_filled(villages, platform, client):
    phone = phones.phone(platform, client)
    phones.positive(phone, phones.registered(phone))
    assert phone.send([phone.log[4], phone.log[0]]).json()["have"] == [[1, 1], [5, 5]]
    assert phone.send().json()["have"] == [[1, 5]]
    (device,) = rows(platform, tables.devices)
    assert device["broken_at"] is None


def test_a_forged_event_is_not_taken_and_counted(villages, platform, client):
    phone, other = phones.phone(platform, client), phones.phone(platform, client)
    phones.registered(phone)
    phones.registered(other)
    first = phone.log[0]
    forged = [
        exporting.Sealed(1, first.id, first.prev, os.urandom(80)),
        exporting.Sealed(2, first.id, first.prev, first.cipher),
        exporting.Sealed(1, uuid4(), first.prev, first.cipher),
        exporting.Sealed(1, first.id, "1" * 64, first.cipher),
        other.log[0],
    ]
    answer = phone.send(forged).json()
    assert [one["code"] for one in answer["refused"]] == ["seal_broken"] * 5
    assert answer["have"] == []
    assert sum(row["refused"] for row in rows(platform, tables.devices)) == 5
    assert rows(platform, tables.events) == []


def test_a_number_or_an_id_is_taken_once(villages, platform, client):
    phone, other = phones.phone(platform, client), phones.phone(platform, client)
    phones.registered(phone)
    phone.send()
    kept = rows(platform, tables.events)
    phone.log, phone.prev = [], phones.sealing.FIRST
    phones.registered(phone, "Another")
    assert phone.send(phone.log).json()["refused"] == [{"n": 1, "code": "event_conflict"}]
    body = {**phone.bodies[0], "d": {"name": "Stolen", "sex": "L", "birth_year": 1980}}
    other.append(json.dumps(body).encode(), UUID(body["id"]))
    assert other.send(other.log).json()["refused"] == [{"n": 1, "code": "event_conflict"}]
    assert rows(platform, tables.events) == kept


def test_a_chain_that_breaks_is_noted(villages, platform, client):
    phone = phones.phone(platform, client)
    phones.registered(phone)
    phone.prev = "2" * 64
    phones.registered(phone)
    phone.send([phone.log[1]])
    assert rows(platform, tables.devices)[0]["broken_at"] is None
    phone.send([phone.log[0]])
    assert rows(platform, tables.devices)[0]["broken_at"] == 2


WRONG = [
    ("person.registered", {"name": "x" * 300, "sex": "P", "birth_year": 1990}, "value_wrong:name"),
    ("person.registered", {"name": "nul \x00 here", "sex": "P", "birth_year": 1990}, "body_unreadable"),
    ("person.same", {"from": str(uuid4()), "into": str(uuid4()), "reason": "?"}, "desk_only"),
]


@pytest.mark.parametrize(("kind", "d", "code"), WRONG)
def test_a_body_that_is_wrong_is_held_in_quarantine_and_acknowledged(villages, platform, client, kind, d, code):
    phone = phones.phone(platform, client)
    phone.record(kind, d, p=str(uuid4()))
    answer = phone.send().json()
    assert (answer["have"], answer["refused"], answer["quarantined"]) == ([[1, 1]], [], 1)
    (event,) = rows(platform, tables.events)
    assert event["quarantine"] == code
    assert event["body"] or event["raw"]
    assert rows(platform, tables.people) == []


def test_bytes_that_are_no_json_or_would_fill_the_memory_are_held_too(villages, platform, client):
    phone = phones.phone(platform, client)
    for plain in (b"no json", b"[" * 5000, b" " * 2_000_000, b'{"v": 1e999}', b'"\\ud800"'):
        phone.append(plain, uuid4())
    answer = phone.send().json()
    assert answer["have"] == [[1, 5]]
    assert [row["quarantine"] for row in rows(platform, tables.events)] == ["body_unreadable"] * 5


def test_an_older_and_a_newer_app_are_taken_and_what_is_not_known_is_kept(villages, platform, client):
    phone = phones.phone(platform, client)
    person = phones.registered(phone)
    phone.record("visit.imagined", {"of": "tomorrow"}, v=9, p=person, future={"a": 1})
    phone.record("person.changed", {"field": "house", "to": "7", "why": "moved"}, v=2, p=person)
    assert phone.send().json()["quarantined"] == 0
    held = {row["kind"]: row for row in rows(platform, tables.events)}
    assert held["visit.imagined"]["body"]["future"] == {"a": 1}
    assert held["visit.imagined"]["schema"] == 9
    assert phone.village()["people"][person]["house"] == "7"


def test_five_years_later_an_old_phone_is_taken(villages, platform, client, clock):
    phone = phones.phone(platform, client)
    person = phones.registered(phone)
    phones.positive(phone, person)
    clock.advance(timedelta(days=5 * 366))
    assert phone.send().json()["have"] == [[1, 5]]
    assert {row["at"].year for row in rows(platform, tables.events)} == {2026}


def test_a_treatment_of_a_patient_waits_while_the_table_is_not_signed(villages, platform, client, monkeypatch):
    monkeypatch.setattr(sync, "signed", lambda _platform: False)
    phone = phones.phone(platform, client)
    _, test, treatment = phones.positive(phone, phones.registered(phone), training=False)
    assert phone.send().json()["quarantined"] == 1
    (case,) = rows(platform, tables.cases)
    assert (case["status"], case["treatment"]) == ("untreated", None)
    assert [row["kind"] for row in rows(platform, tables.events) if row["quarantine"] == "table_not_signed"] == [
        "treatment.started"
    ]
    monkeypatch.setattr(sync, "signed", lambda _platform: True)
    assert sync.rejudge(platform, SUPERVISOR, village=VILLAGE) == 1
    (case,) = rows(platform, tables.cases)
    assert (case["status"], str(case["treatment"]), str(case["id"])) == ("open", treatment, test)


def test_an_expired_lot_that_was_used_is_kept_and_to_be_checked(villages, platform, client, clock):
    phone = phones.phone(platform, client)
    phones.positive(phone, phones.registered(phone), lot="R1")
    phone.send()
    assert rows(platform, tables.checks) == []
    phone.record("stock.received", {"item": "rdt", "lot": "R1", "expires": "2026-01-31", "quantity": 25})
    phone.send()
    (check,) = rows(platform, tables.checks)
    assert (check["kind"], check["facts"]["lot"]) == ("expired_lot", "R1")
    assert next(mark for mark in phone.village()["marks"] if mark["mark"] == "stock")["quantity"] == 24


def test_a_test_that_was_none_is_gone_from_the_phones(villages, platform, client):
    phone = phones.phone(platform, client)
    person = phones.registered(phone)
    _, test, _ = phones.positive(phone, person)
    phone.send()
    cursor = phone.village()["cursor"]
    event = next(body for body in phone.bodies if body["t"] == "test.recorded")
    phone.record("fact.corrected", {"event": event["id"], "changes": {"result": "negative"}, "reason": "misread"}, p=person)
    phone.send()
    assert rows(platform, tables.cases) == []
    assert {"mark": "gone", "case": test} in phone.fetch(cursor).json()["marks"]


def test_two_phones_disagree_and_the_supervisor_settles(villages, platform, client):
    one, other = phones.phone(platform, client), phones.phone(platform, client)
    person = phones.registered(one)
    one.record("person.changed", {"field": "birth_year", "from": 1990, "to": 1991}, p=person)
    other.now += timedelta(minutes=1)
    other.record("person.changed", {"field": "birth_year", "from": 1990, "to": 1992}, p=person)
    other.send()
    one.send()
    (check,) = rows(platform, tables.checks)
    assert [value["value"] for value in check["facts"]["values"]] == [1991, 1992]
    platform.clock.advance(timedelta(minutes=5))
    settled = {"t": "person.changed", "p": person, "d": {"field": "birth_year", "from": 1992, "to": 1991}}
    sync.record(platform, SUPERVISOR, village=VILLAGE, events=[settled])
    assert rows(platform, tables.checks) == []
    assert one.village()["people"][person]["birth_year"] == 1991


def test_two_people_are_made_one_and_two_again(villages, platform, client):
    phone = phones.phone(platform, client)
    one, other = phones.registered(phone), phones.registered(phone, "Johana Uji")
    _, test, _ = phones.positive(phone, other)
    phone.send()
    same = {"t": "person.same", "d": {"from": other, "into": one, "reason": "same mother"}}
    (merge,) = sync.record(platform, SUPERVISOR, village=VILLAGE, events=[same])
    assert str(rows(platform, tables.cases)[0]["person"]) == one
    assert phone.village()["people"][other]["into"] == one
    platform.clock.advance(timedelta(minutes=1))
    phone.record("person.changed", {"field": "house", "to": "9"}, p=other)
    phone.send()
    assert str(rows(platform, tables.cases)[0]["person"]) == one
    apart = {"t": "person.apart", "d": {"merge": str(merge), "reason": "two sisters"}}
    sync.record(platform, SUPERVISOR, village=VILLAGE, events=[apart])
    assert str(rows(platform, tables.cases)[0]["person"]) == other
    assert "into" not in phone.village()["people"][other]
    assert phone.village()["cases"][test]["person"] == other


def test_the_hash_of_the_one_before_need_not_be_told(villages, platform, client):
    phone = phones.phone(platform, client)
    phones.positive(phone, phones.registered(phone))
    documents = [exporting.document_of(one) for one in phone.log]
    for document in documents[1:]:
        del document["p"]
    headers = {"Authorization": f"Bearer {phone.upload}"}
    answer = client.post(phones.SEND, json={"events": documents}, headers=headers).json()
    assert (answer["have"], answer["refused"]) == ([[1, 5]], [])
    assert client.post(phones.SEND, json={"events": documents[1:]}, headers=headers).json()["code"] == "sync-unreadable"


def test_a_file_brings_the_same_events(villages, platform, client):
    phone = phones.phone(platform, client)
    phones.positive(phone, phones.registered(phone))
    lines = [{"device": str(phone.id)}, *map(exporting.document_of, phone.log)]
    file = "\n".join(map(json.dumps, lines)).encode()
    assert sync.take_file(platform, SUPERVISOR, file).have == [(1, 5)]
    assert phone.send(phone.log).json()["have"] == [[1, 5]]


def test_the_same_from_two_connections_at_once_is_taken_once(villages, platform, client):
    phone = phones.phone(platform, client)
    for _ in range(5):
        phones.positive(phone, phones.registered(phone))
    device = reaching.device_of(platform, phone.upload, reads=False)
    with ThreadPoolExecutor(4) as pool:
        parts = [phone.log, phone.log[10:], phone.log[:15], phone.log[::-1]]
        answers = list(pool.map(lambda part: sync.take(platform, device, part), parts))
    assert [answer.refused for answer in answers] == [[]] * 4
    assert sum(answer.fresh for answer in answers) == len(rows(platform, tables.events)) == len(phone.log)
    assert len(rows(platform, tables.cases)) == 5
