"""Numbers, times and texts as other agencies write them: "10 km", "7.52 LS", "12 Des 2025 14:35:21 WIB"."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson

from simpul.disaster.model.feeds import FeedUnreadable

BYTES_MOST = 8 * 1024 * 1024
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_ZONES = {"WIB": 7, "WITA": 8, "WIT": 9, "UTC": 0, "GMT": 0}
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan januari january",
            "feb pebruari februari february",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agustus aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov nop november nopember",
            "des desember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_SPOKEN = re.compile(r"(\d{1,2})[\s-]+([A-Za-z]+)[\s-]+(\d{4})[ ,]*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([A-Z]{3,4})?")


def parsed(content: bytes) -> Any:
    """The JSON in `content`; FeedUnreadable for anything else, and for more than 8 MB."""
    if len(content) > BYTES_MOST:
        raise FeedUnreadable(reason="it is larger than 8 MB")
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise FeedUnreadable(reason="it is no JSON") from None


def features(given: Any) -> list[Mapping[str, Any]] | None:
    """The features of a GeoJSON collection, plain or in CogniCity's envelope; None where it is none."""
    found = given.get("result", given) if isinstance(given, Mapping) else None
    listed = found.get("features") if isinstance(found, Mapping) else None
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else None


def point_of(feature: Mapping[str, Any]) -> tuple[float, float]:
    """Longitude and latitude of a Point; ValueError for any other geometry."""
    geometry = feature.get("geometry")
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        raise ValueError("it has no point")
    longitude, latitude = number(coordinates[0]), number(coordinates[1])
    return checked_point(longitude, latitude)


def checked_point(longitude: float, latitude: float) -> tuple[float, float]:
    """The point; ValueError for what lies on no globe, or is nowhere (0, 0)."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90) or (longitude == 0 and latitude == 0):
        raise ValueError("its point lies nowhere on the globe")
    return longitude, latitude


def number(given: object) -> float:
    """The first number in what was given, with a point or a comma: 10 of "10 km"; ValueError where there is none."""
    if isinstance(given, bool) or given is None:
        raise ValueError("a number is missing")
    if isinstance(given, int | float):
        value = float(given)
    else:
        found = _NUMBER.search(str(given))
        if not found:
            raise ValueError(f"“{str(given)[:40]}” is no number")
        value = float(found.group().replace(",", "."))
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 (NaN is what is not itself)
        raise ValueError("a number is not finite")
    return value


def maybe(given: object) -> float | None:
    """The number; None where nothing was given."""
    return None if given in (None, "", "-") else number(given)


def text(given: object, most: int = 500) -> str:
    """The words on one line, without control characters, up to `most` characters; empty for what is no text."""
    if not isinstance(given, str):
        return ""
    plain = "".join(one if one.isprintable() else " " for one in given)
    return " ".join(plain.split())[:most]


def first(given: Mapping[str, Any], *names: str) -> Any:
    """The first of these members that is there and not empty; None where none is."""
    return next((given[name] for name in names if given.get(name) not in (None, "")), None)


def instant(given: object, zone: str = "UTC") -> datetime:
    """The time in UTC: RFC 3339, seconds or milliseconds since 1970, or as it is spoken in Indonesia; ValueError."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return datetime.fromtimestamp(given / 1000 if given > 1e11 else given, UTC)
    words = text(given, 80)
    spoken = _SPOKEN.search(words)
    if spoken:
        return _from_words(spoken, zone)
    try:
        at = datetime.fromisoformat(words.replace(" ", "T", 1) if "T" not in words else words)
    except ValueError:
        raise ValueError(f"“{words[:40]}” is no time") from None
    return (at if at.tzinfo else at.replace(tzinfo=_zone(zone))).astimezone(UTC)


def _from_words(spoken: re.Match[str], zone: str) -> datetime:
    day, month, year, hour, minute, second, named = spoken.groups()
    if month.lower() not in _MONTHS:
        raise ValueError(f"“{month}” is no month")
    when = (int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), int(second or 0))
    return datetime(*when, tzinfo=_zone(named or zone)).astimezone(UTC)


def _zone(name: str) -> timezone:
    return timezone(timedelta(hours=_ZONES.get(name, 0)))


def rows(given: Any, *keys: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a list, or of the list that the first of these members holds; one object stands for itself."""
    if isinstance(given, Mapping):
        inner = first(given, *keys)
        given = inner if inner is not None else [given]
    if isinstance(given, Mapping):
        given = [given]
    if not isinstance(given, list):
        raise FeedUnreadable(reason="it holds no list")
    yield from (one for one in given if isinstance(one, Mapping))
