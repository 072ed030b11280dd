"""Clients of the cards section, in a process of their own: `python -m bench._pairs cards PORT SECONDS | rows URL SECONDS`.

`cards`: 32 connections, each opening a card and putting a report on it, over and over. `rows`: the least that is durable:
32 connections of asyncpg, each committing one row at a time.
"""

import asyncio
import json
import random
import sys
import time
from typing import Any, ClassVar
from uuid import uuid4

import asyncpg
import uvloop

IN_FLIGHT = 32
CARDS = "/compat/petabencana/cards"
NEW = b'{"username":"web_guest","network":"website","language":"id"}'
REPORT = (
    b'{"disaster_type":"flood","sub_submission":false,"card_data":{"report_type":"flood","flood_depth":%d},'
    b'"text":"Air setinggi paha di depan pasar, motor tidak bisa lewat.","created_at":"2026-11-23T20:05:00.000Z",'
    b'"location":{"lat":%.6f,"lng":%.6f}}'
)
ROWS = "CREATE TABLE IF NOT EXISTS bench_row (id uuid PRIMARY KEY, at timestamptz NOT NULL, body text NOT NULL)"


def request(method: str, path: str, body: bytes) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


OPEN = request("POST", CARDS, NEW)


class Resident(asyncio.Protocol):
    """One connection: a card, a report on it, and again, until the time is over."""

    acknowledged: ClassVar[list[str]] = []
    took: ClassVar[list[float]] = []
    refused: ClassVar[int] = 0

    def __init__(self, seed: int, deadline: float) -> None:
        self._chance = random.Random(seed)
        self._deadline = deadline
        self._heard = b""
        self._card = ""
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._open()

    def _open(self) -> None:
        if time.perf_counter() > self._deadline:
            self._transport.close()
            return
        self._card, self._begun = "", time.perf_counter()
        self._transport.write(OPEN)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, _, body = self._heard.partition(b"\r\n\r\n")
        _, found, length = head.lower().partition(b"content-length: ")
        if not found or len(body) < int(length.split(b"\r\n", 1)[0]):
            return
        self._heard = b""
        if not head.startswith(b"HTTP/1.1 200"):
            Resident.refused += 1
            self._open()
        elif self._card:
            Resident.acknowledged.append(self._card)
            Resident.took.append(time.perf_counter() - self._begun)
            self._open()
        else:
            self._card = body[11:47].decode()
            self._transport.write(request("PUT", f"{CARDS}/{self._card}", self._report()))

    def _report(self) -> bytes:
        chance = self._chance
        return REPORT % (chance.randrange(5, 200), -6.3 + chance.random() * 0.1, 106.75 + chance.random() * 0.1)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


async def cards(port: int, seconds: float) -> dict[str, object]:
    loop, begun = asyncio.get_running_loop(), time.perf_counter()
    seed = random.SystemRandom().randrange(10**9)
    seeds = iter(range(seed, seed + IN_FLIGHT))
    connecting = [
        loop.create_connection(lambda: Resident(next(seeds), begun + seconds), "127.0.0.1", port) for _ in range(IN_FLIGHT)
    ]
    residents = [one for _, one in await asyncio.gather(*connecting)]
    await asyncio.gather(*(one.over for one in residents))
    took = sorted(Resident.took) or [0.0]
    return {
        "taken": len(Resident.acknowledged),
        "refused": Resident.refused,
        "seconds": time.perf_counter() - begun,
        "p99": took[int(len(took) * 0.99)],
        "last": Resident.acknowledged[-1:],
    }


async def rows(url: str, seconds: float) -> dict[str, object]:
    connection = await asyncpg.connect(url)
    await connection.execute(ROWS)
    await connection.close()
    begun, done = time.perf_counter(), [0] * IN_FLIGHT
    await asyncio.gather(*(_rows_on_one(url, n, begun + seconds, done) for n in range(IN_FLIGHT)))
    return {"taken": sum(done), "seconds": time.perf_counter() - begun}


async def _rows_on_one(url: str, which: int, deadline: float, done: list[int]) -> None:
    connection = await asyncpg.connect(url)
    statement = await connection.prepare("INSERT INTO bench_row VALUES ($1, now(), $2)")
    body = (REPORT % (60, -6.2, 106.8)).decode()
    while time.perf_counter() < deadline:
        await statement.fetch(uuid4(), body)
        done[which] += 1
    await connection.close()


if __name__ == "__main__":
    act, where, how_long = sys.argv[1:]
    told = uvloop.run(cards(int(where), float(how_long)) if act == "cards" else rows(where, float(how_long)))
    print(json.dumps(told))
