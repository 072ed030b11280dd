"""Which readings of a gauge are believed, when it is silent, and at which level the water is. Pure.

1. A reading lies within what the sensor can measure; neither in the future nor older than 30 days.
2. The water does not change faster than it can: a leap is doubted, and believed when the next reading says the same.
3. What was said of an instant stays said: another value for it is refused, the same again changes nothing.
4. A gauge that says nothing for three times as long as usual (30 minutes at least) is silent. Silent is unknown, never dry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import isfinite
from statistics import median
from typing import Any

import orjson

from simpul.disaster.model.gauge_intake import Around, Nonsense, Past, Refused, Said, Taken, Verdict
from simpul.disaster.model.gauges import SIAGA, Expected, Freshness, Gauge, Observation

AHEAD = timedelta(minutes=2)
"""So far a sensor's clock may be ahead of ours."""
OLDEST = timedelta(days=30)
LEAP_CM = 50
"""A change of so much is believed however quickly it came: waves, and a gate that opens."""
QUIET_LEAST, QUIET_UNKNOWN, QUIET_TIMES = timedelta(minutes=30), timedelta(hours=3), 3
USUAL_OF = 20
"""The usual interval is the median of so many last observations."""
TOLD_FOR = timedelta(minutes=30)
"""Water that plays around a threshold is told once in this time."""
PAYLOAD_MOST, SAID_MOST, NAME_MOST = 4_096, 80, 40
_JSON_START = b"{"


def read_payload(gauge: str, payload: bytes, received: datetime) -> Said | Refused:
    """A message of a gauge: a plain number of centimetres (measured when it came), or JSON with `depth_cm` and `at`."""
    plain = payload.strip()
    if plain[:1] != _JSON_START:
        return _plain_number(gauge, plain, received)
    try:
        given = orjson.loads(plain) if len(plain) <= PAYLOAD_MOST else None
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict) or "depth_cm" not in given:
        return Refused(gauge, Nonsense.UNREADABLE, shown(payload))
    return read_parts(gauge, given, received, payload)


def _plain_number(gauge: str, plain: bytes, received: datetime) -> Said | Refused:
    try:
        return Said(gauge, _to_milliseconds(received), _number(plain[:PAYLOAD_MOST].decode()))
    except ValueError:
        return Refused(gauge, Nonsense.UNREADABLE, shown(plain))


def read_parts(gauge: str, given: Mapping[str, Any], received: datetime, payload: bytes) -> Said | Refused:
    """As `read_payload`, of its parts: `depth_cm`, `at` (now if it is not there), `warning` 1 to 4, `warning_name`."""
    depth, warning = given["depth_cm"], given.get("warning")
    if isinstance(depth, bool) or not isinstance(depth, int | float | str):
        return Refused(gauge, Nonsense.UNREADABLE, shown(payload))
    if warning is not None and (not isinstance(warning, int) or isinstance(warning, bool) or warning not in SIAGA):
        return Refused(gauge, Nonsense.UNREADABLE, shown(payload))
    try:
        number, at = _number(str(depth)), _instant(given.get("at"), received)
    except (ValueError, OverflowError, OSError):
        return Refused(gauge, Nonsense.UNREADABLE, shown(payload))
    if at is None:
        return Refused(gauge, Nonsense.NO_ZONE, shown(payload))
    return Said(gauge, at, number, warning, _words(given.get("warning_name")))


def _number(given: str) -> float:
    """The number; ValueError for what is none, also where only a program reads it as one: 1_0_0."""
    if "_" in given:
        raise ValueError
    return float(given)


def _words(given: object) -> str:
    """Words on one line, without characters that cannot be shown or kept: a level that has them is a level still."""
    return "".join(one for one in str(given or "") if one.isprintable())[:NAME_MOST].strip()


def _instant(given: Any, received: datetime) -> datetime | None:
    """The instant, to the millisecond: ISO 8601 with its zone, or seconds since 1970; None where the zone is missing."""
    if given is None:
        return _to_milliseconds(received)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return _to_milliseconds(datetime.fromtimestamp(given, UTC))
    at = datetime.fromisoformat(str(given).strip())
    return _to_milliseconds(at.astimezone(UTC)) if at.tzinfo else None


def _to_milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def shown(payload: bytes) -> str:
    """The beginning of what was said, printable, for the desk."""
    text = payload[: SAID_MOST * 4].decode("utf-8", "replace")
    return "".join(one if one.isprintable() else "·" for one in text)[:SAID_MOST]


