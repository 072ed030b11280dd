"""`kill -9` of a node of the exchange while calls go on: what was answered is proven, what acted left its trace, once each.

On an embedded PostgreSQL of its own with its defaults (fsync on). 2,000 calls in the normal run; 20,000 with SIMPUL_SOAK=1.
"""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.conftest import settings_for
from tests.exchange.handmade import Letter
from tests.exchange.protocol import asked
from tests.exchange.world import BPBD, PORTAL
from tests.faults.exchange_callers import Callers, Remembering
from tests.faults.exchange_evidence import nothing_is_lost, settle, settled
from tests.faults.exchange_nodes import ExchangeNode, Town, children_of, supervised, town

from simpul.app import build_platform
from simpul.exchange.outside.keyring import keyring_of
from simpul.kernel.database.migrate import migrate
from simpul.kernel.embedded import embedded_postgres_at
from simpul.kernel.keys import Keys

SOAK = bool(os.environ.get("SIMPUL_SOAK"))
AWAY, BROKE_OFF = "Server.ClientProxy.NetworkError", "Server.ServerProxy.IOError"
"""What callers may be told besides answers: the other node is away, or the back end broke off (as it does now and then)."""
NOT_LOGGED = {"Server.ClientProxy.LoggingFailed", "Server.ServerProxy.LoggingFailed"}


