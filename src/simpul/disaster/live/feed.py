"""What is live now, as one worker of the node holds it: fed by the bell, by row versions, and by the clock.

Rows are read by the time of their change with an overlap, never by "newer than the last one": a transaction that commits
late carries an earlier instant. What was seen already is recognised by report and version. ADR 0007.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from simpul.disaster.live import features, rows
from simpul.disaster.live.bundle import Bundle
from simpul.disaster.live.hub import Frame, Hub, frame
from simpul.disaster.live.snapshot import Headers, Snapshot, snapshot_of
from simpul.kernel.platform import Platform

OVERLAP = timedelta(seconds=10)
SHALLOW = timedelta(seconds=1)
"""The overlap within a second of a deep read: a flood of reports must not be read ten times over, ten times a second."""
DEEP_EVERY = timedelta(seconds=1)
RESYNC = timedelta(seconds=60)
MEMORY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Entry:
    """A report that is shown, and how long."""

    version: int
    number: int
    live_until: datetime


class LiveFeed:
    """The live reports. `refresh` may be called from any thread; `snapshot` is read from any."""

    def __init__(self, platform: Platform, hub: Hub, common: Headers, names: features.Names) -> None:
        self._platform = platform
        self._hub = hub
        self._common = common
        self._names = names
        self._lock = threading.Lock()
        self._entries: dict[UUID, Entry] = {}
        self._bundle = Bundle()
        self._seen: dict[UUID, tuple[int, datetime]] = {}
        self._horizon: datetime | None = None
        self._resync_at: datetime | None = None
        self._deep_at: datetime | None = None
        self._changed: datetime | None = None
        self.snapshot: Snapshot | None = None

    @property
    def version(self) -> bytes:
        """What changes whenever the feed does."""
        return self.snapshot.plain.tag if self.snapshot else b""

    def refresh(self) -> None:
        """The snapshot is as the database and the clock have it now; watchers were told of each difference."""
        with self._lock:
            now = self._platform.clock.now()
            frames = [*self._read(now), *self._expired(now)]
            if frames or self.snapshot is None:
                self._rebuild(now)
            self._hub.publish(sorted(frames, key=lambda one: one.at))

    def _read(self, now: datetime) -> list[Frame]:
        whole = self._horizon is None or self._resync_at is None or now >= self._resync_at
        with self._platform.database.reading() as unit:
            if whole:
                found = rows.live(unit.connection, now=now, since=now - MEMORY)
            else:
                found = rows.changed(unit.connection, since=self._since(now))
        frames = [one for row in found for one in self._take(row, now)]
        if whole:
            frames += self._vanished({row["id"] for row in found}, now)
            self._hub.begin(features.microseconds(now - MEMORY))
            self._resync_at = now + RESYNC
            self._forget(now - MEMORY)
        self._horizon = max([self._horizon or now - OVERLAP, *(row["changed_at"] for row in found)])
        return frames

    def _since(self, now: datetime) -> datetime:
        """From where changes are read: the newest known less the overlap, within memory and never ahead of now."""
        newest = max(min(self._horizon or now, now), now - MEMORY / 2)
        deep = self._deep_at is None or not timedelta(0) <= now - self._deep_at < DEEP_EVERY
        if deep:
            self._deep_at = now
        return newest - (OVERLAP if deep else SHALLOW)

    def _take(self, row: Any, now: datetime) -> Iterable[Frame]:
        key, at = row["id"], row["changed_at"]
        if self._seen.get(key, (None,))[0] == row["version"]:
            return
        public = rows.is_public(row, now)
        content = features.report_feature(row, self._names) if public else _gone(key, row["version"])
        self._seen[key] = (row["version"], at)
        self._changed = max(self._changed or at, at)
        if public:
            self._entries[key] = Entry(row["version"], row["number"], row["live_until"])
            self._bundle.put(row["number"], content)
        else:
            self._entries.pop(key, None)
            self._bundle.drop(row["number"])
        yield frame(features.microseconds(at), "report" if public else "removed", content)

    def _vanished(self, present: set[UUID], now: datetime) -> list[Frame]:
        """Reports that are in the database no more."""
        gone = [key for key, entry in self._entries.items() if key not in present and entry.live_until > now]
        return [self._drop(key, now) for key in gone]

    def _expired(self, now: datetime) -> list[Frame]:
        over = [(key, entry.live_until) for key, entry in self._entries.items() if entry.live_until <= now]
        return [self._drop(key, until) for key, until in over]

    def _drop(self, id: UUID, at: datetime) -> Frame:
        entry = self._entries.pop(id)
        self._bundle.drop(entry.number)
        self._changed = max(self._changed or at, at)
        return frame(features.microseconds(at), "removed", _gone(id, entry.version))

    def _forget(self, before: datetime) -> None:
        """What was seen long ago and is not shown need not be recognised again: no read reaches that far back."""
        stale = [key for key, (_, at) in self._seen.items() if at < before and key not in self._entries]
        for key in stale:
            del self._seen[key]

    def _rebuild(self, now: datetime) -> None:
        pieces = features.collection(
            self._bundle.pieces(),
            generated_at=features.instant(self._changed or now),
            attribution=self.attribution,
            licence=features.LICENCE,
        )
        self.snapshot = snapshot_of(pieces, changed=self._changed or now, max_age=1, common=self._common)

    @property
    def attribution(self) -> str:
        """Who is to be named with this data."""
        return f"{self._platform.settings.agency} (Simpul). {features.ATTRIBUTION}"


def _gone(id: UUID, version: int) -> bytes:
    return orjson.dumps({"id": str(id), "version": version})
