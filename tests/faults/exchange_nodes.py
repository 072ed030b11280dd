"""Real nodes of an exchange for fault campaigns: their data paths, or all of them, as processes."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.conftest import settings_for
from tests.exchange.world import BPBD, LOOPBACK, PORTAL, Site, World, _serve_backend, _statements, offer
from tests.faults.exchange_callers import Callers, Remembering

from simpul.exchange.gateway.body import Vault
from simpul.exchange.log import notes
from simpul.kernel.clock import SystemClock
from simpul.kernel.keys import Keys
from simpul.kernel.operate.serve import environment_of
from simpul.kernel.settings import Settings

PATIENCE = 30.0
PLAIN = "INSERT INTO exchange_client (subsystem, authentication, active, added_at) VALUES ($1, 'plain', true, now())"
BELOW_EPHEMERAL = (12_000, 32_000)
"""Where the nodes' ports are taken from: no outgoing connection may sit on the port of a node that is dead just now."""


def free_ports(count: int) -> list[int]:
    """So many ports on which nobody listens, none of those that outgoing connections get."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(*BELOW_EPHEMERAL)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found += [port] if port not in found else []
    return found


class ExchangeNode:
    """A node's data path: `workers` processes in a session of their own, and the same node's keys as the test sees them."""

    def __init__(self, path: str, folder: Path, url: str, *, workers: int = 1, **changes: object) -> None:
        consumer, node, port = free_ports(3)
        fixed = {"agency_code": path, "exchange_port": consumer, "exchange_node_port": node, "port": port, "workers": 1}
        wanted = {"exchange_tls": False, "exchange_private_networks": LOOPBACK, "modules": "identity,exchange"}
        more: dict[str, object] = {
            "log_level": "error",
            "exchange_workers": workers,
            "demo": True,
            "node": path[-4:].lower(),
        }
        self.path, self.url = path, url
        self.settings: Settings = settings_for(folder, database_url=url, **(fixed | wanted | more | changes))
        self.keys = Keys.kept_in(folder / "keys")
        self.vault = Vault(self.keys.derive("exchange.bodies"), folder / "cache" / "exchange")
        self.said = folder / "said.txt"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.ports = (consumer, node)
        self.following = self

    async def refresh(self) -> None:
        """The node's processes are told that its tables changed."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute("SELECT pg_notify('simpul', 'exchange')")
        finally:
            await connection.close()

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **environment_of(self.settings, database_url=self.url)}

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "simpul.kernel.operate.launch", "exchange", str(os.getpid())]

    def start(self) -> None:
        """As many processes as it should have were started; they are not ready yet."""
        while len(self.processes) < self.settings.exchange_workers:
            with self.said.open("ab") as said:
                fresh = subprocess.Popen(
                    self.command, env=self.environment, start_new_session=True, stdout=said, stderr=said
                )
            self.processes.append(fresh)

    def kill(self, count: int = 0) -> None:
        """Its processes, or the oldest `count` of them, are gone at once, without a word (SIGKILL)."""
        for process in self.processes[: count or None]:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            self.processes.remove(process)

    def revive(self) -> bool:
        """What ended by itself was started again; whether anything had."""
        living = [process for process in self.processes if process.poll() is None]
        ended, self.processes = len(living) < len(self.processes), living
        self.start()
        return ended

    def stop(self) -> None:
        """Its processes have ended in peace; or were killed where they would not."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        self.processes.clear()

    async def ready(self) -> None:
        """Both listeners of every process accept connections."""
        wanted = self.settings.exchange_workers
        async with asyncio.timeout(PATIENCE):
            while any(_listeners(port) < wanted for port in self.ports):  # noqa: ASYNC110 (the node is another process)
                await asyncio.sleep(0.05)


def _listeners(port: int) -> int:
    """How many sockets of this machine listen at the port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)


@dataclass
class Town:
    """Two nodes that know each other, and BPBD's back end; who runs the nodes is another's business."""

    nodes: dict[str, ExchangeNode]
    world: World
    backend: Remembering
    chance: random.Random

    @property
    def portal(self) -> ExchangeNode:
        return self.nodes[PORTAL]

    @property
    def bpbd(self) -> ExchangeNode:
        return self.nodes[BPBD]

    def callers(self) -> Callers:
        return Callers(self.portal.ports[0], self.chance)

    def start(self) -> None:
        for node in self.nodes.values():
            node.start()

    async def ready(self) -> None:
        for node in self.nodes.values():
            await node.ready()


SUPERVISOR = """
import json, sys
from simpul.kernel.operate.supervise import Child, Supervisor
supervisor = Supervisor([Child(**one) for one in json.load(sys.stdin)])
supervisor.start()
print("ready", flush=True)
supervisor.watch()
"""


@asynccontextmanager
async def supervised(here: Town) -> AsyncIterator[int]:
    """Both nodes whole, servers and all, as children of the demo's own supervisor; the number of its process."""
    children = [_child(node) for node in here.nodes.values()]
    command = [sys.executable, "-c", SUPERVISOR]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: ASYNC220
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(children).encode())
        process.stdin.close()
        assert await asyncio.to_thread(process.stdout.readline) == b"ready\n"
        yield process.pid
        process.terminate()
        assert await asyncio.to_thread(process.wait, 60) == 0
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def _child(node: ExchangeNode) -> dict[str, Any]:
    command = [sys.executable, "-m", "simpul.kernel.operate.launch", "serve"]
    ready = f"http://127.0.0.1:{node.settings.port}/health/ready"
    named = {"name": node.path, "command": command, "environment": node.environment}
    return named | {"ready_url": ready, "listening": node.ports}


def children_of(parent: int, *, saying: str) -> dict[str, int]:
    """The children of a process whose command line ends with these words, by the exchange node that each is of."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_child = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            words = (entry / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
            if is_child and saying in words[-2:]:
                pairs = dict(pair.split("=", 1) for pair in (entry / "environ").read_text().split("\0") if "=" in pair)
                found[pairs["SIMPUL_AGENCY_CODE"]] = int(entry.name)
    return found


@asynccontextmanager
async def town(folder: Path, urls: Sequence[str], *, seed: int, **changes: Any) -> AsyncIterator[Town]:
    """PORTAL and BPBD as tables and keys, not yet running; stopped at the end. PORTAL may call BPBD's `reports`."""
    async with AsyncExitStack() as stack:
        chance = random.Random(seed)
        backend = Remembering(chance)
        await _serve_backend(stack, backend)
        world = World({}, backend, Ed25519PrivateKey.generate(), [])
        changes["exchange_register_key"] = notes.verifier("simpul.register/ID", world.register_key).text
        nodes = {}
        for path, url in zip((PORTAL, BPBD), urls, strict=True):
            home = folder / path.replace("/", "_")
            home.mkdir()
            nodes[path] = node = ExchangeNode(path, home, url, **changes)
            stack.callback(node.stop)
            world.sites[path] = Site(path, node.settings, url, node, SystemClock())  # type: ignore[arg-type]
        await world.publish(_statements(world))
        for site in world.sites.values():
            await site.execute(PLAIN, site.path)
        await offer(world.sites[BPBD], f"{backend.url}/base", timeout_ms=5000)
        yield Town(nodes, world, backend, chance)
