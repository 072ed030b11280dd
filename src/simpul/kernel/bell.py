"""The bell: after a commit, every worker of the node hears within milliseconds that something of a topic changed.

By LISTEN/NOTIFY, rung after the commit and coalesced, so that writers never queue on it. Listeners are called at least once
a second all the same: a bell that got lost (a killed process, a pooler without LISTEN) costs a second, not correctness.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection

import psycopg
import structlog

CHANNEL = "simpul"
_FALLBACK = 1.0
_log = structlog.get_logger("simpul.bell")


def ring_once(url: str, topics: Collection[str]) -> None:
    """Every worker hears these topics soon; for a process that has no bell of its own, such as a command."""
    if topics:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, ",".join(sorted(topics))))


class Bell:
    """One worker's bell: two threads, one that rings and one that hears."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._topics: set[str] = set()
        self._lock = threading.Lock()
        self._rung = threading.Event()
        self._stopping = threading.Event()
        self._listeners: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self._threads: list[threading.Thread] = []

    def listen(self, topic: str, callback: Callable[[], None]) -> None:
        """`callback` is called, in the bell's thread, soon after each commit that rang `topic`; it must be quick."""
        self._listeners[topic].append(callback)

    def ring(self, topic: str) -> None:
        """Every worker hears `topic` soon; returns at once."""
        with self._lock:
            self._topics.add(topic)
        self._rung.set()

    def start(self) -> None:
        """The two threads run until `stop`."""
        for target in (self._hear, self._send):
            thread = threading.Thread(target=target, name=f"bell{target.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """The threads end; within two seconds."""
        self._stopping.set()
        self._rung.set()
        for thread in self._threads:
            thread.join(2)

    def _send(self) -> None:
        connection: psycopg.Connection | None = None
        while not self._stopping.is_set():
            self._rung.wait()
            self._rung.clear()
            with self._lock:
                topics, self._topics = self._topics, set()
            try:
                connection = connection or psycopg.connect(self._url, autocommit=True, connect_timeout=3)
                connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, ",".join(sorted(topics))))
            except psycopg.Error as error:
                _log.warning("bell.not_rung", error=type(error).__name__)
                _close(connection)
                connection = None
            self._stopping.wait(0.01)
        _close(connection)

    def _hear(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, connect_timeout=3) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._follow(connection)
            except psycopg.Error as error:
                _log.warning("bell.not_heard", error=type(error).__name__)
                self._stopping.wait(_FALLBACK)

    def _follow(self, connection: psycopg.Connection) -> None:
        """Calls who listens to what rings, and everybody at first and once a second: a lost bell is made good."""
        everybody_at = 0.0
        while not self._stopping.is_set():
            heard: set[str] = set()
            patience = max(0.0, everybody_at - time.monotonic())
            for notice in connection.notifies(timeout=patience, stop_after=1):
                heard.update(notice.payload.split(","))
            if time.monotonic() >= everybody_at:
                heard, everybody_at = set(self._listeners), time.monotonic() + _FALLBACK
            self._call(heard)

    def _call(self, topics: set[str]) -> None:
        for topic in topics & set(self._listeners):
            for callback in self._listeners[topic]:
                try:
                    callback()
                except Exception:  # noqa: BLE001 (one listener must not silence the others)
                    _log.exception("bell.listener_failed", topic=topic)


def _close(connection: psycopg.Connection | None) -> None:
    if connection is not None:
        connection.close()
