"""Many small writes, one commit: what handlers offer while one batch is written is the next batch.

Nothing waits for a clock. With one caller a batch is one; with many, the time that a commit takes gathers them. An answer
is given only after the commit, so what was acknowledged is durable; what was not is the caller's to send again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

import structlog

from simpul.kernel.errors import Refusal, Unavailable

T = TypeVar("T")
R = TypeVar("R")
MOST, WAITING = 64, 2_048
"""Of one batch; and of those that wait: some two seconds of a busy night. Beyond it callers are told to come again."""
AGAIN = 2
"""Seconds after which somebody who was turned away may come again."""
_log = structlog.get_logger("simpul.disaster.intake")


class Gathering(Generic[T, R]):
    """Collects what is offered on one event loop and hands it on in batches, one after the other, in a thread."""

    def __init__(self, take: Callable[[Sequence[T]], Sequence[R | Refusal]], thread: Executor) -> None:
        self._take = take
        self._thread = thread
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._at_work: asyncio.Task[None] | None = None
        self._closed = False

    def offer(self, one: T) -> "asyncio.Future[R]":
        """What becomes of `one`: a future with the answer, or with the refusal. Unavailable when too many wait."""
        if self._closed or len(self._waiting) >= WAITING:
            raise Unavailable(part="intake", seconds=AGAIN)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        self._waiting.append((one, answer))
        if self._at_work is None or self._at_work.done():
            self._at_work = loop.create_task(self._work(loop))
        return answer

    def close(self) -> None:
        """Nothing more is taken; what waits is told so, and what is being written is answered after its commit."""
        self._closed = True

    async def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            answers = await self._written([one for one, _ in batch], loop)
            for (_, waiting), answer in zip(batch, answers, strict=True):
                _tell(waiting, answer)

    async def _written(self, offered: list[T], loop: asyncio.AbstractEventLoop) -> Sequence[R | Refusal]:
        try:
            if self._closed:
                raise Unavailable(part="intake", seconds=AGAIN)
            return await loop.run_in_executor(self._thread, self._take, offered)
        except Refusal as refusal:
            return [refusal] * len(offered)
        except Exception:  # noqa: BLE001 (each caller is answered, whatever it was; it is logged)
            _log.exception("intake.failed", offered=len(offered))
            return [Unavailable(part="intake")] * len(offered)


def _tell(waiting: "asyncio.Future[R]", answer: R | Refusal) -> None:
    """Whoever still waits has the answer; somebody who hung up has it in the database."""
    if waiting.done():
        return
    if isinstance(answer, Refusal):
        waiting.set_exception(answer)
    else:
        waiting.set_result(answer)
