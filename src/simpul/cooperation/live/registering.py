"""Registration as one worker serves it: forms in batches, a queue before them when more come than can be answered in time.

A queue number is a row's count, so all workers of the node share one order; the form itself travels sealed in the token
that its owner brings back, so that nothing is kept for who waits and nobody loses their number when a worker dies.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog

from simpul.cooperation.actions import event_reading, registering
from simpul.cooperation.actions.event_reading import Known
from simpul.cooperation.live.registering_batches import Batches
from simpul.cooperation.model.events import EventUnknown, Queue
from simpul.cooperation.model.registrations import Form, Queued, Registered
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.rules import queue as rules
from simpul.cooperation.rules.queue import Load
from simpul.cooperation.rules.registering import open_at
from simpul.kernel.bell import Bell
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

_KEY = "cooperation.registering"
FRESH = 1.0
"""Seconds after which events and their agencies are read again; the bell does not ring for it more often."""
TICK = 0.2
"""Seconds between two calls of the queue's next numbers."""
PACED = 1.0
"""Seconds over which it is counted how fast numbers are called."""
SETTLED = 5.0
"""Seconds between two looks for queues that other workers opened, or one that died."""
_log = structlog.get_logger("simpul.cooperation.registering")


class Line:
    """One event's forms in this worker, and its queue as this worker last saw it."""

    def __init__(self, platform: Platform, event: UUID, thread: ThreadPoolExecutor, numbers: ThreadPoolExecutor) -> None:
        self._platform, self._event = platform, event
        self.queue = Queue()
        self.pace = 0.0
        self._paced = (time.monotonic(), 0)
        self.forms: Batches[Form, Registered] = Batches(self._take, thread)
        self.numbers: Batches[None, tuple[int, Queue]] = Batches(self._issue, numbers)

    def _take(self, forms: Sequence[Form]) -> Sequence[Registered | Refusal]:
        batch = registering.take(self._platform, self._event, forms)
        self.saw(batch.queue)
        return batch.answers

    def _issue(self, asked: Sequence[None]) -> Sequence[tuple[int, Queue]]:
        queue = registering.issue(self._platform, self._event, len(asked))
        self.saw(queue)
        first = queue.issued - len(asked) + 1
        return [(first + at, queue) for at in range(len(asked))]

    def saw(self, queue: Queue) -> None:
        """The queue is at least so long and so far."""
        self.queue = Queue(max(self.queue.issued, queue.issued), max(self.queue.called, queue.called))
        at, called = self._paced
        now = time.monotonic()
        if now - at >= PACED:
            self.pace = rules.paced(self.pace, self.queue.called - called, now - at) if now - at < 5 * PACED else 0.0
            self._paced = (now, self.queue.called)

    @property
    def ahead(self) -> int:
        """How many wait with a number that was not called."""
        return self.queue.issued - self.queue.called

    def close(self) -> None:
        """Nothing more is taken."""
        self.forms.close()
        self.numbers.close()


