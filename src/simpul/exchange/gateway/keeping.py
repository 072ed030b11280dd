"""What a data path does beside calls: follows changes, sequences the log, erases what is due; a task each."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simpul.exchange.gateway.ledger import DATABASE_AWAY, Ledger
from simpul.exchange.gateway.state import Holder, State, state_of
from simpul.exchange.log.sequencing import sequence
from simpul.exchange.model.register import TrustList
from simpul.exchange.rules.register import fold
from simpul.exchange.store import events, snapshot, upkeep
from simpul.kernel.clock import Clock

CHANNEL = "simpul"
TOPIC = "exchange"
MOST = 20_000
"""Records that get their places in one step, of which there is one a second."""
_log = structlog.get_logger("simpul.exchange")


async def steadily(every: float, step: Callable[[], Awaitable[object]]) -> None:
    """`step` is done every so many seconds, whatever one of them raises."""
    while True:
        try:
            await step()
        except asyncio.CancelledError:
            raise
        except Exception as failure:  # noqa: BLE001 (the next time may go well)
            _log.warning("exchange.upkeep_failed", error=type(failure).__name__)
        await asyncio.sleep(every)


class Following:
    """Keeps the picture in step with the tables: at each ring of the bell, and at least every ten seconds."""

    def __init__(self, holder: Holder, ledger: Ledger, url: str, told: Callable[[State], None]) -> None:
        self._holder = holder
        self._told = told
        self._ledger = ledger
        self._url = url
        self._statements: tuple[bytes, ...] = ()
        self._trust = TrustList()
        self._rung = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    async def refresh(self) -> State:
        """The picture is as the tables are now."""
        async with self._one_at_a_time:
            return await self._refreshed()

    async def _refreshed(self) -> State:
        async with self._ledger.connection() as connection:
            found = await snapshot.read(connection, len(self._statements))
        if found.statements:
            self._statements += tuple(found.statements)
            self._trust = await asyncio.to_thread(fold, self._statements)  # of a whole country it takes a while
        self._holder.now = state_of(self._holder.now.node, self._trust, self._statements, found)
        self._told(self._holder.now)
        return self._holder.now

    async def follow(self) -> None:
        """Refreshes for ever."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(10):
                    await self._rung.wait()
            self._rung.clear()
            try:
                await self.refresh()
            except Exception as failure:  # noqa: BLE001 (the old picture holds until the next one can be read)
                _log.warning("exchange.not_refreshed", error=type(failure).__name__)

    async def listen(self) -> None:
        """Hears the bell for ever; connects anew when the connection is lost."""
        while True:
            try:
                connection, ended = await asyncpg.connect(self._url), asyncio.Event()
                connection.add_termination_listener(lambda _connection, ended=ended: ended.set())
                await connection.add_listener(CHANNEL, self._heard)
                self._rung.set()
                await ended.wait()
            except DATABASE_AWAY as failure:
                _log.warning("exchange.bell_not_heard", error=type(failure).__name__)
                await asyncio.sleep(1)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        if TOPIC in str(payload).split(","):
            self._rung.set()


class Upkeep:
    """The log's growth, and what is erased when it is due."""

    def __init__(self, ledger: Ledger, origin: str, key: Ed25519PrivateKey, tools: tuple[Clock, int]) -> None:
        self._ledger = ledger
        self._origin, self._key = origin, key
        self._clock, self._record_days = tools

    async def sequence(self) -> None:
        """The records that wait have their place in the log, under a fresh checkpoint."""
        async with self._ledger.connection() as connection:
            await sequence(connection, origin=self._origin, key=self._key, now=self._clock.now(), most=MOST)

    async def erase(self) -> None:
        """What is due is erased."""
        async with self._ledger.connection() as connection:
            await upkeep.erase(connection, self._clock.now(), self._record_days)

    async def erase_events(self) -> None:
        """Events that their types keep no longer are gone."""
        async with self._ledger.connection() as connection:
            await events.erase(connection, self._clock.now())
