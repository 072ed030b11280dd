"""Two who are one: merged by the desk, and apart again when that was wrong; nothing of either is changed."""

from collections.abc import Sequence
from typing import Any

from simpul.malaria.rules.folding.care import due
from simpul.malaria.rules.folding.state import Event, Folding

_ROOMS = ("visits", "tests", "referrals", "treatments")
_LISTS = ("slides", "contacts")


def roots(events: Sequence[Event]) -> dict[str, str]:
    """Of each person who was merged, who is left; merges that were undone do not count."""
    undone = {event["d"]["merge"] for event in events if event["t"] == "person.apart"}
    into: dict[str, str] = {}
    for event in events:
        if event["t"] == "person.same" and event["id"] not in undone:
            one, other = root(into, event["d"]["from"]), root(into, event["d"]["into"])
            if one != other:
                into[one] = other
    return {one: root(into, one) for one in into}


def root(into: dict[str, str], person: str) -> str:
    """Who is left of this person, who may be themselves."""
    while person in into:
        person = into[person]
    return person


def merged(folding: Folding, events: Sequence[Event]) -> None:
    """Everything stands under who is left; each treatment says what it waits for."""
    state, left = folding.state, roots(events)
    state["merges"] = left
    for gone, other in left.items():
        if gone in state["people"]:
            state["people"][gone]["into"] = other
    if left:
        entries: list[dict[str, Any]] = [entry for room in _ROOMS for entry in state[room].values()]
        for entry in entries + [entry for room in _LISTS for entry in state[room]]:
            entry["person"] = left.get(entry["person"], entry["person"])
    for subject, treatment in state["treatments"].items():
        treatment["due"] = due({**treatment, "id": subject}, state["slides"])
