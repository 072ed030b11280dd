"""Which documents there are, and the way to the current one: at once where it is known, in a thread where it is not."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from simpul.disaster.live.snapshot import Snapshot
from simpul.disaster.live.views import View
from simpul.kernel.clock import Clock

MOST = 32
"""Documents kept; each holds some megabytes when tens of thousands of reports are live."""
ASKED_FOR = 3.0
"""Seconds after somebody asked for it in which a document is made anew with each edition."""
_THREADS = 2
E = TypeVar("E")


class Feed(Protocol[E]):
    """Where editions come from."""

    edition: E | None

    def refresh(self) -> E:
        """The edition as the database has it now."""
        ...


class Documents(Generic[E]):
    """The documents of one worker. `following` says whether a thread calls `refresh` again and again.

    With `idle`, the feed is looked at only while somebody asks.
    """

    def __init__(self, feed: Feed[E], clock: Clock, *, idle: bool = False) -> None:
        self._feed = feed
        self._clock = clock
        self._idle = idle
        self._views: OrderedDict[Hashable, View[E]] = OrderedDict()
        self._making: dict[View[E], asyncio.Future[Snapshot]] = {}
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="live-documents")
        self._looked_at = 0.0
        self.following = False

    def view(self, key: Hashable, new: Callable[[], View[E]]) -> View[E]:
        """The document of this name; `new` makes it where it is not kept. In the loop's thread."""
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = new()
            while len(self._views) > MOST:
                self._views.popitem(last=False)
        self._views.move_to_end(key)
        return view

    async def current(self, view: View[E]) -> Snapshot:
        """The document as it is now; those who wait for the same one wait together."""
        view.asked_at = time.monotonic()
        edition = self._known()
        snapshot = view.fresh(edition) if edition is not None else None
        if snapshot is not None:
            return snapshot
        waiting = self._making.get(view)
        if waiting is None:
            loop = asyncio.get_running_loop()
            waiting = self._making[view] = loop.run_in_executor(self._threads, self._make, view)
            waiting.add_done_callback(lambda _: self._making.pop(view, None))
        return await asyncio.shield(waiting)

    def refresh(self) -> None:
        """The feed is current, and so is each document that somebody asked for a moment ago."""
        since = time.monotonic() - ASKED_FOR
        asked = [view for view in list(self._views.values()) if view.asked_at > since]
        if not asked and self._idle:
            return
        edition = self._look()
        for view in asked:
            if not view.is_right(edition):
                view.make(edition, self._clock.now())

    def _known(self) -> E | None:
        """The edition that needs no look into the database; None where one is due."""
        late = self._idle and time.monotonic() - self._looked_at > 1.0
        return self._feed.edition if self.following and not late else None

    def _look(self) -> E:
        edition = self._feed.refresh()
        self._looked_at = time.monotonic()
        return edition

    def _make(self, view: View[E]) -> Snapshot:
        return view.make(self._known() or self._look(), self._clock.now(), anew=not self.following)
