"""What one worker keeps of the live map, and which document answers which request."""

import asyncio
from dataclasses import dataclass

from starlette.types import Scope

from simpul.disaster.live import compat_feed, tiles
from simpul.disaster.live.answers import common_headers
from simpul.disaster.live.archive import ArchiveFeed
from simpul.disaster.live.asked import asked, of_tiles
from simpul.disaster.live.compat_feed import Compat
from simpul.disaster.live.documents import Documents
from simpul.disaster.live.feed import LiveFeed
from simpul.disaster.live.history import History
from simpul.disaster.live.hub import Hub
from simpul.disaster.live.names import region_names
from simpul.disaster.live.native import Native, document_of
from simpul.disaster.live.places import Places
from simpul.disaster.live.points import Points
from simpul.disaster.live.snapshot import Manner, Snapshot, caching
from simpul.disaster.live.topology import Topology
from simpul.disaster.live.views import Edition
from simpul.disaster.live.worker import Worker
from simpul.kernel.platform import Platform

_KEY = "disaster.live"


@dataclass(slots=True)
class Live:
    """What one worker keeps of the live map."""

    feed: LiveFeed
    documents: Documents[Edition]
    native: Native
    topology: Topology
    compat: Compat
    archive: ArchiveFeed
    history: History
    hub: Hub
    archive_hub: Hub
    places: Places
    workers: tuple[Worker, ...] = ()

    def follow(self, *, following: bool) -> None:
        """Whether threads keep everything current."""
        self.documents.following = following
        self.compat.follow(following=following)

    def refresh(self) -> None:
        """The feed is current, and so are the documents that somebody asked for, and the index of places."""
        self.documents.refresh()
        if self.places.known is not None:
            tiles.prepare()  # not before the first map is out
        if self.feed.edition is not None:
            self.places.look(self.feed.edition)

    async def find(self, scope: Scope) -> Snapshot:
        """What the feed's address answers."""
        query = scope["query_string"]
        wanted = asked(query)
        if wanted is None:
            return await asyncio.to_thread(self.archive.of_query, query, fresh=not self.workers)
        if wanted.box is not None:
            return self.places.boxed(await self._points(), wanted, wanted.box)
        native = self.topology if wanted.topology else self.native
        view = self.documents.view(wanted, lambda: document_of(native, wanted.hazards))
        return await self.documents.current(view)

    async def find_history(self, scope: Scope) -> Snapshot:
        """What the history's address answers."""
        return await asyncio.to_thread(self.history.of_query, scope["query_string"])

    async def find_tile(self, scope: Scope) -> Snapshot:
        """What a tile's address answers."""
        tile, hazards = tiles.tile_of(scope["path"]), of_tiles(scope["query_string"])
        return self.places.tiled(await self._points(), tile, hazards)

    async def _points(self) -> tuple[Edition, Points]:
        """The points that answers about places are made of.

        Those answers are made in the loop, in some milliseconds: a thread would wait longer for its turn than it works.
        """
        known = self.places.known
        if known is None or not self.workers:
            known = await asyncio.to_thread(self._looked)
        return known

    def _looked(self) -> tuple[Edition, Points]:
        return self.places.look(self.feed.refresh())


def live_of(platform: Platform) -> Live:
    """This process's live map; made at the first call."""
    if _KEY not in platform.state:
        platform.state[_KEY] = _live(platform)
    live: Live = platform.state[_KEY]
    return live


def _live(platform: Platform) -> Live:
    common, names, hub, archive_hub = common_headers(platform.settings), region_names(platform), Hub(), Hub()
    feed = LiveFeed(platform, hub, names)
    native = Native(feed.attribution, common)
    documents: Documents[Edition] = Documents(feed, platform.clock)
    return Live(
        feed=feed,
        documents=documents,
        native=native,
        topology=Topology(native),
        compat=compat_feed.compat_of(platform, documents, names, common),
        archive=ArchiveFeed(platform, archive_hub, common),
        history=History(platform, common, names),
        hub=hub,
        archive_hub=archive_hub,
        places=Places(native, Manner(tiles.TYPE, caching(1), common)),
    )
