"""The figures of the page of statistics, counted when somebody asks, and kept for a minute."""

from collections import Counter, OrderedDict
from datetime import datetime, timedelta

from simpul import regions
from simpul.disaster.actions import replay
from simpul.disaster.model.statistics import Count, CountsAsked, Statistics
from simpul.disaster.rules.replay import ARCHIVE_2017
from simpul.disaster.store import archive
from simpul.disaster.store import counting as store
from simpul.kernel.platform import Platform

KEPT_FOR = timedelta(minutes=1)
_KEY, _MOST = "disaster.statistics", 200
Kept = OrderedDict[tuple[object, ...], tuple[datetime, Statistics]]


def statistics(platform: Platform, asked: CountsAsked) -> Statistics:
    """What is counted of the reports asked for; the same question a moment later has the same answer."""
    kept: Kept = platform.state.setdefault(_KEY, OrderedDict())
    now = platform.clock.now()
    start, end = (at.replace(second=0, microsecond=0) for at in (asked.start, asked.end))
    key = (start, end, asked.step, asked.hazard, asked.within, asked.archive, asked.zone)
    at, found = kept.get(key, (None, None))
    if found is None or at is None or not timedelta(0) <= now - at < KEPT_FOR:
        found = _counted(platform, asked)
        kept[key] = (now, found)
        while len(kept) > _MOST:
            kept.popitem(last=False)
    return found


def _counted(platform: Platform, asked: CountsAsked) -> Statistics:
    if asked.archive:
        replay.seed(platform)
    with platform.database.reading() as unit:
        connection = unit.connection
        total, verified = store.totals(connection, asked)
        return Statistics(
            asked=asked,
            total=total,
            verified=verified,
            times=tuple(store.times(connection, asked)),
            hazards=tuple(store.by(connection, asked, "hazard")),
            regions=_of_2017(platform, asked) if asked.archive else tuple(store.by(connection, asked, "region")),
            sources=tuple(store.by(connection, asked, "source")),
            severities=() if asked.archive else tuple(store.by(connection, asked, "severity")),
            waiting=store.waiting(connection, asked),
        )


def _of_2017(platform: Platform, asked: CountsAsked) -> tuple[Count, ...]:
    """The archive by city or regency: its reports carry no codes, so each is looked up where it lies."""
    import numpy as np  # at the first look at the archive, not at every start

    with platform.database.reading() as unit:
        rows = [row for row in archive.all_reports(unit.connection, ARCHIVE_2017) if asked.start <= row.at < asked.end]
    if not rows:
        return ()
    points = np.array([(row.longitude, row.latitude) for row in rows])
    codes = regions.locate_many(platform, points[:, 0], points[:, 1])
    counted = Counter(".".join(code.split(".")[:2]) for code in codes if code)
    return tuple(Count(code, number, 0) for code, number in counted.most_common())


def first_at(platform: Platform) -> datetime | None:
    """When the first report came in that is counted; None before there was any."""
    with platform.database.reading() as unit:
        return store.first_at(unit.connection)
