"""Whose turn it is to be sent a batch: who answers late takes no room from those who answer soon.

A turn is one batch. Those who wait get theirs in the order in which they came; a few at a time of one subscriber, and at
one web hook's host. Who has not answered after a second goes on in a room of its own kind, and begins there next time.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit
from uuid import UUID
from weakref import WeakValueDictionary

from simpul.exchange.store.pushing import Lane

PROMPT_ROOM, SLOW_ROOM = 32, 96
"""Turns at once of those who answer soon, and of those who do not."""
EACH = 4
"""Turns at once of one subscriber, and of one host."""
SLOW_AFTER = 1.0


class Turns:
    """The turns of all lanes of a process."""

    def __init__(self) -> None:
        self._prompt, self._late = asyncio.Semaphore(PROMPT_ROOM), asyncio.Semaphore(SLOW_ROOM)
        self._each: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._slow: set[UUID] = set()

    @asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncIterator[None]:
        """It is the lane's turn, until the block ends."""
        async with AsyncExitStack() as stack:
            for name in _shared(lane):
                await stack.enter_async_context(self._each.setdefault(name, asyncio.Semaphore(EACH)))
            await stack.enter_async_context(self._late if lane.id in self._slow else self._at_first())
            loop = asyncio.get_running_loop()
            began = loop.time()
            yield
            if loop.time() - began < SLOW_AFTER:
                self._slow.discard(lane.id)
            else:
                self._slow.add(lane.id)

    @asynccontextmanager
    async def _at_first(self) -> AsyncIterator[None]:
        """A place among the prompt, changed for one among the slow when it lasts; given back at the end."""
        held = [self._prompt]

        async def move() -> None:
            await asyncio.sleep(SLOW_AFTER)
            await self._late.acquire()
            held.append(self._late)
            held.pop(0).release()

        await self._prompt.acquire()
        moving = asyncio.create_task(move())
        try:
            yield
        finally:
            moving.cancel()
            held[0].release()

    def keep(self, lanes: Collection[UUID]) -> None:
        """Nothing is remembered of any lane but these."""
        self._slow.intersection_update(lanes)


def _shared(lane: Lane) -> list[str]:
    """What the lane shares with others: its subscriber; then its web hook's host."""
    host = urlsplit(lane.target.partition(":")[2]).hostname  # a service has none
    return [f"subscriber:{lane.subscriber}", *([f"host:{host}"] if host else [])]