@pytest.fixture(scope="module")
def postgres() -> Iterator[Path]:
    """The folder of a PostgreSQL as operators have it, with a database `simpul` at the newest migration."""
    folder = Path(tempfile.mkdtemp(prefix="simpul-", dir="/tmp"))
    keys = Keys.kept_in(folder / "keys")
    with embedded_postgres_at(folder, keys, "simpul") as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        platform = build_platform(settings_for(folder), keys=keys, url=url)
        migrate(platform.database.engine)
        platform.database.close()
        (folder / "url").write_text(url)
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def two_urls(postgres: Path) -> Iterator[list[str]]:
    """Two fresh databases, one a node."""
    url = (postgres / "url").read_text()
    names = [f"node_{side}_{time.monotonic_ns()}" for side in ("portal", "bpbd")]
    server = url.replace("/simpul?", "/postgres?", 1)
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE simpul')
    yield [url.replace("/simpul?", f"/{name}?", 1) for name in names]
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def killing(here: Town, callers: Callers, kills: int, calls: int) -> None:
    """`calls` were answered, and in their midst one node or both were killed and started again, so many times.

    A third of the kills come at any moment, a third just when a call reaches the back end, a third just when an answer
    reaches its caller: then what these rest on must be durable already.
    """
    share = calls // (kills + 1)
    for number in range(kills):
        await callers.until(share * number + here.chance.randint(share // 3, share))
        match number % 3:
            case 0:
                await asyncio.sleep(here.chance.random() * 0.1)
                _strike(here, here.chance.choice([[PORTAL], [BPBD]]))
            case 1:
                await _once(here.backend, "on_call", lambda: _strike(here, here.chance.choice([[PORTAL, BPBD], [BPBD]])))
            case 2:
                await _once(callers, "on_answer", lambda: _strike(here, here.chance.choice([[PORTAL, BPBD], [PORTAL]])))
    await callers.until(calls)


def _strike(here: Town, paths: Sequence[str]) -> None:
    """All processes of these nodes, or at times of several only one, are dead and start again."""
    for path in paths:
        here.nodes[path].kill(here.chance.randint(0, 1))
    for path in paths:
        here.nodes[path].start()


async def _once(where: Remembering | Callers, name: str, act: Callable[[], None]) -> None:
    """`act` was done at the very moment when `where` next calls what stands under `name`."""
    done, before = asyncio.Event(), getattr(where, name)

    def now(_call: object) -> None:
        setattr(where, name, before)
        act()
        done.set()

    setattr(where, name, now)
    await asyncio.wait_for(done.wait(), 30)


def prove(folder: Path, urls: Sequence[str], *, calls: int, kills: int, workers: int = 1) -> None:
    async def campaign() -> None:
        async with town(folder, urls, seed=kills, workers=workers) as here:
            here.start()
            await here.ready()
            callers, began = here.callers(), time.monotonic()
            callers.start()
            await killing(here, callers, kills, calls)
            await callers.stop()
            took = time.monotonic() - began
            await here.ready()
            await settle(here)
            figures = await nothing_is_lost(here, callers.seen)
            print(f"\n{kills} kills, {took:.1f} s, {len(callers.seen.answered) / took:.0f} calls/s: {figures}")
            assert callers.seen.strange == []
            assert set(callers.seen.refused) <= {AWAY, BROKE_OFF}
            assert {path: node.said.read_text() for path, node in here.nodes.items()} == dict.fromkeys(here.nodes, "")

    asyncio.run(campaign())


def test_six_kills_of_nodes_lose_no_evidence_and_do_nothing_twice(tmp_path, two_urls):
    prove(tmp_path, two_urls, calls=2000, kills=6)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
def test_kills_all_along_twenty_thousand_calls_lose_no_evidence_and_do_nothing_twice(tmp_path, two_urls):
    prove(tmp_path, two_urls, calls=20_000, kills=60, workers=2)


def test_the_supervisor_brings_back_both_nodes_and_a_server_its_data_path(tmp_path, two_urls):
    """Whole nodes as the demo runs them: `kill -9` of the server takes all of it; of the data path alone, just that."""

    async def campaign() -> None:
        async with town(tmp_path, two_urls, seed=2, exchange_workers=1) as here, supervised(here) as supervisor:
            callers = here.callers()
            callers.start(4)
            for path, alone in ((BPBD, False), (PORTAL, False), (BPBD, True)):
                await callers.until(len(callers.seen.answered) + 60)
                servers = children_of(supervisor, saying="serve")
                before = children_of(servers[path], saying="exchange")[path] if alone else servers[path]
                os.kill(before, signal.SIGKILL)
                await callers.until(len(callers.seen.answered) + 60)
                after = children_of(supervisor, saying="serve")
                assert set(after) == set(here.nodes)
                assert (after[path] == servers[path]) == alone
            await callers.stop()
            await settle(here)
            print("\n", await nothing_is_lost(here, callers.seen, proofs=5))
            assert callers.seen.strange == []
            assert set(callers.seen.refused) <= {AWAY, BROKE_OFF}

    asyncio.run(campaign())


@pytest.mark.parametrize("node_too", [False, True], ids=["postgresql alone", "postgresql and a node"])
def test_a_kill_of_postgresql_is_refused_honestly_and_all_goes_on_afterwards(tmp_path, postgres, two_urls, node_too):
    """No call goes on that cannot be recorded; the data path outlives its database, and what was answered is proven."""

    async def campaign() -> None:
        async with town(tmp_path, two_urls, seed=3) as here:
            here.start()
            await here.ready()
            callers = here.callers()
            callers.start()
            await callers.until(200)
            os.kill(int((postgres / "postgres" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
            if node_too:
                here.bpbd.kill()
                here.bpbd.start()
            wanted, reviving = asyncio.create_task(callers.until(len(callers.seen.answered) + 300)), 0
            while not wanted.done():
                reviving += sum(node.revive() for node in here.nodes.values())
                await asyncio.sleep(0.1)
            await wanted
            await callers.stop()
            await settle(here)
            print("\n", await nothing_is_lost(here, callers.seen, proofs=10), f"started again: {reviving}")
            assert callers.seen.strange == []
            assert callers.seen.refused.keys() & NOT_LOGGED
            assert set(callers.seen.refused) <= NOT_LOGGED | ({AWAY, BROKE_OFF} if node_too else {BROKE_OFF})
            assert node_too or reviving == 0, "a data path ended with its database"

    asyncio.run(campaign())


def test_a_captured_message_is_refused_after_a_kill_whether_or_not_its_answer_had_left(tmp_path, two_urls):
    async def campaign() -> None:
        async with town(tmp_path, two_urls, seed=4) as here:
            here.start()
            await here.ready()
            here.backend.temper = 0
            whole, cut = (_letter(here.portal, method="POST", body=b"{}") for _ in range(2))
            assert (await asyncio.to_thread(asked, here.bpbd.ports[1], whole.bytes())).status == 200
            here.backend.on_call = lambda call: here.bpbd.kill() if call.message == cut.message else None
            with pytest.raises((OSError, ValueError, IndexError)):
                await asyncio.to_thread(asked, here.bpbd.ports[1], cut.bytes())
            here.bpbd.start()
            await here.bpbd.ready()
            for letter in (whole, cut):
                answer = await asyncio.to_thread(asked, here.bpbd.ports[1], letter.bytes())
                assert (answer.status, answer.one("x-road-error")) == (500, "server.serverproxy.invalid_signature_value")
                assert "sent before" in answer.json["message"]
            log = await settled(here.bpbd)
            assert Counter(call.message for call in here.backend.reached) == {whole.message: 1, cut.message: 1}
            assert Counter((said["message"], said["kind"]) for said in log.said) == {
                (whole.message, "received"): 1,
                (whole.message, "answered"): 1,
                (cut.message, "received"): 1,
            }

    asyncio.run(campaign())


def _letter(node: ExchangeNode, **parts: Any) -> Letter:
    signer = keyring_of(node.settings).member
    return Letter(signer.private, signer.thumbprint, **parts).addressed().signed()
