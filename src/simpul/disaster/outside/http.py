"""Calls to other programs over HTTP: bounded in time and size, never redirected, never into the operator's own networks.

One event loop in a thread of its own carries every call of the process; whoever calls waits in their own thread, or awaits.
"""

import asyncio
import atexit
import contextlib
import ipaddress
import os
import socket
import threading
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
import orjson
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from simpul.kernel.errors import Invalid, Unavailable
from simpul.kernel.i18n import N_
from simpul.kernel.settings import Settings

MOST = 1024 * 1024
"""Bytes of an answer, where nothing else is said."""
TIMEOUT = 10.0
T = TypeVar("T")


class AddressRefused(Invalid):
    """The address is none of HTTP, or lies in a network that this node does not call."""

    code = "address-refused"
    sentence = N_("This address cannot be called. Use an address on the internet that begins with https://")


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of an address. `most` bounds the answer's bytes, `timeout` the whole call in seconds."""

    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = TIMEOUT
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Reply:
    """What the address answered, whatever the status; `headers` by lower-case names."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None


def post_json(
    settings: Settings, url: str, body: object, headers: Mapping[str, str] | None = None, *, timeout: float = TIMEOUT
) -> Reply:
    """The answer to a POST of JSON, from any thread; Unavailable where there is none, AddressRefused."""
    sent = {"content-type": "application/json", **(headers or {})}
    return call(settings, Call("POST", url, orjson.dumps(body), sent, timeout))


def post(
    settings: Settings, url: str, body: bytes, headers: Mapping[str, str] | None = None, *, timeout: float = TIMEOUT
) -> Reply:
    """The answer to a POST of bytes, from any thread; Unavailable where there is none, AddressRefused."""
    return call(settings, Call("POST", url, body, headers or {}, timeout))


def get(settings: Settings, url: str, headers: Mapping[str, str] | None = None, *, most: int = MOST) -> Reply:
    """The answer to a GET, from any thread; Unavailable where there is none, or more than `most` bytes; AddressRefused."""
    return call(settings, Call("GET", url, headers=headers or {}, most=most))


def call(settings: Settings, asked: Call) -> Reply:
    """The answer, from any thread but an event loop's own; Unavailable where there is none, AddressRefused."""
    return _LINE.run(_answered(settings.disaster_private_networks, asked)).result()


async def called(settings: Settings, asked: Call) -> Reply:
    """As `call`, for what runs on an event loop of its own."""
    return await asyncio.wrap_future(_LINE.run(_answered(settings.disaster_private_networks, asked)))


async def _answered(networks: tuple[str, ...], asked: Call) -> Reply:
    permit_address(asked.url, networks)
    limit = aiohttp.ClientTimeout(total=asked.timeout)
    named: dict[str, Any] = {"headers": asked.headers, "data": asked.body or None, "timeout": limit}
    try:
        async with _LINE.session(networks).request(asked.method, asked.url, **named, allow_redirects=False) as answer:
            return await _bounded(answer, asked.most)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as failure:
        raise Unavailable(part=urlsplit(asked.url).hostname or "") from failure


async def _bounded(answer: aiohttp.ClientResponse, most: int) -> Reply:
    body = b""
    async for part in answer.content.iter_chunked(64 * 1024):
        body += part
        if len(body) > most:
            answer.close()
            raise Unavailable(part=answer.url.host or "", most=most)
    return Reply(answer.status, body, {name.lower(): value for name, value in answer.headers.items()})


class _Line:
    """The process's own event loop for calls, begun by the first of them; connections are kept and used again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0
        self._sessions: dict[tuple[str, ...], aiohttp.ClientSession] = {}

    def run(self, asked: Coroutine[Any, Any, T]) -> "Future[T]":
        """What becomes of the coroutine, which runs on the loop; a process that was forked begins a loop of its own."""
        with self._lock:
            if self._loop is None or self._process != os.getpid():
                self._loop, self._process, self._sessions = asyncio.new_event_loop(), os.getpid(), {}
                threading.Thread(target=self._loop.run_forever, name="outbound", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(asked, self._loop)

    def session(self, networks: tuple[str, ...]) -> aiohttp.ClientSession:
        """The connections of those who may call these networks; called on the loop."""
        found = self._sessions.get(networks)
        if found is None:
            connector = aiohttp.TCPConnector(resolver=_Guarded(networks), ttl_dns_cache=30, limit=64, limit_per_host=16)
            found = self._sessions[networks] = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return found

    def close(self) -> None:
        """Every connection is closed; called as the process ends."""
        loop, sessions = self._loop, tuple(self._sessions.values())
        if loop is None or self._process != os.getpid():
            return
        for session in sessions:
            with contextlib.suppress(Exception):
                asyncio.run_coroutine_threadsafe(session.close(), loop).result(2)


_LINE = _Line()
atexit.register(_LINE.close)


class _Guarded(AbstractResolver):
    """Names of hosts, without the addresses that may not be called: what a name stands for is checked where it is used."""

    def __init__(self, networks: Sequence[str]) -> None:
        self._networks = networks
        self._resolver = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        """The addresses of a name that may be called; OSError where there is none."""
        found = await self._resolver.resolve(host, port, family)
        allowed = [one for one in found if may_call(one["host"], self._networks)]
        if not allowed:
            raise OSError(f"{host} has no address that may be called")
        return allowed

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()


def permit_address(url: str, networks: Sequence[str] = ()) -> None:
    """Nothing, when the address may be called as far as it tells by itself; AddressRefused otherwise.

    A name is judged when it is resolved, each time: what it stands for may change. A number is judged as it will be
    called: ①②⑦.⓪.⓪.① and 127。0。0。1 are 127.0.0.1.
    """
    try:
        parts, called_as = urlsplit(url), URL(url)
        host, _ = called_as.raw_host, parts.port
    except ValueError:
        raise AddressRefused() from None
    if parts.scheme not in ("http", "https") or not url.isprintable():
        raise AddressRefused()
    if not parts.hostname or not host or parts.username is not None:
        raise AddressRefused()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    if not may_call(host, networks):
        raise AddressRefused()


_NEVER = tuple(ipaddress.ip_network(one) for one in ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32"))
"""Link-local addresses and clouds' own services, where a node would find keys of its own: never called, whatever is set."""
_INNER = tuple(
    ipaddress.ip_network(one)
    for one in ("100.64.0.0/10", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0:0/96")
)
"""Networks that lead inside though they look as if they did not."""


def may_call(address: str, networks: Sequence[str]) -> bool:
    """Whether a numeric address is on the internet, or in a network that the operator listed."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    found = getattr(found, "ipv4_mapped", None) or found
    if any(found in network for network in _NEVER) or found.is_multicast or found.is_unspecified:
        return False
    public = found.is_global and not any(found in network for network in _INNER)
    return public or any(found in ipaddress.ip_network(network) for network in networks)
