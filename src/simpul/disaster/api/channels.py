"""Webhooks of the channels: raw bodies, checked before anything of them is read, answered as soon as they are heard.

Beside every middleware: a body is signed byte by byte, nobody here has a session, and a burst in the worst hour must not
wait for pages.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

import anyio.to_thread
import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from simpul.disaster.actions.channels.hearing import hear
from simpul.disaster.live.answering import body_of
from simpul.disaster.model.channels import NotAMessage, NotFromChannel
from simpul.disaster.outside.channels import Adapter, adapter
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.platform import Platform

PREFIX = "/api/v1/disaster/channels/"
BODY_MOST = 1024 * 1024
_log = structlog.get_logger("simpul.disaster.channels")
Answer = tuple[int, bytes, bytes]
_NOTHING: Answer = (404, b"", b"")
_JSON, _TEXT = b"application/json", b"text/plain; charset=utf-8"


class Webhooks:
    """Answers every request below the prefix: one path for each channel that the operator has set up."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._at_once = anyio.CapacityLimiter(8)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            status, kind, body = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        except Exception:  # noqa: BLE001 (the last resort: logged without the body, and delivered again)
            _log.exception("channel.failed")
            status, kind, body = 500, b"", b""
        headers = [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
        if body:
            headers += [(b"content-type", kind), (b"x-content-type-options", b"nosniff")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        channel = scope["path"][len(PREFIX) :]
        found = adapter(self._platform.settings, channel)
        if found is None:
            return _NOTHING
        if scope["method"] == "GET":
            query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
            told = found.challenge(query, self._platform.settings)
            return _NOTHING if told is None else (200, _TEXT, told.encode())
        if scope["method"] != "POST":
            return 405, b"", b""
        body = await body_of(scope, receive, BODY_MOST)
        if body is None:
            return 413, b"", b""
        return await anyio.to_thread.run_sync(self._heard, found, _headers(scope), body, limiter=self._at_once)

    def _heard(self, found: Adapter, headers: Mapping[str, str], body: bytes) -> Answer:
        platform = self._platform
        try:
            hear(platform, found.read(headers, body, platform.settings, platform.clock.now()))
        except NotFromChannel:
            return 403, b"", b""
        except NotAMessage:
            _log.warning("channel.not_a_message")
            return 400, b"", b""
        except Unavailable:
            return 503, b"", b""
        except Refusal as refusal:
            _log.warning("channel.refused", code=refusal.code)
        return 200, _JSON, found.receipt(body)


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def webhooks(platform: Platform) -> ASGIApp:
    """Everything below the prefix."""
    return Webhooks(platform)


RAW = {PREFIX: webhooks}
