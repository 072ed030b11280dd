"""Waiting for what comes to be by itself: for the thing, never for a time, and no longer than a loaded machine needs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds: a bound against hanging, not a promise of speed."""
PAUSE = 0.03


def until(happened: Callable[[], T], seconds: float = PATIENCE, what: object = "it did not come to be in time") -> T:
    """What `happened` tells as soon as it tells something."""
    end = time.monotonic() + seconds
    while not (told := happened()):
        assert time.monotonic() < end, what
        time.sleep(PAUSE)
    return told
