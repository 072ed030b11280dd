"""Sealed events as documents: `{"n", "i", "p", "c"}`, in a request's body or one a line in an exported file.

`p` may be left out where it is the hash of the document before: a third of what a small event weighs.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from simpul.malaria.model.devices import FileUnreadable, SyncUnreadable
from simpul.malaria.model.events import Sealed
from simpul.malaria.rules.events import uuid_of
from simpul.malaria.rules.sealing import hash_of

EVENTS_MOST, FILE_EVENTS_MOST = 2_000, 100_000
_HASH = re.compile(r"[0-9a-f]{64}")
_SEQ_MOST, _CIPHER_MOST = 2**31 - 1, 24 * 1024


def sealed_of(document: object, before: str | None = None) -> Sealed:
    """The sealed event that a document is, after one whose hash is `before`; SyncUnreadable."""
    if not isinstance(document, dict):
        raise SyncUnreadable()
    seq, prev, text, event = document.get("n"), document.get("p", before), document.get("c"), uuid_of(document.get("i"))
    sound = type(seq) is int and 1 <= seq <= _SEQ_MOST and isinstance(prev, str) and _HASH.fullmatch(prev)
    if event is None or not sound or not isinstance(text, str) or len(text) > _CIPHER_MOST:
        raise SyncUnreadable()
    try:
        return Sealed(seq, event, prev, base64.b64decode(text, validate=True))  # type: ignore[arg-type]
    except (binascii.Error, ValueError) as error:
        raise SyncUnreadable() from error


def document_of(sealed: Sealed) -> dict[str, Any]:
    """The document that a sealed event travels as."""
    cipher = base64.b64encode(sealed.cipher).decode()
    return {"n": sealed.seq, "i": str(sealed.id), "p": sealed.prev, "c": cipher}


def sealed_in(body: bytes, device: UUID) -> list[Sealed]:
    """The sealed events of a device in a request's body; SyncUnreadable."""
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SyncUnreadable() from error
    given = read.get("events") if isinstance(read, Mapping) else None
    if not isinstance(given, list) or len(given) > EVENTS_MOST:
        raise SyncUnreadable()
    return _chained(given, device)


def _chained(documents: Sequence[object], device: UUID) -> list[Sealed]:
    found: list[Sealed] = []
    for document in documents:
        before = hash_of(device, found[-1]).hex() if found else None
        found.append(sealed_of(document, before))
    return found


def read(file: bytes) -> tuple[UUID, list[Sealed]]:
    """The device and the sealed events of an exported file; FileUnreadable.

    A file is lines of JSON: first `{"device": …}`, then one sealed event each.
    """
    first, _, rest = file.partition(b"\n")
    lines = [line for line in rest.split(b"\n") if line.strip()]
    try:
        head = orjson.loads(first)
        device = uuid_of(head.get("device")) if isinstance(head, dict) else None
        if device is None or len(lines) > FILE_EVENTS_MOST:
            raise FileUnreadable()
        return device, _chained([orjson.loads(line) for line in lines], device)
    except (orjson.JSONDecodeError, SyncUnreadable) as error:
        raise FileUnreadable() from error
