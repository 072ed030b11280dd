"""One process of the data path: two listeners, the ledger, upkeep; until it is told to stop."""

import asyncio
import gc
import os
import signal
import ssl
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any, Self

import asyncpg
import structlog
import uvloop

from simpul.exchange.gateway.authority import authority_of
from simpul.exchange.gateway.backends import MODULE, Backends
from simpul.exchange.gateway.body import Vault
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.consumer import Consumer
from simpul.exchange.gateway.consuming import Consuming
from simpul.exchange.gateway.cosigning import Cosigning
from simpul.exchange.gateway.desk import Desk
from simpul.exchange.gateway.event_log import EventLog
from simpul.exchange.gateway.evidence import Evidence
from simpul.exchange.gateway.guard import Guard
from simpul.exchange.gateway.hooking import ByHooks
from simpul.exchange.gateway.joining import Joining
from simpul.exchange.gateway.keeping import Following, Upkeep, steadily
from simpul.exchange.gateway.ledger import Ledger
from simpul.exchange.gateway.leg import Leg
from simpul.exchange.gateway.modules import Modules, Opening
from simpul.exchange.gateway.nodeside import NodeSide
from simpul.exchange.gateway.persons import Persons
from simpul.exchange.gateway.posting import Poster
from simpul.exchange.gateway.proofs import Proofs
from simpul.exchange.gateway.provider import Provider, Records
from simpul.exchange.gateway.pubsub import Pubsub
from simpul.exchange.gateway.pushing import SERVICE, WEBHOOK, ByCall, Pushing, Way
from simpul.exchange.gateway.rendering import Renderer
from simpul.exchange.gateway.security import Tls
from simpul.exchange.gateway.serving import LEG_SPARE, Serving
from simpul.exchange.gateway.signers import CurrentSigner, register_key
from simpul.exchange.gateway.state import Holder, State
from simpul.exchange.gateway.telling import Tools
from simpul.exchange.gateway.upstream import Upstream
from simpul.exchange.gateway.usage import Usage
from simpul.exchange.gateway.webhooks import ByWebhook
from simpul.exchange.gateway.witnessing import LOG, Witnessing
from simpul.exchange.outside.keyring import Keyring, keyring_of
from simpul.exchange.rules import persons
from simpul.kernel.clock import Clock, SystemClock
from simpul.kernel.ids import Ids, RandomIds
from simpul.kernel.keys import Keys
from simpul.kernel.settings import Settings

POOL = 6
_log = structlog.get_logger("simpul.exchange")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a data path is given: settings, secrets, time, ids, and how to open the node's modules."""

    settings: Settings
    keys: Keys
    keyring: Keyring
    modules: Opening
    clock: Clock
    ids: Ids


def run(settings: Settings, modules: Opening) -> None:
    """Serves both listeners of `settings` until SIGTERM or SIGINT."""
    keys = Keys.kept_in(settings.data_dir / "keys")
    around = Surroundings(settings, keys, keyring_of(settings), modules, SystemClock(), RandomIds())
    uvloop.run(_until_told(around))


async def _until_told(around: Surroundings) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(Gateway(around))
        await gateway.listen()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)  # what a call makes goes by itself; the collector need not look so often
        await told.wait()


