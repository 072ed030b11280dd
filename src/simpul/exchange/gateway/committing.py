"""Group commit: what many calls want to keep is committed together, by one writer on a connection of its own."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import asyncpg
import structlog

PATIENCE = 10.0
"""Seconds that a commit may take, and that a call may wait for a connection."""
T = TypeVar("T")
Waiting = tuple[T, asyncio.Future[bool]]
_log = structlog.get_logger("simpul.exchange")


class LogAway(Exception):
    """It could not be made durable: the call must not go on."""


class Committing(ABC, Generic[T]):
    """Calls queue; the writer takes those that wait, commits them at once and wakes them."""

    most: int
    """Rows of one commit; those of one call are never parted."""
    failed: str
    """What the log says when a commit failed."""

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]]) -> None:
        self._connect = connect
        self._connection: asyncpg.Connection | None = None
        self._waiting: list[Waiting[T]] = []
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._write())

    @abstractmethod
    async def commit(self, connection: asyncpg.Connection, batch: Sequence[Waiting[T]]) -> None:
        """What waits in the batch is durable, and each future says what came of it."""

    def rows(self, _one: T) -> int:
        """How many rows it is."""
        return 1

    async def gather(self) -> None:
        """Others may come before the next commit."""

    async def kept(self, one: T) -> bool:
        """What `commit` said of it, once it is durable; LogAway when the database does not say that it is."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        self._wake.set()
        return await done

    async def close(self) -> None:
        """The writer has ended."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._connection is not None:
            self._connection.terminate()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            await self.gather()
            batch = self._taken()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._commit([one for one in batch if not one[1].done()])
            except asyncio.CancelledError:
                raise
            except Exception as failure:  # noqa: BLE001 (whatever it is, nobody may wait for ever)
                _log.warning(self.failed, error=type(failure).__name__, count=len(batch))
                self._drop(batch)
                await asyncio.sleep(0.05)

    def _taken(self) -> list[Waiting[T]]:
        """Those that are committed together next."""
        calls, rows = 0, 0
        for one, _ in self._waiting:
            rows += self.rows(one)
            if calls and rows > self.most:
                break
            calls += 1
        batch, self._waiting = self._waiting[:calls], self._waiting[calls:]
        if not self._waiting:
            self._wake.clear()
        return batch

    async def _commit(self, batch: list[Waiting[T]]) -> None:
        if not batch:
            return
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._connect()
        await self.commit(self._connection, batch)

    def _drop(self, batch: list[Waiting[T]]) -> None:
        """Who waits in the batch is told that nothing is certain; the connection is given up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
        for _, done in batch:
            if not done.done():
                done.set_exception(LogAway())
