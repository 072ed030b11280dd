"""The hot path of the live map: feed, history and event stream, served before every middleware. ADR 0007, ADR 0008.

`start` begins to follow the database, `stop` lets every watcher go. Without `start` (tests, scripts)
each request looks anew.
"""

from collections.abc import Callable

from starlette.types import ASGIApp

from simpul.disaster.live import (
    channels,
    compat_cards,
    compat_feed,
    gauge_listener,
    notices,
    reporting,
    sms_listener,
    tiles,
)
from simpul.disaster.live.answers import common_headers
from simpul.disaster.live.handler import FeedHandler
from simpul.disaster.live.maps import live_of
from simpul.disaster.live.stream import Stream
from simpul.disaster.live.worker import Worker
from simpul.kernel.bell import Bell
from simpul.kernel.platform import Platform

FEED, HISTORY, STREAM = "/bencana/laporan.geojson", "/bencana/riwayat.geojson", "/bencana/siaran"
FEED_OF_MODULE = "/api/v1/disaster/live.geojson"
"""The same feed where the exchange looks for what the module offers: below its JSON interface."""
ARCHIVE_FEED, ARCHIVE_STREAM = f"{FEED}?arsip=2017", f"{STREAM}?arsip=2017"
TILES = tiles.PREFIX
"""Vector tiles of the live reports: `{z}/{x}/{y}.mvt` below it."""


def start(platform: Platform, bell: Bell) -> None:
    """The live map of this process follows the database, by the bell and at least once a second."""
    live = live_of(platform)
    live.workers = (
        Worker("live-feed", live.refresh),
        Worker("live-areas", live.compat.areas.refresh),
        Worker("live-archive", live.archive.refresh),
    )
    live.follow(following=True)
    for worker in live.workers:
        bell.listen("disaster", worker.wake)
        worker.start()
    compat_cards.start(platform, bell)
    reporting.start(platform)
    channels.start(platform, bell)
    gauge_listener.start(platform)
    sms_listener.start(platform)
    notices.start(platform, bell)


def stop(platform: Platform) -> None:
    """Every watcher was let go, and nothing follows the database any more."""
    live = live_of(platform)
    live.hub.stop()
    live.archive_hub.stop()
    notices.stop(platform)
    sms_listener.stop(platform)
    gauge_listener.stop(platform)
    reporting.stop(platform)
    channels.stop(platform)
    compat_cards.stop(platform)
    live.follow(following=False)
    for worker in live.workers:
        worker.stop()


def feed_app(platform: Platform) -> ASGIApp:
    """`GET /bencana/laporan.geojson`, and by its other name."""
    return FeedHandler(live_of(platform).find, common_headers(platform.settings))


def history_app(platform: Platform) -> ASGIApp:
    """`GET /bencana/riwayat.geojson`."""
    return FeedHandler(live_of(platform).find_history, common_headers(platform.settings))


def tiles_app(platform: Platform) -> ASGIApp:
    """`GET /bencana/ubin/{z}/{x}/{y}.mvt`."""
    return FeedHandler(live_of(platform).find_tile, common_headers(platform.settings))


def stream_app(platform: Platform) -> ASGIApp:
    """`GET /bencana/siaran`."""
    live = live_of(platform)
    return Stream({"": live.hub, "2017": live.archive_hub}, platform.clock, common_headers(platform.settings))


def _compat(path: str) -> Callable[[Platform], ASGIApp]:
    return lambda platform: compat_feed.apps(live_of(platform).compat)[path]


RAW: dict[str, Callable[[Platform], ASGIApp]] = {
    FEED: feed_app,
    FEED_OF_MODULE: feed_app,
    HISTORY: history_app,
    STREAM: stream_app,
    TILES: tiles_app,
    compat_feed.REPORTS: _compat(compat_feed.REPORTS),
    compat_feed.FLOODS: _compat(compat_feed.FLOODS),
    compat_feed.STATES: _compat(compat_feed.STATES),
    **compat_cards.RAW_CARDS,
}
"""Hot paths by their exact path, or by a prefix that ends in a slash."""
