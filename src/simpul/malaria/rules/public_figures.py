"""Which figures anybody may see: closed quarters of a kabupaten, never one to four. Law: UU 27/2022; LOOK of the house."""

from datetime import datetime, timedelta

LEAST = 5
QUARTERS = 8
ARRIVES = timedelta(days=28)
"""A quarter is told this long after its end: phones without a signal send late; a figure that grows by one tells."""


def told(count: int) -> int | None:
    """The count as it may be shown: itself where nobody was found or at least five were; None for one to four."""
    return count if count == 0 or count >= LEAST else None


def span(now: datetime) -> tuple[datetime, datetime]:
    """Beginning and end of the last eight quarters, in the zone of `now`; the last ended 28 days ago or earlier."""
    settled = now - ARRIVES
    last = settled.year * 4 + (settled.month - 1) // 3
    return _begin(last - QUARTERS, now), _begin(last, now)


def _begin(quarter: int, now: datetime) -> datetime:
    return datetime(quarter // 4, quarter % 4 * 3 + 1, 1, tzinfo=now.tzinfo)
