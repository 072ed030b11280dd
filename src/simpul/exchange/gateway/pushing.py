"""Events on their way to who subscribed: one process of the node pushes, a lane a subscription. PROTOCOL §1 end.

What a subscriber has taken is durable once a batch, after its answer: a process that dies in between sends that batch
again, and skips nothing. So each event arrives at least once, and first arrivals are in the order of the log.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import asyncpg
import structlog

from simpul.exchange.gateway.arriving import Asked, prepared
from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.consumer import Consumer
from simpul.exchange.gateway.keeping import CHANNEL, TOPIC
from simpul.exchange.gateway.ledger import DATABASE_AWAY, Ledger
from simpul.exchange.gateway.message import last
from simpul.exchange.gateway.state import Holder
from simpul.exchange.gateway.turns import Turns
from simpul.exchange.rules.events import may_take
from simpul.exchange.rules.pushing import (
    ATTEMPTS,
    BATCH_MOST,
    BYTES_MOST,
    LETTERS_MOST,
    Course,
    Meaning,
    Step,
    after,
    alike,
    fitting,
    meaning,
    resumed,
    retry_after,
)
from simpul.exchange.store import pushing as store
from simpul.exchange.store.events import CHANNEL as EVENTS
from simpul.exchange.store.pushing import Event, Lane, Pushed
from simpul.exchange.store.subscriptions import CHANGED as SUBSCRIPTIONS
from simpul.exchange.wire import addresses
from simpul.exchange.wire.faults import Refused
from simpul.kernel.clock import Clock
from simpul.kernel.ids import Ids

LOOK_EVERY = 1.0
"""Seconds after which a bell that got lost costs nothing more, and pauses that are over are noticed."""
BREATH, BUSY_BREATH = 0.004, 0.02
"""Seconds between two looks at the tables, however often the bell rings; while lanes run, which look for themselves."""
NO_RIGHT, NO_RIGHT_PAUSE = "no-right", timedelta(seconds=10)
"""What is kept of a subscription whose subscriber's right has ended, and when it is looked at again."""
FULL, FULL_PAUSE = "dead-letters", timedelta(minutes=1)
"""The same, of a subscription with so many dead letters that no more are taken before somebody decides about some."""
SERVICE, WEBHOOK = "service:", "webhook:"
BATCH_KIND = b"application/cloudevents-batch+json"
_log = structlog.get_logger("simpul.exchange")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one push: its message, the status (0: no answer), the exchange's error if it made one, Retry-After."""

    message: str
    status: int = 0
    fault: str = ""
    wait: float = 0.0


class Way(Protocol):
    """A way by which a batch reaches a subscriber."""

    async def send(self, lane: Lane, batch: bytes) -> Outcome:
        """What came of it; never raises for what the other side does."""
        ...


class ByCall:
    """Pushes as a call through the exchange: client is the events' owner; signed, and on record at both nodes."""

    def __init__(self, holder: Holder, consumer: Consumer, ids: Ids) -> None:
        self._holder = holder
        self._consumer = consumer
        self._ids = ids

    async def send(self, lane: Lane, batch: bytes) -> Outcome:
        """What the subscriber's service said, or with which error the exchange ended the call."""
        target = "/r1/" + lane.target.removeprefix(SERVICE)
        sent = [(b"X-Road-Client", lane.owner.encode()), (b"Content-Type", BATCH_KIND)]
        message = ""
        try:
            asked = Asked("POST", target, addresses.parse(target), sent)
            call = replace(prepared(self._holder.now, asked, (lane.owner, sent), self._ids), body=Body(batch))
            message = call.message
            with self._consumer.ledger.call():
                received = await self._consumer.call(call)
        except Refused as refused:
            return Outcome(message, refused.fault.xroad_status, refused.fault.snake)
        wait = retry_after(last(received.reply.headers, b"retry-after").decode("latin-1"))
        return Outcome(message, received.reply.status, received.fault, wait)


