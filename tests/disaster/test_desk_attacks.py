"""What must not happen at the desk: strangers' hands, numbers that none can hold, the same form twice, lost choices."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from simpul.disaster import actions, handlers
from simpul.disaster.actions import area_outlines, area_register, areas, flagging, grouping, partners, queueing
from simpul.disaster.actions import incidents as incident_actions
from simpul.disaster.model import Status, Wanted
from simpul.disaster.model.desk import BatchKind, QueueAsked
from simpul.disaster.model.desk_refusals import KeptMissing
from simpul.disaster.rules import desk as desk_rules
from simpul.disaster.rules.batches import GroupStep
from simpul.disaster.store import incidents as incident_store
from simpul.disaster.store.areas import areas as area_table
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.errors import Unavailable
from simpul.kernel.events import Event
from simpul.kernel.platform import Platform
from tests.disaster.area_makers import GAMBIR, SQUARE
from tests.disaster.forms import Clients, value_of
from tests.disaster.incident_makers import NORTH, SARI, opened, report_of, reported
from tests.disaster.makers import officer, sent

DESK = "/bencana/meja"
HUGE = ("9" * 5_000, "9" * 19, str(2**63), "0", "-1", "٣")


def signed(desk: TestClient) -> str:
    return value_of(desk.get(f"{DESK}/wilayah/baru").text, "csrf")


def written(platform: Platform) -> int:
    """How many entries the audit trail has."""
    with platform.database.reading() as unit:
        return unit.connection.scalar(text("SELECT count(*) FROM kernel_audit")) or 0


def everything(platform: Platform) -> list[tuple[str, dict[str, Any]]]:
    """A step of each kind that an officer of Jakarta may take now: address and form."""
    report, decided = sent(platform), sent(platform)
    flagging.flag(platform, report.number, sender="x")
    version = str(report_of(platform, report.number).version)
    batch = grouping.decide_group(platform, SARI, {decided.number: decided.version}, GroupStep(BatchKind.VERIFY))
    incident, other, free = opened(platform), opened(platform), reported(platform)
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=None)
    drawn = area_register.draw(platform, SARI, name="Monas", given=json.dumps(SQUARE))
    partners.create(platform, SARI, code="pmi", name="PMI", icon="users")
    one = f"{report.number}:{version}"
    about = {"reports": str(free[0]), "stage": "growing", "name": "x", "evacuated": "5", "source": "x", "note": "n"}
    more = {"at": "2026-11-23T11:00", "other": str(other.number), "split_name": "s", "version": str(incident.version)}
    turns = ("advance", "add", "remove", "split", "describe", "count", "note", "merge", "undo")
    steps = ("verify", "hide", "withhold:text", "flags:dismiss", "undo")
    flags = ("hide", "text", "accept", "dismiss")
    return [
        *((f"{DESK}/{report.number}", {"do": do, "version": version, "reason": "x"}) for do in steps),
        *(
            (f"{DESK}/kelompok", {"do": do, "group": report.number, "reports": one, "reason": "x"})
            for do in ("verify", "hide")
        ),
        (f"{DESK}/langkah/{batch.id}", {}),
        *((f"{DESK}/tanda", {"do": do, "report": report.number, "version": version, "reason": "x"}) for do in flags),
        (f"{DESK}/mitra/pmi", {"do": "invite", "label": "x"}),
        (f"{DESK}/mitra/pmi", {"do": "suspend"}),
        (f"{DESK}/kejadian/baru", {"reports": ",".join(map(str, free))}),
        *((f"{DESK}/kejadian/{incident.number}", {**about, **more, "do": do}) for do in turns),
        (f"{DESK}/kejadian/{incident.number}/laporan", {"version": incident.version, "public": "1"}),
        *(
            (f"{DESK}/wilayah/{area}", {"do": do, "state": "3", "version": "1"})
            for do in ("set", "clear", "accept", "undo")
            for area in (GAMBIR, drawn.id)
        ),
        (f"{DESK}/wilayah/baru", {"do": "keep", "name": "B", "geojson": json.dumps(SQUARE)}),
    ]


STRANGERS = {
    "an officer of Jakarta Utara": officer("31.72", number=21),
    "an officer of a code that only begins alike": officer("3", number=23),
    "an officer without an agency": officer("31", agency=None, number=24),
    "an employee without the role": Actor(UUID(int=25), "Tono", "ID/GOV/6000/BPBD", "31", frozenset()),
}


def test_no_stranger_takes_any_step(client_for: Clients, platform: Platform) -> None:
    steps, sari = everything(platform), client_for(SARI)
    token, before = signed(sari), written(platform)
    for who, actor in STRANGERS.items():
        desk = client_for(actor)
        for name, value in sari.cookies.items():
            if name != platform.settings.cookie:
                desk.cookies.set(name, value)
        answers = {
            (path, form.get("do")): desk.post(path, data={**form, "csrf": token}).status_code for path, form in steps
        }
        assert {step: status for step, status in answers.items() if status not in (403, 404)} == {}, who
        for method in ("PUT", "DELETE"):
            bearer = {"Authorization": f"Bearer {actor.id}"}
            call = client_for().request(method, f"/compat/petabencana/floods/{GAMBIR}", json={"state": 3}, headers=bearer)
            assert call.status_code in (401, 403), who
    assert written(platform) == before
    path, form = steps[0]
    assert sari.post(path, data={**form, "csrf": token}).status_code == 303


@pytest.mark.parametrize("number", HUGE, ids=lambda given: given[:6])
def test_a_number_that_nothing_has_is_an_honest_answer(client_for: Clients, platform: Platform, number: str) -> None:
    opened(platform)
    desk = client_for(SARI)
    for path in ("", "/kelompok", "/wilayah", "/kejadian"):
        assert desk.get(f"{DESK}{path}/{number}").status_code == 404
    assert desk.get(f"{DESK}/wilayah?selesai={number}").status_code == 200
    about = {"csrf": signed(desk), "do": "describe", "version": "1", "name": "Banjir", "areas": f"{number} {GAMBIR}"}
    assert desk.post(f"{DESK}/kejadian/1", data=about).status_code == 303
    with platform.database.reading() as unit:
        kept = incident_store.get(unit.connection, 1)
        assert kept
        assert GAMBIR in kept.areas


def test_the_same_drawing_sent_twice_is_one_area(client_for: Clients, platform: Platform) -> None:
    desk = client_for(SARI)
    form = {"csrf": signed(desk), "do": "keep", "name": "Monas", "geojson": json.dumps(SQUARE)}
    first, before = desk.post(f"{DESK}/wilayah/baru", data=form).headers["location"], written(platform)
    assert desk.post(f"{DESK}/wilayah/baru", data=form).headers["location"] == first
    assert written(platform) == before
    other = desk.post(f"{DESK}/wilayah/baru", data=form | {"name": "Monas barat"}).headers["location"]
    assert other != first
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(func.count()).select_from(area_table)) == 2


def test_the_same_opening_sent_twice_is_one_incident(client_for: Clients, platform: Platform) -> None:
    numbers, desk = reported(platform), client_for(SARI)
    form = {"csrf": signed(desk), "reports": " ".join(map(str, numbers))}
    first, before = desk.post(f"{DESK}/kejadian/baru", data=form), written(platform)
    again = desk.post(f"{DESK}/kejadian/baru", data=form)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    assert written(platform) == before
    other = client_for(officer("31", number=31)).post(f"{DESK}/kejadian/baru", data=form)
    assert other.status_code != 303


def test_what_was_left_out_of_a_step_stays_out_when_the_form_comes_back(client_for: Clients, platform: Platform) -> None:
    numbers = [sent(platform).number for _ in range(3)]
    desk = client_for(SARI)
    page = desk.get(f"{DESK}/kelompok/{numbers[0]}").text
    assert len(re.findall(r'name="reports" value="[^"]*" id="r-\d+" checked', page)) == 3
    form = {"csrf": value_of(page, "csrf"), "group": numbers[0], "reports": [f"{numbers[0]}:1", f"{numbers[2]}:1"]}
    answer = desk.post(f"{DESK}/kelompok", data={**form, "do": "hide", "reason": ""})
    assert answer.status_code == 422
    chosen = re.findall(r'id="r-(\d+)" checked', answer.text)
    assert sorted(map(int, chosen)) == [numbers[0], numbers[2]]


def test_a_real_report_is_no_duplicate_of_an_exercise(platform: Platform) -> None:
    real, exercise = sent(platform), sent(platform, training=True)
    step = GroupStep(BatchKind.KEEP_ONE, keep=exercise.number, reason="sama")
    with pytest.raises(KeptMissing):
        grouping.decide_group(platform, SARI, {one.number: one.version for one in (real, exercise)}, step)
    assert report_of(platform, real.number).status is Status.UNVERIFIED


def test_a_report_that_was_put_into_another_region_leaves_the_first_ones_desk(platform: Platform) -> None:
    asked, centre = QueueAsked(Wanted(frozenset(Status))), officer("31.71", number=8)
    gone, stays = sent(platform), sent(platform)
    assert queueing.desk_queue(platform, centre, asked).reports == 2
    actions.correct(platform, SARI, gone.number, version=gone.version, to=({"flood_depth": "60"}, NORTH))
    assert list(queueing.desk_queue(platform, centre, asked).shown) == [stays.number]
    assert queueing.desk_queue(platform, officer("31.72", number=9), asked).reports == 1


def test_what_follows_a_decision_never_holds_a_report_while_it_waits_for_its_incident(platform: Platform) -> None:
    """Steps lock an incident before its reports; the other way round two of them would wait for each other."""
    incident = opened(platform)
    report = report_of(platform, 1)
    event = desk_rules.told(report, report)
    assert event
    with platform.database.writing() as holds:
        incident_store.claim(holds.connection, [incident.number])
        holds.unaudited("a look")
        with pytest.raises(Unavailable):
            refresh_beside(platform, holds, event)


def refresh_beside(platform: Platform, holds: Unit, event: Event) -> None:
    """What follows the event waits for a lock that `holds` has, gives up, and holds no report at that moment."""
    with platform.database.writing() as waits:
        waits.connection.execute(text("SET LOCAL lock_timeout = '100ms'"))
        try:
            incident_actions.refresh(platform, waits, event)  # type: ignore[arg-type]
        except OperationalError:
            holds.connection.execute(text("SELECT 1 FROM disaster_report FOR UPDATE NOWAIT"))
            raise


def test_the_outlines_of_the_areas_are_drawn_before_anybody_asks(platform: Platform) -> None:
    assert area_outlines.drawn(platform) == 0
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=None)
    handlers.draw_outlines(platform)
    assert "31.71.01.1001" in platform.state["disaster.area_outlines"][4, "31.71"][1]
