"""A small exchange in one process: real databases, real listeners on free ports, a back end that does as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.conftest import settings_for

from simpul.exchange.actions.notes import sealed
from simpul.exchange.gateway.process import Gateway, Surroundings
from simpul.exchange.log import merkle, notes
from simpul.exchange.model.register import Checkpoint, Group, Member, MemberKey, Node, Subsystem
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import statements as say
from simpul.kernel.clock import Clock, SystemClock
from simpul.kernel.ids import RandomIds
from simpul.kernel.keys import Keys
from simpul.kernel.settings import Settings

PORTAL, BPBD, DINKES = "ID/GOV/2060/PORTAL", "ID/GOV/6000/BPBD", "ID/GOV/8205/DINKES"
NAMES = {"ID/GOV/2060": "Kementerian PANRB", "ID/GOV/6000": "Pemprov DKI Jakarta", "ID/GOV/8205": "Pemkab Teluk Bintuni"}
LOOPBACK = "127.0.0.0/8"
CLIENT = "INSERT INTO exchange_client (subsystem, authentication, active, added_at) VALUES ($1, 'plain', true, now())"
SERVICE = """
INSERT INTO exchange_service (id, subsystem, code, kind, title, url, endpoints, description, public, enabled, notice,
                              timeout_ms, body_limit, added_at)
VALUES (gen_random_uuid(), $1, $2, $3, 'Laporan', $4, '[]', $5, true, $6, $7, $8, $9, now())
"""
GRANT = """
INSERT INTO exchange_grant (id, subsystem, service, subject_kind, subject, method, path, purpose, legal_basis, agreement,
                            tier, given_at, expires_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, 'tanggap darurat', 'UU 24/2007', 'PKS-1', $7, now(), $8)
"""


@dataclass
class Backend:
    """An agency's own system: answers what `behave` says, and remembers what it was sent."""

    behave: Callable[[web.BaseRequest, bytes], Any] = lambda _request, _body: web.json_response({"hello": "dunia"})
    seen: list[tuple[str, str, list[tuple[bytes, bytes]], bytes]] = field(default_factory=list)
    port: int = 0

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        self.seen.append((request.method, request.raw_path, list(request.raw_headers), body))
        found = self.behave(request, body)
        return await found if asyncio.iscoroutine(found) else found

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Site:
    """One node of the small exchange."""

    path: str
    settings: Settings
    url: str
    gateway: Gateway
    clock: Clock

    @property
    def consumer(self) -> int:
        return self.gateway.ports[0]

    @property
    def node(self) -> int:
        return self.gateway.ports[1]

    async def execute(self, statement: str, *values: Any) -> None:
        """SQL in the node's database, and the data path knows of it."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()
        await self.gateway.following.refresh()

    async def fetch(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.url)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    async def records(self) -> list[dict[str, Any]]:
        """The node's records, oldest first, as what they say."""
        rows = await self.fetch("SELECT body, kind, role FROM exchange_record ORDER BY id")
        return [json.loads(row["body"]) for row in rows]


@dataclass
class World:
    """Nodes by path, and the back end behind them."""

    sites: dict[str, Site]
    backend: Backend
    register_key: Ed25519PrivateKey
    statements: list[bytes]

    @property
    def vkey(self) -> str:
        return notes.verifier("simpul.register/ID", self.register_key).text

    async def publish(self, added: Sequence[bytes] = (), *, expires: timedelta = timedelta(hours=72)) -> None:
        """Every node holds a trust list with these statements too."""
        self.statements += added
        for site in self.sites.values():
            await _keep_trust(site, self, expires)
            await site.gateway.following.refresh()


async def _keep_trust(site: Site, world: World, expires: timedelta) -> None:
    now = site.clock.now().replace(microsecond=0)
    root = merkle.root([merkle.leaf_hash(one) for one in world.statements])
    checkpoint = Checkpoint(len(world.statements), root, now, now + expires)
    note = sealed("simpul.register/ID", world.register_key, checkpoint)
    rows = [(seq, one, now) for seq, one in enumerate(world.statements)]
    connection = await asyncpg.connect(site.url)
    try:
        await connection.executemany("INSERT INTO exchange_statement VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", rows)
        await connection.execute("DELETE FROM exchange_trust")
        await connection.execute(
            "INSERT INTO exchange_trust VALUES (1, $1, $2, $3, $4, $3)", checkpoint.size, note, now, now + expires
        )
    finally:
        await connection.close()


