"""Gauges under attack: nonsense in every form, over both ways in, never keeps the rest from being heard."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from simpul.disaster.actions import gauge_intake, gauges
from simpul.disaster.live import gauge_listener
from simpul.disaster.model.gauge_intake import Said, Taken
from simpul.disaster.model.gauges import Freshness, Gauge
from simpul.disaster.outside.gauge_broker import Heard, gauge_in
from simpul.kernel.platform import Platform
from tests.disaster.area_makers import NOW
from tests.disaster.test_gauge_intake import PATH, SENSOR, post, refusals, state  # noqa: F401 (a fixture)

NONSENSE = (
    b"",
    b"kering",
    b"NaN",
    b"-inf",
    b"1e308",
    b"9" * 100_000,
    b"1_0_0",
    b"\xff\xfe\x00",
    b"{",
    b"[]",
    b'{"depth_cm": NaN}',
    b'{"depth_cm": 1e308}',
    b'{"depth_cm": true}',
    b'{"depth_cm": null}',
    b'{"depth_cm": [600]}',
    b'{"depth_cm": {"a": 1}}',
    b'{"depth_cm": "NaN"}',
    b'{"depth_cm": "1_0_0"}',
    b'{"depth_cm": 600, "at": 1e308}',
    b'{"depth_cm": 600, "at": -1e18}',
    b'{"depth_cm": 600, "at": "0001-01-01T00:00:00+14:00"}',
    b'{"depth_cm": 600, "at": "9999-12-31T23:59:59-14:00"}',
    b'{"depth_cm": 600, "at": {}}',
    b'{"depth_cm": 600, "at": "2026-11-23T12:00:00"}',
    b'{"depth_cm": 600, "warning": 0}',
    b'{"depth_cm": 600, "warning": "1"}',
    b'{"depth_cm": 600, "warning": 1e30}',
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
)
IDS = ("", "P1\x00", "\x00", "../P1", "P1' OR '1'='1", "😀" * 500, "p1", "P1 ", "#", "+")


@pytest.mark.parametrize("payload", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused_and_what_comes_with_it_is_kept(platform: Platform, post: Gauge, payload: bytes) -> None:  # noqa: F811
    good = orjson.dumps({"depth_cm": 600, "at": (NOW - timedelta(minutes=5)).isoformat()})
    gauge_listener.take(platform, [Heard("P1", payload, 1, 1), Heard("P1", good, 2, 1)])
    assert state(platform).now.depth_cm == 600
    assert sum(refusals(platform).values()) == 1


@pytest.mark.parametrize("gauge", IDS, ids=range(len(IDS)))
def test_an_id_that_is_none_is_a_stranger(platform: Platform, post: Gauge, gauge: str) -> None:  # noqa: F811
    gauge_listener.take(platform, [Heard(gauge, b"600", 1, 1), Heard("P1", b"610", 2, 1)])
    assert state(platform).now.depth_cm == 610


@pytest.mark.parametrize("name", ["SIAGA\x00", "\x00", "\x1b[31m", "\u202eIV", "x" * 3000, "😀" * 500])
def test_what_a_sensor_calls_its_level_is_kept_as_words(platform: Platform, post: Gauge, name: str) -> None:  # noqa: F811
    said = orjson.dumps({"depth_cm": 600, "warning": 3, "warning_name": name})
    gauge_listener.take(platform, [Heard("P1", said, 1, 1)])
    seen = gauges.observations(platform, post, NOW - timedelta(hours=1))
    assert [one.depth_cm for one in seen] == [600]
    assert seen[0].name.isprintable()
    assert 0 < len(seen[0].name) <= 40


@pytest.fixture
def sensor(client_for: Any) -> Any:
    found = client_for(SENSOR)
    found.headers["Authorization"] = f"Bearer {SENSOR.id}"
    found.cookies.clear()
    return found


@pytest.mark.parametrize(
    "body",
    [
        b'{"observations":[{"depth_cm":NaN}]}',
        b'{"observations":[{"depth_cm":1e999}]}',
        b'{"observations":[{"depth_cm":"' + b"9" * 5000 + b'"}]}',
        b'{"observations":[{"depth_cm":600,"warning_name":"A\\u0000"}]}',
        b'{"observations":[{"depth_cm":600,"warning_name":"\\ud800"}]}',
        b'{"observations":[{"depth_cm":600,"at":"0001-01-01T00:00:00+14:00"}]}',
        b'{"observations":[{"depth_cm":600,"at":"\\u0000"}]}',
        b'{"observations":[{"depth_cm":600,"warning":10000000000000000000000}]}',
        b'{"observations":' + b"[" * 3000 + b"]" * 3000 + b"}",
        b"\xff\xfe",
        b'{"observations":[' + b",".join([b'{"depth_cm":600}'] * 501) + b"]}",
    ],
    ids=range(11),
)
def test_nonsense_by_http_is_answered_with_its_reason(sensor: Any, post: Gauge, body: bytes) -> None:  # noqa: F811
    answer = sensor.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (201, 400, 413, 422), answer.text[:200]


def test_thousands_in_one_batch_in_any_order_with_contradictions_keep_the_first_word(
    platform: Platform,
    post: Gauge,  # noqa: F811
) -> None:
    times = [NOW - timedelta(seconds=20 * n) for n in range(2_000)]
    first = [Said("P1", at, 600) for at in reversed(times)]
    others = [Said("P1", at, 630) for at in times]
    verdicts = gauge_intake.take(platform, [*first, *others], by="mqtt")
    assert {one.taken for one in verdicts[:2_000]} == {Taken.NEW}
    assert {one.taken for one in verdicts[2_000:]} == {Taken.REFUSED}
    assert refusals(platform) == {"contradicts": 2_000}


def test_a_silent_gauge_shows_no_depth_anywhere(platform: Platform, post: Gauge, clock: Any, client: Any) -> None:  # noqa: F811
    for n in range(20):
        gauge_intake.take(platform, [Said("P1", NOW - timedelta(minutes=200 - 10 * n), 0)], by="mqtt")
    clock.advance(timedelta(hours=2))
    assert state(platform).freshness is Freshness.SILENT
    told = client.get("/bencana/pos-air.geojson").json()["features"][0]["properties"]
    assert (told["state"], told["depth_cm"], told["warning"]) == ("silent", None, None)
    of_gis = client.get("/ogc/collections/gauges/items?f=json").json()["features"][0]["properties"]
    assert (of_gis["feed_state"], of_gis["depth_cm"], of_gis["warning"]) == ("silent", None, None)
    near = client.get(f"/bencana/pos-air/{told['number']}").text
    assert "kering" not in near.lower()


@pytest.mark.parametrize(
    ("topic", "gauge"),
    [
        ("simpul/P1/level", "P1"),
        ("simpul/x/y/P1/level", "P1"),
        ("level", ""),
        ("", ""),
        ("//level", ""),
        ("simpul/P%2F1/level", "P/1"),
        ("simpul/%00/level", "\x00"),
        ("simpul/%FF%FE/level", "\ufffd\ufffd"),
    ],
)
def test_a_topic_names_one_gauge_or_none(topic: str, gauge: str) -> None:
    assert gauge_in(topic) == gauge


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01", "kemarin", "\x00", "1e9"]
)
@pytest.mark.parametrize("layer", ["pos-air", "gempa", "gunung", "prakiraan", "pengungsian", "peringatan", "kebutuhan"])
def test_a_layer_at_a_time_that_cannot_be_is_refused_or_answered_but_never_breaks(client: Any, layer: str, at: str) -> None:
    assert client.get(f"/bencana/{layer}.geojson", params={"pada": at}).status_code in (200, 400, 422)
