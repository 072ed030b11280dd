"""`GET /bencana/riwayat.geojson?jam=24`: reports of the last hours, for the map's slider. Bounded and cached."""

import threading
from datetime import datetime, timedelta

from simpul.disaster.live import answers, features, rows
from simpul.disaster.live.bundle import piece
from simpul.disaster.live.snapshot import Headers, Manner, Snapshot, caching, snapshot_of
from simpul.kernel.platform import Platform

LONGEST = 72
MOST = 5_000
KEPT = timedelta(seconds=10)
_KNOWN = frozenset({"jam"})


class History:
    """Snapshots of the last hours: one per number of hours, made anew when ten seconds old."""

    def __init__(self, platform: Platform, common: Headers, names: features.Names) -> None:
        self._platform = platform
        self._common = common
        self._names = names
        self._lock = threading.Lock()
        self._made: dict[int, tuple[datetime, Snapshot]] = {}

    def of_query(self, query: bytes) -> Snapshot:
        """The history that a query asks for (`jam` hours, 1 to 72, else 72); NotInFeed when it cannot be read."""
        hours = answers.parameters(query, _KNOWN).get("jam", str(LONGEST))
        if not (hours.isascii() and hours.isdigit() and 1 <= int(hours[:4]) <= LONGEST):
            raise answers.NotInFeed(parameter="jam")
        return self.of_hours(int(hours))

    def of_hours(self, hours: int) -> Snapshot:
        """The reports of the last `hours` hours that may be shown, newest first, live or not."""
        with self._lock:
            now = self._platform.clock.now()
            at, kept = self._made.get(hours, (None, None))
            if kept is None or at is None or not timedelta(0) <= now - at < KEPT:
                kept = self._make(hours, now)
                self._made[hours] = (now, kept)
            return kept

    def _make(self, hours: int, now: datetime) -> Snapshot:
        since = now - timedelta(hours=hours)
        with self._platform.database.reading() as unit:
            found = rows.history(unit.connection, since=since, most=MOST)
        changed = max((row.changed_at for row in found), default=since)
        pieces = features.collection(
            [piece(*(features.report_feature(row, self._names) for row in found))],
            generated_at=features.instant(changed),
            hours=hours,
            complete=len(found) < MOST,
            attribution=f"{self._platform.settings.agency} (Simpul). {features.ATTRIBUTION}",
            licence=features.LICENCE,
        )
        return snapshot_of(pieces, changed=changed, manner=Manner(features.GEOJSON, caching(10), self._common))
