"""A thread that repeats one step: at once when woken, else every second; never twice within a tenth of a second."""

import threading
import time
from collections.abc import Callable

import structlog

from simpul.kernel.errors import Unavailable

GAP = 0.1
SHARE = 4.0
"""A step rests at least so many times as long as it took: following reports must leave time to those who send them."""
LONGEST = 0.3
"""... but no longer than this: the map is never a second behind, not even after a step that took long (the first one)."""
PAUSE = 1.0
_log = structlog.get_logger("simpul.disaster.live")


def rest_after(took: float) -> float:
    """Seconds of rest after a step that took so many."""
    return min(LONGEST, max(GAP, SHARE * took))


class Worker:
    """Runs `step` until it is stopped; a step that fails is repeated a second later."""

    def __init__(self, name: str, step: Callable[[], object]) -> None:
        self._step = step
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """The thread runs."""
        self._thread.start()

    def wake(self) -> None:
        """The step runs soon; calls that come close together cost one step."""
        self._wake.set()

    def stop(self) -> None:
        """The thread has ended, or been given up on after three seconds."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(3)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            started = time.monotonic()
            try:
                self._step()
            except Unavailable:
                self._stopping.wait(PAUSE)
            except Exception:  # noqa: BLE001 (the thread outlives any one failure; it is logged)
                _log.exception("live.step_failed", worker=self._thread.name)
                self._stopping.wait(PAUSE)
            self._stopping.wait(rest_after(time.monotonic() - started))
            self._wake.wait(PAUSE)