class Desk:
    """Takes every registration of this worker."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.late = 0.0
        self._threads = [ThreadPoolExecutor(1, name) for name in ("registering", "queueing", "events")]
        self._lines: dict[UUID, Line] = {}
        self._known: Mapping[str, Known] = {}
        self._read_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None
        self._ticking: asyncio.Task[None] | None = None
        self._looked: dict[UUID, float] = {}

    def line(self, event: UUID) -> Line:
        """The event's line; made at the first call."""
        if event not in self._lines:
            self._lines[event] = Line(self.platform, event, self._threads[0], self._threads[1])
        return self._lines[event]

    async def known(self, slug: str) -> Known:
        """The event at this address as a form is judged by it, seldom more than a second old, never three; EventUnknown."""
        age = time.monotonic() - self._read_at
        strange = slug not in self._known
        if age > (FRESH / 10 if strange else FRESH):
            if self._reading is None or self._reading.done():
                self._reading = asyncio.get_running_loop().create_task(self._read())
            if strange or age > 3 * FRESH:
                await asyncio.shield(self._reading)  # one read for all who wait
        found = self._known.get(slug)
        if found is None:
            raise EventUnknown()
        return found

    async def _read(self) -> None:
        """The events are read again; while that fails, the known ones stay: a form's own write says what is wrong."""
        loop = asyncio.get_running_loop()
        try:
            self._known = await loop.run_in_executor(self._threads[2], event_reading.known, self.platform)
        except Refusal:
            _log.warning("registering.events_not_read")
        self._read_at = time.monotonic()

    async def register(self, known: Known, form: Form) -> Registered | Queued:
        """The ticket, or a number in the queue; NotOpenYet, RegistrationClosed, or what the form is refused for."""
        now = self.platform.clock.now()
        open_at(known.event, now)
        line = self.line(known.event.id)
        if rules.admits(self._load(line), line.ahead):
            return await line.forms.offer(form)
        number, queue = await line.numbers.offer(None)
        if not form.key:  # so that a number used again after its ticket was given back is known as the same form
            form = replace(form, key=self.platform.ids.random())
        line.saw(queue)
        self._tick()
        token = sealing.token(self.platform.keys, known.event.id, number, now, form)
        return self._queued(line, token, number)

    async def again(self, known: Known, token: str) -> Registered | Queued:
        """Who comes back with a number: the ticket once it is called, else the place as it is now; QueueNumberWrong.

        The form counts as come when the number was given, so that the queue may outlast the closing of registration.
        """
        number, at, form = sealing.untoken(self.platform.keys, known.event.id, token)
        open_at(known.event, at)
        line = self.line(known.event.id)
        if number > line.queue.called:
            await self._look(line, known.event.id)
        if number <= line.queue.called:
            return await line.forms.offer(form)
        self._tick()
        return self._queued(line, token, number)

    async def _look(self, line: Line, event: UUID) -> None:
        """The queue as it is in the database, asked for at most once a tick for all who come back."""
        now = time.monotonic()
        if now - self._looked.get(event, 0.0) < TICK:
            return
        self._looked[event] = now
        loop = asyncio.get_running_loop()
        line.saw(await loop.run_in_executor(self._threads[2], registering.call, self.platform, event, 0))

    def _load(self, line: Line) -> Load:
        return Load(line.forms.pending, line.forms.window, self.late)

    def _queued(self, line: Line, token: str, number: int) -> Queued:
        ahead = max(0, number - line.queue.called - 1)
        seconds = rules.estimate(ahead, line.pace or line.forms.window / rules.PATIENCE)
        return Queued(token, number, ahead, seconds, rules.come_again(seconds, ahead))

    def _tick(self) -> None:
        """The queue's next numbers are called in from now on, until nobody waits."""
        if self._ticking is None or self._ticking.done():
            self._ticking = asyncio.get_running_loop().create_task(self._call())

    async def _call(self) -> None:
        loop = asyncio.get_running_loop()
        while any(line.ahead > 0 for line in self._lines.values()):
            began = loop.time()
            await asyncio.sleep(TICK)
            self.late = max(0.0, loop.time() - began - TICK)
            for event, line in list(self._lines.items()):
                if line.ahead > 0:
                    count = rules.calls(self._load(line), TICK)
                    with suppress(Refusal):
                        line.saw(
                            await loop.run_in_executor(self._threads[1], registering.call, self.platform, event, count)
                        )
        self.late = 0.0

    async def watch(self) -> None:
        """Until cancelled: this worker knows how late it is, and of every queue, whichever worker opened it."""
        loop, looked = asyncio.get_running_loop(), float("-inf")
        while True:
            began = loop.time()
            await asyncio.sleep(TICK)
            self.late = max(0.0, loop.time() - began - TICK)
            if began - looked < SETTLED:
                continue
            looked = began
            with suppress(Refusal):
                for event, queue in (
                    await loop.run_in_executor(self._threads[2], event_reading.queues, self.platform)
                ).items():
                    self.line(event).saw(queue)
                    self._tick()

    def stop(self) -> None:
        """Nothing more is taken, and what was being written is committed."""
        for line in self._lines.values():
            line.close()
        for thread in self._threads:
            thread.shutdown(wait=True)


def desk_of(platform: Platform) -> Desk:
    """This process's desk; made at the first call."""
    made: Any = platform.state.get(_KEY)
    if made is None:
        made = platform.state[_KEY] = Desk(platform)
    desk: Desk = made
    return desk


def start(platform: Platform, _bell: Bell) -> None:
    """This worker serves its part of every queue, where a loop runs."""
    with suppress(RuntimeError):
        platform.state[f"{_KEY}.watch"] = asyncio.get_running_loop().create_task(desk_of(platform).watch())


def stop(platform: Platform) -> None:
    """What was being written is committed and nothing more is taken."""
    watching = platform.state.pop(f"{_KEY}.watch", None)
    if watching is not None:
        watching.cancel()
    desk_of(platform).stop()
