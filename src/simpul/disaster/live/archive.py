"""The archive as feed and stream: `?arsip=2017`, at the replay's moment or at a chosen one. Never mixed with what is live.

Which moment is shown is a function of the clock (ADR 0008), so every worker shows the same without talking to the others.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from simpul.disaster.actions.replay import seed
from simpul.disaster.live import answers, features
from simpul.disaster.live.bundle import piece
from simpul.disaster.live.features import instant, microseconds, point
from simpul.disaster.live.hub import Frame, Hub, frame
from simpul.disaster.live.snapshot import Headers, Manner, Snapshot, caching, snapshot_of
from simpul.disaster.rules import replay as rules
from simpul.disaster.store import archive as store
from simpul.kernel.platform import Platform

KEPT = 96
LOOK_AGAIN = timedelta(seconds=30)
_KNOWN = frozenset({"arsip", "pada"})


class Past:
    """The archive in memory: each report's and each area state's feature, by time."""

    def __init__(
        self, reports: list[store.ArchiveReport], areas: list[store.ArchiveArea], states: list[store.ArchiveState]
    ) -> None:
        self.reports = [(one.at, one.number, _report(one)) for one in reports]
        self.hours: dict[datetime, dict[str, bytes]] = defaultdict(dict)
        by_code = {one.area: one for one in areas}
        for state in states:
            self.hours[state.at][state.area] = _area(by_code[state.area], state)

    def reports_at(self, at: datetime) -> dict[str, bytes]:
        """The features of the reports on the map at `at`, by id."""
        return {_id(number): feature for then, number, feature in self.reports if rules.is_shown(then, at)}

    def areas_at(self, at: datetime) -> dict[str, bytes]:
        """The features of the areas under water in that hour, by id."""
        return {_area_id(area): feature for area, feature in self.hours.get(rules.hour_of(at), {}).items()}

    def at(self, at: datetime) -> dict[str, bytes]:
        """Everything that is shown at `at`: areas first, so that they lie under the reports."""
        return self.areas_at(at) | self.reports_at(at)


class ArchiveFeed:
    """The archive's snapshots and its replay, as one worker holds them."""

    def __init__(self, platform: Platform, hub: Hub, common: Headers) -> None:
        self._platform = platform
        self._hub = hub
        self._common = common
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[object, ...], Snapshot] = OrderedDict()
        self._past: Past | None = None
        self._fullness: tuple[int, ...] = ()
        self._look_at: datetime | None = None
        self._shown: dict[str, bytes] = {}
        self._told: tuple[object, ...] | None = None
        self.replay: rules.Replay | None = None

    def refresh(self) -> None:
        """The replay is known as it was last set, and watchers were told of what its moment changed."""
        with self._lock:
            now = self._platform.clock.now()
            self._read(now)
            if self._running and self._past is not None and self._hub.watching:
                self._tell(now)
            elif self._told is not None:
                self._ended(now)

    @property
    def _running(self) -> bool:
        return self.replay is not None and self.replay.running

    def of_query(self, query: bytes, *, fresh: bool) -> Snapshot:
        """The archive at the moment a query names (`pada`), or at the replay's; `fresh` looks for the replay first."""
        given = answers.parameters(query, _KNOWN)
        if given.get("arsip", rules.ARCHIVE_2017) != rules.ARCHIVE_2017:
            raise answers.NotInFeed(parameter="arsip")
        chosen = _chosen(given.get("pada"))
        seed(self._platform)
        with self._lock:
            now = self._platform.clock.now()
            if fresh or self._past is None:
                self._read(now)
            return self._at(chosen, now)

    def _read(self, now: datetime) -> None:
        with self._platform.database.reading() as unit:
            self.replay = store.replay_of(unit.connection, rules.ARCHIVE_2017)
            if self._past is not None and self._look_at is not None and now < self._look_at:
                return
            fullness = store.fullness(unit.connection, rules.ARCHIVE_2017)
            self._look_at = now + LOOK_AGAIN
            if fullness[0] and fullness != self._fullness:
                loads = (store.all_reports, store.all_areas, store.all_states)
                self._past = Past(*(load(unit.connection, rules.ARCHIVE_2017) for load in loads))  # type: ignore[arg-type]
                self._fullness = fullness
                self._made.clear()

    def _at(self, chosen: datetime | None, now: datetime) -> Snapshot:
        moving = chosen is None and self._running
        moment = chosen or (rules.moment(self.replay, now) if moving and self.replay else rules.PEAK_2017)
        minute = rules.to_minute(moment)
        key = (minute, self.replay if chosen is None else None)
        if key not in self._made:
            self._made[key] = self._make(minute, moving=moving, still=chosen is not None)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]

    def _make(self, minute: datetime, *, moving: bool, still: bool) -> Snapshot:
        found = self._past.at(minute).values() if self._past else ()
        pieces = features.collection(
            [piece(b",".join(found))],
            archive=features.ARCHIVE_TAG,
            attribution=features.ARCHIVE_ATTRIBUTION,
            licence=features.LICENCE,
            generated_at=instant(minute),
            moment=instant(minute),
            span=[instant(rules.FIRST_2017), instant(rules.LAST_2017)],
            replay=_told(self.replay) if moving and self.replay else None,
        )
        manner = Manner(features.GEOJSON, caching(300 if still else 1), self._common)
        return snapshot_of(pieces, changed=minute, manner=manner)

    def _tell(self, now: datetime) -> None:
        """Watchers hear what has come and gone since the last step, and which moment it is."""
        assert self.replay is not None
        assert self._past is not None
        moment = rules.moment(self.replay, now)
        shown, at = self._past.at(moment), microseconds(now)
        run = (self.replay, rules.lap(self.replay, now))
        if run != self._told:
            frames = [frame(at, "reset", orjson.dumps({"archive": features.ARCHIVE_TAG}))]
        else:
            frames = list(_differences(self._shown, shown, at))
        self._told, self._shown = run, shown
        self._hub.begin(at)
        self._hub.publish(frames)
        self._hub.tell(frame(at, "moment", orjson.dumps({"moment": instant(moment), "replay": _told(self.replay)})).wire)

    def _ended(self, now: datetime) -> None:
        """Watchers hear that the replay runs no more (or nobody watches, and nothing needs to be remembered)."""
        self._told, self._shown = None, {}
        if not self._running:
            self._hub.publish([frame(microseconds(now), "reset", orjson.dumps({"archive": features.ARCHIVE_TAG}))])


