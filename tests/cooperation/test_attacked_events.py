"""What was tried against events: strange requests, an organiser who changes everything meanwhile, two who issue at once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from simpul.app import create_app
from simpul.cooperation.actions import certificates, event_keeping, event_quotas, registering, registering_telling, tickets
from simpul.cooperation.model.certificates import NobodyQualifies
from simpul.cooperation.rules import gates_reading
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import VISIT
from tests.cooperation.attendance_makers import all_, two_days, was_there
from tests.cooperation.event_makers import EVENT, SLUG, counted, form, lecture, nip
from tests.cooperation.people import CENTRE, KEEPER

API = f"/api/v1/cooperation/events/{SLUG}"
GATES = f"/api/v1/cooperation/gates/{EVENT}"


@pytest.fixture
def client(platform: Platform) -> TestClient:
    lecture(platform)
    return TestClient(create_app(platform, background=False), raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_what_is_no_way_of_asking_is_told_so(client: TestClient, platform: Platform, method: str):
    """With what is allowed, and never taken for a form."""
    for prefix in ("", "/id", "/en", "/ko"):
        answer = client.request(method, f"{prefix}/acara/daftar/{SLUG}")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    for path in (API, f"{API}/registrations", f"{API}/registrations/x", f"{GATES}/checkins", f"{GATES}/tickets"):
        answer = client.request(method, path)
        assert answer.status_code == 405
        assert answer.headers["allow"]
    assert counted(platform)["hall"] == 0


def test_no_redirect_leads_elsewhere(client: TestClient):
    for slug in (
        "//evil.example",
        "%2f%2fevil.example",
        "..%2f..%2fx",
        "%0d%0aSet-Cookie:a=b",
        "%5cevil.example",
        "\u2025",
    ):
        for prefix in ("", "/en", "/ko", "/jv"):
            answer = client.post(f"{prefix}/acara/daftar/{slug}", content=b"a=b")
            assert answer.status_code in (307, 404), slug
            assert answer.headers.get("location", "/").lstrip("/").startswith(("acara/", "en/acara/", "ko/acara/")), slug
            assert "set-cookie" not in answer.headers


def parts(whole: bytes, size: int) -> Iterator[bytes]:
    yield from (whole[at : at + size] for at in range(0, len(whole), size))


def test_bodies_without_a_length_are_bounded_and_read_whole(client: TestClient, platform: Platform):
    person = {"agency": "A", "number": nip(7), "name": "Ani Rekaan", "wish": "hall"}
    made = client.post(f"{API}/registrations", content=parts(json.dumps(person).encode(), 7))
    assert made.status_code == 201
    assert client.post(f"{API}/registrations", content=parts(b"x" * 3_000_000, 1024)).status_code == 422
    assert client.post(f"/acara/daftar/{SLUG}", content=parts(b"x" * 3_000_000, 1024)).status_code == 307
    assert client.post(f"{GATES}/checkins", content=parts(b"x" * 3_000_000, 1024)).status_code == 413
    assert counted(platform)["hall"] == 1


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/json", ""])
def test_a_form_of_another_kind_is_not_taken_by_the_way_for_crowds(client: TestClient, platform: Platform, kind: str):
    body = f"agency=A&number={nip(6)}&name=Ani+B&wish=hall"
    assert client.post(f"/acara/daftar/{SLUG}", content=body, headers={"content-type": kind}).status_code == 307
    assert counted(platform)["hall"] == 0


def test_ten_thousand_entries_at_once_are_refused_before_they_are_read(client: TestClient):
    one = {"seq": 1, "at": 1_700_000_000_000, "code": "A" * 24}
    body = json.dumps({"now": 1_700_000_000_000, "entries": [one] * 10_000}).encode()
    answer = client.post(f"{GATES}/checkins", content=body, headers={"authorization": "Bearer x"})
    assert (answer.status_code, len(body) > gates_reading.BYTES) == (413, True)


def test_an_organiser_who_changes_everything_while_people_register(platform: Platform):
    """Postponed, closed, opened, quotas imported, more and fewer places: the counts are the rows', and none has two."""
    lecture(platform, hall_places=30, quotas={"A": ("Instansi A", 9), "B": ("Instansi B", 9)})

    def people(thread: int) -> None:
        for at in range(14):
            sent = form(thread * 9 + at, "AB"[at % 2])
            code = registering.register(platform, EVENT, sent).code
            if at % 3 == 0:
                with suppress(Refusal):
                    tickets.cancel(platform, code, tickets.seen(platform, code).registration.version)
                registering.register(platform, EVENT, replace(sent, key=f"{thread} {at}"))

    def organiser(thread: int) -> None:
        for at in range(10):
            rows = f"code,name,places\nA,Instansi A,{6 + (at * 7 + thread) % 15}\nB,Instansi B,{at}\nC{at},Baru,1\n"
            event_quotas.take(platform, CENTRE, EVENT, content=rows.encode())
            known = event_keeping.seen(platform, CENTRE, EVENT).event
            later = replace(known, starts_at=known.starts_at + timedelta(days=1), ends_at=known.ends_at + timedelta(days=1))
            with suppress(Refusal):
                event_keeping.change(platform, CENTRE, new=replace(later, hall_places=12 + at * 2))
            with suppress(Refusal):
                version = event_keeping.seen(platform, CENTRE, EVENT).event.version
                closes = None if at % 2 else known.closes_at
                event_keeping.registration(platform, CENTRE, EVENT, version=version, when=(known.opens_at, closes))

    with ThreadPoolExecutor(5) as pool:
        done = [pool.submit(people, thread) for thread in range(3)] + [pool.submit(organiser, at) for at in range(2)]
        assert [one.result() for one in done] == [None] * 5
    counted(platform)
    with platform.database.reading() as unit:
        live = "SELECT count(*) - count(DISTINCT person) FROM cooperation_registration WHERE admission <> 'cancelled'"
        assert unit.connection.scalar(text(live)) == 0
        over = "SELECT count(*) FROM cooperation_event_tally WHERE hall > hall_places"
        assert unit.connection.scalar(text(over)) == 0


def test_who_registers_for_an_event_held_again_is_erased_again(platform: Platform, clock: FixedClock):
    """An organiser takes last year's event and moves its dates: its new people are erased in their turn."""
    lecture(platform)
    registering.register(platform, EVENT, form(1))
    clock.advance(timedelta(days=200))
    registering_telling.erase(platform)
    known = event_keeping.seen(platform, CENTRE, EVENT).event
    now = clock.now()
    moved = {"starts_at": now + timedelta(days=5), "ends_at": now + timedelta(days=6), "closes_at": now + timedelta(days=4)}
    event_keeping.change(platform, CENTRE, new=replace(known, **moved))
    code = registering.register(platform, EVENT, form(1)).code
    clock.advance(timedelta(days=200))
    registering_telling.erase(platform)
    assert tickets.seen(platform, code).holder.name == ""


def test_two_who_issue_at_once_give_each_person_one_certificate(platform: Platform):
    _, *people = two_days(platform)
    for one in people:
        was_there(platform, one)

    def issue(_: int) -> int:
        with suppress(NobodyQualifies):
            return certificates.issue(platform, KEEPER, VISIT)
        return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(issue, range(4))) == len(people)
    made = all_(platform)
    assert len({one.nomination for one in made}) == len({one.number for one in made}) == len(made) == len(people)
