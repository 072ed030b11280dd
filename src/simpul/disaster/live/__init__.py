"""The hot path of the live map: feed, history and event stream, served before every middleware. ADR 0007, ADR 0008.

`start` begins to follow the database, `stop` lets every watcher go. Without `start` (tests, scripts)
each request looks anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp

from simpul.disaster.live.answers import common_headers
from simpul.disaster.live.archive import ArchiveFeed
from simpul.disaster.live.feed import LiveFeed
from simpul.disaster.live.handler import FeedHandler
from simpul.disaster.live.history import History
from simpul.disaster.live.hub import Hub
from simpul.disaster.live.names import region_names
from simpul.disaster.live.snapshot import Snapshot
from simpul.disaster.live.stream import Stream
from simpul.disaster.live.worker import Worker
from simpul.kernel.bell import Bell
from simpul.kernel.platform import Platform

FEED, HISTORY, STREAM = "/bencana/laporan.geojson", "/bencana/riwayat.geojson", "/bencana/siaran"
FEED_OF_MODULE = "/api/v1/disaster/live.geojson"
"""The same feed where the exchange looks for what the module offers: below its JSON interface."""
ARCHIVE_FEED, ARCHIVE_STREAM = f"{FEED}?arsip=2017", f"{STREAM}?arsip=2017"
_KEY = "disaster.live"


@dataclass(slots=True)
class Live:
    """What one worker keeps of the live map."""

    feed: LiveFeed
    archive: ArchiveFeed
    history: History
    hub: Hub
    archive_hub: Hub
    workers: tuple[Worker, ...] = ()

    def current(self) -> Snapshot | None:
        """The live snapshot, where a worker keeps it current."""
        return self.feed.snapshot if self.workers else None

    def of_query(self, query: bytes) -> Snapshot:
        """The snapshot that a query asks for: the live one, or the archive's."""
        if query:
            return self.archive.of_query(query, fresh=not self.workers)
        self.feed.refresh()
        assert self.feed.snapshot is not None
        return self.feed.snapshot


def live_of(platform: Platform) -> Live:
    """This process's live map; made at the first call."""
    if _KEY not in platform.state:
        common, names = common_headers(platform.settings), region_names(platform)
        hub, archive_hub = Hub(), Hub()
        platform.state[_KEY] = Live(
            LiveFeed(platform, hub, common, names),
            ArchiveFeed(platform, archive_hub, common),
            History(platform, common, names),
            hub,
            archive_hub,
        )
    live: Live = platform.state[_KEY]
    return live


def start(platform: Platform, bell: Bell) -> None:
    """The live map of this process follows the database, by the bell and at least once a second."""
    live = live_of(platform)
    live.workers = (Worker("live-feed", live.feed.refresh), Worker("live-archive", live.archive.refresh))
    for worker in live.workers:
        bell.listen("disaster", worker.wake)
        worker.start()


def stop(platform: Platform) -> None:
    """Every watcher was let go, and nothing follows the database any more."""
    live = live_of(platform)
    live.hub.stop()
    live.archive_hub.stop()
    for worker in live.workers:
        worker.stop()


def feed_app(platform: Platform) -> ASGIApp:
    """`GET /bencana/laporan.geojson`, and by its other name."""
    live = live_of(platform)
    return FeedHandler(live.current, live.of_query, common_headers(platform.settings))


def history_app(platform: Platform) -> ASGIApp:
    """`GET /bencana/riwayat.geojson`."""
    live = live_of(platform)
    return FeedHandler(lambda: None, live.history.of_query, common_headers(platform.settings))


def stream_app(platform: Platform) -> ASGIApp:
    """`GET /bencana/siaran`."""
    live = live_of(platform)
    return Stream({"": live.hub, "2017": live.archive_hub}, platform.clock, common_headers(platform.settings))


RAW: dict[str, Callable[[Platform], ASGIApp]] = {
    FEED: feed_app,
    FEED_OF_MODULE: feed_app,
    HISTORY: history_app,
    STREAM: stream_app,
}
