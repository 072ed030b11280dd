"""Instants as CogniCity's interface reads and writes them."""

import re
from datetime import UTC, datetime, timedelta, timezone

from simpul.disaster.rules.compat.joi import Siblings, fault

WIB = timezone(timedelta(hours=7))
FORMAT = "YYYY-MM-DDTHH:mm:ssZ"
_PLAIN = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(Z|z|([+-])([0-9]{2})(?::?([0-9]{2}))?)"
)
_ISO = re.compile(
    r"([0-9]{4})(?:-?([0-9]{2})(?:-?([0-9]{2}))?)?"
    r"(?:[T ]([0-9]{2})(?::?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]+))?)?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def plain(value: object, key: str, _siblings: Siblings) -> datetime:
    """The instant of a text `YYYY-MM-DDTHH:mm:ssZ`: with an offset, without milliseconds."""
    if value == "":
        raise fault(key, "must be a number of milliseconds or valid date string")
    found = _PLAIN.fullmatch(value) if isinstance(value, str) else None
    instant = _instant(found.groups()[:6], "", found[7]) if found else None
    if instant is None:
        raise fault(key, f"must be a string with one of the following formats [{FORMAT}]")
    return instant


def iso(value: object, key: str, _siblings: Siblings) -> datetime:
    """The instant of an ISO 8601 text; without an offset it is taken as UTC."""
    found = _ISO.fullmatch(value) if isinstance(value, str) else None
    whole = found is not None and found[4] != "24"
    instant = _instant(found.groups()[:6], found[7] or "", found[8] or "Z") if found and whole else None
    if instant is None:
        raise fault(key, "must be a valid ISO 8601 date")
    return instant


def _instant(parts: tuple[str | None, ...], fraction: str, offset: str) -> datetime | None:
    """The instant that the digits say; None where the calendar has none, or it is too far away to be kept."""
    year, month, day, hour, minute, second = (int(part or least) for part, least in zip(parts, "011000", strict=True))
    try:
        local = datetime(year, month, day, hour % 24 if hour == 24 else hour, minute, second, tzinfo=UTC)
        local += timedelta(days=hour // 24, microseconds=int((fraction + "000000")[:6]))
        instant = local - _offset(offset)
    except (ValueError, OverflowError):
        return None
    late = hour == 24 and (minute or second or int(fraction or 0))
    return instant if EARLIEST <= instant <= LATEST and not late else None


def _offset(text: str) -> timedelta:
    if text in "Zz":
        return timedelta(0)
    digits = text[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if text[0] == "-" else size


def zulu(at: datetime) -> str:
    """The instant in UTC with milliseconds, as JavaScript writes it; what is finer is cut off."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def jakarta(at: datetime) -> str:
    """The instant in Jakarta's time to the second: `2026-11-24T02:47:04+07:00`."""
    return at.astimezone(WIB).strftime("%Y-%m-%dT%H:%M:%S+07:00")


def stored(at: datetime) -> str:
    """The instant as PostgreSQL writes it in JSON, in UTC: `2026-11-23T20:05:00+00:00`."""
    local = at.astimezone(UTC)
    fraction = f".{local.microsecond:06d}".rstrip("0") if local.microsecond else ""
    return local.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "+00:00"


def spoken(at: datetime) -> str:
    """The instant as JavaScript's `Date.toString()` says it on a server that keeps UTC."""
    return at.astimezone(UTC).strftime("%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)")
