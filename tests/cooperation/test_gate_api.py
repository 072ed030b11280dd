"""What a gate's device is told by the node, and what a hostile one is: bounded, never a fault, nothing kept."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from starlette.testclient import TestClient

from simpul.cooperation.actions import boards, gate_by_hand, gate_forgetting, gates
from simpul.cooperation.actions.gates import SignedOn
from simpul.cooperation.model.gates import BatchTooLarge, BatchUnreadable, GateClosed, Outcome, TicketCodeMissing
from simpul.cooperation.rules import gates_reading as reading
from simpul.cooperation.rules import tickets
from simpul.cooperation.store.gate_tables import checkins, devices, scans
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.gate_makers import Hall, code, device, hall, officers
from tests.cooperation.people import CENTRE, GATE_OFFICER


@pytest.fixture
def there(platform: Platform) -> Hall:
    officers(platform)
    return hall(platform, 8)


@pytest.fixture
def on(platform: Platform, there: Hall) -> SignedOn:
    return device(platform, there)


@pytest.fixture
def asked(platform: Platform, client_for: Callable[..., TestClient], on: SignedOn) -> Callable[..., Any]:
    """What the node answers this device; `key` and `body` as somebody else would send them."""
    client = client_for()
    officers(platform)

    def ask(way: str, body: object = None, *, key: str = on.key, event: object = on.event.id, **headers: str) -> Any:
        path = f"/api/v1/cooperation/gates/{event}/{way}"
        told = {"Authorization": f"Bearer {key}", **headers}
        if body is None:
            return client.get(path, headers=told)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post(path, content=content, headers=told)

    return ask


def entry(platform: Platform, text: str, seq: int = 1, **more: object) -> dict[str, object]:
    now = int(platform.clock.now().timestamp() * 1000)
    return {"now": now, "unsent": 0, "entries": [{"seq": seq, "at": now, "code": text, **more}]}


def test_a_ticket_is_admitted_once(platform: Platform, there: Hall, asked: Callable[..., Any]) -> None:
    assert asked("checkins", entry(platform, code(500_000_001))).json()["verdicts"][0]["outcome"] == "admitted"
    again = asked("checkins", entry(platform, code(500_000_001), 2, asks=True)).json()["verdicts"][0]
    assert again["outcome"] == "double"
    assert again["gate"] == str(there.gates[0])
    heard = asked("used").json()
    assert [row[0] for row in heard["used"]] == [tickets.digest(code(500_000_001))[:10].hex()]
    assert heard["gates"][str(there.gates[0])] == "Gerbang Utara"


def test_the_list_is_fetched_once_for_each_state(asked: Callable[..., Any]) -> None:
    first = asked("tickets")
    assert len(first.content) == 8 * 11
    assert asked("tickets", **{"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("way", ["checkins", "tickets", "used"])
@pytest.mark.parametrize("key", ["", "x", "y" * 5000])
def test_who_has_no_key_learns_nothing(platform: Platform, asked: Callable[..., Any], way: str, key: str) -> None:
    body = entry(platform, code(500_000_001)) if way == "checkins" else None
    answer = asked(way, body, key=key)
    assert answer.status_code == 401
    assert answer.json()["code"] == "gate-device-unknown"


def test_a_device_of_one_event_is_none_of_another(platform: Platform, asked: Callable[..., Any]) -> None:
    other = hall(platform, 1, event=501)
    assert asked("tickets", event=other.event.id).status_code == 401
    assert asked("checkins", entry(platform, code(1)), event=other.event.id).status_code == 401


def test_a_device_that_signs_off_is_off(platform: Platform, asked: Callable[..., Any]) -> None:
    assert asked("off", {}).status_code == 204
    answer = asked("checkins", entry(platform, code(500_000_001)))
    assert (answer.status_code, answer.json()["code"]) == (403, "gate-device-revoked")


OTHERS = (
    b'{"now": 1764126000000, "entries": [{"seq": 1, "at": 1764126000000, "code": "x",'
    b' "device": "00000000-0000-0000-0000-000000000009"}]}'
)
HOSTILE = {
    "nothing": (b"", 422),
    "no JSON": (b"{", 422),
    "deep": (b"[" * 60_000, 422),
    "a list": (b"[]", 422),
    "no entries": (b'{"now": 1764126000000}', 422),
    "too long": (b" " * 70_000, 413),
    "an infinite clock": (b'{"now": 1e400, "entries": []}', 422),
    "a number beyond": (
        b'{"now": 1764126000000, "entries": [{"seq": 200001, "at": 1764126000000, "code": "x"}]}',
        422,
    ),
    "true as number": (b'{"now": 1764126000000, "entries": [{"seq": true, "at": 1764126000000, "code": "x"}]}', 422),
    "half a digest": (b'{"now": 1764126000000, "entries": [{"seq": 1, "at": 1764126000000, "ticket": "ab"}]}', 422),
    "no device": (b'{"now": 1764126000000, "entries": [{"seq": 1, "at": 1764126000000, "code": "x", "device": "y"}]}', 422),
    "a lone surrogate": (b'{"now": 1764126000000, "entries": [{"seq": 1, "at": 1764126000000, "code": "\\ud800"}]}', 200),
    "another's device": (OTHERS, 401),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_device_sends_is_refused(platform: Platform, asked: Callable[..., Any], what: str) -> None:
    body, status = HOSTILE[what]
    assert asked("checkins", body).status_code == status
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(func.count()).select_from(scans)) == 0


def test_more_than_a_device_sends_at_once_is_refused(platform: Platform, asked: Callable[..., Any]) -> None:
    many = entry(platform, code(500_000_001))
    many["entries"] = many["entries"] * (reading.MOST + 1)  # type: ignore[operator]
    assert asked("checkins", many).status_code == 413


NAMES = ["now", "unsent", "entries", "seq", "at", "code", "ticket"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["now", "entries", "seq", "at", "code"]), inner)
    ),
    max_leaves=20,
)


@given(JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_is_read_or_refused(there: Hall, clock: FixedClock, said: object) -> None:
    with suppress(BatchUnreadable, BatchTooLarge):
        reading.batch(json.dumps(said).encode(), event=there.event.id, key="k", received=clock.now())


def test_one_code_by_hand_and_taken_back(platform: Platform, there: Hall, clock: FixedClock) -> None:
    where = {"event": there.event.id, "gate": there.gates[0]}
    spaced = " ".join(there.codes[0][at : at + 4] for at in range(0, 24, 4)).lower()
    first = gate_by_hand.check(platform, GATE_OFFICER, code=spaced, **where)
    assert first.outcome is Outcome.ADMITTED
    assert gate_by_hand.check(platform, GATE_OFFICER, code=there.codes[0], **where).outcome is Outcome.DOUBLE
    clock.advance(timedelta(minutes=1))
    undone = gate_by_hand.undo(platform, GATE_OFFICER, mistaken=(there.codes[0], first.seq), **where)
    assert undone.outcome is Outcome.UNDONE
    assert gate_by_hand.check(platform, GATE_OFFICER, code="bukan tiket", **where).outcome is Outcome.UNKNOWN
    assert boards.board(platform, CENTRE, there.event.id).entered == 0


def test_a_closed_gate_takes_no_device(platform: Platform, there: Hall) -> None:
    gates.set_open(platform, CENTRE, there.gates[0], is_open=False)
    with pytest.raises(GateClosed):
        device(platform, there)


def test_the_board_counts_each_person_once(
    platform: Platform, there: Hall, asked: Callable[..., Any], clock: FixedClock
) -> None:
    for n in range(3):
        asked("checkins", entry(platform, code(500_000_000 + n), n + 1))
    clock.advance(timedelta(seconds=2))
    seen = boards.board(platform, GATE_OFFICER, there.event.id)
    assert seen.entered == sum(one.entered for one in seen.agencies) == sum(seen.minutes.values()) == 3
    assert {one.name: one.entered for one in seen.gates} == {"Gerbang Utara": 3, "Gerbang Selatan": 0}
    assert boards.board(platform, GATE_OFFICER, there.event.id) is seen


def test_ninety_days_later_only_counts_are_left(platform: Platform, asked: Callable[..., Any], clock: FixedClock) -> None:
    asked("checkins", entry(platform, code(500_000_001)))
    assert gate_forgetting.forget(platform) == 0
    clock.advance(timedelta(days=91))
    assert gate_forgetting.forget(platform) == 1
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(func.count()).select_from(devices)) == 0
        row = unit.connection.execute(select(checkins)).one()
    assert row.device is None
    assert row.at is not None


def test_an_empty_code_is_asked_for_and_no_ticket_is_called_bad(platform: Platform, there: Hall) -> None:
    where = {"event": there.event.id, "gate": there.gates[0]}
    with pytest.raises(TicketCodeMissing):
        gate_by_hand.check(platform, GATE_OFFICER, code="  ", **where)
