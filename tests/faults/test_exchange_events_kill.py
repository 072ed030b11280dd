"""`kill -9` of publisher and subscriber while events flow: each arrives, in order per key, repeats have the same id.

On an embedded PostgreSQL of its own with its defaults (fsync on). 4,000 events and two kills of each node in the normal
run; 100,000 and ten with SIMPUL_SOAK=1.
"""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.exchange.world import BPBD, PORTAL, _serve_backend
from tests.faults.exchange_events import Publishers, Reader, drained, nothing_is_lost, subscribed
from tests.faults.exchange_evidence import log_is_whole, log_only_grew, nothing_stands_twice, settle, settled
from tests.faults.exchange_nodes import Town, town
from tests.faults.test_exchange_kill import postgres, two_urls  # noqa: F401 (fixtures)

SOAK = bool(os.environ.get("SIMPUL_SOAK"))


async def killing(here: Town, publishers: Publishers, reader: Reader, kills: int) -> None:
    """Each node was killed so many times: at any moment, just as a batch reaches the back end, just as a 201 is told."""
    plan = [BPBD] * kills + [PORTAL] * kills
    here.chance.shuffle(plan)
    share = publishers.total // (len(plan) + 1)
    for number, path in enumerate(plan):
        await publishers.until(share * number + here.chance.randint(share // 3, share))

        def strike(path: str = path) -> None:
            here.nodes[path].kill(here.chance.randint(0, 1))  # at times only one process, and another pushes on
            here.nodes[path].start()

        match number % 3:
            case 0:
                await asyncio.sleep(here.chance.random() * 0.1)
                strike()
            case 1:
                await _once(reader, "on_batch", strike)
            case 2:
                await _once(publishers, "on_answer", strike)


async def _once(where: Reader | Publishers, name: str, act: Callable[[], None]) -> None:
    """`act` was done at the very moment when `where` next calls what stands under `name`."""
    done, before = asyncio.Event(), getattr(where, name)

    def now(_count: int) -> None:
        setattr(where, name, before)
        act()
        done.set()

    setattr(where, name, now)
    await asyncio.wait_for(done.wait(), 60)


def prove(folder: Path, urls: Sequence[str], *, events: int, kills: int, poison: int) -> None:
    async def campaign() -> None:
        async with town(folder, urls, seed=kills, workers=2) as here:
            reader = Reader(here.chance)
            async with _serving(reader):
                await subscribed(here, reader)
                here.start()
                await here.ready()
                publishers, began = Publishers(here.bpbd.ports[0], here.chance, events), time.monotonic()
                reader.poison = {f"pos-{number}-0.{events // 200}" for number in range(poison)}
                publishers.start()
                await killing(here, publishers, reader, kills)
                await publishers.ended()
                published = time.monotonic() - began
                await here.ready()
                await drained(here, 60 + 30 * poison + 2 * published)
                took = time.monotonic() - began
                figures = await nothing_is_lost(here, publishers, reader)
                await settle(here)
                for node in here.nodes.values():
                    log = await settled(node)
                    log_is_whole(log)
                    nothing_stands_twice(log)
                    await log_only_grew(log, here.chance)
                print(f"\n{kills} kills of each node, {took:.1f} s, {events / took:.0f} events/s: {figures}")
                assert publishers.strange == []
                assert {path: node.said.read_text() for path, node in here.nodes.items()} == dict.fromkeys(here.nodes, "")

    asyncio.run(campaign())


class _serving:  # noqa: N801 (used as a function)
    """The back end listens while the block runs."""

    def __init__(self, reader: Reader) -> None:
        from contextlib import AsyncExitStack

        self._reader, self._stack = reader, AsyncExitStack()

    async def __aenter__(self) -> None:
        await _serve_backend(self._stack, self._reader)

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


def test_two_kills_of_each_node_lose_no_event_and_keep_each_keys_order(tmp_path, two_urls):  # noqa: F811
    prove(tmp_path, two_urls, events=4000, kills=2, poison=1)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
def test_ten_kills_of_each_node_along_a_hundred_thousand_events(tmp_path, two_urls):  # noqa: F811
    prove(tmp_path, two_urls, events=100_000, kills=10, poison=3)
