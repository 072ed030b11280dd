r"""The proof bundle of one message at one node: everything needed to check it offline, as one JSON text.

Media type application/json; canonical (orjson, sorted keys, no spaces), so that no byte of it is without meaning:

- `v`: 1
- `message`: the X-Road-Id; `node`: the node's path, such as `ID/GOV/6000/BPBD`
- `records`: what the node recorded of the message, by place in its log:
  - `record`: the record's canonical JSON, exactly as it was committed to; `salt`: base64
  - `seq`: its place; `proof`: base64 hashes, leaf upwards (RFC 6962 §2.1.1), to the checkpoint's root.
    The leaf's data is SHA-256("simpul-record-v1\n" + salt + record)
- `checkpoint`: signed note (c2sp.org/tlog-checkpoint): the log's signature first, then cosignatures of other nodes
- `register`: who is who, out of the register (the trust list):
  - `key`: the vkey of the register; `checkpoint`: its signed note
  - `statements`: `index`, `statement` (its text) and `proof` (as above; the leaf's data is the text) each
- `stamp` (optional): base64 RFC 3161 TimeStampResp over the checkpoint with the log's signature alone;
  `stamp_roots`: the authority's root certificates, base64 DER
- `bodies` (optional): base64 of what was asked and answered, by kind of record (`received`, `answered`)
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

import orjson

from simpul.exchange.log import notes
from simpul.exchange.log.notes import BadNote

MOST_BYTES = 64 * 1024 * 1024
T = TypeVar("T")
_ALWAYS = frozenset({"v", "message", "node", "records", "checkpoint", "register"})
_AT_TIMES = frozenset({"stamp", "stamp_roots", "bodies"})
_NO_BODIES: Mapping[str, bytes] = MappingProxyType({})


class BadBundle(ValueError):
    """The text is no proof bundle; the message says where it goes wrong."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One record and the proof of its place in the log."""

    record: str
    salt: bytes
    seq: int
    proof: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of the register and the proof of its place there."""

    index: int
    statement: str
    proof: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Register:
    """The part of the register that a bundle carries."""

    key: str
    checkpoint: str
    statements: Sequence[Stated]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The proof bundle of a message at a node."""

    message: str
    node: str
    records: Sequence[Leaf]
    checkpoint: str
    register: Register
    stamp: bytes | None = None
    stamp_roots: Sequence[bytes] = ()
    bodies: Mapping[str, bytes] = field(default_factory=lambda: _NO_BODIES)


def written(bundle: Bundle) -> bytes:
    """The bundle's text."""
    register = bundle.register
    found: dict[str, Any] = {
        "v": 1,
        "message": bundle.message,
        "node": bundle.node,
        "records": [
            {"record": leaf.record, "salt": _text(leaf.salt), "seq": leaf.seq, "proof": [_text(p) for p in leaf.proof]}
            for leaf in bundle.records
        ],
        "checkpoint": bundle.checkpoint,
        "register": {
            "key": register.key,
            "checkpoint": register.checkpoint,
            "statements": [
                {"index": said.index, "statement": said.statement, "proof": [_text(p) for p in said.proof]}
                for said in register.statements
            ],
        },
    }
    if bundle.stamp is not None:
        found |= {"stamp": _text(bundle.stamp), "stamp_roots": [_text(root) for root in bundle.stamp_roots]}
    if bundle.bodies:
        found["bodies"] = {kind: _text(body) for kind, body in bundle.bodies.items()}
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def parse(text: bytes) -> Bundle:
    """The bundle of a text; BadBundle unless it is written exactly as `written` writes it (a newline may follow)."""
    if len(text) > MOST_BYTES:
        raise BadBundle("the text is too long")
    try:
        found = orjson.loads(text)
        if orjson.dumps(found, option=orjson.OPT_SORT_KEYS) != text.removesuffix(b"\n"):
            raise BadBundle("the text is not canonical JSON: it was changed or written anew")
        return _bundle(found)
    except orjson.JSONDecodeError:
        raise BadBundle("the text is not JSON") from None
    except (BadNote, TypeError, orjson.JSONEncodeError) as wrong:
        raise BadBundle(str(wrong)) from None


def _bundle(found: object) -> Bundle:
    parts = _object(found, _ALWAYS, _AT_TIMES)
    if type(parts["v"]) is not int or parts["v"] != 1 or ("stamp" in parts) != ("stamp_roots" in parts):
        raise BadBundle("the bundle is of another version, or its stamp has no roots")
    bodies = _object(parts["bodies"], set(), {"received", "answered"}) if "bodies" in parts else {}
    return Bundle(
        _string(parts["message"]),
        _string(parts["node"]),
        _list(parts["records"], _leaf),
        _string(parts["checkpoint"]),
        _register(parts["register"]),
        _raw(parts["stamp"]) if "stamp" in parts else None,
        _list(parts["stamp_roots"], _raw) if "stamp" in parts else (),
        {kind: _raw(body) for kind, body in bodies.items()},
    )


def _leaf(found: object) -> Leaf:
    parts = _object(found, {"record", "salt", "seq", "proof"})
    return Leaf(_string(parts["record"]), _raw(parts["salt"]), _count(parts["seq"]), _list(parts["proof"], _raw))


def _register(found: object) -> Register:
    parts = _object(found, {"key", "checkpoint", "statements"})
    return Register(_string(parts["key"]), _string(parts["checkpoint"]), _list(parts["statements"], _stated))


def _stated(found: object) -> Stated:
    parts = _object(found, {"index", "statement", "proof"})
    return Stated(_count(parts["index"]), _string(parts["statement"]), _list(parts["proof"], _raw))


def _object(found: object, names: AbstractSet[str], more: AbstractSet[str] = frozenset()) -> dict[str, Any]:
    if not isinstance(found, dict) or not names <= found.keys() <= names | more:
        raise BadBundle("a part has not the fields it should have")
    return found


def _list(found: object, each: Callable[[object], T]) -> list[T]:
    if not isinstance(found, list):
        raise BadBundle("a part is not a list")
    return [each(one) for one in found]


def _string(found: object) -> str:
    if not isinstance(found, str):
        raise BadBundle("a part is not a text")
    return found


def _count(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < notes.MOST_SIZE:
        raise BadBundle("a part is not a count")
    return found


def _raw(found: object) -> bytes:
    return notes.base64(_string(found), "a part")
