"""The live reports in their order, the newest first, as immutable leaves of some 64: what a change touches is one leaf.

A leaf begins at each report whose number is a multiple of 64. Where the cuts lie is thus a matter of the reports alone, not
of the way in which they came: every worker cuts alike, and gives the same document the same name.
"""

from bisect import bisect_right
from dataclasses import dataclass, field

from simpul.disaster.live.rows import Row

PER_LEAF = 64

Place = tuple[int, int]
"""Where a report stands: microseconds of its time; of one instant, the lowest number comes first."""
_FIRST: Place = (-1, 0)


@dataclass(slots=True, eq=False)
class Entry:
    """A live report and its renderings. Never changed, but for renderings that are added when they are first asked for.

    `native` is its feature; empty for an exercise.
    """

    at: int
    row: Row
    native: bytes
    made: dict[str, bytes] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.at, -self.row.number


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """Neighbouring reports, the newest first. Known by itself: what was made of it serves until it is replaced."""

    entries: tuple[Entry, ...]


class Leaves:
    """All live reports; changed by one thread, read as `cut()` by any."""

    def __init__(self) -> None:
        self._starts: list[Place] = [_FIRST]
        self._groups: list[dict[Place, Entry]] = [{}]
        self._made: list[Leaf | None] = [None]
        self.count = 0

    def put(self, entry: Entry) -> None:
        """The entry stands at its place, where none stood or its earlier state."""
        place = entry.place
        at = bisect_right(self._starts, place) - 1
        if entry.row.number % PER_LEAF == 0 and self._starts[at] != place:
            self._split(at, place)
            at += 1
        self.count += place not in self._groups[at]
        self._groups[at][place] = entry
        self._made[at] = None

    def drop(self, place: Place) -> None:
        """Nothing stands at this place."""
        at = bisect_right(self._starts, place) - 1
        self.count -= self._groups[at].pop(place, None) is not None
        self._made[at] = None
        if at and self._starts[at] == place:
            self._merge(at)

    def cut(self) -> tuple[Leaf, ...]:
        """The leaves as they are now, the newest first; untouched ones are the same as in the cut before."""
        for at, made in enumerate(self._made):
            if made is None:
                self._made[at] = _leaf(self._groups[at])
        return tuple(made for made in reversed(self._made) if made is not None and made.entries)

    def _split(self, at: int, start: Place) -> None:
        """The group gives all from `start` on to a new one that follows it."""
        group = self._groups[at]
        later = {place: entry for place, entry in group.items() if place > start}
        self._groups[at] = {place: entry for place, entry in group.items() if place < start}
        self._made[at] = None
        self._starts.insert(at + 1, start)
        self._groups.insert(at + 1, later)
        self._made.insert(at + 1, None)

    def _merge(self, at: int) -> None:
        """The group joins the one before it."""
        self._groups[at - 1].update(self._groups[at])
        self._made[at - 1] = None
        del self._starts[at], self._groups[at], self._made[at]


def _leaf(group: dict[Place, Entry]) -> Leaf:
    return Leaf(tuple(group[place] for place in sorted(group, reverse=True)))
