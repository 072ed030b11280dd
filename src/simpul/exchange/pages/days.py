"""Days as people write them in forms: the last day of a right, in the node's own time zone."""

from datetime import datetime, timedelta

from simpul.exchange.model.access_refusals import ExpiryMissing
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform

_NEARLY = timedelta(microseconds=1)


def zone_here(platform: Platform) -> str:
    """The name of the node's time zone."""
    return zone_of(platform.settings.region)


def end_of(text: str, zone: str) -> datetime:
    """The end of the day somebody wrote as 2027-06-30; ExpiryMissing when it is none."""
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=ZONES[zone])
        return day + timedelta(days=1)
    except (ValueError, OverflowError):
        raise ExpiryMissing() from None


def last_day(at: datetime, zone: str) -> datetime:
    """An instant of the last day of what ends at `at`, for showing."""
    return at.astimezone(ZONES[zone]) - _NEARLY


def as_written(at: datetime, zone: str) -> str:
    """The last day of what ends at `at`, as a form's field holds it."""
    return last_day(at, zone).date().isoformat()
