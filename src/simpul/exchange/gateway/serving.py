"""HTTP in: aiohttp's low-level server, answers written byte for byte, time limits, honest errors. PROTOCOL §1 "Listener".

`aiohttp.web.Server` keeps names and repetition of headers as they were sent, which the request hash needs.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestHandler, _ErrInfo

from simpul.exchange.gateway.body import EMPTY, Body

HEAD_SECONDS = 15.0
"""How long a connection may take to bring a request's head."""
WRITE_SECONDS = 60.0
"""How long a client may take to read what waits for it, at most a piece of 256 KiB."""
LINE_MOST, HEADERS_MOST = 16 * 1024, 128
LEG_SPARE = 16
"""So many headers more than a consumer may send does the node leg bear: its own."""
TWICE = "Duplicate 'Content-Type'"
"""How aiohttp's parser says that the one covered header it refuses by itself stands twice."""
Headers = list[tuple[bytes, bytes]]
Handler = Callable[[web.BaseRequest], Awaitable["Written"]]
_REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}
_QUOTED = re.compile(r"[:\s]*(?:b['\"]|bytearray\().*")
"""Where aiohttp begins to quote what was sent."""
_log = structlog.get_logger("simpul.exchange")


class Written(web.StreamResponse):
    """An answer whose head is exactly what we say it is."""

    def __init__(self, status: int, headers: Headers, body: Body = EMPTY) -> None:
        # StreamResponse's own state is not used: it would add headers of its own.
        self._status = status
        self._sent = headers
        self._whole = body
        self._stays = True
        self._request: web.BaseRequest | None = None

    @property
    def status(self) -> int:
        """The status."""
        return self._status

    @property
    def keep_alive(self) -> bool | None:
        """Whether the connection stays open."""
        return self._stays

    @property
    def body_length(self) -> int:
        """Bytes of the body."""
        return self._whole.size

    def force_close(self) -> None:
        """The connection ends with this answer."""
        self._stays = False

    async def prepare(self, request: web.BaseRequest) -> Any:
        """The head is written, and a body that is in memory."""
        self._request = request
        self._stays = self._stays and request.keep_alive and request.content.is_eof()
        silent = request.method == "HEAD" or self._status in (204, 304)
        head = self._head(request, silent=silent)
        if request.transport is None:
            raise ConnectionResetError
        if silent or self._whole.is_spooled:
            request.transport.write(head)
        else:
            request.transport.write(head + self._whole.memory)
        if silent:
            self._whole = EMPTY

    async def write_eof(self, data: bytes = b"") -> None:  # noqa: ARG002 (aiohttp's signature)
        """The whole answer is with the client, or nearly; ConnectionError when the client does not read it."""
        assert self._request is not None
        if self._whole.is_spooled:
            for chunk in self._whole.chunks():
                await self._patiently(self._request, self._request.writer.write(chunk))
        elif self._request.protocol.writing_paused:
            await self._patiently(self._request, self._request.writer.drain())

    async def _patiently(self, request: web.BaseRequest, writing: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await writing
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()
            raise ConnectionResetError from None

    def farewell(self) -> bytes:
        """The whole answer, for a connection that ends with it and has no request."""
        lines = [b"HTTP/1.1 %d %b\r\n" % (self._status, _REASONS.get(self._status, b"Unknown"))]
        lines += [b"%b: %b\r\n" % header for header in self._sent]
        lines.append(b"Content-Length: %d\r\nConnection: close\r\n\r\n" % self._whole.size)
        return b"".join(lines) + self._whole.memory

    def _head(self, request: web.BaseRequest, *, silent: bool) -> bytes:
        lines = [b"HTTP/1.1 %d %b\r\n" % (self._status, _REASONS.get(self._status, b"Unknown"))]
        lines += [b"%b: %b\r\n" % header for header in self._sent]
        if not silent:
            lines.append(b"Content-Length: %d\r\n" % self._whole.size)
        if not self._stays:
            lines.append(b"Connection: close\r\n")
        elif request.version < (1, 1):
            lines.append(b"Connection: keep-alive\r\n")
        lines.append(b"\r\n")
        return b"".join(lines)


class Serving(web.Server):
    """Makes a protocol for each connection; `broken(status, reason)` says what a client gets for what is not HTTP.

    `spare`: so many headers more than usual may come.
    """

    def __init__(self, handler: Handler, broken: Callable[[int, str], Written], spare: int = 0) -> None:
        super().__init__(
            handler,
            access_log=None,
            auto_decompress=False,
            keepalive_timeout=75.0,
            max_line_size=LINE_MOST,
            max_field_size=LINE_MOST + 16 * spare,
            max_headers=HEADERS_MOST + spare,
            lingering_time=2.0,
        )
        self.broken = broken

    def __call__(self) -> RequestHandler:
        """A protocol for one connection."""
        loop = asyncio.get_running_loop()
        return _Connection(self, loop=loop, **self._kwargs)


class _Connection(RequestHandler):
    """One connection, that must bring each request's head in time."""

    __slots__ = ("_alarm", "_begun")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._begun = False
        super().connection_made(transport)
        self._alarm: asyncio.TimerHandle | None = self._loop.call_later(HEAD_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        before = self._request_count
        super().data_received(data)
        self._begun = self._request_count == before and (self._begun or bool(data))
        if self._request_count > before:
            self._calm()
            if isinstance(self._messages[-1][0], _ErrInfo):
                self._break_bodies()
        elif data and self._alarm is None and self._is_idle():
            self._alarm = self._loop.call_later(HEAD_SECONDS, self._give_up)

    def _is_idle(self) -> bool:
        """Whether nothing is asked for, answered, or on its way out."""
        return self._current_request is None and not self._messages and self._keepalive

    def _break_bodies(self) -> None:
        """What came cannot be read, so no body that was still on its way will be whole: nobody waits for it in vain."""
        waiting = [payload for _, payload in self._messages]
        if self._current_request is not None:
            waiting.append(self._current_request.content)
        for payload in waiting:
            if not payload.is_eof():
                payload.set_exception(web.RequestPayloadError())

    def connection_lost(self, exc: BaseException | None) -> None:
        self._calm()
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 (aiohttp's signature)
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The exchange's own words for what cannot be read, or went wrong; ConnectionError when nobody is there to hear."""
        if not isinstance(self._manager, Serving):
            raise ConnectionResetError from exc
        if status == 500:
            _log.error("exchange.failed", exc_info=exc)
        reason = _QUOTED.sub("", (message or "").split("\n", 1)[0])[:120]
        found = self._manager.broken(status, reason)
        found.force_close()
        return found

    def _calm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self) -> None:
        """Too slow: the client is told, where anything had come, and the connection ends."""
        self._alarm = None
        if not self._is_idle():  # what came was a body's, a moment before its request was taken up
            return
        if self.transport is not None and self._begun:
            assert isinstance(self._manager, Serving)
            found = self._manager.broken(408, "The request did not arrive in time")
            self.transport.write(found.farewell())
        self.force_close()
