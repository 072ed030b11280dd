"""What a gate's device sends, read with suspicion: bounded, every field checked, nothing guessed."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from simpul.cooperation.model.gates import Batch, BatchTooLarge, BatchUnreadable, Shown
from simpul.cooperation.rules import tickets

MOST = 200
"""Entries at once: a device sends what it holds in pieces of this."""
BYTES = 64 * 1024
SEQ_MOST = 200_000
"""Entries that one sign-on may make: more than any hall has seats."""
_HEX = re.compile(r"[0-9a-f]{64}\Z")
_FIRST, _LAST = 946_684_800_000, 4_102_444_800_000  # 2000 and 2100, in milliseconds: no device's clock is further off


def digest_of(code: str) -> bytes:
    """The digest by which a ticket is known, however its code was typed; that of no ticket for what is no code."""
    known = tickets.normal(code)
    return tickets.digest(known) if known else hashlib.sha256(b"no code" + code.encode("utf-8", "replace")).digest()


def batch(body: bytes, *, event: UUID, key: str, received: datetime) -> Batch:
    """The batch in this body; BatchUnreadable, BatchTooLarge.

    `{"now": ms, "unsent": n, "entries": [{"seq", "at": ms, "ticket": hex | "code": text, "undoes"?, "device"?, "asks"?}]}`
    """
    said = _object(_json(body))
    entries = said.get("entries")
    if not isinstance(entries, list):
        raise BatchUnreadable()
    if len(entries) > MOST:
        raise BatchTooLarge(most=MOST)
    shown = tuple(_shown(_object(one)) for one in entries)
    unsent = _whole(said.get("unsent", 0), 0, SEQ_MOST)
    return Batch(event, key_digest(key), _instant(said.get("now")), received, shown, unsent)


def key_digest(key: str) -> bytes:
    """The digest by which the node knows a device's key; the key itself it keeps nowhere."""
    return hashlib.sha256(key.encode()).digest()


def _json(body: bytes) -> object:
    if len(body) > BYTES:
        raise BatchTooLarge(most=MOST)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BatchUnreadable() from None


def _object(said: object) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise BatchUnreadable()
    return said


def _shown(said: dict[str, Any]) -> Shown:
    undoes = said.get("undoes")
    return Shown(
        ticket=_ticket(said),
        seq=_whole(said.get("seq"), 1, SEQ_MOST),
        at=_instant(said.get("at")),
        undoes=None if undoes is None else _whole(undoes, 1, SEQ_MOST),
        device=_uuid(said.get("device")),
        asks=said.get("asks") is True,
    )


def _ticket(said: dict[str, Any]) -> bytes:
    digest, code = said.get("ticket"), said.get("code")
    if isinstance(digest, str) and code is None and _HEX.match(digest):
        return bytes.fromhex(digest)
    if isinstance(code, str) and digest is None and 0 < len(code) <= 400:
        return digest_of(code)
    raise BatchUnreadable()


def _whole(said: object, least: int, most: int) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
        raise BatchUnreadable()
    return said


def _instant(said: object) -> datetime:
    return datetime.fromtimestamp(_whole(said, _FIRST, _LAST) / 1000, UTC)


def _uuid(said: object) -> UUID | None:
    if said is None:
        return None
    try:
        return UUID(said) if isinstance(said, str) and len(said) == 36 else _unreadable()
    except ValueError:
        return _unreadable()


def _unreadable() -> UUID:
    raise BatchUnreadable()
