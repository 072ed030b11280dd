"""What events add up to: a pure function of their set. `offline/src/folding.js` is its twin, by one file of examples.

An event is a mapping `{id, device, seq, received?, t, at, p, s, d}` as phones write it; `device` None is the desk. Events
count in the order of their time (never later than `received`), device, sequence number and id, so that it does not matter
when they arrived. Nothing that was recorded is overwritten: a correction replaces named keys where the event is read, the
first of two events that contradict each other holds and the second becomes something to check.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from simpul.malaria.rules.folding.care import DOERS, MAKERS
from simpul.malaria.rules.folding.merges import merged
from simpul.malaria.rules.folding.order import corrected, key_of, ordered
from simpul.malaria.rules.folding.people import PERSONAL, checks_of_fields
from simpul.malaria.rules.folding.state import Event, Folding
from simpul.malaria.rules.folding.stock import expired, lots, moves_of

__all__ = ["Event", "Folding", "expired", "fold", "key_of", "lots", "moves_of", "ordered"]


def fold(events: Iterable[Event]) -> dict[str, Any]:
    """The state that these events add up to, in any order, with any of them twice; values as JSON has them."""
    return folded(events).state


def folded(events: Iterable[Event]) -> Folding:
    """The state, the moves of stock behind it, and whom each merge concerns."""
    known = corrected(ordered(events))
    result = Folding()
    for steps in (PERSONAL, MAKERS, DOERS):
        for event in known:
            step = steps.get(event["t"])
            if step is not None:
                step(result, event)
    checks_of_fields(result)
    merged(result, known)
    result.moves = [move for event in known for move in moves_of(event)]
    state = result.state
    state["stock"] = lots(result.moves)
    state["checks"] += expired(result.moves)
    state["checks"].sort(key=_key)
    return result


def _key(check: Mapping[str, Any]) -> str:
    return str(check["key"])
