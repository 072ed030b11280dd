"""`GET /bencana/siaran`: server-sent events of the live reports, or of the replayed archive."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.types import Receive, Scope, Send

from simpul.disaster.live import answers
from simpul.disaster.live.farewell import before_the_end
from simpul.disaster.live.features import microseconds
from simpul.disaster.live.hub import Hub, Watcher
from simpul.disaster.live.snapshot import NOTHING, Headers
from simpul.kernel.clock import Clock

OVERLAP = 10_000_000
HEARTBEAT = 15.0
_KNOWN = frozenset({"arsip"})


class Stream:
    """The ASGI application of the event stream; `hubs` by the value of `arsip` ("" is live)."""

    def __init__(self, hubs: Mapping[str, Hub], clock: Clock, common: Headers) -> None:
        self._hubs = hubs
        self._clock = clock
        self._common = common
        self._prepared = False
        self._beating: asyncio.Task[None] | None = None
        self._start: dict[str, Any] = {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                *common,
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ],
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one connection, until either side ends it."""
        method, hub = scope["method"], self._hub_of(scope["query_string"])
        if method == "OPTIONS":
            await answers.preflight(send, self._common)
        elif method not in ("GET", "HEAD"):
            await answers.refuse(send, self._common, 405, "method-not-allowed", "This stream is only read.")
        elif hub is None:
            await answers.refuse(send, self._common, 400, answers.NotInFeed.code, answers.NotInFeed.sentence)
        else:
            await send(self._start)
            await (send(NOTHING) if method == "HEAD" else self._watch(hub, scope, receive, send))

    def _hub_of(self, query: bytes) -> Hub | None:
        try:
            return self._hubs.get(answers.parameters(query, _KNOWN).get("arsip", ""))
        except answers.NotInFeed:
            return None

    async def _watch(self, hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
        self._prepare()
        now = microseconds(self._clock.now())
        last = last_event(scope)
        watcher = hub.join((now if last is None else min(last, now)) - OVERLAP, now=now)
        gone = asyncio.ensure_future(_gone(receive))
        gone.add_done_callback(watcher.close)
        try:
            await _pump(watcher, send)
        finally:
            hub.leave(watcher)
            gone.cancel()

    def _prepare(self) -> None:
        """One task sends everybody's heartbeat, as long as there is anybody; the end of the process is heard of."""
        if not self._prepared:
            self._prepared = True
            before_the_end(self._let_go)
        if self._beating is None or self._beating.done():
            self._beating = asyncio.get_running_loop().create_task(self._beat())

    def _let_go(self) -> None:
        for hub in self._hubs.values():
            hub.stop()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            for hub in self._hubs.values():
                hub.beat()
            if not any(hub.watching for hub in self._hubs.values()):
                return


async def _pump(watcher: Watcher, send: Send) -> None:
    while (wire := await watcher.next()) is not None:
        await send({"type": "http.response.body", "body": wire, "more_body": True})
    with contextlib.suppress(Exception):  # whoever left cannot be told goodbye
        await send(NOTHING)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def last_event(scope: Scope) -> int | None:
    """The `Last-Event-ID` a returning watcher names; None for a new one, or for one that names nonsense."""
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            return int(value) if value.isdigit() and len(value) <= 18 else None
    return None
