"""Registration as programs use it: tickets, numbers in the queue, problems; whatever bytes come, the answer is honest."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.app import create_app
from simpul.cooperation.live import registering_web
from simpul.cooperation.live.registering import Desk, desk_of
from simpul.cooperation.model.events import Queue
from simpul.cooperation.model.registrations import Queued, QueueNumberWrong, Registered
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.rules import queue as rules
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.event_makers import EVENT, SLUG, counted, form, lecture, nip

POST = f"/api/v1/cooperation/events/{SLUG}/registrations"


@pytest.fixture
def client(platform: Platform) -> TestClient:
    return TestClient(create_app(platform, background=False), raise_server_exceptions=False)


def told(person: int = 1, **changes: str) -> dict[str, str]:
    return {"agency": "A", "number": nip(person), "name": f"Peserta {person}", "wish": "hall"} | changes


def test_a_program_registers_and_again_and_reads_the_state(client, platform):
    """A form with its key, sent again with the address mended, is one registration; with another name it is refused.

    Numbers of officials are public and a program may count its keys: with both guessed, whoever answers to any name would
    be shown somebody's ticket and could give the place back. Who mistyped the own name has the ticket's link.
    """
    lecture(platform)
    made = client.post(POST, json=told(), headers={"Idempotency-Key": "k1"})
    again = client.post(POST, json=told(name="peserta  1", mail="a@b.go.id"), headers={"Idempotency-Key": "k1"})
    assert (made.status_code, again.status_code) == (201, 200)
    other = client.post(POST, json=told(name="Koreksi Nama"), headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["type"]) == (409, "urn:simpul:problem:registered-already")
    assert "ticket" not in other.json()
    assert made.json()["ticket"]["code"] == again.json()["ticket"]["code"]
    assert made.headers["cache-control"] == "no-store"
    assert client.post(POST, json=told(2)).json()["ticket"]["admission"] == "hall"
    waiting = client.post(POST, json=told(3)).json()["ticket"]
    assert (waiting["admission"], waiting["place"]) == ("waiting", 1)
    state = client.get(f"/api/v1/cooperation/events/{SLUG}").json()
    assert state["hall"] == {"places": 3, "taken": 2, "waiting": 1}
    assert state["stage"] == "open"
    assert [one["slug"] for one in client.get("/api/v1/cooperation/events").json()] == [SLUG]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"", 422, None),
        (b"[]", 422, None),
        (b'{"agency": 1}', 422, None),
        (b"\xff\xfe{}", 422, None),
        (b"[" * 5000, 422, None),
        (b'{"agency": "' + b"x" * 9000 + b'"}', 422, None),
        (b'{"agency": "A"}', 422, "number"),
        (b'{"agency": "\\u0000A", "number": "\\u0000"}', 422, "number"),
        (b'{"agency": "\\ud800"}', 422, None),
    ],
)
def test_hostile_bodies_are_refused_in_words(client, platform, body, status, field):
    lecture(platform)
    answer = client.post(POST, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().get("field") == field
    assert counted(platform)["hall"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a" * 9000,
        b"&".join(b"a=b" for _ in range(200)),
        b"agency=%ff%fe",
        b"agency=A&number=" + b"%00" * 30,
        "é".encode(),
    ],
)
def test_hostile_forms_end_on_the_page(client, platform, body):
    lecture(platform)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post(f"/acara/daftar/{SLUG}", content=body, headers=kind)
    assert answer.status_code in (400, 413, 422)
    assert counted(platform)["hall"] == 0


@pytest.mark.parametrize(
    "path", ["tidak-ada/registrations", "../x/registrations", f"{SLUG}/lain", f"{SLUG}/registrations/x/y"]
)
def test_what_is_not_there(client, platform, path):
    lecture(platform)
    assert client.post(f"/api/v1/cooperation/events/{path}", json=told()).status_code in (404, 405, 422)
    assert client.delete(POST).status_code == 405


def test_before_and_after_the_answer_says_when(client, platform, clock: FixedClock):
    event = lecture(platform, opens=timedelta(minutes=1))
    early = client.post(POST, json=told())
    assert early.status_code == 409
    assert early.json()["opens_at"] == event.opens_at.isoformat()
    clock.advance(timedelta(days=8, minutes=1))
    assert client.post(POST, json=told()).json()["type"].endswith("registration-closed")


def test_another_sites_script_cannot_register_anybody(client, platform):
    lecture(platform)
    assert client.post(POST, json=told(), headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_a_token_is_sealed_and_for_its_event_alone(platform, clock):
    token = sealing.token(platform.keys, EVENT, 7, clock.now(), form(1))
    assert sealing.untoken(platform.keys, EVENT, token) == (7, clock.now(), form(1))
    assert nip(1) not in token
    for wrong in (token[:-2] + "AA", token[2:], "", "é", "A" * 9000, "=" * 40):
        with pytest.raises(QueueNumberWrong):
            sealing.untoken(platform.keys, EVENT, wrong)
    with pytest.raises(QueueNumberWrong):
        sealing.untoken(platform.keys, UUID(int=9), token)


async def _crowd(desk: Desk, people: int) -> tuple[list[Registered], list[Queued]]:
    known = await desk.known(SLUG)
    answers = await asyncio.gather(*(desk.register(known, form(n)) for n in range(people)))
    return [one for one in answers if isinstance(one, Registered)], [one for one in answers if isinstance(one, Queued)]


def test_above_what_is_admitted_in_time_everybody_has_a_number_of_their_own_in_order(platform: Platform):
    """People come at one instant: as many as the window holds have tickets; the rest 1, 2, 3, ...; all get in."""
    lecture(platform, hall_places=5, quotas={"A": ("Instansi A", 5)})

    async def scene() -> None:
        desk = desk_of(platform)
        tickets, queued = await _crowd(desk, rules.FIRST + 150)
        assert len(tickets) == rules.FIRST
        assert sorted(one.number for one in queued) == list(range(1, 151))
        known = await desk.known(SLUG)
        newcomer = await desk.register(known, form(999))
        if isinstance(newcomer, Queued):  # nobody overtakes while somebody waits
            assert newcomer.number == 151
        waiting, called = list(queued), []
        while waiting:
            answers = [await desk.again(known, one.token) for one in waiting]
            called += [one.number for one, got in zip(waiting, answers, strict=True) if isinstance(got, Registered)]
            waiting = [one for one in answers if isinstance(one, Queued)]
            await asyncio.sleep(0.05)
        assert sorted(called) == list(range(1, 151))
        same = await desk.again(known, queued[0].token)  # coming again with the same number is the same ticket
        assert isinstance(same, Registered)
        assert not same.fresh

    asyncio.run(scene())
    found = counted(platform)
    assert found["hall"] == 5
    assert found["waiting"] >= rules.FIRST + 145


def test_numbers_are_called_in_by_one_process_and_known_to_the_other(platform: Platform):
    """Two processes share one queue: who got a number from one is let in by the other."""
    lecture(platform)

    async def scene() -> None:
        one, other = Desk(platform), Desk(platform)
        known = await one.known(SLUG)
        one.line(EVENT).saw(Queue(10**6, 0))  # it believes that many wait
        queued = await one.register(known, form(1))
        assert isinstance(queued, Queued)
        assert queued.number == 1
        for _ in range(40):
            got = await other.again(known, queued.token)
            if isinstance(got, Registered):
                return
            await asyncio.sleep(0.1)
        pytest.fail("never called")

    asyncio.run(scene())


def test_the_hot_paths_names_are_listed_with_the_others():
    assert set(registering_web.RAW) == {
        "/acara/daftar/",
        "/id/acara/daftar/",
        "/en/acara/daftar/",
        "/ko/acara/daftar/",
        "/api/v1/cooperation/events/",
    }
