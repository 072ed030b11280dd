"""Server-sent events: each change is serialised once, and the same bytes object goes to every watcher.

Nothing here waits for a slow reader: each watcher has a short queue; one that cannot keep up is let go with the advice to
come back, and comes back with `Last-Event-ID`.
"""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

QUEUE = 256
RETRY = b"retry: 2000\n\n"
HEARTBEAT = b": ada\nevent: alive\ndata: {}\n\n"
SLOW = b"event: reconnect\ndata: {}\n\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as sent. `at` is the instant of the change in microseconds, the event's id."""

    at: int
    wire: bytes


def frame(at: int, event: str, payload: bytes) -> Frame:
    """The frame of an event whose payload is one line of JSON."""
    return Frame(at, b"id: %d\nevent: %s\ndata: %s\n\n" % (at, event.encode(), payload))


class Watcher:
    """One open connection: what it has still to be sent, and a wake-up."""

    __slots__ = ("_loop", "_waiting", "closed", "pending")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: asyncio.Future[None] | None = None
        self.pending: deque[bytes] = deque()
        self.closed = False

    def give(self, wire: bytes) -> None:
        """`wire` will be sent; or the watcher is let go, if it lags too far behind. In the loop's thread."""
        if self.closed:
            return
        if len(self.pending) >= QUEUE:
            self.pending.clear()
            self.pending.append(SLOW)
            self.closed = True
        else:
            self.pending.append(wire)
        self.wake()

    def close(self, *_: object) -> None:
        """Nothing more is queued; `next` ends once what is queued was taken."""
        self.closed = True
        self.wake()

    def wake(self) -> None:
        """Whoever waits in `next` goes on."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def next(self) -> bytes | None:
        """All that is due, as one piece; None at the end."""
        while not self.pending:
            if self.closed:
                return None
            self._waiting = self._loop.create_future()
            await self._waiting
        wire = self.pending[0] if len(self.pending) == 1 else b"".join(self.pending)
        self.pending.clear()
        return wire


class Hub:
    """All watchers of one stream in this worker, and the frames of the last minutes for those who come back."""

    def __init__(self, *, keep: int = 20_000) -> None:
        self._lock = threading.Lock()
        self._ring: deque[Frame] = deque(maxlen=keep)
        self._since: int | None = None
        self._watchers: set[Watcher] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = False

    @property
    def watching(self) -> int:
        """How many connections are open."""
        return len(self._watchers)

    def begin(self, since: int) -> None:
        """From `since` on, nothing is missing in what this hub keeps."""
        with self._lock:
            self._since = since if self._since is None else min(since, self._since)

    def publish(self, frames: Sequence[Frame]) -> None:
        """Every watcher gets these frames, once each; from any thread."""
        if not frames:
            return
        with self._lock:
            room = (self._ring.maxlen or 0) - len(self._ring)
            if len(frames) > room and self._ring:
                self._since = max(one.at for one in list(self._ring)[: len(frames) - room]) + 1
            self._ring.extend(frames)
        self.tell(frames[0].wire if len(frames) == 1 else b"".join(one.wire for one in frames))

    def beat(self) -> None:
        """Every watcher gets a comment, which keeps proxies and phones from hanging up."""
        self.tell(HEARTBEAT)

    def missed(self, last: int) -> list[bytes] | None:
        """What came at or after `last` (microseconds); None when that is further back than is kept."""
        with self._lock:
            if self._since is None or last < self._since:
                return None
            return [one.wire for one in self._ring if one.at >= last]

    def join(self, last: int, *, now: int) -> Watcher:
        """A new watcher, which first gets what it missed since `last`, or is told to load anew. In the loop's thread."""
        self._loop = asyncio.get_running_loop()
        watcher = Watcher(self._loop)
        self._watchers.add(
            watcher
        )  # before the look into the ring: what is published in between comes twice, never not at all
        missed = self.missed(last)
        watcher.pending.append(RETRY)
        watcher.pending.extend(missed if missed is not None else [frame(now, "reset", b"{}").wire])
        watcher.closed = self._stopped
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """The watcher is forgotten."""
        self._watchers.discard(watcher)

    def stop(self) -> None:
        """Every watcher is sent what is queued and then let go; new ones are let go at once."""
        self._stopped = True
        self._call(self._close_all)

    def tell(self, wire: bytes) -> None:
        """Every watcher gets these bytes, and nobody who comes back later; from any thread."""
        if self._watchers:
            self._call(self._give_all, wire)

    def _call(self, what: object, *args: object) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it every watcher
                self._loop.call_soon_threadsafe(what, *args)  # type: ignore[arg-type]

    def _give_all(self, wire: bytes) -> None:
        for watcher in list(self._watchers):
            watcher.give(wire)

    def _close_all(self) -> None:
        for watcher in list(self._watchers):
            watcher.close()
