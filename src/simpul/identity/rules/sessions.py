"""How long a session lasts: two hours without use, twelve in all. NIST SP 800-63B section 7.2 (AAL2: 12 h)."""

from datetime import datetime, timedelta

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
ENDED_KEPT = timedelta(days=30)
NOTED_EVERY = timedelta(minutes=1)


def is_open(*, created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session that was not signed out still counts at `now`."""
    return now - created_at < ABSOLUTE and now - seen_at < IDLE


def is_worth_noting(last: datetime | None, now: datetime) -> bool:
    """Whether a use at `now` is written down: once a minute is enough."""
    return last is None or now - last >= NOTED_EVERY
