"""Texts, signed notes, proofs in trees, two curves, the register: what `simpul_proof` stands on. Standard library alone.

Sources: c2sp.org/signed-note, tlog-checkpoint and tlog-cosignature; RFC 6962 and 9162 (trees); RFC 8032 (Ed25519); FIPS
186-5 (ECDSA). The curves are written to be read, not to be fast (some 10 ms a signature); they only verify, so there is no
secret to leak.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Callable, Optional, TypeVar
from urllib.parse import quote, unquote

Key = tuple[str, int, bytes]
"""A key of signed notes: its name, its algorithm byte, its 32 bytes."""
Signature = tuple[str, bytes, str]
"""A signature on a note: its name, raw bytes (the key's id first), and the line as it stands."""
Tree = tuple[int, bytes]
"""How many leaves, and their root."""
ED25519, COSIGNATURE = 1, 4


class ProofBroken(Exception):
    """The proof does not prove what it says; the message says where it fails."""


def need(holds: object, why: str) -> None:
    """Nothing when it holds; ProofBroken with the reason otherwise."""
    if not holds:
        raise ProofBroken(why)


def text_of(found: Any) -> str:
    """The text that this must be."""
    need(isinstance(found, str), "a part is not a text")
    return str(found)


def raw_of(found: Any) -> bytes:
    """The bytes, when the text is their one right base64."""
    raw = base64.b64decode(text_of(found), validate=True)
    need(base64.b64encode(raw).decode() == found, "a part is not base64 as it should be written")
    return raw


def number_of(text: str) -> int:
    """A count below 2**63, without zeros in front."""
    need(re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) and int(text) < 2**63, "a number is malformed")
    return int(text)


def check_order(places: Sequence[int], what: str) -> None:
    """Nothing when the places rise, none of them twice."""
    need(list(places) == sorted(set(places)), f"a {what} is repeated or out of order")


def written(value: Any) -> str:
    """Canonical JSON: sorted names, no spaces, UTF-8 as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(text: str, what: str) -> Any:
    """The JSON value that the text is the canonical form of."""
    found = json.loads(text, parse_constant=int, parse_float=int)  # there is neither in a bundle: int() refuses them
    need(written(found) == text, f"{what} is not canonical JSON")
    return found


def check_fields(found: Any, names: AbstractSet[str], more: AbstractSet[str] = frozenset()) -> None:
    """Nothing for an object with these fields, and at most `more` beside them."""
    need(isinstance(found, dict) and names <= found.keys() <= names | more, "a part has not the fields it should have")


def seconds_of(text: Any) -> float:
    """Seconds since 1970 of an instant in UTC."""
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?(Z|\+00:00)"
    need(re.fullmatch(form, text_of(text), re.ASCII), "a time is malformed")
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def on_calendar(seconds: int) -> float:
    """The seconds, when a calendar has them."""
    return datetime.fromtimestamp(seconds, timezone.utc).timestamp()


def path_of(text: Any, *parts: int) -> str:
    """A name of so many parts, each decoded and encoded anew."""
    pieces = text_of(text).split("/")
    legal = r"(?:[A-Za-z0-9!$&'()*+,\-.:;=@_~]|%[0-9A-Fa-f]{2})+"
    need(len(pieces) in parts and all(re.fullmatch(legal, one) for one in pieces), f"{text} is no name")
    return "/".join(quote(unquote(one, errors="strict"), safe="!$&'()*+,-.:;=@_~") for one in pieces)


# notes


def vkey(text: str, name: str = "", algorithm: int = 0) -> Key:
    """The key that `name+hash+base64` names; of that name and kind, where they are given."""
    found = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text)
    if found is None or len(text) > 1000:
        raise ProofBroken(f"the register names no key {name}".rstrip())
    raw = raw_of(found[3])
    key = (found[1], raw[0], raw[1:])
    need(len(raw) == 33 and raw[0] in (ED25519, COSIGNATURE) and key_id(key).hex() == found[2], "a key is malformed")
    need(not name or key[:2] == (name, algorithm), f"the register names no key {name} of that kind")
    return key


def key_id(key: Key) -> bytes:
    """The four bytes that stand before a key's signatures."""
    return hashlib.sha256(key[0].encode() + b"\n" + bytes([key[1]]) + key[2]).digest()[:4]


