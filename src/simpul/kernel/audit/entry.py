"""One audit row: open facts, salted digests of before and after, and the values themselves, sealed and erasable."""

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.kernel.actor import Actor
from simpul.kernel.keys import Keys

Values = tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]


class Scribe:
    """Writes audit rows under the node's audit key (AES-256-GCM; salt and values sealed together)."""

    def __init__(self, keys: Keys) -> None:
        self._cipher = AESGCM(keys.derive("kernel.audit.values"))

    def row(self, *, id: UUID, at: datetime, actor: Actor, what: tuple[str, str], values: Values) -> dict[str, Any]:
        """The columns of `kernel_audit` for one write; the chain's columns stay empty until the sealer comes."""
        salt = os.urandom(16)
        before, after = (_json(v) for v in values)
        nonce = os.urandom(12)
        packed = orjson.dumps({"salt": salt.hex(), "before": before, "after": after})
        return {
            "id": id,
            "at": at,
            "actor": actor.id,
            "agency": actor.agency,
            "action": what[0],
            "subject": what[1],
            "digest_before": digest(salt, before),
            "digest_after": digest(salt, after),
            "sealed": nonce + self._cipher.encrypt(nonce, packed, id.bytes),
        }

    def opened(self, id: UUID, sealed: bytes) -> dict[str, Any]:
        """`{salt, before, after}` of a row that was not erased; cryptography's InvalidTag if it was changed."""
        opened: dict[str, Any] = orjson.loads(self._cipher.decrypt(sealed[:12], sealed[12:], id.bytes))
        return opened


def digest(salt: bytes, value: str | None) -> bytes | None:
    """SHA-256 over salt and the value's canonical JSON; None for no value."""
    return None if value is None else hashlib.sha256(salt + value.encode()).digest()


def _json(value: Mapping[str, Any] | None) -> str | None:
    if value is None:
        return None
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=_plain).decode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(type(value).__name__)
