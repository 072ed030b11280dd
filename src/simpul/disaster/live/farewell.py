"""Letting watchers go when the server is told to end: open streams would otherwise hold up its graceful stop for ever."""

import contextlib
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def before_the_end(let_go: Callable[[], object]) -> None:
    """`let_go` is called when the process is told to end, before whoever handles the signal now.

    The server hears of signals by the loop's wake-up file, which our handler leaves alone. Outside the main thread, and
    where a signal has no handler in Python (a script), nothing is changed.
    """
    for number in SIGNALS:
        before = signal.getsignal(number)
        if callable(before):
            with contextlib.suppress(ValueError):
                signal.signal(number, _both(let_go, before))


def _both(
    first: Callable[[], object], then: Callable[[int, FrameType | None], Any]
) -> Callable[[int, FrameType | None], Any]:
    def handler(number: int, frame: FrameType | None) -> None:
        first()
        then(number, frame)

    return handler
