"""Whether a feed can be relied on: what does not answer fails, what says nothing new for long is silent."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from simpul.disaster.model.feeds import Feed, FeedKind, FeedStanding, FeedState

ANSWERS: Mapping[FeedKind, timedelta] = {
    FeedKind.QUAKES: timedelta(minutes=15),
    FeedKind.NOWCAST: timedelta(minutes=30),
    FeedKind.VOLCANO: timedelta(hours=6),
}
"""A feed that gave no readable answer for so long is silent."""
NEWS: Mapping[FeedKind, timedelta] = {
    FeedKind.QUAKES: timedelta(days=3),
    FeedKind.NOWCAST: timedelta(days=2),
    FeedKind.VOLCANO: timedelta(days=3),
}
"""A feed that answers, but always the same, is silent after so long: in Indonesia something always happens by then."""


def standing(feed: Feed, now: datetime, *, configured: bool = True) -> FeedStanding:
    """How the feed stands now, with the time of its last sign of life (None: it never gave one)."""
    return FeedStanding(feed, _state(feed, now, configured=configured), last_at(feed, now))


def _state(feed: Feed, now: datetime, *, configured: bool) -> FeedState:
    heard = feed.heard_at
    if heard is None:
        return FeedState.FAILING if feed.failing_since else FeedState.SILENT if configured else FeedState.OFF
    if now - heard > ANSWERS[feed.kind]:
        return FeedState.FAILING if feed.failing_since else FeedState.SILENT
    return FeedState.SILENT if _stuck(feed, now) else FeedState.FRESH


def _stuck(feed: Feed, now: datetime) -> bool:
    return feed.changed_at is not None and now - feed.changed_at > NEWS[feed.kind]


def last_at(feed: Feed, now: datetime) -> datetime | None:
    """Since when nothing came: the last answer, or the last news of a feed that repeats itself."""
    if feed.heard_at is not None and now - feed.heard_at <= ANSWERS[feed.kind] and _stuck(feed, now):
        return feed.changed_at
    return feed.heard_at