class Gateway:
    """The parts of a data path, put together."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._stack = AsyncExitStack()
        self.holder = Holder(State(around.settings.agency_code))
        self.ports: tuple[int, int] = (0, 0)

    async def __aenter__(self) -> Self:
        settings = self._around.settings
        pool = await asyncpg.create_pool(_plain(settings.database_url), min_size=1, max_size=POOL, command_timeout=30)
        self._stack.push_async_callback(pool.close)
        self.ledger = Ledger(pool, lambda: asyncpg.connect(_plain(settings.database_url), command_timeout=30))
        self._stack.push_async_callback(self.ledger.close)
        self.events = EventLog(lambda: asyncpg.connect(_plain(settings.database_url), command_timeout=30))
        self._stack.push_async_callback(self.events.close)
        self._put_together(settings)
        await self._start_upkeep(settings)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def _put_together(self, settings: Settings) -> None:
        around, holder, ledger = self._around, self.holder, self.ledger
        self.vault = Vault(around.keys.derive("exchange.bodies"), settings.data_dir / "cache" / "exchange")
        self.tls = Tls(settings, around.keyring, around.clock)
        self.upstream = Upstream(Guard(settings.exchange_private_networks))
        self._stack.callback(self.upstream.close)
        self.modules = Modules(around.modules)
        self._stack.push_async_callback(self.modules.close)
        self.signer = CurrentSigner(around.keyring)
        tools = Tools(around.clock, around.ids, self.signer)
        evidence = Evidence(
            node=settings.agency_code,
            clock=around.clock,
            ids=around.ids,
            vault=self.vault,
            body_days=settings.exchange_body_days,
        )
        self.usage = Usage(around.clock)
        self._stack.push_async_callback(self._count_the_last)
        records = Records(evidence, ledger, Persons(around.keys.derive(persons.KEY)), self.usage)
        desk = Pubsub(Desk(ledger, self.events, around.clock, around.ids))
        backends = Backends(self.upstream, self.vault, self.modules, desk)
        self.provider = Provider(holder, backends, records, tools)
        leg = Leg(self.upstream, self.vault, self.tls.own)
        self.poster = Poster(self.upstream, leg, self.vault)
        self.consumer = Consumer(holder, self.provider, leg, records, tools)

    async def _start_upkeep(self, settings: Settings) -> None:
        around, ledger = self._around, self.ledger
        self.following = following = Following(self.holder, ledger, _plain(settings.database_url), self._told)
        await following.refresh()
        origin = LOG + settings.agency_code
        upkeep = Upkeep(ledger, origin, around.keyring.log, (around.clock, settings.exchange_record_days))
        cosigning = Cosigning(self.holder, ledger, self.poster, (around.clock, authority_of(settings)))
        for work in (
            following.follow(),
            following.listen(),
            steadily(1.0, upkeep.sequence),
            steadily(30.0, upkeep.erase),
            steadily(30.0, upkeep.erase_events),
            steadily(2.0, cosigning.step),
            steadily(1.0, lambda: self.usage.flush(ledger)),
            self._pushing(settings).push(),
        ):
            self._beside(work)

    def _pushing(self, settings: Settings) -> Pushing:
        tools = (self._around.clock, self._around.ids)
        public = Upstream(Guard(()))
        self._stack.callback(public.close)
        own, others = (ByWebhook(one, self.vault, self.signer, tools) for one in (self.upstream, public))
        by_call = ByCall(self.holder, self.consumer, self._around.ids)
        ways: dict[str, Way] = {SERVICE: by_call, WEBHOOK: ByHooks(settings.agency_code, own, others)}
        return Pushing(self.holder, self.ledger, lambda: asyncpg.connect(_plain(settings.database_url)), ways, tools)

    async def _count_the_last(self) -> None:
        """Before the database is left: what was counted since the last second."""
        with suppress(LogAway):
            await self.usage.flush(self.ledger)

    def _beside(self, work: Coroutine[Any, Any, object]) -> None:
        """The work goes on until it ends, or the process does."""
        self._stack.callback(asyncio.create_task(work).cancel)

    def _told(self, state: State) -> None:
        """Something changed: certificates and the member's key may have, too."""
        self.tls.follow(state)
        self.signer.reload()

    async def listen(self) -> None:
        """Both listeners accept connections; `ports` are theirs."""
        settings, around = self._around.settings, self._around
        renderer = Renderer(around.clock, around.ids, settings.exchange_errors)
        proofs = Proofs(self.holder, self.ledger, register_key(settings, around.keyring), authority_of(settings))
        consuming = Consuming(self.holder, self.consumer, proofs, renderer, (around.ids, self.vault))
        witnessing = Witnessing(self.holder, self.ledger, around.keyring.witness, around.clock)
        desks = (Joining(self.modules, self.vault), witnessing, settings.exchange_tls)
        nodeside = NodeSide(self.provider, self.ledger, renderer, self.vault, desks)
        for_consumers = Serving(consuming.handle, consuming.broken)
        consumers = await self._listen(for_consumers, settings.exchange_port, self.tls.for_consumers)
        for_nodes = Serving(nodeside.handle, nodeside.broken, LEG_SPARE)
        nodes = await self._listen(for_nodes, settings.exchange_node_port, self.tls.for_nodes)
        self.ports = (consumers, nodes)
        if any(service.url.startswith(MODULE) for service in self.holder.now.services.values()):
            self._beside(self.modules.opened())  # or the first caller would wait for it
        _log.info("exchange.listening", port=consumers, pid=os.getpid())

    async def _listen(self, serving: Serving, port: int, context: ssl.SSLContext | None) -> int:
        host = self._around.settings.exchange_host
        loop = asyncio.get_running_loop()
        server = await loop.create_server(serving, host, port, ssl=context, reuse_port=True, backlog=2048)
        self._stack.push_async_callback(serving.shutdown, 5.0)
        self._stack.callback(serving.pre_shutdown)  # lets go of connections that lie idle
        self._stack.callback(server.close)
        return int(server.sockets[0].getsockname()[1])


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
