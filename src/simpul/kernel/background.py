"""What a worker does beside answering: rings and hears the bell, relays events, runs jobs."""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import structlog

from simpul.kernel.bell import Bell
from simpul.kernel.errors import Unavailable
from simpul.kernel.jobs import Job, run_due
from simpul.kernel.outbox import relay

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform

_log = structlog.get_logger("simpul.background")


class Background:
    """The worker's own threads; started and stopped with it."""

    def __init__(self, platform: "Platform", bell: Bell, jobs: Sequence[Job]) -> None:
        self._platform = platform
        self._bell = bell
        self._jobs = tuple(jobs)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Everything runs until `stop`."""
        self._bell.listen("outbox", self._wake.set)
        self._bell.start()
        for target in (self._relay, self._work):
            thread = threading.Thread(target=target, name=f"simpul{target.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Everything has ended, or been given up on after five seconds."""
        self._stopping.set()
        self._wake.set()
        self._bell.stop()
        for thread in self._threads:
            thread.join(5)

    def _relay(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(1.0)
            self._wake.clear()
            self._steadily(self._drain)

    def _drain(self) -> None:
        while relay(self._platform) and not self._stopping.is_set():
            pass

    def _work(self) -> None:
        while not self._stopping.wait(0.5):
            self._steadily(lambda: run_due(self._platform, self._jobs))

    def _steadily(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Unavailable:
            self._stopping.wait(1.0)
        except Exception:  # noqa: BLE001 (the thread goes on, whatever one step raises)
            _log.exception("background.failed")
            self._stopping.wait(1.0)
