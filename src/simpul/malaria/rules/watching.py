"""When a verified flood opens a watch, and where. Rule and sources: law/malaria/watch.toml.

What other agencies say is read strictly: anything that does not fit raises FloodUnreadable with what is wrong, and the
caller keeps it aside. Nothing here knows the time of day or any place.
"""

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from simpul.malaria.model.watch_refusals import WatchRuleWrong
from simpul.malaria.model.watches import Flood, FloodOutcome, Watch, WatchPhase, WatchRule, WatchSource

LAG_MOST, LENGTH_LEAST, LENGTH_MOST = 180, 7, 180
FUTURE = timedelta(days=1)
"""How far ahead of our clock another agency's may be."""
LONGEST = 200
VILLAGE_PARTS, REGENCY_PARTS = 4, 2
_CODE_SIGNS = frozenset("0123456789.")


class FloodUnreadable(ValueError):
    """The event does not say what a verified flood must say."""


@cache
def law() -> WatchRule:
    """The rule as the law's table has it."""
    given = tomllib.loads(files("simpul.law").joinpath("malaria/watch.toml").read_text("utf-8"))
    lag, length = days(given["lag_days"], given["length_days"])
    sources = tuple(WatchSource(one["words"]["id"], one["words"]["en"], one["cite"]) for one in given["source"])
    return WatchRule(given["version"], lag, length, frozenset(given["hazards"]), frozenset(given["without"]), sources)


def days(lag: object, length: object) -> tuple[timedelta, timedelta]:
    """Lag and length of these whole days, as numbers or as written; WatchRuleWrong outside 0 to 180 and 7 to 180."""
    found = []
    for given, least, most in ((lag, 0, LAG_MOST), (length, LENGTH_LEAST, LENGTH_MOST)):
        text = str(given).strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 3 and least <= int(text) <= most):
            raise WatchRuleWrong()
        found.append(timedelta(days=int(text)))
    return found[0], found[1]


def flood(said: bytes, now: datetime) -> Flood:
    """The flood that this CloudEvent tells; FloodUnreadable with the name of what does not fit."""
    try:
        event = json.loads(said)
    except (ValueError, RecursionError):
        raise FloodUnreadable("JSON") from None
    data = event.get("data") if isinstance(event, dict) else None
    if not isinstance(data, dict):
        raise FloodUnreadable("data")
    if data.get("status") != "verified":
        raise FloodUnreadable("status")
    longitude, latitude = _place(data.get("place"))
    return Flood(
        number=_whole(data, "number", 1),
        version=_whole(data, "version", 1),
        hazard=_word(data, "hazard"),
        severity=_word(data, "severity"),
        depth_cm=None if data.get("depth_cm") is None else _whole(data, "depth_cm", 0),
        region=_code(data),
        longitude=longitude,
        latitude=latitude,
        at=_time(data.get("reported_at"), now),
        url=_address(data.get("url")),
        synthetic=data.get("synthetic") is True,
    )


def unfit(one: Flood, rule: WatchRule) -> FloodOutcome | None:
    """Why this flood opens no watch anywhere by the rule; None when it may."""
    if one.hazard not in rule.hazards:
        return FloodOutcome.OTHER_HAZARD
    return FloodOutcome.MILD if one.severity in rule.without else None


def spot(told: str, found: str | None, *, exact: bool) -> tuple[str | None, bool]:
    """The code of the place, and whether it rests on the point: `told` is the region the sender names, `found` ours there.

    A village that the sender names is believed where our borders are approximate or the point lies in no region of ours;
    where our borders are exact, the point decides. None where the two lie in different kabupaten, or neither is a village.
    """
    if found is not None and told and not _same_regency(told, found):
        return None, True
    if found is not None and (exact or not _is_village(told)):
        return (found if _is_village(found) and _agree(told, found) else None), True
    return (told if _is_village(told) else None), False


def _agree(told: str, found: str) -> bool:
    """A coarser name must hold the point; a village's name may be the neighbour's, where borders are exact."""
    return not told or _is_village(told) or found == told or found.startswith(f"{told}.")


def _same_regency(one: str, other: str) -> bool:
    parts = min(REGENCY_PARTS, one.count(".") + 1, other.count(".") + 1)
    return one.split(".")[:parts] == other.split(".")[:parts]


def _is_village(code: str) -> bool:
    return code.count(".") == VILLAGE_PARTS - 1


def span(flooded_on: date, rule: WatchRule) -> tuple[date, date]:
    """First and last day of the watch that a flood of this day opens."""
    opens = flooded_on + rule.lag
    return opens, opens + rule.length - timedelta(days=1)


def phase(one: Watch, today: date) -> WatchPhase:
    """Where the watch stands on this day."""
    if one.closed_at is not None:
        return WatchPhase.CLOSED
    if today > one.until:
        return WatchPhase.OVER
    return WatchPhase.PREPARE if today < one.opens else WatchPhase.WATCH


def compared(watch: Watch, today: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Two spans of equal length, first and last day: the days before the flood, and the watch as far as it has come.

    Before the watch begins, the second holds no day: its last lies before its first.
    """
    last = min(watch.until, today)
    length = (watch.until - watch.opens).days + 1
    gone = max(0, (last - watch.opens).days + 1)
    before_until = watch.flooded_on - timedelta(days=1)
    return (before_until - timedelta(days=(gone or length) - 1), before_until), (watch.opens, last)


def mondays(first: date, last: date) -> Sequence[date]:
    """The Mondays of all weeks from the one with `first` to the one with `last`."""
    start = first - timedelta(days=first.weekday())
    return [start + timedelta(weeks=n) for n in range((last - start).days // 7 + 1)]


def _whole(data: Mapping[str, Any], name: str, least: int) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 2**31:
        raise FloodUnreadable(name)
    return value


def _word(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 50 or not value.isprintable():
        raise FloodUnreadable(name)
    return value


def _code(data: Mapping[str, Any]) -> str:
    value = data.get("region", "")
    if not isinstance(value, str) or len(value) > 13 or not _CODE_SIGNS.issuperset(value):
        raise FloodUnreadable("region")
    return value


def _place(given: object) -> tuple[float, float]:
    if not isinstance(given, dict):
        raise FloodUnreadable("place")
    values = given.get("longitude"), given.get("latitude")
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in values):
        raise FloodUnreadable("place")
    try:
        longitude, latitude = (float(one) for one in values)  # type: ignore[arg-type]
    except OverflowError:
        raise FloodUnreadable("place") from None
    if not (math.isfinite(longitude) and math.isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        raise FloodUnreadable("place")
    return longitude, latitude


def _time(given: object, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) and len(given) <= 40 else None
        at = at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        at = None
    if at is None or at.year < 2000 or at > now + FUTURE:
        raise FloodUnreadable("reported_at")
    return at


def _address(given: object) -> str:
    """An http(s) address as it is; nothing for anything else, since the report's address is only offered for looking."""
    fits = isinstance(given, str) and len(given) <= LONGEST and given.isprintable()
    return str(given) if fits and str(given).startswith(("https://", "http://")) else ""
