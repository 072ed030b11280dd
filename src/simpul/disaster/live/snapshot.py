"""A feed as it is sent: bytes, their compressed form, and every header, made once per change and shared by all requests."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from starlette.types import Scope, Send

from simpul.disaster.live.bundle import Piece, gzipped

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a snapshot: ready-made ASGI messages for 200, for HEAD, and for 304."""

    tag: bytes
    start: dict[str, Any]
    unchanged: dict[str, Any]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A feed at one moment. Immutable: requests in flight keep theirs while the next one is made."""

    plain: Variant
    packed: Variant
    content: bytes


NOTHING: dict[str, Any] = {"type": "http.response.body", "body": b"", "more_body": False}


def snapshot_of(pieces: Sequence[Piece], *, changed: datetime, max_age: int, common: Headers) -> Snapshot:
    """The snapshot of these pieces: strong ETags by digest, so that all workers give the same for the same content."""
    content = b"".join(one.plain for one in pieces)
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    shared: Headers = [
        *common,
        (b"cache-control", f"public, max-age={max_age}, stale-while-revalidate=10".encode()),
        (b"vary", b"accept-encoding"),
        (b"last-modified", format_datetime(changed.replace(microsecond=0), usegmt=True).encode()),
    ]
    return Snapshot(
        _variant(f'"{digest}"', content, shared),
        _variant(f'"{digest}-gz"', gzipped(pieces, content), [*shared, (b"content-encoding", b"gzip")]),
        content,
    )


def _variant(tag: str, body: bytes, shared: Headers) -> Variant:
    marked: Headers = [*shared, (b"etag", tag.encode())]
    full: Headers = [*marked, (b"content-type", b"application/geo+json"), (b"content-length", str(len(body)).encode())]
    return Variant(
        tag=tag.encode(),
        start={"type": "http.response.start", "status": 200, "headers": full},
        unchanged={"type": "http.response.start", "status": 304, "headers": marked},
        body={"type": "http.response.body", "body": body, "more_body": False},
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
    await send(variant.start)
    await send(NOTHING if scope["method"] == "HEAD" else variant.body)


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
