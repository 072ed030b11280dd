"""The feed's addresses in its own words: plain ASGI, before every middleware."""

from collections.abc import Awaitable, Callable

import structlog
from starlette.types import Receive, Scope, Send

from simpul.disaster.live import answers
from simpul.disaster.live.snapshot import Headers, Snapshot, send_snapshot
from simpul.kernel.errors import Refusal, Unavailable

Find = Callable[[Scope], Awaitable[Snapshot]]
_log = structlog.get_logger("simpul.disaster.live")


class FeedHandler:
    """Serves what `find` finds for a request; its refusals become problem details."""

    def __init__(self, find: Find, common: Headers) -> None:
        self._find = find
        self._common = common

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (ASGI's signature)
        """Answers one request."""
        if scope["method"] not in ("GET", "HEAD"):
            await self._other(scope["method"], send)
            return
        snapshot = await self._found(scope, send)
        if snapshot is not None:
            await send_snapshot(snapshot, scope, send)

    async def _found(self, scope: Scope, send: Send) -> Snapshot | None:
        """The snapshot for a request; None when the refusal was sent instead."""
        try:
            return await self._find(scope)
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