def _differences(before: dict[str, bytes], after: dict[str, bytes], at: int) -> Iterable[Frame]:
    for key in before.keys() - after.keys():
        yield frame(at, "removed", orjson.dumps({"id": key, "archive": features.ARCHIVE_TAG}))
    for key, feature in after.items():
        if before.get(key) != feature:
            yield frame(at, "report" if key.startswith("arsip-2017-r") else "area", feature)


def _chosen(given: str | None) -> datetime | None:
    """The moment a query names, within the archive; NotInFeed when it is no time with a zone."""
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError as error:
        raise answers.NotInFeed(parameter="pada") from error
    if at.tzinfo is None:
        raise answers.NotInFeed(parameter="pada")
    return rules.within(rules.FIRST_2017, rules.LAST_2017, at.astimezone(UTC))


def _told(replay: rules.Replay) -> dict[str, Any]:
    return {
        "running": replay.running,
        "speed": replay.speed,
        "started_at": instant(replay.started_at),
        "from": instant(replay.from_at),
        "until": instant(replay.until_at),
    }


def _id(number: int) -> str:
    return f"arsip-2017-r{number}"


def _area_id(area: str) -> str:
    return f"arsip-2017-a{area}"


def _report(one: store.ArchiveReport) -> bytes:
    properties = {
        "kind": "report",
        "archive": features.ARCHIVE_TAG,
        "number": one.number,
        "version": 1,
        "hazard": "flood",
        "status": "archive",
        "depth_cm": one.depth_cm,
        "reported_at": instant(one.at),
        "live_until": instant(one.at + rules.SHOWN_FOR),
        "source": one.source,
        "had_photo": one.had_photo,
        "text": one.text,
        "photo": None,
    }
    place = point(one.longitude, one.latitude)
    return orjson.dumps({"type": "Feature", "id": _id(one.number), "geometry": place, "properties": properties})


def _area(area: store.ArchiveArea, state: store.ArchiveState) -> bytes:
    properties = {
        "kind": "area",
        "archive": features.ARCHIVE_TAG,
        "name": area.name,
        "state": state.state,
        "approximate": area.geometry is None,
        "source": "BPBD DKI Jakarta",
    }
    shape = area.geometry or point(area.longitude, area.latitude)
    return orjson.dumps({"type": "Feature", "id": _area_id(area.area), "geometry": shape, "properties": properties})
