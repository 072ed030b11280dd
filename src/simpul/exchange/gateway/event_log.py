"""The writer of events: what many publishers bring at once becomes durable in one commit, in one order per owner."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
import structlog

from simpul.exchange.gateway.ledger import PATIENCE, LogAway
from simpul.exchange.store import events as store
from simpul.exchange.store.events import Appended

BATCH = 1000
"""Events of one commit; those of one call are never parted."""
_log = structlog.get_logger("simpul.exchange")
_Waiting = tuple[Sequence[Appended], asyncio.Future[bool]]


class EventLog:
    """Calls queue; one writer on a connection of its own takes all that wait, commits them at once and wakes them.

    The lock that keeps each owner's order is held for the length of one statement and its commit, in every worker alike.
    """

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]]) -> None:
        self._connect = connect
        self._connection: asyncpg.Connection | None = None
        self._waiting: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._write())

    async def keep(self, rows: Sequence[Appended]) -> bool:
        """Whether the events are in the log, all of them, durable; False when a type of theirs is no longer as it was.

        LogAway when the database does not say that they are.
        """
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, done))
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
            batch = self._taken()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._commit([one for one in batch if not one[1].done()])
            except asyncio.CancelledError:
                raise
            except Exception as failure:  # noqa: BLE001 (whatever it is, nobody may wait for ever)
                _log.warning("events.failed", error=type(failure).__name__, count=len(batch))
                self._drop(batch)
                await asyncio.sleep(0.05)

    def _taken(self) -> list[_Waiting]:
        """The calls that are committed together next."""
        count, events = 0, 0
        for rows, _ in self._waiting:
            if count and events + len(rows) > BATCH:
                break
            count, events = count + 1, events + len(rows)
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        if not self._waiting:
            self._wake.clear()
        return batch

    async def _commit(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._connect()
        live = await store.append(self._connection, [row for rows, _ in batch for row in rows])
        first = 0
        for rows, done in batch:
            if not done.done():
                done.set_result(all(place in live for place in range(first, first + len(rows))))
            first += len(rows)

    def _drop(self, batch: list[_Waiting]) -> None:
        """Who waits in the batch is told that nothing is certain; the connection is given up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
        for _, done in batch:
            if not done.done():
                done.set_exception(LogAway())
