"""Who registers, all at once: `python -m bench._cooperation_client PORT SLUG PEOPLE RATE FILE`. A process of its own.

So many people a second are due, each with a form of their own; one is sent as soon as it is due on a connection that is
free. A time runs from when it was due. One in fifty sends the form twice at the same moment. Who is told a number comes
again when told to, until the ticket is there. Every answer is written to FILE: person, code, admission. Prints counts and
times.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter, deque
from pathlib import Path
from typing import Any

import uvloop

HOST = "127.0.0.1"
CONNECTIONS = 2_048
AGENCIES = 60
TWICE = 50
_BIRTH = [f"19{year}{month:02}{day:02}" for year in range(80, 99) for month in range(1, 13) for day in range(1, 29)]


def nip(person: int) -> str:
    """A number of 18 digits in the form of a NIP, each person's own."""
    day, serial = divmod(person, 900)
    return f"{_BIRTH[day]}2019031{serial + 1:03}" if person % 2 else f"{_BIRTH[day]}2019032{serial + 1:03}"


def agency(person: int) -> str:
    """Large agencies have more people: half of all are of the first ten."""
    return f"B{int((person * 2654435761 % 2**32 / 2**32) ** 2 * AGENCIES):02}"


def wish(person: int) -> str:
    return ("either", "either", "either", "either", "remote", "either", "either", "hall")[person * 40503 % 65536 % 8]


def form(slug: str, person: int) -> bytes:
    told = {"agency": agency(person), "number": nip(person), "name": f"Peserta Rekaan {person}", "wish": wish(person)}
    body = json.dumps(told).encode()
    head = f"POST /api/v1/cooperation/events/{slug}/registrations HTTP/1.1\r\nHost: {HOST}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class Connection(asyncio.Protocol):
    """One connection, one question at a time."""

    def __init__(self, crowd: "Crowd") -> None:
        self._crowd = crowd
        self._got = b""
        self.asked: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._crowd.idle.append(self)

    def ask(self, asked: tuple[int, float, float], request: bytes) -> None:
        self.asked, self._request = asked, request
        self._transport.write(request)

    @property
    def gone(self) -> bool:
        return bool(self._transport.is_closing())

    def data_received(self, data: bytes) -> None:
        got = self._got + data if self._got else data
        end = got.find(b"\r\n\r\n")
        start = got.find(b"content-length: ", 0, end)
        if end < 0 or len(got) < end + 4 + int(got[start + 16 : got.index(b"\r\n", start)]):
            self._got = got
            return
        self._got = b""
        asked, self.asked = self.asked, None
        self._crowd.idle.append(self)
        self._crowd.answered(asked, int(got[9:12]), got[:end], got[end + 4 :])

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.asked is not None:
            self._crowd.lost(self.asked, self._request)


class Crowd:
    """Everybody who registers."""

    def __init__(self, port: int, slug: str, people: int, rate: float) -> None:
        self.port, self.slug, self.people, self.rate = port, slug, people, rate
        self.idle: deque[Connection] = deque()
        self.wanted: deque[tuple[tuple[int, float, float], bytes]] = deque()
        self.left = people + people // TWICE
        self.done = asyncio.Event()
        self.opened = 0
        self._opening: asyncio.Task[None] | None = None
        self.admitted: list[float] = []
        self.queued: list[float] = []
        self.whole: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.kept: list[tuple[int, str, str]] = []
        self.first_queue = 0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            await loop.create_connection(lambda: Connection(self), HOST, self.port)
        self.began, sent = time.perf_counter(), 0
        while sent < self.people:
            now = time.perf_counter()
            due = min(self.people, int((now - self.began) * self.rate) + 1)
            for person in range(sent, due):
                at = self.began + person / self.rate
                self._want((person, at, at), form(self.slug, person))
                if person % TWICE == 0:
                    self._want((person, at, at), form(self.slug, person))
            sent = due
            self._pump()
            await asyncio.sleep(0.001)
        self.offered = time.perf_counter() - self.began
        await self.done.wait()
        self.took = time.perf_counter() - self.began

    def _want(self, asked: tuple[int, float, float], request: bytes) -> None:
        self.wanted.append((asked, request))

    def _pump(self) -> None:
        self._pump_idle()
        if self.wanted and not self._opening and not self.idle:
            self._opening = asyncio.get_running_loop().create_task(self._open())

    async def _open(self) -> None:
        """Some connections more, where none is left: never so many that the machine runs out."""
        loop = asyncio.get_running_loop()
        while self.wanted and not self.idle and self.opened < 4 * CONNECTIONS:
            self.opened += 1
            await loop.create_connection(lambda: Connection(self), HOST, self.port)
            await asyncio.sleep(0)
            self._pump_idle()
        self._opening = None

    def _pump_idle(self) -> None:
        while self.wanted and self.idle:
            connection = self.idle.pop()  # the one used last: those that lie idle are closed by the server
            if not connection.gone:
                connection.ask(*self.wanted.popleft())

    def answered(self, asked: tuple[int, float, float], status: int, head: bytes, body: bytes) -> None:
        person, first, due = asked
        now = time.perf_counter()
        self.statuses[status] += 1
        if status in (200, 201):
            ticket = json.loads(body)["ticket"]
            self.admitted.append(now - due)
            self.whole.append(now - first)
            self.kept.append((person, ticket["code"], ticket["admission"]))
            self._ended()
        elif status == 202:
            queue = json.loads(body)["queue"]
            self.queued.append(now - due)
            self.first_queue = max(self.first_queue, queue["ahead"])
            at = head.find(b"retry-after: ")
            wait = int(head[at + 13 : head.find(b"\r\n", at) if head.find(b"\r\n", at) > 0 else None])
            asyncio.get_running_loop().call_later(
                wait * random.uniform(0.8, 1.2), self._again, person, first, queue["again"]
            )
        else:
            self._ended()
        self._pump()

    def _again(self, person: int, first: float, path: str) -> None:
        self._want((person, first, time.perf_counter()), f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        self._pump()

    def lost(self, asked: tuple[int, float, float], request: bytes) -> None:
        """A connection was closed before its answer: the form is sent again, as a browser does."""
        self.statuses[0] += 1
        self._want(asked, request)
        self._pump()

    def _ended(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.done.set()

    def told(self) -> dict[str, object]:
        def at(times: list[float], part: float) -> float:
            return sorted(times)[min(len(times) - 1, int(len(times) * part))] if times else 0.0

        return {
            "offered": self.offered,
            "took": self.took,
            "statuses": dict(self.statuses),
            "admitted": {name: at(self.admitted, part) for name, part in (("p50", 0.5), ("p99", 0.99), ("max", 1))},
            "queued": {name: at(self.queued, part) for name, part in (("p50", 0.5), ("p99", 0.99))},
            "whole": {name: at(self.whole, part) for name, part in (("p50", 0.5), ("p99", 0.99))},
            "longest_queue": self.first_queue,
        }


async def main(port: int, slug: str, people: int, rate: float) -> Crowd:
    crowd = Crowd(port, slug, people, rate)
    await crowd.run()
    return crowd


if __name__ == "__main__":
    served = uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
    Path(sys.argv[5]).write_text("".join(f"{person} {code} {admission}\n" for person, code, admission in served.kept))
    print(json.dumps(served.told()))
