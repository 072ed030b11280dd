"""The reports of a region as they stand, grouped and judged, kept by each process and renewed by what changed.

Officers look at the queue every few seconds; thousands of reports are read, grouped and judged once and then only what
came or changed since. Rows are read by the time of their change with an overlap, as the live feed reads them (ADR 0007).
All statuses are grouped together: who decides about a report never moves another one.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from simpul.disaster.model import Status, Wanted
from simpul.disaster.model.desk import Brief, Context, Group, Judged
from simpul.disaster.rules.likeness import Grouping
from simpul.disaster.rules.surroundings import contexts
from simpul.disaster.rules.suspicion import judge, refreshed
from simpul.disaster.store import groups as store
from simpul.kernel.platform import Platform

MOST = 8_000
"""So many reports of a region are looked at, the undecided first, then the newest."""
OVERLAP = timedelta(seconds=10)
RENEWED = timedelta(seconds=20)
FEW = 500
"""So many are judged anew at every change; of more, what surrounds them is looked at every 20 seconds."""
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def judged(briefs: Sequence[Brief]) -> list[Judged]:
    """The reports with what speaks for and against each, among these."""
    around = contexts(briefs)
    return [Judged(one, refreshed(one.reasons, judge(one, around[one.number]))) for one in briefs]


class Standing:
    """What answers one question; `groups` may be called from any thread."""

    def __init__(self, question: Wanted) -> None:
        self._question = question
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        """Nothing is known yet."""
        self._briefs: dict[int, Brief] = {}
        self._around: dict[int, Context] = {}
        self._judged: dict[int, Judged] = {}
        self._grouping = Grouping()
        self._seen = self._looked = _EVER
        self.cut = False

    def groups(self, platform: Platform, statuses: frozenset[Status]) -> list[Group]:
        """The groups as the database has them now, of their members those with one of these statuses."""
        with self._lock:
            self._refresh(platform)
            judged = self._judged
            found = (
                tuple(one for number in group if (one := judged[number]).brief.status in statuses)
                for group in self._grouping.numbers()
            )
            return [Group(members) for members in found if members]

    @property
    def newest(self) -> int:
        """The highest number that was looked at."""
        return max(self._briefs, default=0)

    def _refresh(self, platform: Platform) -> None:
        now = platform.clock.now()
        with platform.database.reading() as unit:
            if self._lost(unit.connection):
                self._begin()
            if self._seen == _EVER:
                found = store.briefs(unit.connection, self._question, most=MOST + 1)
                self.cut, found = len(found) > MOST, found[:MOST]
            else:
                found = store.changed(unit.connection, self._question, self._seen - OVERLAP)
        self._seen = now
        fresh = [one for one in found if self._briefs.get(one.number) != one]
        self._grouping.add(one for one in fresh if one.number not in self._briefs)
        self._briefs |= {one.number: one for one in fresh}
        self._judge(fresh, now)

    def _lost(self, connection: Connection) -> bool:
        """Whether a report of these was corrected to a place outside the region: rare, and all is read anew."""
        region = self._question.within
        if not region or self._seen == _EVER:
            return False
        return not self._briefs.keys().isdisjoint(store.left(connection, region, self._seen - OVERLAP))

    def _judge(self, fresh: Sequence[Brief], now: datetime) -> None:
        if fresh and (len(self._briefs) <= FEW or now - self._looked >= RENEWED):
            self._looked, fresh = now, list(self._briefs.values())
            self._around = dict(contexts(fresh))
        for one in fresh:
            around = self._around.get(one.number, Context())
            self._judged[one.number] = Judged(one, refreshed(one.reasons, judge(one, around)))
