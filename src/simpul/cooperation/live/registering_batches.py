"""Many forms, one commit: what comes while one transaction runs is the next. And how many may wait so."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

import structlog

from simpul.cooperation.rules.queue import FIRST, turned
from simpul.kernel.errors import Refusal, Unavailable

T = TypeVar("T")
R = TypeVar("R")
MOST = 256
"""Of one batch. A larger one saves little, and makes everybody in it wait for the last."""
GATHERING = 0.01
"""Seconds of rest between two batches of which the last was not full: a commit costs the same for one as for many."""
_log = structlog.get_logger("simpul.cooperation.registering")


class Batches(Generic[T, R]):
    """Collects what is offered on one event loop and hands it on in batches, one after the other, in a thread."""

    def __init__(self, take: Callable[[Sequence[T]], Sequence[R | Refusal]], thread: Executor) -> None:
        self._take = take
        self._thread = thread
        self._waiting: deque[tuple[T, asyncio.Future[R], float]] = deque()
        self._at_work: asyncio.Task[None] | None = None
        self._under_way = 0
        self._closed = False
        self.window = FIRST

    @property
    def pending(self) -> int:
        """How many wait for their answer."""
        return len(self._waiting) + self._under_way

    def offer(self, one: T) -> "asyncio.Future[R]":
        """What becomes of `one`: a future with the answer, or with the refusal; Unavailable once the server stops."""
        if self._closed:
            raise Unavailable(part="registration", seconds=2)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        self._waiting.append((one, answer, loop.time()))
        if self._at_work is None or self._at_work.done():
            self._at_work = loop.create_task(self._work(loop))
        return answer

    def close(self) -> None:
        """Nothing more is taken; what is being written is answered after its commit."""
        self._closed = True

    async def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        await asyncio.sleep(0)  # whoever came in the same turn of the loop comes along
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            self._under_way = len(batch)
            answers = await self._written([one for one, _, _ in batch], loop)
            self._under_way = 0
            self.window = turned(self.window, loop.time() - batch[0][2])
            for (_, waiting, _), answer in zip(batch, answers, strict=True):
                _tell(waiting, answer)
            if len(batch) > 1 and len(self._waiting) < MOST:
                await asyncio.sleep(GATHERING)

    async def _written(self, offered: list[T], loop: asyncio.AbstractEventLoop) -> Sequence[R | Refusal]:
        try:
            return await loop.run_in_executor(self._thread, self._take, offered)
        except Refusal as refusal:
            return [refusal] * len(offered)
        except Exception:  # noqa: BLE001 (each caller is answered, whatever it was; it is logged)
            _log.exception("registering.failed", offered=len(offered))
            return [Unavailable(part="registration")] * len(offered)


def _tell(waiting: "asyncio.Future[R]", answer: R | Refusal) -> None:
    """Whoever still waits has the answer; somebody who hung up has it in the database."""
    if waiting.done():
        return
    if isinstance(answer, Refusal):
        waiting.set_exception(answer)
    else:
        waiting.set_result(answer)
