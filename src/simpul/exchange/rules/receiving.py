"""CloudEvents as they arrive from another owner: read strictly, told apart by owner, source and id. CloudEvents 1.0.2."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from simpul.exchange.model.delivery_refusals import EventsMalformed

MOST = 1000
LONGEST = 1000
"""Bytes of an id, a source, a type or a key: together they must fit into an index."""
YEARS = range(1900, 9999)
"""Times beyond can neither be kept nor shown everywhere."""
_DEMANDED = ("id", "source", "type")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event as it arrived; `at` is its own time, None where it has none; `sequence` its place at the owner, or 0."""

    source: str
    id: str
    type: str
    key: str
    at: datetime | None
    sequence: int
    content: bytes


def arrivals(body: bytes) -> list[Arrival]:
    """The events of a body: one CloudEvent, or an array of at most a thousand; EventsMalformed."""
    try:
        found: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise EventsMalformed(place="JSON") from None
    events = found if isinstance(found, list) else [found]
    if not 1 <= len(events) <= MOST:
        raise EventsMalformed(place=f"1-{MOST}")
    return [_arrival(event, f"[{number}]") for number, event in enumerate(events)]


def in_rounds(events: Iterable[Arrival]) -> list[list[Arrival]]:
    """The events in order, so that in no round an event stands twice."""
    rounds: list[dict[tuple[str, str], Arrival]] = []
    for event in events:
        key = (event.source, event.id)
        place = next((one for one in rounds if key not in one), None)
        if place is None:
            rounds.append(place := {})
        place[key] = event
    return [list(one.values()) for one in rounds]


def _arrival(event: Any, place: str) -> Arrival:
    if not isinstance(event, dict) or event.get("specversion") != "1.0":
        raise EventsMalformed(place=f"{place}.specversion")
    for name in _DEMANDED:
        _check_text(event.get(name), f"{place}.{name}")
    key = event.get("partitionkey", "")
    if key != "":
        _check_text(key, f"{place}.partitionkey")
    at, sequence = _time(event.get("time"), place), str(event.get("simpulsequence", "0"))
    counted = int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) <= 20 else 0
    try:
        content = orjson.dumps(event)
    except orjson.JSONEncodeError:  # what can be read may be deeper than what can be written
        raise EventsMalformed(place=place) from None
    return Arrival(event["source"], event["id"], event["type"], key, at, min(counted, 2**63 - 1), content)


def _check_text(value: Any, place: str) -> None:
    if not isinstance(value, str) or not 0 < len(value.encode()) <= LONGEST or "\0" in value:
        raise EventsMalformed(place=place)


def _time(value: Any, place: str) -> datetime | None:
    """The instant of RFC 3339, a leap second as the one before it; None for none, and for one of no year that there is."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value.upper().replace(":60", ":59"))
    except (AttributeError, ValueError):
        raise EventsMalformed(place=f"{place}.time") from None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