@dataclass(frozen=True, slots=True)
class _Batch:
    """What goes together; `again` for a dead letter that somebody wants sent once more."""

    events: Sequence[Event]
    again: bool = False

    @property
    def body(self) -> bytes:
        return b"[" + b",".join(event.content for event in self.events) + b"]"


class Pushing:
    """The lanes of this node's subscriptions, while this process is the one that pushes."""

    def __init__(
        self,
        holder: Holder,
        ledger: Ledger,
        connect: Callable[[], Awaitable[asyncpg.Connection]],
        ways: dict[str, Way],
        tools: tuple[Clock, Ids],
    ) -> None:
        self._holder = holder
        self._ledger = ledger
        self._connect = connect
        self._ways = ways
        self._clock, self._ids = tools
        self._rung = asyncio.Event()
        self._lanes: dict[UUID, asyncio.Task[None]] = {}
        self._courses: dict[UUID, Course] = {}
        self._turns = Turns()
        self._changed = True

    async def push(self) -> None:
        """For ever: waits to be the one that pushes, and pushes; begins anew when the database was away."""
        while True:
            try:
                await self._as_the_one()
            except (LogAway, *DATABASE_AWAY) as failure:
                _log.warning("exchange.pushing_interrupted", error=type(failure).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def _as_the_one(self) -> None:
        connection, ended = await self._connect(), asyncio.Event()
        try:
            connection.add_termination_listener(lambda _connection: ended.set())
            while not await store.only_one(connection):  # noqa: ASYNC110 (another process holds it)
                await asyncio.sleep(LOOK_EVERY)
            for channel in (CHANNEL, EVENTS, SUBSCRIPTIONS):
                await connection.add_listener(channel, self._heard)
            while not ended.is_set():
                await self._look()
        finally:
            for task in self._lanes.values():
                task.cancel()
            self._lanes.clear()
            self._courses.clear()
            connection.terminate()

    def _heard(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        """New events; or subscriptions have changed, or dead letters are to be sent again."""
        if channel != CHANNEL or TOPIC in str(payload).split(","):
            self._changed |= channel != EVENTS
            self._rung.set()

    async def _look(self) -> None:
        """Every subscription that has something to send, and whose pause is over, has a lane."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY):
                await self._rung.wait()
        self._rung.clear()
        async with self._ledger.connection() as connection:
            if self._changed:
                await self._forget(connection)
            found = await store.waiting(connection, self._clock.now())
        for lane in found:
            if lane.id not in self._lanes:
                self._lanes[lane.id] = asyncio.create_task(self._run(lane))
        await asyncio.sleep(BUSY_BREATH if self._lanes else BREATH)

    async def _forget(self, connection: asyncpg.Connection) -> None:
        """Of subscriptions that ended nothing is remembered, nor is anything to be sent again."""
        self._changed = False
        await store.drop_ended(connection, self._clock.now())
        known = {*await store.those_of(connection, list(self._courses)), *self._lanes}
        self._courses = {one: course for one, course in self._courses.items() if one in known}
        self._turns.keep(known)

    async def _run(self, lane: Lane) -> None:
        """The lane goes on until there is nothing more to send, or nobody takes it."""
        try:
            self._courses[lane.id] = self._course(lane)
            more = True
            while more:
                async with self._turns.turn(lane):
                    more = await self._step(lane)
        except asyncio.CancelledError:
            raise
        except Exception as failure:  # noqa: BLE001 (one subscription must not stop the others; it is tried again)
            _log.warning("exchange.not_pushed", error=type(failure).__name__, subject=str(lane.id))
            await asyncio.sleep(LOOK_EVERY)
        self._lanes.pop(lane.id, None)
        self._rung.set()  # what came while it ended has not been looked at

    def _course(self, lane: Lane) -> Course:
        """Where the subscription stands: as this process left it, unless somebody said since that it be tried at once."""
        known = self._courses.get(lane.id)
        if known is None:
            return resumed(lane.attempts, lane.last_error)
        return known if lane.attempts else Course(known.most)

    async def _step(self, lane: Lane) -> bool:
        """One batch was sent and judged, durably; whether there may be more to send now."""
        course = self._courses[lane.id]
        if not self._may(lane):
            async with self._ledger.connection() as connection:
                await store.rest(connection, lane.id, self._clock.now() + NO_RIGHT_PAUSE, NO_RIGHT)
            return False
        batch = await self._next(lane, course)
        if batch is None:
            return False
        if not batch.events:
            return True
        sent = await self._ways[lane.target.partition(":")[0] + ":"].send(lane, batch.body)
        found = meaning(sent.status, sent.fault)
        step = after(course, found, len(batch.events), chance=os.urandom(1)[0] / 256, wait=sent.wait)
        if step.dead and not batch.again and await self._full(lane):
            step = replace(step, course=course, pause=FULL_PAUSE.total_seconds(), dead=False)
        self._courses[lane.id] = step.course
        await self._keep(lane, batch, sent, (found, step))
        return not step.pause

    def _may(self, lane: Lane) -> bool:
        """Whether the subscriber may have the events: it is their owner, or holds a right to the type just now."""
        state = self._holder.now
        grants, caller = state.grants.get((lane.owner, "pull"), ()), state.caller(lane.subscriber)
        return lane.subscriber == lane.owner or may_take(grants, caller, lane.type, self._clock.now()) is not None

    async def _next(self, lane: Lane, course: Course) -> _Batch | None:
        """The next batch; an empty one when only events were found whose time has passed, None when nothing waits."""
        now = self._clock.now()
        async with self._ledger.connection() as connection:
            again = await store.to_retry(connection, lane)
            if again:
                return _Batch(again, again=True)
            events = await store.next_events(connection, lane, min(course.most, BATCH_MOST), BYTES_MOST)
            late = [event.at <= now - timedelta(seconds=lane.life) for event in events]
            events = events[: alike(late)]  # those that are late need not stand together: the others in their turn
            if events and late[0]:
                if await store.letters(connection, lane.id, LETTERS_MOST) >= LETTERS_MOST:
                    await store.rest(connection, lane.id, now + FULL_PAUSE, FULL)
                    return None
                await store.expire(connection, lane.id, events)
                return _Batch(())
        count = fitting([len(event.content) for event in events], course.most)
        return _Batch(events[:count]) if count else None

    async def _full(self, lane: Lane) -> bool:
        """Whether nothing more may be set aside: the subscription rests then, and its place stays."""
        async with self._ledger.connection() as connection:
            return await store.letters(connection, lane.id, LETTERS_MOST) >= LETTERS_MOST

    async def _keep(self, lane: Lane, batch: _Batch, sent: Outcome, judged: tuple[Meaning, Step]) -> None:
        """What came of the batch is durable."""
        found, step = judged
        pushed = self._pushed(lane, batch, sent, step.attempt)
        async with self._ledger.connection() as connection:
            match found:
                case Meaning.TAKEN if batch.again:
                    await store.settled(connection, pushed)
                case Meaning.TAKEN:
                    await store.taken(connection, pushed)
                case Meaning.REFUSED if step.dead or batch.again:
                    await store.set_aside(connection, pushed, batch.events[0])
                case _:
                    until = pushed.at + timedelta(seconds=step.pause) if step.pause else None
                    told = f"{found.value}:{sent.fault or sent.status}"
                    full = found is Meaning.REFUSED and step.attempt >= ATTEMPTS
                    await store.put_off(connection, pushed, until, FULL if full else told)

    def _pushed(self, lane: Lane, batch: _Batch, sent: Outcome, attempt: int) -> Pushed:
        events = batch.events
        return Pushed(
            id=self._ids.new(),
            subscription=lane.id,
            message=sent.message,
            first=events[0].seq,
            last=events[-1].seq,
            count=len(events),
            at=self._clock.now(),
            status=sent.status,
            fault=sent.fault,
            attempt=attempt,
        )
