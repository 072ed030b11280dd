"""Devices and what they sent, at the desk: seen silent, ended with a reason; what had to be settled."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import checking, deciding, reading, seeding, workers
from simpul.malaria.model.desk import CheckKind, DeskAsked, Settling
from simpul.malaria.model.desk_refusals import DeskNothing, FinalAlready, HowMissing, SettledAlready, SupervisorOnly
from simpul.malaria.rules import sms
from simpul.malaria.store import tables
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import BINTUNI, LEAD

DESK = "/malaria/meja"


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    yield built
    built.database.close()


@pytest.fixture
def devices(platform: Platform, clock: FixedClock) -> list[UUID]:
    """Two devices of a worker: one heard of today, one silent for 20 days."""
    worker = workers.add_worker(platform, LEAD, name="Ona", kind="jmk", village=BINTUNI)
    found, now = [platform.ids.new(), platform.ids.new()], clock.now()
    seen = (now, now - timedelta(days=20))
    rows = [
        seeding.SeedDevice(device, worker.id, BINTUNI, f"Ponsel {number}", now - timedelta(days=90), seen[number], "1.0.0")
        for number, device in enumerate(found)
    ]
    seeding.devices(platform, rows)
    return found


def _sent(platform: Platform, clock: FixedClock, device: UUID, seq: int, kind: str, **body: Any) -> None:
    event = platform.ids.new()
    at = f"{clock.now() - timedelta(days=1, minutes=-seq):%Y-%m-%dT%H:%M:%S}.000Z"
    told = {"v": 1, "id": str(event), "t": kind, "at": at, **body}
    seeding.events(platform, BINTUNI, [seeding.SeedEvent(device, seq, clock.now(), told)])


def _waiting(platform: Platform, kind: CheckKind) -> list[str]:
    return [one.key for one in checking.checks(platform, LEAD, DeskAsked(state=kind.value)).rows]


def test_a_silent_device_and_missing_records_are_seen(platform: Platform, clock: FixedClock, devices: list[UUID]) -> None:
    for seq in (1, 2, 5):
        _sent(platform, clock, devices[0], seq, "round.visited", d={"house": f"A{seq}", "people": 4, "absent": 0})
    tally = reading.tally(platform, LEAD)
    assert (tally.silent, tally.silent_since) == (1, clock.now() - timedelta(days=20))
    first, second = reading.devices(platform, LEAD, DeskAsked()).rows
    assert (first.id, first.missing) == (devices[1], 0)
    assert (second.id, second.held, second.missing) == (devices[0], 3, 2)
    assert [one.id for one in reading.devices(platform, LEAD, DeskAsked(state="silent")).rows] == [devices[1]]
    assert [one.id for one in reading.devices(platform, LEAD, DeskAsked(state="missing")).rows] == [devices[0]]


def test_the_use_of_a_device_is_ended_with_a_reason_and_confirmed(
    platform: Platform, devices: list[UUID], client_for: Callable[..., TestClient]
) -> None:
    client, path = client_for(LEAD), f"{DESK}/perangkat/{devices[0]}"
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert token
    for fields in ({"reason": "hilang"}, {"sure": "ya"}):
        assert client.post(path, data={"csrf": token[1], **fields}).status_code == 422
    assert reading.device(platform, LEAD, devices[0]).revoked_at is None
    assert client.post(path, data={"csrf": token[1], "reason": "hilang di perahu", "sure": "ya"}).status_code == 303
    ended = reading.device(platform, LEAD, devices[0])
    assert (ended.state, ended.reason) == ("revoked", "hilang di perahu")
    assert "hilang di perahu" in client.get(path).text


def test_a_supervisor_chooses_between_what_two_devices_said(
    platform: Platform, clock: FixedClock, devices: list[UUID]
) -> None:
    who = str(platform.ids.new())
    _sent(platform, clock, devices[0], 1, "person.registered", p=who, d={"name": "Obed", "sex": "L", "birth_year": 2010})
    for seq, (device, year) in enumerate(((devices[0], 2011), (devices[1], 2012)), 2):
        _sent(platform, clock, device, seq, "person.changed", p=who, d={"field": "birth_year", "to": year, "from": 2010})
    (key,) = _waiting(platform, CheckKind.FIELD)
    check, people = checking.open_check(platform, LEAD, key=key)
    values = [one["value"] for one in check.facts["values"]]
    assert people[0]["birth_year"] == 2012
    with pytest.raises(HowMissing):
        deciding.settle(platform, LEAD, key=key, said=Settling("keep", "tanya ibunya", "9"))
    officer = make.person("92.06", "malaria.officer")
    with pytest.raises(SupervisorOnly):
        deciding.settle(platform, officer, key=key, said=Settling("keep", "tanya ibunya", "0"))
    deciding.settle(platform, LEAD, key=key, said=Settling("keep", "tanya ibunya", str(values.index(2011))))
    assert _waiting(platform, CheckKind.FIELD) == []
    (settled,) = checking.settled(platform, LEAD, DeskAsked()).rows
    assert settled.facts == {"field": "birth_year"}
    with pytest.raises(FinalAlready):
        deciding.undo(platform, LEAD, key=settled.key)


def test_a_record_that_could_not_be_taken_waits_and_is_seen_once(
    platform: Platform, clock: FixedClock, devices: list[UUID]
) -> None:
    wrong = {"visit": "none", "method": "magic", "result": "positive", "for": "diagnosis"}
    _sent(platform, clock, devices[0], 1, "test.recorded", p=str(platform.ids.new()), s=str(platform.ids.new()), d=wrong)
    (key,) = _waiting(platform, CheckKind.QUARANTINE)
    deciding.settle(platform, LEAD, key=key, said=Settling("again"))
    assert _waiting(platform, CheckKind.QUARANTINE) == [key]
    deciding.settle(platform, LEAD, key=key, said=Settling("seen", "petugas dihubungi"))
    assert _waiting(platform, CheckKind.QUARANTINE) == []
    with pytest.raises(DeskNothing):
        deciding.settle(platform, LEAD, key=key, said=Settling("seen", "petugas dihubungi"))
    deciding.undo(platform, LEAD, key=key)
    assert _waiting(platform, CheckKind.QUARANTINE) == [key]
    with pytest.raises(SettledAlready):
        deciding.undo(platform, LEAD, key=key)
    stranger = make.person("91.05", *make.BOTH)
    with pytest.raises(DeskNothing):
        checking.open_check(platform, stranger, key=key)


def test_an_sms_is_taken_in_by_hand_and_waits_until_its_records_arrive(
    platform: Platform, devices: list[UUID], client_for: Callable[..., TestClient]
) -> None:
    client, path = client_for(LEAD), f"{DESK}/perangkat/berkas"
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert token
    with platform.database.reading() as unit:
        short = unit.connection.scalar(select(tables.devices.c.short).where(tables.devices.c.id == devices[0]))
    told = {"village": BINTUNI, "tests": 3, "positives": 1, "cases": []}
    message = sms.written(sms.Notice(int(short or 0), 1, told))

    def sent(text: str) -> Any:
        return client.post(f"{DESK}/perangkat/sms", data={"csrf": token[1], "text": text})

    assert sent(message[:-1]).status_code == 422
    assert "Salin seluruh pesan" in sent("halo").text
    assert "SMS diterima" in sent(message).text
    assert "Dikabarkan lewat SMS" in client.get(DESK).text
