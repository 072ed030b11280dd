"""Documents of what is live, one for each question that clients ask: put together from pieces that are kept by leaf.

A document is right as long as the edition it was made of is the last one. Those that are asked for are made anew as soon as
there is a new edition, by the thread that found it; others when they are next asked for.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from simpul.disaster.live.bundle import Piece, piece
from simpul.disaster.live.features import microseconds
from simpul.disaster.live.leaves import Entry, Leaf
from simpul.disaster.live.snapshot import Manner, Snapshot, snapshot_of

GRACE = 0.4
"""Seconds for which a document of the edition before may still be sent, while the new one is being made."""
REST = 4.0
"""A document that time changes is kept at least so many times as long as its making took."""

Box = tuple[float, float, float, float]
E = TypeVar("E")


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """What is live until there is a newer one: leaves in order, how many reports everybody may see, the last change."""

    leaves: tuple[Leaf, ...]
    count: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """What a document holds: the pieces of its reports, and the box around them (west, south, east, north)."""

    pieces: list[Piece]
    box: Box | None


class Rendering(Protocol):
    """A format: how a report is written, and what stands around the reports."""

    manner: Manner
    timed: bool
    """Whether a document says something else a moment later, though nothing changed."""

    def part(self, entry: Entry) -> bytes:
        """The report as this format writes it."""
        ...

    def made(self, parts: tuple[bytes, ...], now: datetime) -> Piece:
        """The piece of these reports."""
        ...

    def document(self, held: Held, edition: Edition, now: datetime) -> list[Piece]:
        """The whole document around the pieces of its reports."""
        ...


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a format shows of a leaf. `piece` is None where time changes it."""

    parts: tuple[bytes, ...]
    box: Box
    piece: Piece | None


class Choice:
    """Some of the live reports in one format: those that `shows` lets in. What is written is kept while its leaf lives."""

    def __init__(self, rendering: Rendering, shows: Callable[[Entry], bool]) -> None:
        self.rendering = rendering
        self._shows = shows
        self._kept: dict[Leaf, _Shown | None] = {}
        self._lock = threading.Lock()

    def held(self, edition: Edition, since: int | None, now: datetime) -> Held:
        """The pieces of an edition; only of reports since that instant (microseconds), where one is given."""
        with self._lock:
            kept = self._kept
            fresh = {leaf: kept[leaf] if leaf in kept else self._of(leaf.entries, now) for leaf in edition.leaves}
            self._kept = fresh
        shown = [one for leaf, made in fresh.items() if (one := self._within(leaf, made, since, now))]
        pieces = [one.piece or self.rendering.made(one.parts, now) for one in shown]
        return Held(pieces, around([one.box for one in shown]))

    def forget(self) -> None:
        """Everything is written anew."""
        with self._lock:
            self._kept = {}

    def _within(self, leaf: Leaf, made: _Shown | None, since: int | None, now: datetime) -> _Shown | None:
        if since is None or leaf.entries[-1].at >= since:
            return made
        return self._of(tuple(entry for entry in leaf.entries if entry.at >= since), now)

    def _of(self, entries: tuple[Entry, ...], now: datetime) -> _Shown | None:
        shown = [entry for entry in entries if self._shows(entry)]
        if not shown:
            return None
        parts = tuple(self.rendering.part(entry) for entry in shown)
        easts, norths = [one.row.longitude for one in shown], [one.row.latitude for one in shown]
        made = self.rendering.made(parts, now) if not self.rendering.timed else None
        return _Shown(parts, (min(easts), min(norths), max(easts), max(norths)), made)


class View(Generic[E]):
    """One document, as it was last made: `build` makes it of an edition.

    A `timed` one is right for a moment whatever happens, and then made anew: the longer its making takes, the less often.
    """

    def __init__(self, build: Callable[[E, datetime], Snapshot], *, timed: bool = False) -> None:
        self._build = build
        self._timed = timed
        self._lock = threading.Lock()
        self._edition: E | None = None
        self._made_at = -REST
        self._lasts = GRACE
        self.asked_at = -REST
        self.snapshot: Snapshot | None = None

    def is_right(self, edition: E) -> bool:
        """Whether the document as it was last made is what would be made now."""
        return self._age < self._lasts if self._timed else self._edition is edition

    def fresh(self, edition: E) -> Snapshot | None:
        """The document as it was last made, where that will do."""
        return self.snapshot if self.is_right(edition) or self._age < GRACE else None

    def make(self, edition: E, now: datetime, *, anew: bool = False) -> Snapshot:
        """The document of this edition at `now`; `anew` even where the last one is right."""
        with self._lock:
            kept = self.snapshot
            if kept is None or anew or not self.is_right(edition):
                started = time.monotonic()
                kept = self._build(edition, now)
                self._lasts = max(GRACE, REST * (time.monotonic() - started))
                self.snapshot, self._edition, self._made_at = kept, edition, started
            return kept

    @property
    def _age(self) -> float:
        return time.monotonic() - self._made_at


def view_of(choice: Choice) -> View[Edition]:
    """The document of a choice."""
    return View(lambda edition, now: document_of(choice, None, edition, now), timed=choice.rendering.timed)


def document_of(choice: Choice, period: timedelta | None, edition: Edition, now: datetime) -> Snapshot:
    """The document of a choice; where a period is given, only of the reports that came in so short a time ago."""
    since = None if period is None else microseconds(now - period)
    told = choice.rendering.document(choice.held(edition, since, now), edition, now)
    return snapshot_of(told, changed=edition.changed, manner=choice.rendering.manner)


def around(boxes: list[Box]) -> Box | None:
    """The box around all; None around nothing."""
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def simple(parts: tuple[bytes, ...], _now: datetime) -> Piece:
    """A piece that time does not change."""
    return piece(*parts)
