"""What a call leaves behind: records as canonical JSON, salted and committed to. PROTOCOL §3."""

import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from simpul.exchange.gateway.body import Body, Vault
from simpul.exchange.log.records import committed
from simpul.exchange.store.ledger import Row
from simpul.kernel.clock import Clock
from simpul.kernel.ids import Ids


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature and what it is over: key, the 64 bytes, the base."""

    keyid: str
    value: bytes
    base: bytes


class Evidence:
    """Makes the ledger's rows for the calls of one node."""

    def __init__(self, *, node: str, clock: Clock, ids: Ids, vault: Vault, body_days: int) -> None:
        self._node = node
        self._clock = clock
        self._ids = ids
        self._vault = vault
        self._kept = timedelta(days=body_days)

    def row(
        self,
        kind: str,
        about: tuple[str, Mapping[str, Any]],
        body: Body,
        signed: Signed | None,
        once: tuple[str, bytes] | None,
    ) -> Row:
        """The row of one moment of a call; `about` is our role, and whose call it is and what happened.

        `signed` is None for what nobody signed; `once` the key and nonce that must never be seen again.
        """
        role, facts = about
        now = self._clock.now()
        record = orjson.dumps(self._record(kind, role, facts, body, signed) | {"at": now}, option=_CANONICAL)
        salt = os.urandom(16)
        keeps = bool(self._kept) and body.size > 0
        return Row(
            id=self._ids.new(),
            at=now,
            message=facts["message"],
            kind=kind,
            role=role,
            client=facts["client"],
            service=facts["service"],
            entry=committed(salt, record),
            body=record,
            salt=salt,
            key=once[0] if once else None,
            nonce=once[1] if once else None,
            sealed=self._vault.seal(body.memory) if keeps and not body.is_spooled else None,
            due_at=now + self._kept if keeps else None,
        )

    def asked(self, body: Body, signed: Signed) -> dict[str, Any]:
        """What a refusal's only record says of the request: digest, signature, base."""
        return _signed_part(body, signed)

    def _record(self, kind: str, role: str, facts: Mapping[str, Any], body: Body, signed: Signed | None) -> dict[str, Any]:
        return {
            "v": 1,
            "kind": kind,
            "role": role,
            "node": self._node,
            **_signed_part(body, signed),
            **facts,
        }


def _signed_part(body: Body, signed: Signed | None) -> dict[str, Any]:
    keyid, value, base = (signed.keyid, signed.value, signed.base) if signed is not None else ("", b"", b"")
    return {
        "size": body.size,
        "digest": f"sha-256=:{b64encode(body.sha256).decode()}:",
        "signature": {"keyid": keyid, "value": b64encode(value).decode()},
        "base": base.decode("latin-1"),
    }


_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z
