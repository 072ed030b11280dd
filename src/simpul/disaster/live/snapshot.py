"""A document as it is sent: compressed bytes, names and every header, made once per change and shared by all requests."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from starlette.types import Scope, Send

from simpul.disaster.live.bundle import Piece, digest_of, gzipped

Headers = list[tuple[bytes, bytes]]
AT_ONCE = 1_000_000
"""Bytes that may be put together in the event loop; more than that is done in a thread."""
NOTHING: dict[str, Any] = {"type": "http.response.body", "body": b"", "more_body": False}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of document is sent: its content type, how long caches may keep it, and headers that are always there."""

    content_type: bytes
    caching: bytes
    common: Headers


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a snapshot: ready-made ASGI messages for 200, for HEAD, and for 304."""

    tag: bytes
    start: dict[str, Any]
    unchanged: dict[str, Any]


@dataclass(slots=True)
class Snapshot:
    """A document at one moment. Never changed: requests in flight keep theirs while the next one is made.

    The plain bytes are put together when the first client asks that takes no gzip; few do.
    """

    plain: Variant
    packed: Variant
    packed_body: dict[str, Any]
    pieces: Sequence[Piece]
    length: int
    _plain_body: dict[str, Any] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def content(self) -> bytes:
        """The plain bytes."""
        body: bytes = self.plain_body()["body"]
        return body

    def plain_body(self) -> dict[str, Any]:
        """The message with the plain bytes."""
        with self._lock:
            if self._plain_body is None:
                self._plain_body = _body(b"".join(one.plain for one in self.pieces))
            return self._plain_body

    async def body(self, variant: Variant) -> dict[str, Any]:
        """The message with the bytes of one of the two variants."""
        if variant is self.packed:
            return self.packed_body
        if self._plain_body is None and self.length > AT_ONCE:
            return await asyncio.to_thread(self.plain_body)
        return self.plain_body()


def snapshot_of(pieces: Sequence[Piece], *, changed: datetime, manner: Manner) -> Snapshot:
    """The snapshot of these pieces: strong ETags by digest, so that all workers give the same for the same content."""
    digest, length, packed = digest_of(pieces), sum(one.length for one in pieces), gzipped(pieces)
    shared: Headers = [
        *manner.common,
        (b"content-type", manner.content_type),
        (b"cache-control", manner.caching),
        (b"vary", b"accept-encoding"),
        (b"last-modified", format_datetime(changed.replace(microsecond=0), usegmt=True).encode()),
    ]
    return Snapshot(
        _variant(f'"{digest}"', length, shared),
        _variant(f'"{digest}-gz"', len(packed), [*shared, (b"content-encoding", b"gzip")]),
        _body(packed),
        pieces,
        length,
    )


def caching(seconds: int, *, stale: int = 10) -> bytes:
    """Leave for caches to keep a document so long, and to send it a little longer while they look for a newer one."""
    return f"public, max-age={seconds}".encode() + (f", stale-while-revalidate={stale}".encode() if stale else b"")


def _body(content: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": content, "more_body": False}


def _variant(tag: str, length: int, shared: Headers) -> Variant:
    marked: Headers = [*shared, (b"etag", tag.encode())]
    full: Headers = [*marked, (b"content-length", str(length).encode())]
    return Variant(
        tag=tag.encode(),
        start={"type": "http.response.start", "status": 200, "headers": full},
        unchanged={"type": "http.response.start", "status": 304, "headers": marked},
    )


async def send_snapshot(snapshot: Snapshot, scope: Scope, send: Send) -> None:
    """The snapshot answers a GET or HEAD: one start message, one body message."""
    known, packed = b"", False
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            packed = takes_gzip(value)
        elif name == b"if-none-match":
            known = value
    variant = snapshot.packed if packed else snapshot.plain
    if known and is_known(known, snapshot):
        await send(variant.unchanged)
        await send(NOTHING)
        return
    body = NOTHING if scope["method"] == "HEAD" else await snapshot.body(variant)
    await send(variant.start)
    await send(body)


@lru_cache(256)
def takes_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding header lets gzip in."""
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        if name in ("gzip", "*"):
            return weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def is_known(tags: bytes, snapshot: Snapshot) -> bool:
    """Whether an If-None-Match header names this snapshot in either encoding (weak comparison, RFC 9110 § 13.1.2)."""
    if tags.strip() == b"*":
        return True
    given = {tag.strip().removeprefix(b"W/") for tag in tags.split(b",")}
    return snapshot.plain.tag in given or snapshot.packed.tag in given
