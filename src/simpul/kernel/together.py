"""Many small writes, one commit: what is offered while one transaction runs is the next batch.

Nothing waits for a clock, unless a rest between batches is asked for. With one caller a batch is one; with many, the time
that a commit takes gathers them. An answer is given only after the commit, so what was acknowledged is durable; what was
not is the caller's to send again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from simpul.kernel.errors import Refusal, Unavailable

T = TypeVar("T")
R = TypeVar("R")
AGAIN = 2
"""Seconds after which somebody who was turned away may come again."""
_log = structlog.get_logger("simpul.together")


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is written at once. `part`: whose work it is, as refusals name it; `most` of one batch, `waiting` in all.

    `rest`: seconds between batches of which the last was not full; `drains`: at the end what waits is still written.
    """

    part: str
    most: int
    waiting: int | None = None
    rest: float = 0.0
    drains: bool = False


class Together(Generic[T, R]):
    """Collects what is offered on one event loop and hands it on in batches, one after the other, in a thread.

    `take` answers each of a batch, or refuses it; what it raises is everybody's answer. `weigh`: how many of `most` one is.
    """

    def __init__(
        self,
        take: Callable[[Sequence[T]], Sequence[R | Refusal]],
        thread: Executor,
        pace: Pace,
        weigh: Callable[[T], int] = lambda _: 1,
    ) -> None:
        self._take, self._thread, self._pace, self._weigh = take, thread, pace, weigh
        self._waiting: deque[tuple[T, int, asyncio.Future[R], float]] = deque()
        self._weight = self._under_way = 0
        self._at_work: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def pending(self) -> int:
        """How much waits for its answer."""
        return self._weight + self._under_way

    def offer(self, one: T) -> "asyncio.Future[R]":
        """What becomes of `one`: a future with the answer, or with the refusal. Unavailable when too many wait."""
        if self._closed or (self._pace.waiting is not None and self._weight >= self._pace.waiting):
            raise Unavailable(part=self._pace.part, seconds=AGAIN)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        weight = self._weigh(one)
        self._waiting.append((one, weight, answer, loop.time()))
        self._weight += weight
        if self._at_work is None or self._at_work.done():
            self._at_work = loop.create_task(self._work(loop))
        return answer

    def close(self) -> None:
        """Nothing more is taken. What is being written is answered after its commit, what waits as the pace says."""
        self._closed = True

    def waited(self, seconds: float) -> None:
        """Called after each batch: how long the first of it waited for its answer. Does nothing by itself."""

    async def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._pace.rest:
            await asyncio.sleep(0)  # whoever came in the same turn of the loop comes along
        while self._waiting:
            batch = self._next()
            answers = await self._written([one for one, *_ in batch], loop)
            self._under_way = 0
            self.waited(loop.time() - batch[0][3])
            for (_, _, waiting, _), answer in zip(batch, answers, strict=True):
                _tell(waiting, answer)
            if self._pace.rest and len(batch) > 1 and self._weight < self._pace.most:
                await asyncio.sleep(self._pace.rest)

    def _next(self) -> list[tuple[T, int, "asyncio.Future[R]", float]]:
        batch: list[tuple[T, int, asyncio.Future[R], float]] = []
        while self._waiting and (not batch or self._under_way + self._waiting[0][1] <= self._pace.most):
            batch.append(self._waiting.popleft())
            self._under_way += batch[-1][1]
        self._weight -= self._under_way
        return batch

    async def _written(self, offered: list[T], loop: asyncio.AbstractEventLoop) -> Sequence[R | Refusal]:
        try:
            if self._closed and not self._pace.drains:
                raise Unavailable(part=self._pace.part, seconds=AGAIN)
            return await loop.run_in_executor(self._thread, self._take, offered)
        except Refusal as refusal:
            return [refusal] * len(offered)
        except Exception:  # noqa: BLE001 (each caller is answered, whatever it was; it is logged)
            _log.exception("together.failed", module=self._pace.part, count=len(offered))
            return [Unavailable(part=self._pace.part)] * len(offered)


def _tell(waiting: "asyncio.Future[R]", answer: R | Refusal) -> None:
    """Whoever still waits has the answer; somebody who hung up has it in the database."""
    if waiting.done():
        return
    if isinstance(answer, Refusal):
        waiting.set_exception(answer)
    else:
        waiting.set_result(answer)
