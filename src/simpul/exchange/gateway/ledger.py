"""The ledger: records of calls become durable together, a batch a commit, before anything that they prove happens."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

import asyncpg

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.committing import PATIENCE, Committing, LogAway, Waiting
from simpul.exchange.store import ledger as store
from simpul.exchange.store.ledger import Row

PARTS_AT_ONCE = 4
DATABASE_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg raises when the database cannot be reached, goes away, or went away in the middle of something."""
MANY, GATHERING = 16, 0.004
"""From so many calls under way on, a commit is put off for so many seconds."""


class Replayed(Exception):
    """The message's nonce was seen before."""


class Ledger(Committing[Row]):
    """Calls queue; one writer on a connection of its own takes all that wait, commits them at once and wakes them.

    When many calls are under way it first waits a moment, so that more of them share a commit.
    """

    most = 256
    failed = "ledger.failed"

    def __init__(self, pool: asyncpg.Pool, connect: Callable[[], Awaitable[asyncpg.Connection]]) -> None:
        self._pool = pool
        self.under_way = 0
        super().__init__(connect)

    async def keep(self, row: Row) -> None:
        """The record is durable; Replayed when its nonce was seen before, LogAway when the database does not take it."""
        if not await self.kept(row):
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

    async def gather(self) -> None:
        """When many calls are under way, more of them come in a moment, so that they share a commit."""
        if self.under_way >= MANY and len(self._waiting) < self.under_way:
            await asyncio.sleep(GATHERING)

    async def commit(self, connection: asyncpg.Connection, batch: Sequence[Waiting[Row]]) -> None:
        """The rows are durable, but for those whose nonce was seen before."""
        seen: set[tuple[str | None, bytes]] = set()
        fresh: list[Waiting[Row]] = []
        for row, done in batch:
            if row.nonce is not None and (row.key, row.nonce) in seen:
                done.set_result(False)
                continue
            if row.nonce is not None:
                seen.add((row.key, row.nonce))
            fresh.append((row, done))
        kept = await store.keep(connection, [row for row, _ in fresh])
        for row, done in fresh:
            if not done.done():
                done.set_result(row.id in kept)


def _groups(parts: Iterator[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """The parts a few at a time, each group with its first part's number."""
    first = 0
    while group := list(itertools.islice(parts, PARTS_AT_ONCE)):
        yield first, group
        first += len(group)