@asynccontextmanager
async def world(
    folder: Path, urls: Sequence[str], paths: Sequence[str] = (PORTAL, BPBD), **changes: Any
) -> AsyncIterator[World]:
    """An exchange of these nodes, each with a `plain` client of its own path; BPBD offers `reports` from the back end."""
    backend = Backend()
    async with AsyncExitStack() as stack:
        await _serve_backend(stack, backend)
        found = World({}, backend, Ed25519PrivateKey.generate(), [])
        changes.setdefault("exchange_register_key", found.vkey)
        for path, url in zip(paths, urls, strict=True):
            site = await _site(stack, folder / path.replace("/", "_"), url, path, changes)
            found.sites[path] = site
        await found.publish(_statements(found))
        for site in found.sites.values():
            await site.execute(CLIENT, site.path)
        if BPBD in found.sites:
            await offer(found.sites[BPBD], backend.url + "/base")
        yield found


async def offer(
    site: Site, url: str, *, code: str = "reports", subject: str = PORTAL, tier: str = "unlimited", **more: Any
) -> None:
    """The site offers a service with this URL, and `subject` may call it."""
    values = {"enabled": True, "notice": "", "timeout_ms": 2000, "body_limit": 10 * 2**20, "description": ""} | more
    await site.execute(
        SERVICE,
        site.path, code, "OPENAPI" if values["description"] else "REST", url, values["description"], values["enabled"],
        values["notice"], values["timeout_ms"], values["body_limit"],
    )  # fmt: skip
    if subject:
        await grant(site, code=code, subject=subject, tier=tier)


async def grant(site: Site, *, code: str = "reports", subject: str = PORTAL, kind: str = "subsystem", **more: Any) -> None:
    """`subject` may call the service, or one endpoint of it."""
    values = {"method": None, "path": None, "tier": "unlimited", "expires_at": None} | more
    await site.execute(
        GRANT,
        site.path, code, kind, subject, values["method"], values["path"], values["tier"], values["expires_at"],
    )  # fmt: skip


async def _serve_backend(stack: AsyncExitStack, backend: Backend) -> None:
    server = web.Server(backend.answer, access_log=None, auto_decompress=False)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    backend.port = listening.sockets[0].getsockname()[1]
    stack.push_async_callback(server.shutdown, 1)
    stack.callback(server.pre_shutdown)
    stack.callback(listening.close)


async def _site(stack: AsyncExitStack, folder: Path, url: str, path: str, changes: dict[str, Any]) -> Site:
    clock = changes.get("clock") or SystemClock()
    more = {k: v for k, v in changes.items() if k not in ("clock", "modules_of")}
    values = {"agency_code": path, "exchange_port": 0, "exchange_node_port": 0, "exchange_tls": False} | more
    private = {"exchange_private_networks": LOOPBACK, "modules": "identity,disaster,exchange", "database_url": url}
    settings = settings_for(folder, **(private | values))
    keys = Keys.kept_in(folder / "keys")
    opening = changes.get("modules_of", _no_modules)
    gateway = Gateway(Surroundings(settings, keys, keyring_of(settings), opening, clock, RandomIds()))
    await stack.enter_async_context(gateway)
    await gateway.listen()
    return Site(path, settings, url, gateway, clock)


def _no_modules() -> Any:
    raise AssertionError("no module is called here")


def _statements(world: World) -> list[bytes]:
    now = max((site.clock.now() for site in world.sites.values()), default=datetime.now(UTC))
    at = now.replace(microsecond=0) - timedelta(hours=1)
    found = [say.said_instance("ID", "ID/GOV/2060", at)]
    for path, site in world.sites.items():
        member = "/".join(path.split("/")[:3])
        ring = keyring_of(site.settings)
        found.append(say.said_member(Member(member, NAMES[member]), at))
        found.append(say.said_node(replace(_node(site, path), certificate=_certificate(site)), at))
        found.append(say.said_subsystem(Subsystem(path, path.rsplit("/", 1)[1], path), at))
        found.append(say.said_key(MemberKey(ring.member.thumbprint, member, path, ring.member.point, at)))
    found.append(say.said_group(Group("instansi", "Semua", frozenset(world.sites)), at))
    return found


def _certificate(site: Site) -> bytes:
    if not site.settings.exchange_tls:
        return b""
    return keyring_of(site.settings).certificate(site.path, "127.0.0.1", site.clock.now())


def _node(site: Site, path: str) -> Node:
    ring = keyring_of(site.settings)
    scheme = "https" if site.settings.exchange_tls else "http"
    log = notes.verifier(f"simpul.log/{path}", ring.log).text
    witness = notes.verifier(f"simpul.witness/{path}", ring.witness, notes.COSIGNATURE).text
    return Node(path, path, f"{scheme}://127.0.0.1:{site.node}", b"", log, witness)
