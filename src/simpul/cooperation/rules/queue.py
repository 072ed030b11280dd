"""The queue before the form: who is let in at once, who gets a number, how many are called in, when to come again.

A worker lets so many forms wait together as it answers in PATIENCE: its window, which grows while answers come soon and
shrinks when they are late. Who comes beyond it gets a number; while anybody waits with one, every newcomer gets one:
nobody overtakes. Numbers are called in their order, as fast as the window turns over.
"""

from dataclasses import dataclass

PATIENCE = 0.4
"""Seconds that a form may wait for the transaction that decides it: with the way there and back well below one second."""
LEAST, FIRST, MOST = 32, 256, 768
"""Of forms that wait together in a worker: when all is slow, at first, and at best."""
SOONEST, LATEST, ASKING = 2, 8, 1_000
"""Seconds after which who is near the front asks again, least and most; how many of a long queue ask in a second."""


@dataclass(frozen=True, slots=True)
class Load:
    """How busy a worker is: forms that wait in it, how many may, seconds by which it is late itself."""

    pending: int
    window: int = FIRST
    late: float = 0.0


def admits(load: Load, ahead: int) -> bool:
    """Whether somebody without a number is let in now; `ahead`: how many wait with one."""
    return ahead <= 0 and load.late < PATIENCE and load.pending < load.window


def turned(window: int, waited: float) -> int:
    """The window after a batch whose first form waited so many seconds: a tenth more when soon, less when late."""
    if waited > PATIENCE:
        return max(LEAST, int(window * PATIENCE / waited))
    return min(MOST, window + window // 10 + 1) if waited < PATIENCE / 3 else window


def calls(load: Load, seconds: float) -> int:
    """How many numbers a worker calls in for the next `seconds`: none while half its window waits, or it is late."""
    if load.late >= PATIENCE or 2 * load.pending >= load.window:
        return 0
    return max(1, min(load.window - load.pending, int(load.window * seconds / PATIENCE)))


def estimate(ahead: int, pace: float) -> int:
    """Seconds until so many more are called in, at `pace` a second."""
    return int(ahead / max(pace, 1.0)) + 1


def come_again(seconds: int, ahead: int) -> int:
    """Seconds after which to ask again: half the estimate, which may be too long; later where very many are before."""
    return max(SOONEST, min(max(LATEST, ahead // ASKING), seconds // 2))


def paced(pace: float, called: int, seconds: float) -> float:
    """Numbers called a second, after `called` more in so many seconds: mostly what it was."""
    latest = called / max(seconds, 0.001)
    return latest if pace <= 0 else 0.9 * pace + 0.1 * latest
