"""Which figures anybody may see: closed quarters of a kabupaten, never one to four. Law: UU 27/2022; LOOK of the house."""

from datetime import date, datetime, timedelta

LEAST = 5
QUARTERS = 8
WEEKS = timedelta(weeks=4)
ROUNDED = 10
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


def weeks(today: date) -> tuple[date, date]:
    """First day of the last four full weeks (Monday to Sunday), and the day after them."""
    until = today - timedelta(days=today.weekday())
    return until - WEEKS, until


def closed_quarter(now: datetime) -> tuple[date, date]:
    """First day of the last quarter that may be told, and the day after it."""
    settled = now - ARRIVES
    last = settled.year * 4 + (settled.month - 1) // 3
    return _begin(last - 1, now).date(), _begin(last, now).date()


def tens(count: int) -> int | None:
    """The count rounded down to tens, so that one test more does not show; None below ten."""
    return count // ROUNDED * ROUNDED if count >= ROUNDED else None


def percent(part: int, whole: int) -> int | None:
    """The share in whole percent, rounded half up; None where either side of it has one to four people, or nobody is."""
    if not whole or told(part) is None or told(whole - part) is None:
        return None
    return (part * 200 + whole) // (2 * whole)


def _begin(quarter: int, now: datetime) -> datetime:
    return datetime(quarter // 4, quarter % 4 * 3 + 1, 1, tzinfo=now.tzinfo)
