"""What is live now, as one worker of the node holds it: fed by the bell, by row versions, and by the clock.

Rows are read by the time of their change with an overlap, never by "newer than the last one": a transaction that commits
late carries an earlier instant. What was seen already is recognised by report, version, votes and flags. ADR 0007.
"""

import gc
import heapq
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection

from simpul.disaster.live import features, rows
from simpul.disaster.live.hub import Frame, Hub, frame
from simpul.disaster.live.leaves import Entry, Leaves
from simpul.disaster.live.rows import Key, Row
from simpul.disaster.live.views import Edition
from simpul.kernel.platform import Platform

OVERLAP = timedelta(seconds=10)
SHALLOW = timedelta(seconds=1)
"""The overlap within a second of a deep read: a flood of reports must not be read ten times over, ten times a second."""
DEEP_EVERY = timedelta(seconds=1)
RESYNC = timedelta(seconds=60)
MEMORY = timedelta(minutes=15)

Mark = tuple[int, int, int]


class LiveFeed:
    """The live reports. `refresh` may be called from any thread; `edition` is read from any."""

    def __init__(self, platform: Platform, hub: Hub, names: features.Names) -> None:
        self._platform = platform
        self._hub = hub
        self._names = names
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._leaves = Leaves()
        self._ends: list[tuple[datetime, str]] = []
        self._seen: dict[str, tuple[Mark, datetime]] = {}
        self._frames: list[Frame] = []
        self._shown = 0
        self._dirty = True
        self._horizon: datetime | None = None
        self._resync_at: datetime | None = None
        self._deep_at: datetime | None = None
        self._changed: datetime | None = None
        self.edition: Edition | None = None

    @property
    def count(self) -> int:
        """How many live reports everybody may see, as of the last edition; 0 before the first."""
        return self.edition.count if self.edition else 0

    def refresh(self) -> Edition:
        """The edition is as the database and the clock have it now; watchers were told of each difference."""
        with self._lock:
            now = self._platform.clock.now()
            self._read(now)
            self._expire(now)
            if self._dirty or self.edition is None:
                self.edition = Edition(self._leaves.cut(), self._shown, self._changed or now)
                self._dirty = False
            frames, self._frames = self._frames, []
            self._hub.publish(sorted(frames, key=lambda one: one.at))
            return self.edition

    def _read(self, now: datetime) -> None:
        first = self._horizon is None
        whole = self._resync_at is None or now >= self._resync_at
        with self._platform.database.reading() as unit:
            if first:
                newest = self._load(unit.connection, now)
            else:
                newest = self._follow(unit.connection, now, whole=whole)
        if whole:
            self._hub.begin(features.microseconds(now - MEMORY))
            self._forget(now - MEMORY)
            self._resync_at = now + RESYNC
        self._horizon = max([self._horizon or now - OVERLAP, *newest])

    def _load(self, connection: Connection, now: datetime) -> Iterable[datetime]:
        """Everything that is live is taken, and what changed lately and is not; gives when each changed."""
        with _uncollected():
            found = rows.live(connection, now=now)
            self._take(found, now)
        self._take(self._news(connection, rows.changed_keys(connection, since=now - MEMORY)), now)
        return (row.changed_at for row in found)

    def _follow(self, connection: Connection, now: datetime, *, whole: bool) -> Iterable[datetime]:
        """What is news is taken; looking at the `whole`, it is also seen what is there no more."""
        if whole:
            keys = rows.live_keys(connection, now=now)
        else:
            keys = rows.changed_keys(connection, since=self._since(now))
        self._take(self._news(connection, keys), now)
        if whole:
            self._vanish({key.id for key in keys}, now)
        return (key.changed_at for key in keys)

    def _news(self, connection: Connection, keys: Sequence[Key]) -> list[Row]:
        """The rows whose state is not known yet."""
        unknown = [key.id for key in keys if self._seen.get(key.id, (None,))[0] != (key.version, key.points, key.flags)]
        return rows.of_ids(connection, unknown)

    def _since(self, now: datetime) -> datetime:
        """From where changes are read: the newest known less the overlap, within memory and never ahead of now."""
        newest = max(min(self._horizon or now, now), now - MEMORY / 2)
        deep = self._deep_at is None or not timedelta(0) <= now - self._deep_at < DEEP_EVERY
        if deep:
            self._deep_at = now
        return newest - (OVERLAP if deep else SHALLOW)

    def _take(self, found: Sequence[Row], now: datetime) -> None:
        """Each row is known as it is, and stands among the live reports if it belongs there."""
        since = now - MEMORY
        for row in found:
            live = row.status != "hidden" and row.live_until > now
            entry = self._entry(row) if live else None
            self._seen[row.id] = ((row.version, row.points, row.flags), row.changed_at)
            self._changed = max(self._changed or row.changed_at, row.changed_at)
            self._replace(row.id, entry)
            if row.changed_at >= since and not row.training:
                content = entry.native if entry else _gone(row.id, row.version)
                self._tell(row.changed_at, "report" if entry else "removed", content)

    def _entry(self, row: Row) -> Entry:
        native = b"" if row.training else features.report_feature(row, self._names)
        return Entry(features.microseconds(row.reported_at), row, native)

    def _replace(self, id: str, entry: Entry | None) -> None:
        """The entry stands where the report stood before; None where it is to be seen no more."""
        before = self._entries.pop(id, None)
        if before is not None:
            self._leaves.drop(before.place)
            self._shown -= not before.row.training
        if entry is not None:
            self._entries[id] = entry
            self._leaves.put(entry)
            self._shown += not entry.row.training
            heapq.heappush(self._ends, (entry.row.live_until, id))
        self._dirty = self._dirty or before is not None or entry is not None

    def _vanish(self, present: set[str], now: datetime) -> None:
        """Reports that are in the database no more, or were hidden unnoticed, are gone."""
        live = [key for key, entry in self._entries.items() if entry.row.live_until > now]
        for key in live:
            if key not in present:
                self._end(key, now)

    def _expire(self, now: datetime) -> None:
        """What is live no longer is gone."""
        while self._ends and self._ends[0][0] <= now:
            until, key = heapq.heappop(self._ends)
            entry = self._entries.get(key)
            if entry is not None and entry.row.live_until <= now:
                self._end(key, until)

    def _end(self, id: str, at: datetime) -> None:
        row = self._entries[id].row
        self._replace(id, None)
        self._changed = max(self._changed or at, at)
        if not row.training:
            self._tell(at, "removed", _gone(id, row.version))

    def _tell(self, at: datetime, event: str, content: bytes) -> None:
        self._frames.append(frame(features.microseconds(at), event, content))

    def _forget(self, before: datetime) -> None:
        """What was seen long ago and is not shown need not be recognised again: no read reaches that far back."""
        stale = [key for key, (_, at) in self._seen.items() if at < before and key not in self._entries]
        for key in stale:
            del self._seen[key]

    @property
    def attribution(self) -> str:
        """Who is to be named with this data."""
        return f"{self._platform.settings.agency} (Simpul). {features.ATTRIBUTION}"


@contextmanager
def _uncollected() -> Iterator[None]:
    """No cycles are looked for meanwhile, nor ever among what is made here: tens of thousands of rows that form none."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def _gone(id: str, version: int) -> bytes:
    return orjson.dumps({"id": id, "version": version})
