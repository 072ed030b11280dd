"""Who calls a raw path: the actor behind a key, and the hashed address of who brings none."""

import asyncio
import hashlib
from datetime import date

from starlette.types import Scope

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.kernel.web.request import Request, Sessions

KNOWN_FOR = 5.0
"""Seconds for which a key is taken to stand for whom it stood: so soon a revoked one is worth nothing."""
MANY = 4_096
_HERE = frozenset({"127.0.0.1", "::1"})


class Callers:
    """Remembers keys for a few seconds and addresses for a day, so that a hot path does not ask the database for each."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._sessions = platform.port(Sessions)
        self._keys: dict[bytes, tuple[float, Actor]] = {}
        self._addresses: dict[tuple[date, str, bytes], str] = {}

    async def actor(self, scope: Scope) -> Actor:
        """Whom the request's key stands for (`x-api-key`, or `authorization: Bearer`); nobody without one that is valid."""
        key = _key(scope)
        if not key:
            return Actor.ANONYMOUS
        digest, now = hashlib.sha256(key).digest(), asyncio.get_running_loop().time()
        until, actor = self._keys.get(digest, (0.0, Actor.ANONYMOUS))
        if until > now:
            return actor
        found = await asyncio.to_thread(self._sessions.bearer, self._platform, key.decode("latin-1"))
        if len(self._keys) >= MANY:
            self._keys.clear()
        self._keys[digest] = (now + KNOWN_FOR, found or Actor.ANONYMOUS)
        return found or Actor.ANONYMOUS

    def forget(self) -> None:
        """Every key is looked up again."""
        self._keys.clear()

    def address(self, scope: Scope) -> str | None:
        """The keyed hash of the caller's address, as `Request.address_hash`; None for a program on this machine itself.

        Such a program, which speaks for nobody else (it names no address in X-Forwarded-For), is the operator's own. And
        behind a proxy that hides its clients, one counter for all of them would turn residents away in the worst hour.
        """
        host = scope["client"][0] if scope.get("client") else ""
        forwarded = _header(scope, b"x-forwarded-for")
        if host in _HERE and not forwarded:
            return None
        of_whom = (self._platform.clock.now().date(), host, forwarded)
        known = self._addresses.get(of_whom)
        if known is None:
            if len(self._addresses) >= MANY:
                self._addresses.clear()
            known = Request({**scope, "simpul.platform": self._platform}).address_hash
            self._addresses[of_whom] = known
        return known


def _key(scope: Scope) -> bytes:
    bearer = _header(scope, b"authorization")
    if bearer[:7].lower() == b"bearer ":
        return bearer[7:].strip()
    return _header(scope, b"x-api-key").strip()


def _header(scope: Scope, name: bytes) -> bytes:
    for known, value in scope["headers"]:
        if known == name:
            found: bytes = value
            return found
    return b""
