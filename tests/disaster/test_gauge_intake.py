"""What gauges send is kept, refused with its reason, told when the water rises, and shown: silent is never shown as dry."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from simpul.disaster.actions import demo_water, gauge_desk, gauge_intake, gauges, replay
from simpul.disaster.model.gauge_events import GaugeRose
from simpul.disaster.model.gauge_intake import Nonsense, Refused, Said, Taken
from simpul.disaster.model.gauge_refusals import NotYourGauge, SensorOnly
from simpul.disaster.model.gauges import Expected, Freshness, Gauge, GaugeMissing
from simpul.disaster.rules.gauge_desk import permit_gauge, permit_observe
from simpul.disaster.store import gauge_intake as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed
from simpul.kernel.platform import Platform
from tests.conftest import officer
from tests.disaster.area_makers import NOW

POST = Gauge("P1", "Manggarai", 106.848, -6.209, downstream=("31.74", "31.75"), expected=Expected((950, 850, 750), 0, 1500))
PATH = "/api/v1/disaster/gauges/P1/observations"


@pytest.fixture
def post(platform: Platform) -> Gauge:
    gauges.take_in(platform, [(POST, ())], source="DSDA")
    return gauges.states(platform)[0].gauge


def said(depth: float, ago: float = 0, gauge: str = "P1") -> Said:
    return Said(gauge, NOW - timedelta(minutes=ago), depth)


def state(platform: Platform) -> Any:
    return gauges.states(platform)[0]


def events(platform: Platform) -> list[dict[str, Any]]:
    from sqlalchemy import select

    from simpul.kernel.database.schema import outbox

    with platform.database.reading() as unit:
        told = select(outbox.c.payload).where(outbox.c.name == GaugeRose.type_name).order_by(outbox.c.at)
        return list(unit.connection.scalars(told))


def refusals(platform: Platform, gauge: str = "P1") -> dict[str, int]:
    with platform.database.reading() as unit:
        return {one.reason.value: one.count for one in store.refusals(unit.connection, gauge)}


def test_a_batch_with_nonsense_keeps_the_rest(platform: Platform, post: Gauge) -> None:
    batch: list[Said | Refused] = [
        said(600, 30),
        said(610, 20),
        said(9999, 15),
        said(610, 20),
        said(640, 20),
        said(605, 25),
        Refused("P1", Nonsense.UNREADABLE, "dry"),
        said(620, 10),
        said(5, gauge="nobody"),
    ]
    verdicts = gauge_intake.take(platform, batch, by="mqtt")
    new, known, no = Taken.NEW, Taken.KNOWN, Taken.REFUSED
    assert [one.taken for one in verdicts] == [new, new, no, known, no, new, no, new, no]
    assert refusals(platform) == {"out-of-range": 1, "contradicts": 1, "unreadable": 1}
    assert refusals(platform, "nobody") == {"unknown-gauge": 1}
    seen = gauges.observations(platform, post, NOW - timedelta(hours=1))
    assert [one.depth_cm for one in seen] == [600, 605, 610, 620]
    again = gauge_intake.take(platform, batch, by="mqtt")
    assert [one.taken for one in again] == [known, known, no, known, no, known, no, known, no]
    assert len(gauges.observations(platform, post, NOW - timedelta(hours=1))) == 4


def test_a_leap_is_believed_when_it_is_repeated_also_in_another_batch(platform: Platform, post: Gauge) -> None:
    gauge_intake.take(platform, [said(600, 20)], by="mqtt")
    assert gauge_intake.take(platform, [said(1400, 15)], by="mqtt")[0].reason is Nonsense.TOO_FAST
    assert state(platform).last.depth_cm == 600
    assert gauge_intake.take(platform, [said(1410, 14)], by="mqtt")[0].taken is Taken.NEW
    assert (state(platform).last.depth_cm, state(platform).warning) == (1410, 1)


def test_others_are_told_once_when_the_water_rises(platform: Platform, post: Gauge) -> None:
    for depth, ago in ((700, 50), (760, 40), (745, 38), (755, 36), (870, 20), (960, 10), (700, 0)):
        gauge_intake.take(platform, [said(depth, ago)], by="mqtt")
    told = events(platform)
    assert [(one["warning"], one["before"], one["depth_cm"]) for one in told] == [(3, 4, 760), (2, 3, 870), (1, 2, 960)]
    assert (told[0]["downstream"], told[0]["number"], told[0]["synthetic"]) == ("31.74 31.75", post.number, False)


def test_late_readings_and_files_tell_nobody(platform: Platform, post: Gauge) -> None:
    gauge_intake.take(platform, [said(700, 5)], by="mqtt")
    gauge_intake.take(platform, [said(760, 10), said(720, 7)], by="mqtt")
    assert events(platform) == []
    assert state(platform).last.depth_cm == 700


def test_a_silent_gauge_is_unknown_and_never_dry(platform: Platform, post: Gauge, clock: Any, client: Any) -> None:
    gauge_intake.take(platform, [said(900, n * 10) for n in reversed(range(12))], by="mqtt")
    assert (state(platform).freshness, state(platform).warning) == (Freshness.FRESH, 2)
    clock.advance(timedelta(minutes=31))
    now = state(platform)
    assert (now.freshness, now.now, now.warning, now.last.depth_cm) == (Freshness.SILENT, None, None, 900)
    layer = client.get("/bencana/pos-air.geojson")
    told = layer.json()["features"][0]["properties"]
    assert (told["state"], told["depth_cm"], told["warning"], told["last_depth_cm"]) == ("silent", None, None, 900)
    assert told["silent_since"] == told["last_at"] == "2026-11-23T05:00:00Z"
    assert "cm" not in told["label_id"] + told["label_en"]
    assert layer.json()["feed"] == {"state": "silent", "last_at": "2026-11-23T05:00:00Z"}
    again = client.get("/bencana/pos-air.geojson", headers={"If-None-Match": layer.headers["etag"]})
    assert (again.status_code, layer.headers["access-control-allow-origin"]) == (304, "*")
    page = client.get(f"/en/bencana/pos-air/{post.number}").text
    assert "How high the water is now is not known" in page
    assert "Silent" in client.get("/en/bencana/pos-air").text
    assert "P1,Manggarai,silent,,,," in client.get("/bencana/pos-air.csv").text
    before = client.get("/bencana/pos-air.geojson?pada=2026-11-23T05:10:00Z").json()
    assert (before["at"], before["features"][0]["properties"]["depth_cm"]) == ("2026-11-23T05:10:00Z", 900)


def test_strangers_cannot_fill_the_table(platform: Platform, post: Gauge) -> None:
    batch = [said(1, gauge=f"x{n}\x00{'y' * 200}") for n in range(store.STRANGERS + 50)]
    gauge_intake.take(platform, [*batch, said(99999)], by="mqtt")
    with platform.database.reading() as unit:
        assert len(store.refusals(unit.connection, strangers=True)) == store.STRANGERS
    assert refusals(platform) == {"out-of-range": 1}


def test_refusals_are_forgotten_after_thirty_days(platform: Platform, post: Gauge, clock: Any) -> None:
    gauge_intake.take(platform, [said(99999)], by="mqtt")
    clock.advance(timedelta(days=29))
    assert gauge_desk.erase_due_gauge_refusals(platform) == 0
    clock.advance(timedelta(days=2))
    assert gauge_desk.erase_due_gauge_refusals(platform) == 1


SENSOR = officer("31", "disaster.sensor")
PEOPLE: list[tuple[str, Actor, type | None]] = [
    ("a sensor of Jakarta", SENSOR, None),
    ("a sensor of one city", officer("31.74", "disaster.sensor"), None),
    ("a sensor of Papua", officer("91", "disaster.sensor"), NotYourGauge),
    ("a duty officer", officer("31"), SensorOnly),
    ("a channel", officer("31", "disaster.channel"), SensorOnly),
    ("nobody", Actor.ANONYMOUS, SensorOnly),
]


@pytest.mark.parametrize(("who", "actor", "refused"), PEOPLE, ids=[one[0] for one in PEOPLE])
def test_who_sends_readings(who: str, actor: Actor, refused: type | None) -> None:
    gauge = Gauge("P1", "Manggarai", 106.848, -6.209, region="31.74.01")
    if refused is None:
        permit_observe(actor, gauge)
    else:
        with pytest.raises(refused):
            permit_observe(actor, gauge)


@pytest.mark.parametrize(
    ("actor", "may"),
    [(officer("31"), True), (officer("91"), False), (SENSOR, False), (Actor.ANONYMOUS, False)],
    ids=["officer of Jakarta", "officer of Papua", "sensor", "nobody"],
)
def test_who_changes_a_gauge(actor: Actor, may: bool) -> None:
    gauge = Gauge("P1", "Manggarai", 106.848, -6.209, region="31.74.01")
    if may:
        permit_gauge(actor, gauge)
    else:
        with pytest.raises(NotAllowed):
            permit_gauge(actor, gauge)


def test_readings_by_http(post: Gauge, client_for: Callable[..., Any], platform: Platform) -> None:
    sensor = client_for(SENSOR)
    sensor.headers["Authorization"] = f"Bearer {SENSOR.id}"
    sensor.cookies.clear()
    batch = [{"depth_cm": 600, "at": "2026-11-23T11:50:00+07:00"}, {"depth_cm": 9e9}, {"depth_cm": 610, "at": "2026-11-23"}]
    sent = sensor.post(PATH, json={"observations": [*batch, {"depth_cm": 605}]})
    assert sent.status_code == 201
    refused = [{"index": 1, "reason": "out-of-range"}, {"index": 2, "reason": "no-zone"}]
    assert sent.json() == {"new": 2, "known": 0, "refused": refused}
    assert state(platform).now.depth_cm == 605
    assert sensor.post(PATH, json={"observations": batch[:1]}).json()["known"] == 1
    bodies: tuple[Any, ...] = ({}, {"observations": []}, {"observations": [{}]}, {"observations": [{"depth_cm": "x"}]}, [])
    for wrong in bodies:
        assert sensor.post(PATH, json=wrong).status_code == 422
    unknown = sensor.post("/api/v1/disaster/gauges/P9/observations", json={"observations": [{"depth_cm": 1}]})
    assert unknown.status_code == 404
    assert client_for().post(PATH, json={"observations": [{"depth_cm": 1}]}).status_code in (401, 403)
    assert client_for(officer()).post(PATH, json={"observations": [{"depth_cm": 1}]}).status_code == 403


def test_made_up_gauges_move_with_the_replay_and_stay_labelled(platform: Platform, clock: Any) -> None:
    demo_water.seed(platform)
    demo_water.move(platform)
    still = {one.gauge.id: one.last.at for one in gauges.states(platform) if one.last}
    assert set(still.values()) == {NOW}
    replay.start(platform, speed=400)
    levels = set()
    for _ in range(45):
        clock.advance(timedelta(seconds=15))
        demo_water.move(platform)
        levels |= {one.warning for one in gauges.states(platform)}
    assert levels >= {1, 2, 3, 4}
    assert all(one["synthetic"] for one in events(platform))
    assert all(one.gauge.synthetic for one in gauges.states(platform))
    with pytest.raises(GaugeMissing):
        gauges.state(platform, 999)