def judge(gauge: Gauge, past: Past, said: Said, around: Around, now: datetime) -> tuple[Verdict, Past, Observation | None]:
    """What becomes of a reading, what the gauge has said with it, and the observation to keep if it is a new one.

    `around`: what is known around its time, asked only for one that is not newer than all others.
    """
    reason = _out_of_bounds(gauge, said, now)
    if reason:
        return Verdict(Taken.REFUSED, reason), past, None
    depth = round(said.depth_cm)
    if past.at is not None and said.at <= past.at:
        return _late(gauge, past, said, around)
    leapt = past.at is not None and not _plausible(gauge.expected, (past.at, past.depth_cm), (said.at, depth))
    if leapt and not _repeated(gauge.expected, past, said.at, depth):
        return Verdict(Taken.REFUSED, Nonsense.TOO_FAST), replace(past, doubt_at=said.at, doubt_cm=depth), None
    seen = observed(gauge.expected, said)
    level = seen.warning if seen.graded else None
    fresh = Past(said.at, depth, level, None, 0, past.told_at, past.told)
    return Verdict(Taken.NEW, warning=level), fresh, seen


def _late(gauge: Gauge, past: Past, said: Said, around: Around) -> tuple[Verdict, Past, Observation | None]:
    """A reading that is not the newest: a sensor sends what it kept while it had no connection, in any order."""
    depth = round(said.depth_cm)
    if around.same_cm is not None:
        same = around.same_cm == depth
        return (Verdict(Taken.KNOWN) if same else Verdict(Taken.REFUSED, Nonsense.CONTRADICTS)), past, None
    sides = [one for one in (around.before, around.after) if one is not None]
    if sides and not any(_plausible(gauge.expected, one, (said.at, depth)) for one in sides):
        return Verdict(Taken.REFUSED, Nonsense.TOO_FAST), past, None
    seen = observed(gauge.expected, said)
    return Verdict(Taken.NEW, warning=seen.warning if seen.graded else None), past, seen


def _out_of_bounds(gauge: Gauge, said: Said, now: datetime) -> Nonsense | None:
    if not gauge.active:
        return Nonsense.OUT_OF_SERVICE
    if not isfinite(said.depth_cm) or not gauge.expected.least_cm <= said.depth_cm <= gauge.expected.most_cm:
        return Nonsense.OUT_OF_RANGE
    if said.at > now + AHEAD:
        return Nonsense.FUTURE
    return Nonsense.TOO_OLD if said.at < now - OLDEST else None


def _plausible(expected: Expected, one: tuple[datetime, int], other: tuple[datetime, int]) -> bool:
    """Whether the water can have gone from one reading to the other."""
    minutes = abs((other[0] - one[0]) / timedelta(minutes=1))
    return abs(other[1] - one[1]) <= max(LEAP_CM, expected.rise_cm * minutes)


def _repeated(expected: Expected, past: Past, at: datetime, depth: int) -> bool:
    """Whether a reading that is far from the last one is close to the one that was doubted before it."""
    if past.doubt_at is None or at <= past.doubt_at:
        return False
    return _plausible(expected, (past.doubt_at, past.doubt_cm), (at, depth))


def observed(expected: Expected, said: Said) -> Observation:
    """The observation of a reading: its level is the sender's, else what the thresholds say, else none (and no name)."""
    depth = round(said.depth_cm)
    level = said.warning or level_of(expected, depth)
    if level is None:
        return Observation(said.at, depth, 4, "")
    return Observation(said.at, depth, level, said.name or SIAGA[level])


def level_of(expected: Expected, depth_cm: int) -> int | None:
    """The level that the thresholds say, 1 (worst) to 4; None without thresholds."""
    if expected.siaga is None:
        return None
    return 4 - sum(depth_cm >= bound for bound in expected.siaga)


def rose(before: Past, after: Past) -> bool:
    """Whether others are told: the newest level is worse than the one before, and was not told half an hour ago."""
    level = after.warning
    if level is None or level >= (before.warning or 4):
        return False
    lately = before.told_at is not None and after.at is not None and after.at - before.told_at < TOLD_FOR
    return not (lately and before.told is not None and before.told <= level)


def usual_interval(times: Sequence[datetime]) -> timedelta | None:
    """The median of the intervals between the newest observations; None for fewer than two."""
    ordered = sorted(times)[-USUAL_OF:]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    return timedelta(seconds=median(gaps)) if gaps else None


def quiet_for(usual: timedelta | None) -> timedelta:
    """How long a gauge may say nothing before it is called silent."""
    return max(QUIET_LEAST, QUIET_TIMES * usual) if usual else QUIET_UNKNOWN


def freshness(last: datetime | None, usual: timedelta | None, now: datetime) -> Freshness:
    """Whether the gauge speaks."""
    if last is None:
        return Freshness.NEVER
    return Freshness.SILENT if now - last > quiet_for(usual) else Freshness.FRESH
