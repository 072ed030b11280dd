"""Showings that gates send one by one are merged many in one commit: what comes while one batch is written is the next.

Nothing waits for a clock. With one caller a commit holds one showing; with many, the time that a commit takes gathers them.
An answer is given only after the commit, so what was acknowledged is durable.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import structlog

from simpul.cooperation.actions import checking_in
from simpul.cooperation.model.gates import Answer, Batch
from simpul.cooperation.rules import gates_reading as reading
from simpul.kernel.errors import Refusal, Unavailable
from simpul.kernel.platform import Platform

MOST = reading.MOST
TOGETHER, WAITING = 400, 4_000
"""Showings of one commit, and of those that wait; beyond it devices are told to come again, and they do."""
_KEY = "cooperation.gates.intake"
_log = structlog.get_logger("simpul.cooperation.gates")


class Intake:
    """Collects batches on one event loop and has them taken one commit after the other, in a thread of its own."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gates")
        self._waiting: deque[tuple[Batch, asyncio.Future[Answer]]] = deque()
        self._showings = 0
        self._at_work: asyncio.Task[None] | None = None

    def offer(self, batch: Batch) -> "asyncio.Future[Answer]":
        """What becomes of the batch: a future with the answer, or its refusal. Unavailable when too many wait."""
        if self._showings >= WAITING:
            raise Unavailable(part="gates", seconds=2)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((batch, answer))
        self._showings += len(batch.shown)
        if self._at_work is None or self._at_work.done():
            self._at_work = loop.create_task(self._work(loop))
        return answer

    async def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            together = self._next()
            answers = await self._taken([batch for batch, _ in together], loop)
            for (_, waiting), answer in zip(together, answers, strict=True):
                if waiting.done():
                    continue
                if isinstance(answer, Refusal):
                    waiting.set_exception(answer)
                else:
                    waiting.set_result(answer)

    def _next(self) -> list[tuple[Batch, "asyncio.Future[Answer]"]]:
        together: list[tuple[Batch, asyncio.Future[Answer]]] = []
        showings = 0
        while self._waiting and (not together or showings + len(self._waiting[0][0].shown) <= TOGETHER):
            together.append(self._waiting.popleft())
            showings += len(together[-1][0].shown) + 1
        self._showings -= sum(len(batch.shown) for batch, _ in together)
        return together

    async def _taken(self, batches: list[Batch], loop: asyncio.AbstractEventLoop) -> Sequence[Answer | Refusal]:
        try:
            return await loop.run_in_executor(self._thread, checking_in.take_all, self._platform, batches)
        except Refusal as refusal:
            return [refusal] * len(batches)
        except Exception:  # noqa: BLE001 (each device is answered, whatever it was; it is logged)
            _log.exception("gates.intake_failed", offered=len(batches))
            if len(batches) == 1:
                return [Unavailable(part="gates")]
        return [(await self._taken([one], loop))[0] for one in batches]  # one device's fault is not the others'


async def offered(platform: Platform, body: bytes, *, event: UUID, key: str, received: datetime) -> Answer:
    """What becomes of the batch in this body, after the commit; BatchUnreadable, BatchTooLarge, GateDeviceUnknown, ..."""
    batch = reading.batch(body, event=event, key=key, received=received)
    loop = asyncio.get_running_loop()
    known = platform.state.get(_KEY)
    if known is None or known[0] is not loop:  # an intake belongs to one loop; a test has one a client
        known = platform.state[_KEY] = (loop, Intake(platform))
    intake: Intake = known[1]
    return await intake.offer(batch)
