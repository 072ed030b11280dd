"""BMKG's earthquakes: the newest one, the latest of 5.0 and more, those that were felt; GeoJSON of CogniCity and FDSN."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.model.feeds import FeedUnreadable
from simpul.disaster.model.quakes import QuakeSaid
from simpul.disaster.rules.feeds import values

AHEAD = timedelta(minutes=10)
"""A clock may go so far ahead of ours; what lies further in the future is no earthquake."""
FIRST_YEAR = 1600
"""Nobody wrote earthquakes down to the minute before."""
MAGNITUDES = (-2.0, 11.0)
DEPTHS = (0.0, 800.0)
_NO_TSUNAMI = re.compile(
    r"tidak\s+(?:akan\s+)?(?:ber|menimbulkan\s+)?potensi|tidak\s+berpotensi|no\s+tsunami|berakhir|ended", re.IGNORECASE
)
_TSUNAMI = re.compile(r"tsunami", re.IGNORECASE)
Found = tuple[list[QuakeSaid], list[str]]


def read(content: bytes, now: datetime, issued_at: datetime | None = None) -> Found:
    """The earthquakes that a document tells, and why others of it were refused; FeedUnreadable for no such document.

    An issuer whose clock is ahead has told no time: else nothing that is issued later would count any more.
    """
    given = values.parsed(content)
    listed = values.features(given)
    if listed is not None:
        return _all(listed, _feature, now, issued_at)
    inner = given.get("Infogempa") if isinstance(given, Mapping) else None
    if not isinstance(inner, Mapping):
        raise FeedUnreadable(reason="it has neither Infogempa nor features")
    return _all(list(values.rows(inner, "gempa")), _bmkg, now, issued_at)


def _all(
    listed: list[Mapping[str, Any]],
    reading: Callable[[Mapping[str, Any]], QuakeSaid],
    now: datetime,
    issued_at: datetime | None,
) -> Found:
    found: list[QuakeSaid] = []
    refused: list[str] = []
    for place, one in enumerate(listed, start=1):
        try:
            said = checked(reading(one), now)
        except (ValueError, OverflowError, OSError) as error:
            refused.append(f"{place}: {error}")
        else:
            issued = said.issued_at or issued_at
            found.append(replace(said, issued_at=issued if issued and issued <= now + AHEAD else None))
    return found, refused


def checked(said: QuakeSaid, now: datetime) -> QuakeSaid:
    """The earthquake; ValueError for one that cannot be."""
    if said.at > now + AHEAD:
        raise ValueError("it lies in the future")
    if said.at.year < FIRST_YEAR:
        raise ValueError(f"it lies before {FIRST_YEAR}")
    if not MAGNITUDES[0] <= said.magnitude <= MAGNITUDES[1]:
        raise ValueError(f"no earthquake has a magnitude of {said.magnitude:g}")
    if said.depth_km is not None and not DEPTHS[0] <= said.depth_km <= DEPTHS[1]:
        raise ValueError(f"no earthquake is {said.depth_km:g} km deep")
    return said


def _bmkg(one: Mapping[str, Any]) -> QuakeSaid:
    """An earthquake as BMKG's open data tell it; every value is a text there."""
    longitude, latitude = _place(one)
    potential = values.text(one.get("Potensi"), 300)
    return QuakeSaid(
        at=_time(one),
        longitude=longitude,
        latitude=latitude,
        magnitude=values.number(one.get("Magnitude")),
        depth_km=values.maybe(one.get("Kedalaman")),
        place=values.text(one.get("Wilayah"), 300),
        felt=values.text(one.get("Dirasakan"), 1000),
        potential=potential,
        tsunami=tsunami(potential),
        shakemap=_name(one.get("Shakemap")),
        event=values.text(values.first(one, "eventid", "EventId", "event_id"), 100),
    )


def _place(one: Mapping[str, Any]) -> tuple[float, float]:
    given = values.text(one.get("Coordinates"), 60)
    if "," in given:
        latitude, longitude = (values.number(part) for part in given.split(",", 1))
    else:
        latitude = _side(one.get("Lintang"), "LS")
        longitude = _side(one.get("Bujur"), "BB")
    return values.checked_point(longitude, latitude)


def _side(given: object, below: str) -> float:
    value = values.number(given)
    return -abs(value) if below in str(given).upper() else value


def _time(one: Mapping[str, Any]) -> datetime:
    if one.get("DateTime"):
        return values.instant(one["DateTime"])
    return values.instant(f"{one.get('Tanggal', '')} {one.get('Jam', '')}", "WIB")


def _name(given: object) -> str:
    """The name of BMKG's picture of the shaking; empty for what is no file's name."""
    name = values.text(given, 80)
    return name if re.fullmatch(r"[\w.-]+\.(?:jpe?g|png)", name) else ""


def tsunami(words: str) -> bool | None:
    """Whether these words say that a tsunami is possible; None where they say nothing of it."""
    if not _TSUNAMI.search(words):
        return None
    return not _NO_TSUNAMI.search(words)


def _feature(one: Mapping[str, Any]) -> QuakeSaid:
    """An earthquake as GeoJSON: CogniCity's members, or those of FDSN's services."""
    given = one.get("properties")
    said = given if isinstance(given, Mapping) else {}
    longitude, latitude = values.point_of(one)
    updated = values.first(said, "updated", "issued_at")
    flag = said.get("tsunami")
    return QuakeSaid(
        at=values.instant(values.first(said, "time", "date", "DateTime"), "WIB"),
        longitude=longitude,
        latitude=latitude,
        magnitude=values.number(values.first(said, "mag", "magnitude")),
        depth_km=_depth(one, said),
        place=values.text(values.first(said, "place", "zone"), 300),
        felt=values.text(values.first(said, "feltarea", "felt_area"), 1000),
        tsunami=bool(flag) if isinstance(flag, bool | int) and flag else None,
        event=values.text(one.get("id"), 100),
        issued_at=values.instant(updated) if updated is not None else None,
        source=values.text(values.first(said, "source"), 80) or "BMKG",
    )


def _depth(one: Mapping[str, Any], said: Mapping[str, Any]) -> float | None:
    coordinates = one["geometry"]["coordinates"]
    given = said.get("depth", coordinates[2] if len(coordinates) > 2 else None)
    return values.maybe(given)
