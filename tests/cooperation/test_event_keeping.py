"""Holding a large event: its form, quotas that never fall below what is taken, and who moves up when they rise."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from simpul.cooperation.actions import event_keeping, event_quotas, event_registrants
from simpul.cooperation.model.event_keeping import EventChanged, FewerThanTaken
from simpul.cooperation.rules import event_keeping as rules
from simpul.cooperation.store import events
from simpul.cooperation.store.event_tables import quotas, registrations, tallies
from simpul.kernel.database.schema import audit
from simpul.kernel.platform import Platform
from tests.cooperation.gate_makers import AGENCIES, Hall, hall, officers
from tests.cooperation.people import CENTRE, GATE_OFFICER, LIAISON_OFFICER

DESK = "/kerja-sama/acara"
FORM = {
    "title_id": "Kuliah Umum",
    "slug": "kuliah-umum",
    "place_id": "Sentul",
    "zone": "WIB",
    "starts_at": "2026-12-10T09:00",
    "ends_at": "2026-12-10T12:00",
    "opens_at": "2026-12-01T08:00",
    "closes_at": "2026-12-09T17:00",
    "hall_places": "6.198",
    "remote_places": "",
    "public": "ya",
    "version": "1",
}


@pytest.fixture
def there(platform: Platform) -> Hall:
    """Four hold a place, two wait (one of each agency); the quotas are just what is taken."""
    officers(platform)
    made = hall(platform, 6, admissions=("waiting", "waiting"))
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(update(quotas).values(places=2, taken=2, waiting=1))
        unit.connection.execute(update(tallies).values(hall=4, waiting=2, number=6))
    return made


def test_more_places_go_to_who_waited_longest(platform: Platform, there: Hall) -> None:
    event = there.event.id
    moved = event_quotas.put(platform, CENTRE, event, row=rules.Row(0, AGENCIES[0], "A", 5))
    assert moved == 1
    with platform.database.reading() as unit:
        quota = {one.agency: one for one in events.quotas_of(unit.connection, event)}
        assert (quota[AGENCIES[0]].taken, quota[AGENCIES[0]].waiting) == (3, 0)
        assert (quota[AGENCIES[1]].taken, quota[AGENCIES[1]].waiting) == (2, 1)
        first = select(registrations.c.admission).where(registrations.c.number == 1)
        assert unit.connection.scalar(first) == "hall"


def test_a_quota_never_falls_below_what_is_taken(platform: Platform, there: Hall) -> None:
    with pytest.raises(FewerThanTaken):
        event_quotas.put(platform, CENTRE, there.event.id, row=rules.Row(0, AGENCIES[0], "A", 1))


def test_a_list_sets_what_can_be_and_tells_why_the_rest_cannot(platform: Platform, there: Hall) -> None:
    content = "\n".join(
        [
            "agency;name;places",
            f"{AGENCIES[0]};Kementerian;3",
            f"{AGENCIES[1]};Kabupaten;1",
            "ID/GOV/3100/X;Provinsi;7",
            "ID/GOV/3100/X;Provinsi;9",
            ";tanpa kode;5",
            "ID/GOV/3200/X;Jawa Barat;banyak",
            "hanya satu",
        ]
    )
    done = event_quotas.take(platform, CENTRE, there.event.id, content=content.encode("utf-8-sig"))
    assert (done.set, done.moved_up) == (2, 1)
    reasons = {one.line: one.reason for one in done.refused}
    assert reasons == {
        3: rules.FEWER,
        5: rules.TWICE,
        6: rules.WRONG_AGENCY,
        7: rules.WRONG_PLACES,
        8: rules.TOO_FEW_CELLS,
    }


def test_who_changes_what_another_changed_meanwhile_is_told(platform: Platform, there: Hall) -> None:
    event = there.event
    event_keeping.registration(platform, CENTRE, event.id, version=1, when=(None, event.ends_at))
    with pytest.raises(EventChanged):
        event_keeping.registration(platform, CENTRE, event.id, version=1, when=(event.opens_at, None))
    event_keeping.registration(platform, CENTRE, event.id, version=2, when=(event.opens_at, None))


def test_an_event_is_founded_and_changed_by_its_form(platform: Platform, client_for: Any, post: Callable[..., Any]) -> None:
    client: TestClient = client_for(CENTRE)
    assert client.get(f"{DESK}/baru").status_code == 200
    made = post(client, f"{DESK}/baru", **FORM)
    assert made.status_code == 200
    assert "Kuliah Umum" in made.text
    event = UUID(made.url.path.rsplit("/", 1)[1])
    kept = event_keeping.seen(platform, CENTRE, event).event
    assert kept.hall_places == 6198
    assert kept.starts_at.isoformat() == "2026-12-10T02:00:00+00:00"
    again = post(client, f"{DESK}/{event}/ubah", **FORM | {"hall_places": "7000"})
    assert again.status_code == 200
    stale = post(client, f"{DESK}/{event}/ubah", **FORM | {"title_id": "Lain"})
    assert stale.status_code == 409
    assert "Lain" in stale.text


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("slug", "Kuliah Umum", "slug"),
        ("slug", "tiket", "slug"),
        ("title_id", "", "title_id"),
        ("place_id", "x" * 201, "place_id"),
        ("zone", "UTC", "zone"),
        ("ends_at", "besok", "ends_at"),
        ("starts_at", "2026-12-10T09:00+07:00", "starts_at"),
        ("closes_at", "2026-11-30T08:00", "opens_at"),
        ("hall_places", "-1", "hall_places"),
        ("remote_places", "1e3", "remote_places"),
    ],
)
def test_a_form_that_cannot_be_says_where(
    platform: Platform, client_for: Any, post: Callable[..., Any], field: str, value: str, at: str
) -> None:
    answer = post(client_for(CENTRE), f"{DESK}/baru", **FORM | {field: value})
    assert answer.status_code == 422
    assert f'href="#{at}"' in answer.text


def test_a_name_is_shown_once_asked_for_and_the_trail_knows(
    platform: Platform, there: Hall, client_for: Any, post: Any
) -> None:
    client: TestClient = client_for(CENTRE)
    page = client.get(f"{DESK}/{there.event.id}/peserta")
    assert page.status_code == 200
    post(client, f"{DESK}/{there.event.id}/peserta", number="3")
    with platform.database.reading() as unit:
        actions = unit.connection.scalars(select(audit.c.action)).all()
    assert "cooperation.registrant.name" in actions


def test_registrations_are_found_by_ticket_number_and_agency(platform: Platform, there: Hall) -> None:
    def found(asked: str) -> list[int]:
        rows = event_registrants.listed(platform, CENTRE, there.event.id, asked=asked).rows
        return [one.registration.number for one in rows]

    assert found("") == [6, 5, 4, 3, 2, 1]
    assert found(" ".join(there.codes[2][at : at + 4] for at in range(0, 24, 4)).lower()) == [3]
    assert found("4") == [4]
    assert found("spbe") == [6, 4, 2]
    assert found("tidak ada") == []


def test_what_everybody_sees(platform: Platform, there: Hall, client_for: Any) -> None:
    """The centre's staff its desk, the liaison the own agency's numbers, the gate the board; in three languages."""
    here = f"{DESK}/{there.event.id}"
    sees = {
        CENTRE: dict.fromkeys([DESK, here, *(f"{here}/{one}" for one in ("kuota", "peserta", "gerbang", "papan"))], 200),
        LIAISON_OFFICER: {DESK: 200, here: 200, f"{here}/kuota": 403, f"{here}/peserta": 403, f"{here}/papan": 403},
        GATE_OFFICER: {DESK: 403, here: 403, f"{here}/papan": 200, "/kerja-sama/gerbang": 200, f"{here}/papan.csv": 200},
        None: {DESK: 403, here: 403, f"{here}/papan": 403, "/kerja-sama/gerbang": 403, "/kerja-sama/gerbang/aplikasi": 200},
    }
    for who, paths in sees.items():
        client = client_for(who)
        for path, status in paths.items():
            for prefix in ("", "/en", "/ko"):
                answer = client.get(prefix + path)
                assert answer.status_code in ({status} if who else {status, 303, 401}), (who, prefix + path)
    assert client_for(CENTRE).get(f"{here}/peserta.csv").text.count("\n") == 7
