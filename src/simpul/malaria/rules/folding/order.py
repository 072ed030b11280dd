"""The order in which events count, and corrections read into what they correct."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from simpul.malaria.rules.events import wrong_facts
from simpul.malaria.rules.folding.state import Event

FIXED = frozenset({"training"})
"""What no correction changes: a treatment in training never becomes one of a patient, nor the other way round."""
LOCAL = timedelta(hours=9)
"""Teluk Bintuni keeps WIT, UTC+9: a day of treatment is a day there."""


def stamp(at: datetime) -> str:
    """The instant as phones write it: UTC with milliseconds, so that texts sort as times."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def at_of(event: Event) -> str:
    """When the event happened: by the phone's clock, but never after it was received."""
    at: str = event["at"]
    received: str | None = event.get("received")
    return received if received is not None and received < at else at


def key_of(event: Event) -> tuple[str, str, int, str]:
    """Where the event stands among all."""
    return at_of(event), event.get("device") or "", event.get("seq") or 0, event["id"]


def ordered(events: Iterable[Event]) -> list[Event]:
    """The events, each once, in the order in which they count."""
    return sorted({event["id"]: event for event in events}.values(), key=key_of)


def day_of(at: str) -> str:
    """The local day of an instant, YYYY-MM-DD."""
    return f"{datetime.fromisoformat(at) + LOCAL:%Y-%m-%d}"


def day_after(day: str, days: int) -> str:
    """The day so many days later."""
    return f"{datetime.fromisoformat(day) + timedelta(days=days):%Y-%m-%d}"


def corrected(events: list[Event]) -> list[Event]:
    """The events as they read after the corrections among them, one after the other; senseless ones are passed over."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        if event["t"] == "fact.corrected":
            changes.setdefault(event["d"]["event"], []).append(event["d"]["changes"])
    return (
        [_read(event, changes[event["id"]]) if event["id"] in changes else event for event in events] if changes else events
    )


def _read(event: Event, changes: list[dict[str, Any]]) -> Event:
    if event["t"] in ("fact.corrected", "person.same", "person.apart"):
        return event
    for change in changes:
        fresh = {**event["d"], **{key: value for key, value in change.items() if key not in FIXED}}
        if wrong_facts(event["t"], fresh) is None:
            event = {**event, "d": fresh}
    return event
