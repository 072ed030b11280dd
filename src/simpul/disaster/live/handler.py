"""`GET /bencana/laporan.geojson` and `/bencana/riwayat.geojson`: plain ASGI, before every middleware."""

import asyncio
from collections.abc import Callable

import structlog
from starlette.types import Receive, Scope, Send

from simpul.disaster.live import answers
from simpul.disaster.live.snapshot import Headers, Snapshot, send_snapshot
from simpul.kernel.errors import Refusal, Unavailable

Current = Callable[[], Snapshot | None]
Made = Callable[[bytes], Snapshot]
_log = structlog.get_logger("simpul.disaster.live")


class FeedHandler:
    """Serves `current()` at once where no parameter is given; else what `made` makes of the query, in a thread."""

    def __init__(self, current: Current, made: Made, common: Headers) -> None:
        self._current = current
        self._made = made
        self._common = common

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (ASGI's signature)
        """Answers one request."""
        if scope["method"] not in ("GET", "HEAD"):
            await self._other(scope["method"], send)
            return
        snapshot = None if scope["query_string"] else self._current()
        if snapshot is None:
            snapshot = await self._make(scope["query_string"], send)
        if snapshot is not None:
            await send_snapshot(snapshot, scope, send)

    async def _make(self, query: bytes, send: Send) -> Snapshot | None:
        """The snapshot for a query; None when the refusal was sent instead."""
        try:
            return await asyncio.to_thread(self._made, query)
        except Unavailable:
            await answers.refuse(send, self._common, 503, Unavailable.code, Unavailable.sentence)
        except Refusal as refusal:
            await answers.refuse(send, self._common, 400, refusal.code, refusal.sentence)
        except Exception:  # noqa: BLE001 (the last resort: logged with its place, answered without it)
            _log.exception("feed.failed")
            await answers.refuse(
                send, self._common, 500, "unexpected", "Something went wrong on our side. It has been noted."
            )
        return None

    async def _other(self, method: str, send: Send) -> None:
        if method == "OPTIONS":
            await answers.preflight(send, self._common)
        else:
            await answers.refuse(send, self._common, 405, "method-not-allowed", "This feed is only read.")
