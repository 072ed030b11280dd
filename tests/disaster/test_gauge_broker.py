"""Gauges by MQTT, through a real Mosquitto: what was acknowledged is in the database, whoever is killed meanwhile."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from simpul.app import build_platform
from simpul.disaster.live import gauge_listener
from simpul.disaster.model.gauges import Expected, Gauge
from simpul.disaster.outside.gauge_broker import gauge_in
from simpul.disaster.store import gauge_intake, gauge_states, gauges
from simpul.kernel.errors import Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.conftest import settings_for
from tests.disaster.brokers import Mosquitto, Sensor, needs_mosquitto
from tests.waiting import until

pytestmark = needs_mosquitto
MINUTE = 60_000


@pytest.fixture
def broker(short_folder: Path) -> Iterator[Mosquitto]:
    started = Mosquitto(short_folder)
    started.start()
    yield started
    started.kill()


@pytest.fixture
def node(
    broker: Mosquitto, database_url: str, keys: Keys, run_directory: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Platform]:
    """A node that listens to the broker, with one gauge."""
    monkeypatch.setattr(gauge_listener, "_AGAIN", 0.2)
    settings = settings_for(run_directory, disaster_mqtt_url=broker.url)
    platform = build_platform(settings, keys=keys, url=database_url, clock=clock)
    with platform.database.writing() as unit:
        unit.unaudited("a test's gauge")
        post = Gauge("P1", "Pos 1", 106.8, -6.2, "31.71", expected=Expected((950, 850, 750), 0, 3000, 1000))
        gauges.keep_gauges(unit.connection, [post], clock.now())
    gauge_listener.start(platform)
    until(lambda: feed(platform) == "connected")
    yield platform
    gauge_listener.stop(platform)
    platform.database.close()


def feed(platform: Platform) -> str:
    with platform.database.reading() as unit:
        found = gauge_intake.feed(unit.connection, "mqtt")
    return found.state if found else ""


def kept(platform: Platform) -> int:
    with platform.database.reading() as unit:
        return gauge_states.count(unit.connection)


def reading(platform: Platform, n: int) -> str:
    """The n-th of readings that lie a second apart, and end now."""
    at = platform.clock.now().timestamp() - 3000 + n
    return f'{{"depth_cm": {600 + n % 40}, "at": {at}}}'


def test_what_a_sensor_sends_is_kept_and_nonsense_is_counted(node: Platform, broker: Mosquitto) -> None:
    sensor = Sensor(broker)
    for payload in (reading(node, 1), reading(node, 2), reading(node, 2), "dry", "99999", '{"depth_cm": 700}'):
        sensor.send("P1", payload)
    sensor.send("elsewhere", "600")
    until(lambda: kept(node) == 3 and len(_refused(node)) == 3)
    assert _refused(node) == {("P1", "unreadable"): 1, ("P1", "out-of-range"): 1, ("elsewhere", "unknown-gauge"): 1}
    sensor.stop()


def _refused(node: Platform) -> dict[tuple[str, str], int]:
    with node.database.reading() as unit:
        return {(one.gauge, one.reason.value): one.count for one in gauge_intake.refusals(unit.connection)}


def test_none_is_lost_when_the_broker_is_stopped_and_killed_while_a_sensor_sends(node: Platform, broker: Mosquitto) -> None:
    sensor = Sensor(broker)
    for n in range(300):
        sensor.send("P1", reading(node, n))
        if n == 100:
            broker.stop()
        if n == 150:
            broker.start()
        if n == 200:  # what the broker itself had not yet written when it is killed, nobody could get back
            assert sensor.confirmed()
            until(lambda: kept(node) == 201)
            broker.kill()
        if n == 250:
            broker.start()
    assert sensor.confirmed()
    until(lambda: kept(node) == 300)
    assert feed(node) == "connected"
    sensor.stop()


def test_what_comes_while_the_node_is_away_waits_for_it(node: Platform, broker: Mosquitto) -> None:
    gauge_listener.stop(node)
    sensor = Sensor(broker)
    for n in range(50):
        sensor.send("P1", reading(node, n))
    assert sensor.confirmed()
    broker.stop()
    broker.start()
    gauge_listener.start(node)
    until(lambda: kept(node) == 50)
    sensor.stop()


def test_what_could_not_be_written_is_not_acknowledged(node: Platform, broker: Mosquitto, monkeypatch: Any) -> None:
    """The database is away, then the process dies: whoever listens next gets the same messages."""
    tries: list[int] = []

    def away(_platform: Platform, batch: Any) -> None:
        tries.append(len(batch))
        raise Unavailable(part="database")

    monkeypatch.setattr(gauge_listener, "take", away)
    sensor = Sensor(broker)
    for n in range(20):
        sensor.send("P1", reading(node, n))
    until(lambda: tries)
    gauge_listener.stop(node)
    assert kept(node) == 0
    monkeypatch.undo()
    gauge_listener.start(node)
    until(lambda: kept(node) == 20)
    sensor.stop()


def test_one_message_that_nobody_foresaw_does_not_stop_the_others(
    node: Platform, broker: Mosquitto, monkeypatch: Any
) -> None:
    real = gauge_listener.take

    def fragile(platform: Platform, batch: Any) -> None:
        if any(one.payload == b"13" for one in batch):
            raise RuntimeError("unforeseen")
        real(platform, batch)

    monkeypatch.setattr(gauge_listener, "take", fragile)
    sensor = Sensor(broker)
    for payload in (reading(node, 1), "13", reading(node, 2)):
        sensor.send("P1", payload)
    until(lambda: kept(node) == 2)
    sensor.stop()


def test_one_process_listens_and_the_next_takes_over(
    node: Platform, broker: Mosquitto, keys: Keys, database_url: str
) -> None:
    other = build_platform(node.settings, keys=keys, url=database_url, clock=node.clock)
    gauge_listener.start(other)
    with psycopg.connect(database_url, autocommit=True) as connection:
        holders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s"
        low = gauge_listener.LOCK & 0xFFFFFFFF
        [(pid,)] = connection.execute(holders, (low,)).fetchall()
        connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
        until(lambda: [one for (one,) in connection.execute(holders, (low,)).fetchall() if one != pid])
    sensor = Sensor(broker)
    sensor.send("P1", reading(node, 1))
    until(lambda: kept(node) == 1)
    sensor.stop()
    gauge_listener.stop(other)
    other.database.close()


def test_a_broker_that_goes_is_shown_as_gone(node: Platform, broker: Mosquitto) -> None:
    broker.stop()
    until(lambda: feed(node) == "unreachable")
    broker.start()
    until(lambda: feed(node) == "connected")


@pytest.mark.parametrize(
    ("topic", "gauge"),
    [("pos-air/P1/level", "P1"), ("a/b/c/P1/level", "P1"), ("P1/level", "P1"), ("level", ""), ("x/a%2Fb/level", "a/b")],
)
def test_the_gauge_in_a_topic(topic: str, gauge: str) -> None:
    assert gauge_in(topic) == gauge
