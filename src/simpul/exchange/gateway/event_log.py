"""The writer of events: what many publishers bring at once becomes durable in one commit, in one order per owner."""

from collections.abc import Sequence

import asyncpg

from simpul.exchange.gateway.committing import Committing, Waiting
from simpul.exchange.store import events as store
from simpul.exchange.store.events import Appended


class EventLog(Committing[Sequence[Appended]]):
    """Calls queue, as for the ledger.

    The lock that keeps each owner's order is held for the length of one statement and its commit, in every worker alike.
    """

    most = 1000
    failed = "events.failed"

    async def keep(self, rows: Sequence[Appended]) -> bool:
        """Whether the events are in the log, all of them, durable; False when a type of theirs is no longer as it was.

        LogAway when the database does not say that they are.
        """
        return await self.kept(rows)

    def rows(self, one: Sequence[Appended]) -> int:
        """How many events it is."""
        return len(one)

    async def commit(self, connection: asyncpg.Connection, batch: Sequence[Waiting[Sequence[Appended]]]) -> None:
        """The events are in the log; each call hears whether all of its own are."""
        live = await store.append(connection, [row for rows, _ in batch for row in rows])
        first = 0
        for rows, done in batch:
            if not done.done():
                done.set_result(all(place in live for place in range(first, first + len(rows))))
            first += len(rows)
