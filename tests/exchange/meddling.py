"""A man in the middle of the node leg: he reads every message, and hands on what he likes instead."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.exchange.protocol import Town
from tests.exchange.world import BPBD

from simpul.exchange.rules import statements as say


@dataclass(frozen=True)
class Message:
    """One HTTP message, byte for byte."""

    start: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""

    @property
    def wire(self) -> bytes:
        return b"\r\n".join([self.start, *(b"%b: %b" % header for header in self.headers), b"", self.body])

    @property
    def method(self) -> str:
        return self.start.split(b" ")[0].decode()

    @property
    def target(self) -> str:
        return self.start.split(b" ")[1].decode()

    @property
    def status(self) -> int:
        return int(self.start.split(b" ")[1])

    def value(self, name: str) -> bytes:
        """The value of the header of this name; empty when there is none."""
        return {given.lower(): value for given, value in self.headers}.get(name.encode(), b"")

    def saying(self, name: str, value: bytes | None) -> "Message":
        """The same, but that one header says something else (None: is gone; where there was none, it comes last)."""
        wanted = name.encode()
        kept = tuple(
            (n, value if n.lower() == wanted else v) for n, v in self.headers if n.lower() != wanted or value is not None
        )
        if value is not None and not self.value(name):
            kept = (*kept, (wanted, value))
        return replace(self, headers=kept)  # type: ignore[arg-type]

    def with_body(self, body: bytes) -> "Message":
        """The same with another body, of honest length."""
        return replace(self.saying("content-length", b"%d" % len(body)), body=body)


Change = Callable[[Message, Message], Message | bytes | None]
"""What becomes of a message (the second is the request); bytes, or nothing, are the last that he says on the connection."""


async def read_message(reader: asyncio.StreamReader, *, bodiless: bool = False) -> Message:
    """The next message on a connection."""
    start, *lines = (await reader.readuntil(b"\r\n\r\n"))[:-4].split(b"\r\n")
    pairs = (line.partition(b":") for line in lines)
    found = Message(start, tuple((name, value.strip()) for name, _, value in pairs))
    length = int(found.value("content-length") or 0)
    return found if bodiless or not length else replace(found, body=await reader.readexactly(length))


def as_it_came(message: Message, _asked: Message) -> Message:
    return message


@dataclass
class Between:
    """Sits at the address where BPBD's node is believed to be; `asks` and `tells` are what he does with each message."""

    node: int
    asks: Change = as_it_came
    tells: Change = as_it_came
    passed: list[tuple[Message, Message]] = field(default_factory=list)
    pause: float = 0.0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                asked = await read_message(reader)
                told = await self._told(asked)
                if not isinstance(told, Message):
                    writer.write(told or b"")
                    break
                writer.write(told.wire)
                await writer.drain()
        writer.close()

    async def _told(self, asked: Message) -> Message | bytes | None:
        sent = self.asks(asked, asked)
        assert isinstance(sent, Message)
        answer = await self.ask(sent)
        self.passed.append((asked, answer))
        await asyncio.sleep(self.pause)
        return self.tells(answer, asked)

    async def ask(self, message: Message) -> Message:
        """What BPBD's node answers to it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.node, limit=2**20)
        writer.write(message.wire)
        answer = await read_message(reader, bodiless=message.method == "HEAD")
        writer.close()
        return answer

    @contextmanager
    def meddling(self, *, asks: Change = as_it_came, tells: Change = as_it_came, pause: float = 0) -> Iterator["Between"]:
        """He does this, for as long as it lasts, and takes so long about it."""
        self.asks, self.tells, self.pause = asks, tells, pause
        try:
            yield self
        finally:
            self.asks, self.tells, self.pause = as_it_came, as_it_came, 0


def between(town: Town) -> Between:
    """From now on everything between the portal's node and BPBD's goes through his hands."""
    found = Between(town.bpbd.node)
    server = town.run(asyncio.start_server(found.serve, "127.0.0.1", 0, limit=2**20))
    found.port = server.sockets[0].getsockname()[1]
    known = town.portal.gateway.holder.now.trust.nodes[BPBD]
    moved = replace(known, address=f"http://127.0.0.1:{found.port}")
    town.run(town.world.publish([say.said_node(moved, datetime.now(UTC).replace(microsecond=0))]))
    return found
