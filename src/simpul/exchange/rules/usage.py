"""Counted calls: in which bucket a time falls, what the buckets say of a share of all calls, which steps a look has.

Ten buckets to the decade (1, 1.26, 1.58 … ms), so a percentile read from them is at most an eighth off.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from math import ceil
from types import MappingProxyType

from simpul.exchange.model.usage import CLIENT_ERROR, OK, SERVER_ERROR, Figures, Moment, Period, Window

BOUNDS = tuple(round(100 * 10 ** (n / 10)) for n in range(63))
"""The upper bounds of the buckets in microseconds, from 0.1 ms to 160 s; what takes longer has a bucket of its own."""
UNTIMED = -1
"""The bucket of what was refused before a call began: it took no time worth telling."""
MINUTES_KEPT = timedelta(days=8)
HOURS_KEPT = timedelta(days=400)
ROLLED_AGAIN = timedelta(hours=3)
"""So much of what was rolled up is summed once more, for counts that were late."""
_HOUR = timedelta(hours=1)
STEPS: Mapping[Period, tuple[timedelta, int]] = MappingProxyType(
    {
        Period.HOUR: (timedelta(minutes=1), 60),
        Period.DAY: (timedelta(minutes=15), 96),
        Period.WEEK: (timedelta(hours=2), 84),
        Period.MONTH: (timedelta(days=1), 30),
    }
)
"""How long the steps of each period are, and how many there are."""
Counted = tuple[str, int, int, int]
"""Outcome, bucket, calls, microseconds."""


def bucket_of(microseconds: int) -> int:
    """The bucket of a time."""
    return bisect_left(BOUNDS, microseconds)


def percentile(times: Mapping[int, int], share: float) -> float | None:
    """The time in milliseconds within which so much of the calls (0 < share <= 1) was done; None where there are none."""
    whole = sum(times.values())
    wanted, passed = whole * share, 0
    for bucket in sorted(times):
        count = times[bucket]
        if count and passed + count >= wanted:
            low, high = _edges(bucket)
            return float(low * (high / low) ** ((wanted - passed) / count)) / 1000
        passed += count
    return None


def _edges(bucket: int) -> tuple[float, float]:
    high = BOUNDS[bucket] if bucket < len(BOUNDS) else BOUNDS[-1] * 10**0.1
    return high / 10**0.1, float(high)


def is_refused(outcome: str) -> bool:
    """Whether the caller's side is at fault: the service's own 4xx, or the exchange's refusal of such a kind."""
    return outcome.startswith("4")


def is_timed(outcome: str) -> bool:
    """Whether the time of such a call says how fast the service is: what the exchange itself ends is over at once."""
    return outcome in (OK, CLIENT_ERROR, SERVER_ERROR) or outcome.startswith("504")


def figures_of(counted: Iterable[Counted]) -> Figures:
    """What these counts come to. Times are those of calls that the service answered, or that waited for it in vain."""
    calls = refused = failed = total = 0
    times: dict[int, int] = {}
    for outcome, bucket, count, microseconds in counted:
        calls += count
        if is_refused(outcome):
            refused += count
        elif outcome != OK:
            failed += count
        if bucket != UNTIMED and is_timed(outcome):
            times[bucket] = times.get(bucket, 0) + count
            total += microseconds
    return Figures(calls, refused, failed, MappingProxyType(times), total)


def window_of(period: Period, until: datetime, zone: tzinfo) -> Window:
    """The window of that period whose last step holds the last moment before `until`; days begin at the zone's midnight."""
    step, count = STEPS[period]
    if period is Period.HOUR or period is Period.DAY:
        seconds = int(step.total_seconds())
        end = datetime.fromtimestamp(ceil(until.timestamp() / seconds) * seconds, zone)
        return Window(end - count * step, end, step)
    local = until.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + ceil((local - midnight) / step) * step
    return Window(end - count * step, end, step)


def is_kept(window: Window, now: datetime) -> bool:
    """Whether counts as fine as the window's steps are still there at its beginning."""
    return window.start >= now - (MINUTES_KEPT if window.step < _HOUR else HOURS_KEPT)


def is_fine(window: Window) -> bool:
    """Whether the window's steps are shorter than an hour, so that only counts by the minute will do."""
    return window.step < _HOUR


def gapless(window: Window, found: Mapping[datetime, Figures]) -> tuple[Moment, ...]:
    """A moment for each step of the window, empty where nothing was counted."""
    steps = (window.start + n * window.step for n in range(window.count))
    return tuple(Moment(at, found.get(at, Figures())) for at in steps)


def roll_from(rolled: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """Which hours are to be summed: from when, up to when; `rolled` is the last one that was (None: none yet)."""
    until = now.replace(minute=0, second=0, microsecond=0)
    return (until - MINUTES_KEPT if rolled is None else min(rolled - ROLLED_AGAIN, until)), until
