"""What a report must be like to be taken: its text, where it may lie, who may send how many; its card is `rules.cards`."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from simpul.disaster.model import (
    Draft,
    FilledByProgram,
    PlaceMissing,
    Report,
    Sender,
    Status,
    TextTooLong,
)

TEXT_MOST = 2_000
PER_DEVICE, PER_ADDRESS = 5, 60
"""Reports in ten minutes; many people share an address: a mosque's wifi, a whole kampung behind one mast."""
WINDOW = timedelta(minutes=10)
NEARBY_M = 100.0
CLOCKS = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""What a phone's clock may show, right or wrong; what lies beyond need not even be a date in UTC."""
_UNWRITTEN = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Characters that no keyboard writes: controls that XML and JSON cannot carry, and those that turn other words around."""
_UNSEEN = re.compile("[\\s\u00ad\u115f\u1160\u200b-\u200f\u2060-\u2064\u3164\ufe0f\ufeff]*")
_EARTH_M = 6_371_008.8


def words(given: str) -> str:
    """The words without what nobody writes and without spaces around them; empty where nothing of them can be seen."""
    kept = _UNWRITTEN.sub("", given).strip()
    return "" if _UNSEEN.fullmatch(kept) else kept


def text(given: str) -> str | None:
    """The description as it is kept, None for an empty one; TextTooLong over 2,000 characters."""
    kept = words(given)
    if len(kept) > TEXT_MOST:
        raise TextTooLong(most=TEXT_MOST)
    return kept or None


def on_clock(draft: Draft) -> Draft:
    """The draft; without its client's time where no clock shows such a one."""
    at = draft.client_at
    return draft if at is None or CLOCKS[0] <= at < CLOCKS[1] else replace(draft, client_at=None)


def degrees(longitude: str, latitude: str) -> tuple[float, float]:
    """The point that two texts name, in degrees; PlaceMissing if they name none on earth."""
    try:
        point = float(longitude.replace(",", ".")), float(latitude.replace(",", "."))
    except ValueError:
        raise PlaceMissing() from None
    if not (math.isfinite(point[0]) and math.isfinite(point[1]) and abs(point[0]) <= 180 and abs(point[1]) <= 90):
        raise PlaceMissing()
    return point


def sent_by_person(trap: str) -> None:
    """Nothing, when the field that people do not see is empty; FilledByProgram otherwise."""
    if trap:
        raise FilledByProgram()


def window(now: datetime) -> datetime:
    """When the ten minutes began in which reports are counted now."""
    seconds = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def limits(sender: Sender) -> dict[str, int]:
    """How many reports each counter of this sender may reach in a window."""
    counters = {f"disaster.device:{sender.device}": PER_DEVICE, f"disaster.address:{sender.address}": PER_ADDRESS}
    return {key: most for key, most in counters.items() if not key.endswith(":None")}


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points (longitude, latitude) along the great circle, on a sphere."""
    (x1, y1), (x2, y2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def similar(draft: Draft, earlier: Sequence[Report], now: datetime) -> Report | None:
    """The newest of the device's own reports that this draft may be an update of: same hazard, 100 m, 10 minutes."""
    near = [report for report in earlier if _like(draft, report, now)]
    return near[-1] if near and draft.sender.device else None


def _like(draft: Draft, report: Report, now: datetime) -> bool:
    here, there = (draft.longitude, draft.latitude), (report.where.longitude, report.where.latitude)
    return (
        report.sender.device == draft.sender.device
        and report.hazard == draft.hazard
        and report.training == draft.training
        and report.status is not Status.HIDDEN
        and now - report.reported_at <= WINDOW
        and distance_m(here, there) <= NEARBY_M
    )
