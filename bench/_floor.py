"""The floor under one gateway: `python -m bench._floor PORT BACKEND DATABASE`. Not a gateway; what none can do without.

Per call: two signatures and two checks (ECDSA P-256), two rows made durable by group commit, one call to the back end over
a connection that is kept. No header is read, no right is looked up, nothing is hashed, sealed, sequenced or rendered.
"""

import asyncio
import os
import sys
from typing import Any
from uuid import uuid4

import asyncpg
import uvloop
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

TABLE = (
    "CREATE TABLE IF NOT EXISTS floor (id uuid PRIMARY KEY, kind text, entry bytea, body bytea, salt bytea, nonce bytea)"
)
COLUMNS = ("id", "kind", "entry", "body", "salt", "nonce")
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC, ALGORITHM = KEY.public_key(), ec.ECDSA(hashes.SHA256())
BASE = os.urandom(900)
"""As long as a signature base of the leg."""
MANY, GATHERING = 16, 0.004


class Writer:
    """Group commit, as the gateway's ledger does it, by COPY."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: list[tuple[tuple[object, ...], asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self.under_way = 0

    def keep(self, kind: str) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        row = (uuid4(), kind, os.urandom(32), BASE, os.urandom(16), os.urandom(16))
        self._waiting.append((row, done))
        self._wake.set()
        return done

    async def run(self) -> None:
        connection = await asyncpg.connect(self._url)
        while True:
            await self._wake.wait()
            if self.under_way >= MANY and len(self._waiting) < self.under_way:
                await asyncio.sleep(GATHERING)
            batch, self._waiting = self._waiting, []
            self._wake.clear()
            await connection.copy_records_to_table("floor", records=[row for row, _ in batch], columns=COLUMNS)
            for _, done in batch:
                if not done.done():
                    done.set_result(None)


class Behind(asyncio.Protocol):
    """A kept connection to the back end, one call at a time."""

    answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(data)


class Floor:
    """Answers calls."""

    def __init__(self, writer: Writer, backend: int) -> None:
        self._writer, self._backend = writer, backend
        self._idle: list[Behind] = []

    async def call(self, data: bytes) -> bytes:
        self._writer.under_way += 1
        try:
            PUBLIC.verify(KEY.sign(BASE, ALGORITHM), BASE, ALGORITHM)
            await self._writer.keep("received")
            answer = await self._ask(data)
            PUBLIC.verify(KEY.sign(BASE, ALGORITHM), BASE, ALGORITHM)
            await self._writer.keep("answered")
            return answer
        finally:
            self._writer.under_way -= 1

    async def _ask(self, data: bytes) -> bytes:
        loop = asyncio.get_running_loop()
        behind = self._idle.pop() if self._idle else (await loop.create_connection(Behind, "127.0.0.1", self._backend))[1]
        behind.answer = loop.create_future()
        behind.transport.write(data)
        answer = await behind.answer
        self._idle.append(behind)
        return answer


class Front(asyncio.Protocol):
    """One caller's connection."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._answer(data))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, data: bytes) -> None:
        answer = await self._floor.call(data)
        if not self._transport.is_closing():
            self._transport.write(answer)


async def serve(port: int, backend: int, url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("SELECT pg_advisory_lock(1)")  # two that begin together must not both create it
    await connection.execute(TABLE)
    await connection.close()
    writer = Writer(url)
    loop = asyncio.get_running_loop()
    writing = loop.create_task(writer.run())
    floor = Floor(writer, backend)
    server = await loop.create_server(lambda: Front(floor), "127.0.0.1", port, reuse_port=True, backlog=2048)
    await asyncio.gather(server.serve_forever(), writing)


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
