"""Both ends of the calls in fault campaigns of the exchange: a back end and callers that remember everything."""

import asyncio
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from aiohttp import web
from tests.exchange.world import BPBD, PORTAL, Backend

LARGE = 300 * 1024
"""More than stays in memory (256 KiB): such bodies are spooled, and kept in parts."""
PATIENCE = 30.0


@dataclass
class Reached:
    """A call as the back end saw it."""

    message: str
    request: str
    method: str
    digest: str


class Remembering(Backend):
    """A back end that writes down each call it saw, and answers after a moment with what the call's body digests to.

    One call in a hundred it breaks off without a word, if `temper` says so.
    """

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance
        self.reached: list[Reached] = []
        self.temper = 0.01
        self.on_call: Callable[[Reached], None] = lambda _call: None

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        names = {name.lower(): value.decode("latin-1") for name, value in request.raw_headers}
        call = Reached(names[b"x-road-id"], names[b"x-road-request-id"], request.method, digest(body))
        self.reached.append(call)
        self.on_call(call)
        await asyncio.sleep(self.chance.random() * 0.02)
        if self.chance.random() < self.temper and request.transport is not None:
            request.transport.abort()
        return web.Response(body=said(body, int(request.raw_path.partition("size=")[2] or 0)))


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def said(body: bytes, size: int) -> bytes:
    """What the back end answers to a body, at least so many bytes long."""
    return json.dumps({"digest": digest(body)}).encode().ljust(size)


@dataclass(frozen=True)
class Answered:
    """A call that the caller saw answered whole by the back end."""

    message: str
    request: str
    method: str
    asked: str
    answered: str


@dataclass
class Seen:
    """What the callers saw: answers of the back end, refusals by type, connections that broke, and what must not be."""

    answered: dict[str, Answered] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    strange: list[str] = field(default_factory=list)


class Line:
    """One connection, kept open from call to call; nothing is ever sent twice behind the caller's back."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (by lower-case name) and whole body; OSError or EOFError when the connection broke."""
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
        if body or method in ("POST", "PUT"):
            lines.append(f"Content-Length: {len(body)}")
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._open
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
            found = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
            answer = await reader.readexactly(int(found["content-length"]))
        except BaseException:
            self.close()
            raise
        if found.get("connection", "").lower() == "close":
            self.close()
        return int(first.split()[1]), found, answer

    def close(self) -> None:
        if self._open is not None:
            self._open[1].transport.abort()
        self._open = None


class Callers:
    """PORTAL's programs: tasks that call BPBD's service through the exchange until they are told to stop."""

    def __init__(self, port: int, chance: random.Random, *, target: str = f"/r1/{BPBD}/reports") -> None:
        self.seen = Seen()
        self.on_answer: Callable[[Answered], None] = lambda _call: None
        self._port, self._chance, self._target = port, chance, target
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, count: int = 32) -> None:
        self._tasks = [asyncio.create_task(self._call_on()) for _ in range(count)]

    async def stop(self) -> None:
        """Nobody calls any more; every call under way has ended one way or the other."""
        self._stopping = True
        await asyncio.gather(*self._tasks)

    async def until(self, answered: int) -> None:
        """So many calls were answered, all in all."""
        while (now := len(self.seen.answered)) < answered:
            async with asyncio.timeout(PATIENCE):
                while len(self.seen.answered) == now:
                    broken = [task.exception() for task in self._tasks if task.done()]
                    assert broken == []
                    await asyncio.sleep(0.005)

    async def _call_on(self) -> None:
        line = Line(self._port)
        while not self._stopping:
            await self._call(line)
        line.close()

    async def _call(self, line: Line) -> None:
        method, size, body = self._wish()
        own = {"X-Road-Id": f"uji-{uuid4()}"} if self._chance.random() < 0.5 else {}
        headers = {"X-Road-Client": PORTAL, **own}
        try:
            async with asyncio.timeout(PATIENCE):
                status, found, answer = await line.ask(method, f"{self._target}/jakarta?size={size}", headers, body)
        except TimeoutError:
            self.seen.strange.append(f"{method} {own}: no answer within {PATIENCE} s")
        except (OSError, EOFError):
            self.seen.lost += 1
            await asyncio.sleep(0.02)
        else:
            self._note(method, (status, found, answer), body, size)
            if status != 200:
                await asyncio.sleep(0.05)

    def _wish(self) -> tuple[str, int, bytes]:
        """Method, size of the answer, body: mostly small, now and then a large one."""
        chance = self._chance
        method = chance.choices(["GET", "POST", "PUT", "DELETE"], [10, 10, 1, 1])[0]
        body = b"" if method in ("GET", "DELETE") else chance.randbytes(LARGE if chance.random() < 0.08 else 200)
        return method, LARGE if chance.random() < 0.04 else 0, body

    def _note(self, method: str, answer: tuple[int, dict[str, str], bytes], body: bytes, size: int) -> None:
        status, found, content = answer
        fault = found.get("x-road-error")
        if fault is not None:
            self.seen.refused[fault] += 1
        elif status == 200 and content == said(body, size):
            call = Answered(found["x-road-id"], found["x-road-request-id"], method, digest(body), digest(content))
            if call.message in self.seen.answered:
                self.seen.strange.append(f"{call.message} was answered twice")
            self.seen.answered[call.message] = call
            self.on_answer(call)
        else:
            self.seen.strange.append(f"{method}: {status} {found} {content[:200]!r}")
