"""HTTP/1.1 to back ends and other nodes: pooled connections, raw targets, headers byte for byte, bounded answers."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import httptools

from simpul.exchange.gateway.body import EMPTY, Body, BodyTooLong, Intake
from simpul.exchange.gateway.guard import Guard, NameUnknown, PlaceRefused

IDLE_MOST = 128
HEADERS_MOST = 128 * 1024
CONNECT_SECONDS = 5.0


class CannotConnect(Exception):
    """Nobody takes the connection there; the message says where and why."""


class TooSlow(Exception):
    """The other side did not answer in time."""


class BrokeOff(Exception):
    """The connection ended before the answer was whole; `begun`: some of the answer had come."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__()
        self.begun = begun


class Unreadable(Exception):
    """The answer is not HTTP/1.1, or its head is too large."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a connection goes; `context` for TLS, with the certificate to be met there in `pinned` (DER), if any."""

    host: str
    port: int
    context: ssl.SSLContext | None = None
    pinned: bytes = b""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: its head, with the blank line, its body, and what may be done with the answer."""

    head: bytes
    body: Body = EMPTY
    seconds: float = 60.0
    intake: Callable[[], Intake] | None = None
    bodiless: bool = False
    again: bool = False
    """Whether it may be sent a second time, should a connection that lay idle turn out to be dead."""


@dataclass(slots=True)
class Answer:
    """What came back: status, headers as they were sent, body; `again` where the request was sent a second time."""

    status: int
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: Body = EMPTY
    again: bool = False


class Upstream:
    """The connections of this process to everybody else."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self.context = ssl.create_default_context()
        self._idle: dict[Place, list[_Link]] = {}

    async def ask(self, place: Place, request: Ask) -> Answer:
        """The answer; CannotConnect, NameUnknown, PlaceRefused, TooSlow, BrokeOff, Unreadable or BodyTooLong otherwise."""
        link = self._taken(place)
        if link is not None:
            try:
                return await self._exchange(place, link, request)
            except BrokeOff as failure:
                if failure.begun or not request.again:
                    raise
        answer = await self._exchange(place, await self._connected(place), request)
        answer.again = link is not None
        return answer

    async def _exchange(self, place: Place, link: "_Link", request: Ask) -> Answer:
        try:
            answer = await link.exchange(request)
        except BaseException:
            link.close()
            raise
        if link.is_reusable:
            idle = self._idle.setdefault(place, [])
            if len(idle) < IDLE_MOST:
                idle.append(link)
                return answer
        link.close()
        return answer

    def _taken(self, place: Place) -> "_Link | None":
        idle = self._idle.get(place)
        while idle:
            link = idle.pop()
            if not link.is_lost:
                return link
        return None

    async def _connected(self, place: Place) -> "_Link":
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                address = await self._guard.address(place.host, place.port)
                name = place.host if place.context else None
                _, link = await loop.create_connection(
                    lambda: _Link(loop), address, place.port, ssl=place.context, server_hostname=name
                )
        except TimeoutError:
            raise CannotConnect(f"{place.host}:{place.port} failed: timed out") from None
        except (ssl.SSLError, OSError) as failure:
            reason = failure.strerror or type(failure).__name__
            raise CannotConnect(f"{place.host}:{place.port} failed: {reason}") from None
        if place.pinned and link.certificate() != place.pinned:
            link.close()
            raise CannotConnect(f"{place.host}:{place.port} failed: another certificate")
        return link

    def close(self) -> None:
        """Every idle connection is closed."""
        for links in self._idle.values():
            for link in links:
                link.close()
        self._idle.clear()


class _Link(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._done: asyncio.Future[Answer] | None = None
        self._request: Ask | None = None
        self._answer = Answer(0)
        self._intake: Intake | None = None
        self._size = 0
        self._writable = asyncio.Event()
        self._writable.set()
        self._begun = self._complete = self.is_lost = False
        self.is_reusable = True

    def certificate(self) -> bytes:
        """The peer's certificate (DER); empty without TLS."""
        shown = self._transport.get_extra_info("ssl_object") if self._transport else None
        return (shown.getpeercert(binary_form=True) or b"") if shown else b""

    async def exchange(self, request: Ask) -> Answer:
        """Sends the request and takes the answer."""
        assert self._transport is not None
        if self.is_lost:
            raise BrokeOff(begun=False)
        self._request, self._begun, self._complete, self._size = request, False, False, 0
        self._intake = None
        self._done = self._loop.create_future()
        alarm = self._loop.call_later(request.seconds, self._late)
        try:
            if not request.body.is_spooled:
                self._transport.write(request.head + request.body.memory)
            else:
                await self._write_spooled(request)
            return await self._done
        finally:
            alarm.cancel()
            self._done = None

    async def _write_spooled(self, request: Ask) -> None:
        assert self._transport is not None
        self._transport.write(request.head)
        for chunk in request.body.chunks():
            if self._done is None or self._done.done():
                return
            self._transport.write(chunk)
            if not self._writable.is_set():
                await asyncio.wait_for(self._writable.wait(), request.seconds)

    def close(self) -> None:
        """The connection is given up."""
        self.is_reusable = False
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, failure: Exception) -> None:
        self.is_reusable = False
        if self._done is not None and not self._done.done():
            self._done.set_exception(failure)

    def _late(self) -> None:
        self._fail(TooSlow())

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is of another family

    def data_received(self, data: bytes) -> None:
        if self._done is None or self._done.done():
            self.close()
            return
        self._begun = True
        try:
            self._parser.feed_data(data)
        except BodyTooLong as failure:
            self._fail(failure)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as failure:
            cause = failure.__context__
            self._fail(cause if isinstance(cause, BodyTooLong) else Unreadable())

    def connection_lost(self, _error: Exception | None) -> None:
        self.is_lost = True
        self.is_reusable = False
        self._writable.set()
        if self._done is None or self._done.done():
            return
        if self._answer.status and self._ends_with_connection():
            self.on_message_complete()
        else:
            self._fail(BrokeOff(begun=self._begun))

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _ends_with_connection(self) -> bool:
        names = {name.lower() for name, _ in self._answer.headers}
        return self._complete and not names & {b"content-length", b"transfer-encoding"}

    # what the parser calls

    def on_message_begin(self) -> None:
        if self._done is None or self._done.done():  # more than was asked for: nobody's next answer begins here
            self.is_reusable = False
        self._answer = Answer(0)
        self._intake = None

    def on_header(self, name: bytes, value: bytes) -> None:
        self._size += len(name) + len(value)
        if self._size > HEADERS_MOST:
            self._fail(Unreadable())
        if not self._complete:  # what comes after the body is a trailer, and no header
            self._answer.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()
        if self._request is not None and self._answer.status >= 200:
            self._complete = True
            if self._request.bodiless:
                self.is_reusable = False
                self.on_message_complete()

    def on_body(self, data: bytes) -> None:
        if self._intake is None:
            assert self._request is not None
            assert self._request.intake is not None
            self._intake = self._request.intake()
        self._intake.feed(data)

    def on_message_complete(self) -> None:
        if not self._complete or self._done is None or self._done.done():
            return
        if self._intake is not None:
            self._answer.body = self._intake.body()
        if not self._parser.should_keep_alive():
            self.is_reusable = False
        self._done.set_result(self._answer)


__all__ = [
    "Answer",
    "Ask",
    "BrokeOff",
    "CannotConnect",
    "NameUnknown",
    "Place",
    "PlaceRefused",
    "TooSlow",
    "Unreadable",
    "Upstream",
]
