"""The ledger: records of calls become durable together, a batch a commit, before anything that they prove happens."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

import asyncpg
import structlog

from simpul.exchange.gateway.body import Body
from simpul.exchange.store import ledger as store
from simpul.exchange.store.ledger import Row

BATCH = 256
PARTS_AT_ONCE = 4
PATIENCE = 10.0
DATABASE_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg raises when the database cannot be reached, goes away, or went away in the middle of something."""
MANY, GATHERING = 16, 0.004
"""From so many calls under way on, a commit is put off for so many seconds."""
_log = structlog.get_logger("simpul.exchange")


class LogAway(Exception):
    """The record could not be made durable: the call must not go on."""


class Replayed(Exception):
    """The message's nonce was seen before."""


class Ledger:
    """Calls queue; one writer on a connection of its own takes all that wait, commits them at once and wakes them.

    When many calls are under way it first waits a moment, so that more of them share a commit.
    """

    def __init__(self, pool: asyncpg.Pool, connect: Callable[[], Awaitable[asyncpg.Connection]]) -> None:
        self._pool = pool
        self._connect = connect
        self._connection: asyncpg.Connection | None = None
        self._waiting: list[tuple[Row, asyncio.Future[bool]]] = []
        self._wake = asyncio.Event()
        self.under_way = 0
        self._task = asyncio.create_task(self._write())

    async def keep(self, row: Row) -> None:
        """The record is durable; Replayed when its nonce was seen before, LogAway when the database does not take it."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        self._wake.set()
        if not await done:
            raise Replayed

    async def keep_with_body(self, row: Row, body: Body, due_at: datetime) -> None:
        """The record and all parts of its large body are durable, in one commit; Replayed or LogAway: then neither is.

        The nonce is taken last, so that no other call waits for the transaction; one that is known is refused at once.
        """
        try:
            async with self._pool.acquire(timeout=PATIENCE) as connection, connection.transaction():
                if await store.is_known(connection, row):
                    raise Replayed
                for first, parts in _groups(body.sealed_parts()):
                    await store.keep_parts(connection, row.id, parts, first, due_at)
                if not await store.keep(connection, [row]):
                    raise Replayed
        except DATABASE_AWAY as failure:
            raise LogAway from failure

    async def spend(self, key: str, since: datetime, calls: int) -> int:
        """How many calls of `key` are spent in that window, these included; LogAway when it cannot be counted."""
        try:
            async with self._pool.acquire(timeout=PATIENCE) as connection:
                return await store.spend(connection, key, since, calls)
        except DATABASE_AWAY as failure:
            raise LogAway from failure

    @contextmanager
    def call(self) -> Iterator[None]:
        """A call is under way."""
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for work beside the calls; LogAway when the database goes away meanwhile."""
        try:
            async with self._pool.acquire(timeout=PATIENCE) as connection:
                yield connection
        except DATABASE_AWAY as failure:
            raise LogAway from failure

    async def close(self) -> None:
        """The writer has ended."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._connection is not None:
            self._connection.terminate()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            if self.under_way >= MANY and len(self._waiting) < self.under_way:
                await asyncio.sleep(GATHERING)
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            if not self._waiting:
                self._wake.clear()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._commit(batch)
            except asyncio.CancelledError:
                raise
            except Exception as failure:  # noqa: BLE001 (whatever it is, nobody may wait for ever)
                _log.warning("ledger.failed", error=type(failure).__name__, count=len(batch))
                self._drop(batch)
                await asyncio.sleep(0.05)

    def _drop(self, batch: list[tuple[Row, asyncio.Future[bool]]]) -> None:
        """Who waits in the batch is told that nothing is certain; the connection is given up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
        for _, done in batch:
            if not done.done():
                done.set_exception(LogAway())

    async def _commit(self, batch: list[tuple[Row, asyncio.Future[bool]]]) -> None:
        live = [(row, done) for row, done in batch if not done.done()]
        seen: set[tuple[str | None, bytes]] = set()
        fresh: list[tuple[Row, asyncio.Future[bool]]] = []
        for row, done in live:
            if row.nonce is not None and (row.key, row.nonce) in seen:
                done.set_result(False)
                continue
            if row.nonce is not None:
                seen.add((row.key, row.nonce))
            fresh.append((row, done))
        if not fresh:
            return
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._connect()
        kept = await store.keep(self._connection, [row for row, _ in fresh])
        for row, done in fresh:
            if not done.done():
                done.set_result(row.id in kept)


def _groups(parts: Iterator[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """The parts a few at a time, each group with its first part's number."""
    first = 0
    while group := list(itertools.islice(parts, PARTS_AT_ONCE)):
        yield first, group
        first += len(group)