def note_of(note: Any) -> tuple[str, list[Signature]]:
    """Text and signatures of a note, none of them verified yet."""
    text, gap, below = text_of(note).rpartition("\n\n")
    need(gap and below.endswith("\n") and len(note) <= 2**18, "a note has no signatures")
    need(not any(sign < " " and sign != "\n" for sign in note), "a note holds a control character")
    found: list[Signature] = []
    for line in below[:-1].split("\n"):
        parts = re.fullmatch("\u2014 ([^+\\s]+) ([A-Za-z0-9+/=]+)", line)
        if parts is None or len(found) == 100:
            raise ProofBroken("a signature line is malformed")
        raw = raw_of(parts[2])
        need(len(raw) >= 5, "a signature is too short")
        found.append((parts[1], raw, line + "\n"))
    return text + "\n", found


def opened(note: Any, key: Key) -> tuple[str, list[Signature]]:
    """Text and signatures of a note that bears this key's signature."""
    text, signatures = note_of(note)
    own = [signature for signature in signatures if is_by(signature, key)]
    need(own, f"the note is not signed by {key[0]}")
    for signature in own:
        check_signature(text, signature, key)
    return text, signatures


def is_by(signature: Signature, key: Key) -> bool:
    """Whether the signature says that it is by that key."""
    return (signature[0], signature[1][:4]) == (key[0], key_id(key))


def check_signature(text: str, signature: Signature, key: Key) -> int:
    """A cosignature's time in seconds since 1970, 0 for another signature, once it holds."""
    need(is_by(signature, key), f"a signature by {signature[0]} is by nobody the register names")
    at, value, message = 0, signature[1][4:], text.encode()
    if key[1] == COSIGNATURE:
        at, value = int.from_bytes(value[:8], "big"), value[8:]
        message = f"cosignature/v1\ntime {at}\n{text}".encode()
    need(ed25519_holds(key[2], value, message), f"the signature of {key[0]} does not hold")
    return at


def checkpoint(text: str, origin: str) -> tuple[Tree, list[str]]:
    """The tree and the further lines of a checkpoint of that log."""
    lines = text[:-1].split("\n")
    need(len(lines) >= 3 and all(lines) and lines[0] == origin, f"the checkpoint is not one of {origin}")
    root = raw_of(lines[2])
    need(len(root) == 32, "the root is not 32 bytes")
    return (number_of(lines[1]), root), lines[3:]


# trees


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def check_inclusion(leaf: bytes, index: Any, tree: Tree, proof: Any) -> None:
    """Nothing when the leaf's hash stands at that place of the tree; `proof`: base64 hashes, leaf upwards."""
    size, root = tree
    need(isinstance(index, int) and not isinstance(index, bool) and 0 <= index < size, "a leaf is not in the tree")
    need(isinstance(proof, list), "a proof is no list")
    place, last = index, size - 1
    for step in map(raw_of, proof):
        need(last > 0 and len(step) == 32, "a proof is too long, or not of hashes")
        right = place & 1 == 1 or place == last
        leaf = hashlib.sha256(b"\x01" + (step + leaf if right else leaf + step)).digest()
        while place == last and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    need(last == 0 and leaf == root, "a proof leads to another root")


# curves: a point is (x, y), and None for P-256's point at infinity

Point = Optional[tuple[int, int]]
P = TypeVar("P")


def _sum(add: Callable[[P, P], P], zero: P, one: tuple[int, P], other: tuple[int, P]) -> P:
    """`a·A + b·B` of (a, A) and (b, B): one walk down the bits of both numbers."""
    table = (zero, one[1], other[1], add(one[1], other[1]))
    found = zero
    for bit in range(max(one[0].bit_length(), other[0].bit_length()) - 1, -1, -1):
        found = add(add(found, found), table[(one[0] >> bit & 1) | (other[0] >> bit & 1) << 1])
    return found


_Q = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _Q) % _Q
_ED_BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)


def _ed_add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """The sum on the twisted Edwards curve -x² + y² = 1 + d·x²·y²; the formula has no special cases."""
    cross = _D * a[0] * b[0] * a[1] * b[1] % _Q
    inverse = pow(1 - cross * cross, -1, _Q)
    x = (a[0] * b[1] + b[0] * a[1]) * (1 - cross) * inverse
    y = (a[1] * b[1] + a[0] * b[0]) * (1 + cross) * inverse
    return x % _Q, y % _Q


