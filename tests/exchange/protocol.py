"""What the pages of the protocol speak with: a small exchange in a thread of its own, and HTTP written byte for byte."""

import asyncio
import json
import os
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import psycopg
import uvloop
from tests import conftest as main
from tests.exchange.world import BPBD, PORTAL, Site, World, offer, world

T = TypeVar("T")
REPORTS = f"/r1/{BPBD}/reports"
AS_PORTAL = ("X-Road-Client", PORTAL)
UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbaik"
Header = tuple[str, str] | tuple[bytes, bytes]


@dataclass(frozen=True)
class Answer:
    """An answer as it came over the wire; names and values of headers as they were sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    closed: bool = False

    def all(self, name: str) -> list[str]:
        """Every value of a header, whatever the spelling of its name."""
        return [value for given, value in self.headers if given.lower() == name.lower()]

    def one(self, name: str) -> str:
        """The value of a header that stands exactly once."""
        (value,) = self.all(name)
        return value

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def written(method: str, target: str, headers: Sequence[Header] = (), body: bytes = b"", *, version: str = "1.1") -> bytes:
    """A request, byte for byte; `Content-Length` where there is a body."""
    lines = [f"{method} {target} HTTP/{version}".encode("latin-1"), b"Host: simpul.example"]
    for name, value in headers:
        plain = (name, value) if isinstance(name, bytes) else (name.encode("latin-1"), str(value).encode("latin-1"))
        lines.append(b"%b: %b" % plain)
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Line:
    """One connection to a listener."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None) -> None:
        plain = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket = plain if context is None else context.wrap_socket(plain)
        self._stream = self.socket.makefile("rb")

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self, *, bodiless: bool = False) -> Answer:
        """The next answer; `bodiless` after a HEAD."""
        status = int(self._stream.readline().split()[1])
        headers = list(iter(self._header, None))
        found = Answer(status, [h for h in headers if h is not None], b"")
        length = found.all("content-length")
        if bodiless or status in (204, 304) or status < 200:
            return found
        body = self._stream.read(int(length[0])) if length else self._stream.read()
        return Answer(found.status, found.headers, body, closed=not length)

    def _header(self) -> tuple[str, str] | None:
        line = self._stream.readline().rstrip(b"\r\n").decode("latin-1")
        if not line:
            return None
        name, _, value = line.partition(":")
        return name, value.strip()

    @property
    def is_closed(self) -> bool:
        """Whether the other side has ended the connection, with nothing more to be read."""
        with suppress(ConnectionError):
            return self._stream.read(1) == b""
        return True

    def close(self) -> None:
        self._stream.close()
        self.socket.close()


def asked(port: int, data: bytes, context: ssl.SSLContext | None = None) -> Answer:
    """The answer to one request on a connection of its own."""
    line = Line(port, context)
    try:
        line.send(data)
        return line.answer(bodiless=data.startswith(b"HEAD "))
    finally:
        line.close()


@dataclass
class Rough:
    """A back end without a library: says `says`, byte for byte, and keeps what it was sent, byte for byte."""

    says: bytes | Callable[[bytes], bytes] = OK
    got: list[bytes] = field(default_factory=list)
    pause: float = 0.0
    cut: bool = False
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                body = await reader.readexactly(int(length[0].split(b":")[1])) if length else b""
                self.got.append(head + body)
                await asyncio.sleep(self.pause)
                writer.write(self.says if isinstance(self.says, bytes) else self.says(head + body))
                await writer.drain()
                if self.cut:
                    break
        writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def head(self) -> list[bytes]:
        """The lines of the last request's head."""
        return self.got[-1].partition(b"\r\n\r\n")[0].split(b"\r\n")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The last request's headers, as they were sent."""
        pairs = (line.decode("latin-1").partition(": ") for line in self.head[1:])
        return [(name, value) for name, _, value in pairs]

    @property
    def body(self) -> bytes:
        return self.got[-1].partition(b"\r\n\r\n")[2]


class Town:
    """A world that runs beside the test: what the test does is plain and in order."""

    def __init__(self, loop: asyncio.AbstractEventLoop, found: World) -> None:
        self.loop = loop
        self.world = found
        self.rough = Rough()
        self.number = 0

    def run(self, work: Awaitable[T]) -> T:
        """What `work` gives, done in the world's own thread."""

        async def doing() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(doing(), self.loop).result(30)

    @property
    def portal(self) -> Site:
        return self.world.sites[PORTAL]

    @property
    def bpbd(self) -> Site:
        return self.world.sites[BPBD]

    def ask(self, target: str = REPORTS, *headers: Header, method: str = "GET", body: bytes = b"") -> Answer:
        """The portal's answer to a call; as PORTAL, unless the headers name somebody."""
        named = any(str(name).lower() == "x-road-client" for name, _ in headers)
        return asked(self.portal.consumer, written(method, target, headers if named else (AS_PORTAL, *headers), body))

    def sql(self, site: Site, statement: str, *values: Any) -> None:
        self.run(site.execute(statement, *values))

    def offer(self, url: str | None = None, **more: Any) -> str:
        """The target of a fresh service of BPBD with that URL; the rough back end's, where none is given."""
        self.number += 1
        code = more.pop("code", f"s{self.number}")
        self.run(offer(self.bpbd, self.rough.url if url is None else url, code=code, **more))
        return f"/r1/{BPBD}/{code}"

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """The leaves that calls made in the meantime left in the logs: the portal's, then BPBD's."""
        before = {path: self.count(path) for path in self.world.sites}
        leaves: list[str] = []
        yield leaves
        for path, count in before.items():
            leaves += [_leaf(record) for record in self.records(path, self.count(path) - count)]

    def fetch(self, path: str, statement: str, *values: Any) -> list[Any]:
        """What a question to a node's database gives."""

        async def asking() -> list[Any]:
            async with self.world.sites[path].gateway.ledger.connection() as connection:
                return list(await connection.fetch(statement, *values))

        return self.run(asking())

    def count(self, path: str) -> int:
        """How many records a node has."""
        return int(self.fetch(path, "SELECT count(*) FROM exchange_record")[0][0])

    def records(self, path: str, last: int = 2) -> list[dict[str, Any]]:
        """The last records of a node, oldest first, as what they say."""
        rows = self.fetch(path, "SELECT body FROM exchange_record ORDER BY id DESC LIMIT $1", last)
        return [json.loads(row["body"]) for row in reversed(rows)]


def _leaf(record: dict[str, Any]) -> str:
    said = [record["role"], record["kind"], record.get("status", ""), record.get("fault", "")]
    return " ".join(str(word) for word in said if word)


@contextmanager
def town_of(
    server_url: str, template: str, folder: Path, paths: Sequence[str] = (PORTAL, BPBD), **changes: Any
) -> Iterator[Town]:
    """A town with fresh databases, on the loop that production runs on."""
    names = [f"town_{os.getpid()}_{next(main._count)}" for _ in paths]
    for name in names:
        main._create(server_url, name, template)
    loop = uvloop.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        opened = world(folder, [main._at(server_url, name) for name in names], paths, **changes)
        found = Town(loop, asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result(30))
        rough = found.run(asyncio.start_server(found.rough.serve, "127.0.0.1", 0, limit=2**20))
        found.rough.port = rough.sockets[0].getsockname()[1]
        yield found
        rough.close()
        found.run(opened.__aexit__(None, None, None))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        with psycopg.connect(server_url, autocommit=True) as connection:
            for name in names:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
