"""What gauges send by MQTT is written by one process of the node: many messages a commit, acknowledged after it.

Which process it is an advisory lock of PostgreSQL decides; when that process dies, another takes over with the same session
at the broker. Nothing waits for a clock: while one batch is written, the next one gathers.
"""

import queue
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

import psycopg
import structlog

from simpul.disaster.actions import gauge_feed, gauge_intake
from simpul.disaster.outside.gauge_broker import Broker, Heard, Where
from simpul.disaster.rules import gauge_quality as rules
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform

MOST = 2_000
"""Of one commit."""
LOCK = 0x53494D5055_09
"""The advisory lock by which one process listens."""
_KEY = "disaster.gauge_listener"
_AGAIN, _LOOK, _NOTE = 5.0, 1.0, 10.0
_log = structlog.get_logger("simpul.disaster.gauges")


def start(platform: Platform) -> None:
    """This process listens to the gauges, or stands by while another one does; nothing where no broker is named."""
    if platform.settings.disaster_mqtt_url and _KEY not in platform.state:
        listener = Listener(platform)
        platform.state[_KEY] = listener
        listener.start()


def stop(platform: Platform) -> None:
    """This process listens no more; what it had not acknowledged comes to whoever listens next."""
    listener = platform.state.pop(_KEY, None)
    if listener is not None:
        listener.stop()


class Listener:
    """The thread that waits for the lock, listens while it holds it, and writes what it hears."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gauge-listener", daemon=True)
        self._noted = self._looked = 0.0
        self._unnoted = False

    def start(self) -> None:
        """The thread runs."""
        self._thread.start()

    def stop(self) -> None:
        """The thread has ended, or been given up on after five seconds."""
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._platform.database.url, autocommit=True, connect_timeout=3) as connection:
                    if _locked(connection):
                        self._listen(connection)
                self._stopping.wait(_AGAIN)
            except psycopg.Error as error:
                _log.warning("gauges.lock_lost", error=type(error).__name__)
                self._stopping.wait(_LOOK)
            except Exception:  # noqa: BLE001 (the thread outlives any one failure; it is logged)
                _log.exception("gauges.failed")
                self._stopping.wait(_AGAIN)

    def _listen(self, connection: psycopg.Connection) -> None:
        """Hears and writes until it is stopped, or the lock's connection breaks (psycopg.Error)."""
        broker = Broker(where_of(self._platform), self._heard.put, lambda state, why: self._told.put((state, why)))
        broker.start()
        try:
            while not self._stopping.is_set():
                self._step(broker)
                self._look(connection)
        finally:
            broker.stop()
            self._heard = queue.SimpleQueue()

    def _step(self, broker: Broker) -> None:
        batch = self._gathered()
        if batch and self._written(batch):
            broker.acknowledge(batch)
        self._note(heard=bool(batch))

    def _gathered(self) -> list[Heard]:
        """What has come: at least one message, unless none comes for half a second."""
        batch: list[Heard] = []
        with suppress(queue.Empty):
            batch.append(self._heard.get(timeout=0.5))
            while len(batch) < MOST:
                batch.append(self._heard.get_nowait())
        return batch

    def _written(self, batch: Sequence[Heard]) -> bool:
        """Whether these messages are in the database, or refused there; tried until it is so, or the listener stops."""
        while not self._stopping.is_set():
            try:
                take(self._platform, batch)
            except Unavailable:
                self._stopping.wait(_LOOK)
            except Exception:  # noqa: BLE001 (one message that nobody foresaw must not stop all others)
                _log.exception("gauges.batch_failed", messages=len(batch))
                return len(batch) == 1 or all(self._written([one]) for one in batch)
            else:
                return True
        return False

    def _look(self, connection: psycopg.Connection) -> None:
        if time.monotonic() - self._looked > _LOOK:
            self._looked = time.monotonic()
            connection.execute("SELECT 1")

    def _note(self, *, heard: bool) -> None:
        """How the broker is stands in the database: when it changes, and every ten seconds while messages come."""
        told = None
        while not self._told.empty():
            told = self._told.get()
        self._unnoted = self._unnoted or heard
        due = self._unnoted and time.monotonic() - self._noted > _NOTE
        if told or due:
            self._noted, heard, self._unnoted = time.monotonic(), self._unnoted, False
            try:
                gauge_feed.note(self._platform, told, heard=heard)
            except Unavailable:
                if told:
                    self._told.put(told)


def take(platform: Platform, batch: Sequence[Heard]) -> None:
    """These messages are in the database, or counted there as refused."""
    now = platform.clock.now()
    read = [rules.read_payload(one.gauge, one.payload, now) for one in batch]
    gauge_intake.take(platform, read, by=gauge_intake.MQTT)


def where_of(platform: Platform) -> Where:
    """The broker that the settings name; the session there is the node's, whichever process listens."""
    settings = platform.settings
    return Where(
        settings.disaster_mqtt_url,
        settings.disaster_mqtt_topic,
        f"simpul-{settings.node}-gauges",
        settings.disaster_mqtt_username,
        settings.disaster_mqtt_password,
        settings.disaster_mqtt_ca,
    )


def _locked(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
    return bool(row and row[0])
