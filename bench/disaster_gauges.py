"""Gauges by MQTT: messages through Mosquitto to durable rows, beside an idle client that only acknowledges, in one run.

Both have a lasting session at one broker in which the same messages wait; each then drains its own, in turns. The node
reads, judges and commits (fsync on), and only then acknowledges. Broker, database and both clients share this machine.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.disaster.brokers import MOSQUITTO, Mosquitto, Sensor

MESSAGES, GAUGES, TURNS = 20_000, 50, 3
SHARE = 0.5
TOPIC = "pos-air/+/level"


def run() -> list[dict[str, object]]:
    if not MOSQUITTO:
        print("disaster_gauges: skipped, mosquitto is not installed (Debian's package)", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, prepared(Path(folder)) as (broker, platform):
        turns = [turn(broker, platform, number) for number in range(TURNS)]
        kept = counted(platform)
    idle, node = (statistics.median(one[n] for one in turns) for n in (0, 1))
    whole = kept == MESSAGES * TURNS
    return [
        _row("idle client: acknowledges, nothing else", idle, "messages/s"),
        {
            **_row("gauge messages to durable rows", node, "messages/s", f"ratio >= {SHARE}"),
            "baseline": idle,
            "ratio": node / idle,
            "met": node / idle >= SHARE and whole,
        },
        {**_row("rows there afterwards", kept, "", "all"), "met": whole},
    ]


def _row(name: str, value: float, unit: str, target: str | None = None) -> dict[str, object]:
    row = {"section": "disaster_gauges", "name": name, "value": value, "unit": unit, "target": target}
    return {**row, "met": None, "baseline": None, "ratio": None}


def turn(broker: Mosquitto, platform: Any, number: int) -> tuple[float, float]:
    """Messages a second: of the idle client, and of the node."""
    from simpul.disaster.live import gauge_listener

    where = gauge_listener.where_of(platform)
    idle = replace(where, client="idle")
    for one in (idle, where):
        _drained(one, _leave, 0)
    _fill(broker, platform, number)
    first = _drained(idle, lambda client, heard: client.acknowledge([heard]), MESSAGES)
    before, began = counted(platform), time.perf_counter()
    gauge_listener.start(platform)
    while counted(platform) < before + MESSAGES:
        assert time.perf_counter() - began < 120, counted(platform)
        time.sleep(0.1)  # counting costs what it measures
    took = time.perf_counter() - began
    gauge_listener.stop(platform)
    return MESSAGES / first, MESSAGES / took


def _drained(where: Any, hear: Callable[[Any, Any], None], most: int) -> float:
    """Seconds until a client has heard so many messages; with none it only leaves its session with the broker."""
    from simpul.disaster.outside.gauge_broker import Broker

    done, there, seen = threading.Event(), threading.Event(), [0]

    def heard(one: Any) -> None:
        hear(client, one)
        seen[0] += 1
        if seen[0] >= most:
            done.set()

    client = Broker(where, heard, lambda _state, _why: there.set())
    began = time.perf_counter()
    client.start()
    assert there.wait(10)
    if most:
        assert done.wait(120), seen
    else:
        time.sleep(0.3)  # the subscription is on its way
    took = time.perf_counter() - began
    client.stop()
    return took


def _leave(_client: Any, _heard: Any) -> None:
    """Nothing is acknowledged."""


def _fill(broker: Mosquitto, platform: Any, number: int) -> None:
    """The messages wait in both sessions: readings of 50 gauges, half a minute apart."""
    sensor = Sensor(broker)
    rounds = MESSAGES // GAUGES
    start = platform.clock.now() - timedelta(seconds=30 * rounds * (TURNS - number))
    for n in range(rounds):
        at = (start + timedelta(seconds=30 * n)).isoformat(timespec="seconds")
        for gauge in range(GAUGES):
            sensor.send(f"P{gauge}", f'{{"depth_cm": {600 + n % 30}, "at": "{at}", "sensor": "radar"}}')
    assert sensor.confirmed(120)
    sensor.stop()


def counted(platform: Any) -> int:
    """How many observations there are."""
    from sqlalchemy import text

    with platform.database.reading() as unit:
        return int(unit.connection.scalar(text("SELECT count(*) FROM disaster_gauge_observation")) or 0)


@contextmanager
def prepared(folder: Path) -> Iterator[tuple[Mosquitto, Any]]:
    """A broker, and a node with its gauges on a database of its own."""
    from tests.conftest import settings_for

    from simpul.app import build_platform
    from simpul.disaster.actions.gauges import take_in
    from simpul.disaster.model.gauges import Expected, Gauge
    from simpul.kernel.database.migrate import migrate
    from simpul.kernel.embedded import embedded_postgres_at
    from simpul.kernel.keys import Keys

    keys, broker = Keys.kept_in(folder / "keys"), Mosquitto(folder, careful=False)
    broker.start()
    try:
        with embedded_postgres_at(folder, keys, "gauges") as url:
            settings = settings_for(folder, disaster_mqtt_url=broker.url, disaster_mqtt_topic=TOPIC)
            platform = build_platform(settings, keys=keys, url=url)
            migrate(platform.database.engine)
            posts = [Gauge(f"P{n}", f"Pos {n}", 106.8, -6.2, expected=Expected((950, 850, 750))) for n in range(GAUGES)]
            take_in(platform, [(post, ()) for post in posts], source="bench")
            yield broker, platform
            platform.database.close()
    finally:
        broker.kill()


if __name__ == "__main__":
    for row in run():
        print(row)
