"""What a record's signatures stand on: canonical JSON, its SHA-256, and what the node signs. As RFC 8785.

Messages hold text, whole numbers, lists and objects only: decimals are written as text, so that no program rounds them.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from simpul.maturity.model.records import Proof, Record
from simpul.maturity.rules.stages import ASSESSED

NUMBER = re.compile(r"BA-[0-9A-Z-]{1,40}-\d{4,6}")
DIGEST = re.compile(r"[0-9a-f]{64}")
_DOMAIN = "simpul.maturity.record.v1"
"""What stands before all that the node signs as a record, so that no other signature of its key can be taken for one."""


def canonical(message: Mapping[str, Any]) -> bytes:
    """The one way in which the message is written: keys in order, no spaces, UTF-8. TypeError for decimals."""
    _permit(message)
    return json.dumps(message, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _permit(value: object) -> None:
    match value:
        case float():
            raise TypeError("a record's numbers are whole or text")
        case dict():
            for key, one in value.items():
                if not isinstance(key, str):
                    raise TypeError("a record's keys are text")
                _permit(one)
        case list() | tuple():
            for one in value:
                _permit(one)
        case None | bool() | int() | str():
            return
        case _:
            raise TypeError(f"a record cannot hold a {type(value).__name__}")


def digest(message: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical message, in hex."""
    return hashlib.sha256(canonical(message)).hexdigest()


def signed_by_node(record: Record) -> bytes:
    """What the node signs: number, digest, and who signed when."""
    hands = [
        {
            "account": str(one.account),
            "at": one.at.isoformat(),
            "digest": one.digest,
            "name": one.name,
            "role": one.role.value,
        }
        for one in record.signatures
    ]
    said = {"digest": record.digest, "number": record.number, "purpose": _DOMAIN, "signatures": hands}
    return canonical(said)


def proof(record: Record, node: bool) -> Proof:
    """What holds of the record; `node`: whether the node's signature does."""
    return Proof(
        digest=digest(record.message) == record.digest,
        persons=all(one.digest == record.digest for one in record.signatures),
        node=node,
        waits=_waits(record),
    )


def _waits(record: Record) -> bool:
    """Whether a stage that two assessors stand for bears one name alone; a visit left out bears one."""
    two = record.stage in ASSESSED and not record.message.get("reason")
    return two and len(record.signatures) == 1


def prefix(year: int, agency: str, stage: str) -> str:
    """How numbers of this stage's records begin: BA-2026-8205-SELF."""
    plain = re.sub(r"[^0-9A-Z]+", "-", agency.upper()).strip("-")[:20]
    return f"BA-{year}-{plain}-{re.sub(r'[^A-Z]', '', stage.upper())}"


def sought(said: str) -> str:
    """The number or digest as somebody typed it, without what they put between; empty for anything else."""
    tight = re.sub(r"\s+", "", said)
    if NUMBER.fullmatch(tight.upper()):
        return tight.upper()
    return tight.lower() if DIGEST.fullmatch(tight.lower()) else ""
