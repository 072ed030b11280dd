"""What is in force after some CAP messages, in whatever order they came, however often.

A message stands in for those that it references, whether they were seen or not. A sender speaks only for its own
messages: nobody else's update or cancellation changes them. Exercises and tests are apart from what is meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from simpul.disaster.model.cap import CapAlert

Key = tuple[str, str]
"""Sender and identifier."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Messages as a reader has them: each once, and which of them another one stands in for."""

    messages: Mapping[Key, CapAlert]
    replaced: frozenset[Key]

    def current(self, now: datetime, *, status: str = "Actual") -> tuple[CapAlert, ...]:
        """Alerts and updates of this status that nothing replaced, cancelled or let expire; the newest first."""
        found = [one for key, one in self.messages.items() if key not in self.replaced and _speaks(one, status, now)]
        return tuple(sorted(found, key=lambda one: (one.sent, one.identifier), reverse=True))

    def chain(self, alert: CapAlert) -> tuple[CapAlert, ...]:
        """The messages that this one stands in for, as far as they were seen, and itself; oldest first."""
        keys = [(one.sender, one.identifier) for one in alert.references if one.sender == alert.sender]
        earlier = [self.messages[key] for key in keys if key in self.messages]
        return (*sorted(earlier, key=lambda one: one.sent), alert)


def followed(messages: Iterable[CapAlert]) -> Followed:
    """The messages, each once: the first that came under an identifier holds, since a message never changes."""
    seen: dict[Key, CapAlert] = {}
    for one in messages:
        seen.setdefault((one.sender, one.identifier), one)
    replaced = {
        (reference.sender, reference.identifier)
        for one in seen.values()
        if one.type in ("Update", "Cancel")
        for reference in one.references
        if reference.sender == one.sender and _same_kind(one, seen.get((reference.sender, reference.identifier)))
    }
    return Followed(seen, frozenset(replaced))


def _same_kind(one: CapAlert, other: CapAlert | None) -> bool:
    """Whether a message may stand in for the other: an exercise's cancellation ends no warning that is meant."""
    return other is None or other.status == one.status


def _speaks(one: CapAlert, status: str, now: datetime) -> bool:
    if one.status != status or one.type not in ("Alert", "Update") or one.scope != "Public":
        return False
    ends = [info.expires for info in one.infos if info.expires]
    return not ends or len(ends) < len(one.infos) or max(ends) > now