def _ed_point(key: bytes) -> Point:
    """The point that 32 bytes name; None when they name none. RFC 8032 §5.1.3."""
    number = int.from_bytes(key, "little")
    y, odd = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _Q) % _Q
    x = pow(square, (_Q + 3) // 8, _Q)
    if (x * x - square) % _Q:
        x = x * pow(2, (_Q - 1) // 4, _Q) % _Q
    if len(key) != 32 or y >= _Q or (x * x - square) % _Q or (not x and odd):
        return None
    return (x if x & 1 == odd else _Q - x), y


def ed25519_holds(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature (64 bytes) is that key's (32 bytes) over the message. RFC 8032 §5.1.7."""
    point, s = _ed_point(key), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= _L:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    minus = (_Q - point[0]) % _Q, point[1]
    x, y = _sum(_ed_add, (0, 1), (s, _ED_BASE), (int.from_bytes(digest, "little") % _L, minus))
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


_P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_P256_BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def _p256_add(a: Point, b: Point) -> Point:
    """The sum on y² = x³ - 3x + b."""
    if a is None or b is None:
        return a or b
    if a[0] != b[0]:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, _P256)
    elif a[1] == b[1] and a[1]:
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, _P256)
    else:
        return None
    x = (slope * slope - a[0] - b[0]) % _P256
    return x, (slope * (a[0] - x) - a[1]) % _P256


def is_on_p256(x: int, y: int) -> bool:
    """Whether the point lies on the curve."""
    return max(x, y) < _P256 and (y * y - x * x * x + 3 * x - _B) % _P256 == 0


def p256_holds(point: tuple[int, int], signature: bytes, message: bytes) -> bool:
    """Whether the signature (r and s, 32 bytes each) is that key's over the message, by SHA-256. FIPS 186-5 §6.4.2."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != 64 or not (0 < r < _N and 0 < s < _N and is_on_p256(*point)):
        return False
    digest, inverse = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, _N)
    base: Point = _P256_BASE
    key: Point = point
    found = _sum(_p256_add, None, (digest * inverse % _N, base), (r * inverse % _N, key))
    return found is not None and found[0] % _N == r


def point_of(jwk: Any, name: str) -> tuple[int, int]:
    """The point of a P-256 JWK (RFC 7517) whose RFC 7638 thumbprint is `name`."""
    check_fields(jwk, {"kty", "crv", "x", "y"})
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(written(jwk).encode()).digest()).rstrip(b"=").decode()
    need((jwk["kty"], jwk["crv"], thumbprint) == ("EC", "P-256", name), "key is not the thumbprint of jwk")
    x, y = (int.from_bytes(base64.urlsafe_b64decode(jwk[one] + "="), "big") for one in ("x", "y"))
    need(is_on_p256(x, y), "a key is not on its curve")
    return x, y


# the register's statements (docs/protocol/register.md)


@dataclass
class Register:
    """What the bundle's statements say, the latest of a subject; a key keeps its first owner and its earliest end."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)


_STATEMENTS = {
    "instance": {"instance", "operator"},
    "member": {"member", "name"},
    "member-removed": {"member"},
    "node": {"node", "name", "address", "certificate", "log", "witness"},
    "node-removed": {"node"},
    "subsystem": {"subsystem", "name", "node"},
    "subsystem-removed": {"subsystem"},
    "key": {"key", "member", "node", "jwk"},
    "key-revoked": {"key", "reason"},
    "group": {"group", "name", "members"},
    "maintenance": {"node", "message"},
}
"""The fields of each type beside `type` and `at`; a type that is not here has no effect."""


def folded(statements: Sequence[str]) -> Register:
    """What the statements say together; ProofBroken when one is malformed."""
    found = Register()
    for text in statements:
        said = json.loads(text)
        at = seconds_of(said["at"])
        if text_of(said["type"]) in _STATEMENTS:
            check_fields(said, {"type", "at"} | _STATEMENTS[said["type"]])
            need(written(said) == text, "a statement of the register is not in canonical form")
            _effect(found, said, at)
    return found


def _effect(found: Register, said: dict[str, Any], at: float) -> None:
    """The statement counts: those of members, nodes and keys; the others say nothing of signatures."""
    kind = said["type"]
    if kind == "member":
        found.names[path_of(said["member"], 3)] = text_of(said["name"])
    elif kind == "node":
        found.nodes[path_of(said["node"], 4)] = said
    elif kind == "key":
        known = {"member": path_of(said["member"], 3), "node": path_of(said["node"], 4), "since": at, "until": float("inf")}
        found.keys.setdefault(said["key"], {**known, "point": point_of(said["jwk"], said["key"])})
    elif kind == "key-revoked":
        _end(found, lambda name, _key: name == said["key"], at)
    elif kind == "node-removed":
        node = path_of(said["node"], 4)
        found.nodes.pop(node, None)
        _end(found, lambda _name, key: key["node"] == node, at)
    elif kind == "member-removed":
        gone = path_of(said["member"], 3)
        found.names.pop(gone, None)
        found.nodes = {path: one for path, one in found.nodes.items() if not path.startswith(gone + "/")}
        _end(found, lambda _name, key: key["member"] == gone, at)


def _end(found: Register, which: Callable[[str, dict[str, Any]], bool], at: float) -> None:
    for name, key in found.keys.items():
        if which(name, key):
            key["until"] = min(key["until"], at)
