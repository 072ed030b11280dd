"""One record against the signature it holds: both say the same, and the key was its member's. PROTOCOL §2, §3."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from simpul.exchange.log import notes
from simpul.exchange.log.bundle import BadBundle, Leaf
from simpul.exchange.model.names import BadName, ServiceId
from simpul.exchange.model.register import TrustList
from simpul.exchange.rules.register import is_good
from simpul.exchange.wire import addresses, signing
from simpul.exchange.wire.faults import Refused
from simpul.exchange.wire.signing import Parameters, SignatureWrong

PREFIX = b"simpul-record-v1\n"
SLACK = timedelta(minutes=10)
"""How long after its signature expired a message may still be on its way into the record: a large body, a slow disk."""
_SAME = ("role", "node", "message", "request", "client", "service", "method", "path", "hash")
_TEXTS = ("kind", "at", "digest", "base", *_SAME)
_KINDS = frozenset({"received", "answered", "refused"})
Said = Mapping[str, Any]


def moment(text: str) -> datetime:
    """The instant an ISO 8601 text names; ValueError when it names none, or no zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("the time has no zone")
    return found


def committed(salt: bytes, record: bytes) -> bytes:
    """What the log commits to for a record: SHA-256 over a prefix, its salt and its canonical JSON."""
    return hashlib.sha256(PREFIX + salt + record).digest()


def entry(leaf: Leaf) -> bytes:
    """What the log commits to for a record of a bundle."""
    return committed(leaf.salt, leaf.record.encode())


def read(leaf: Leaf) -> Said:
    """The record's fields; BadBundle when it is not a record as nodes write them."""
    try:
        found = orjson.loads(leaf.record)
        whole = orjson.dumps(found, option=orjson.OPT_SORT_KEYS) == leaf.record.encode()
        texts = [*(found[name] for name in _TEXTS), *(found["signature"][name] for name in ("keyid", "value"))]
        good = whole and type(found["v"]) is int and found["v"] == 1 and found["kind"] in _KINDS
        good = good and all(isinstance(text, str) for text in texts)
        moment(found["at"])
    except (ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise BadBundle("a record is not written as nodes write them")
    return dict(found)


def check_signature(said: Said, known: TrustList) -> str:
    """Whose signature the record holds, in words, once it was found to be right; SignatureWrong or BadBundle otherwise."""
    if _is_own_answer(said):
        return f"no signature: the answer is the node's own ({said['fault']})" + _asked(said, {}, known)
    base = said["base"].encode("latin-1", "replace")
    lines, given = _base(said["base"])
    is_answer = "@status" in lines
    if is_answer != (said["kind"] == "answered") and said["kind"] != "refused":
        raise SignatureWrong(f"a record of kind {said['kind']} holds a signature of the other kind")
    if given.keyid != said["signature"]["keyid"]:
        raise SignatureWrong("the key in the base is another than the record's")
    (_check_answer if is_answer else _check_request)(said, lines)
    _check_time(given, moment(said["at"]))
    member = _member(said["service" if is_answer else "client"])
    value = notes.base64(said["signature"]["value"], "the signature")
    if len(value) != 64:
        raise SignatureWrong("the signature is not 64 bytes")
    signing.check(_key(said, member, known), value, base)
    name = known.members[member].name if member in known.members else "a member"
    return f"signed by {name} ({member})" + _asked(said, lines if is_answer else {}, known)


def _asked(said: Said, lines: Mapping[str, str], known: TrustList) -> str:
    """Whose request a refusal answers, in words, once its signature was found to be right; nothing for other records.

    `lines`: what the refusal's own signature covers, where it has one; the request's signature is among them.
    """
    if said["kind"] != "refused" or "asked" not in said:
        return ""
    asked = said["asked"]
    good = isinstance(asked, dict) and all(isinstance(asked.get(name), str) for name in ("base", "digest"))
    if not good or set(asked.get("signature", ())) != {"keyid", "value"}:
        raise BadBundle("a record is not written as nodes write them")
    request = {**said, **asked, "kind": "received"}
    del request["asked"]
    if lines:
        _check_of_request(lines, request)
    return f", of a request {check_signature(request, known)}"


def _is_own_answer(said: Said) -> bool:
    """The node itself ended the call: there is no signature of the other side."""
    bare = not (said["base"] or said["signature"]["value"])
    return bare and said["kind"] != "received" and bool(said.get("fault"))


def _member(path: str) -> str:
    return "/".join(path.split("/")[:3])


def _key(said: Said, member: str, known: TrustList) -> ec.EllipticCurvePublicKey:
    keyid, at = said["signature"]["keyid"], moment(said["at"])
    key = known.keys.get(keyid)
    if key is None:
        raise SignatureWrong("no statement of the register names the key")
    if key.member != member:
        raise SignatureWrong(f"the key is that of {key.member}, not of {member}")
    if not is_good(key, at):
        raise SignatureWrong("the key was not yet, or no longer, in the register at the time of the record")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)


def _base(text: str) -> tuple[dict[str, str], Parameters]:
    """The lines of a signature base by name, and its parameters, which must list just those lines in their order."""
    rows = [row.partition(": ") for row in text.split("\n")]
    names = [name for name, _, _ in rows]
    if names[-1] != '"@signature-params"' or len(set(names)) != len(names) or not all(gap for _, gap, _ in rows):
        raise SignatureWrong("the signature base is malformed")
    given = signing.parsed(b"simpul=" + rows[-1][2].encode("latin-1", "replace"))
    if given.components != " ".join(names[:-1]):
        raise SignatureWrong("the signature base is not what its parameters cover")
    return {_plain(name): value for name, _, value in rows[:-1]}, given


def _plain(name: str) -> str:
    """`"x-road-id"` without its quotes; what is of the request keeps a mark."""
    quoted, _, rest = name.partition(";")
    return quoted.strip('"') + (";req" if rest else "")


def _check_request(said: Said, lines: Mapping[str, str]) -> None:
    path, _, query = said["path"].partition("?")
    target = lines.get("@path", "").split("/", 7)
    node = said["node"] if said["role"] != "consumer" else said.get("provider", lines.get("simpul-node"))
    _agree(
        ("@method", lines.get("@method"), said["method"]),
        ("@path", _service(target), said["service"]),
        ("@path", "/" + target[7] if len(target) > 7 else "", path),
        ("@query", lines.get("@query"), "?" + query),
        ("content-digest", lines.get("content-digest"), said["digest"]),
        ("x-road-client", _client(lines.get("x-road-client", "")), said["client"]),
        ("x-road-service", lines.get("x-road-service"), said["service"]),
        ("x-road-id", lines.get("x-road-id"), said["message"]),
        ("x-road-request-id", lines.get("x-road-request-id"), said["request"]),
        ("x-road-request-hash", lines.get("x-road-request-hash"), said["hash"]),
        ("simpul-node", lines.get("simpul-node"), node),
    )


def _check_answer(said: Said, lines: Mapping[str, str]) -> None:
    _agree(
        ("@status", lines.get("@status"), str(said.get("status"))),
        ("content-digest", lines.get("content-digest"), said["digest"]),
        ("x-road-id", lines.get("x-road-id"), said["message"]),
        ("x-road-request-id", lines.get("x-road-request-id"), said["request"]),
        ("x-road-service", lines.get("x-road-service"), said["service"]),
    )
    if "fault" in said and "x-road-error" in lines:
        _agree(("x-road-error", lines["x-road-error"], said["fault"]))


def _agree(*pairs: tuple[str, str | None, str | None]) -> None:
    for name, signed, recorded in pairs:
        if signed is None or signed != recorded:
            raise SignatureWrong(f"what was signed as {name} is not what the record says")


def _service(target: Sequence[str]) -> str:
    try:
        return ServiceId.parse("/".join(target[2:7])).path
    except BadName:
        return ""


def _client(value: str) -> str:
    try:
        return addresses.parse_client(value)
    except Refused:
        return ""


def _check_time(given: Parameters, at: datetime) -> None:
    if given.expires - given.created != signing.LIFE:
        raise SignatureWrong("the signature's life is not 60 seconds")
    early = at.timestamp() < given.created - signing.SKEW
    if early or at.timestamp() > given.expires + signing.SKEW + SLACK.total_seconds():
        raise SignatureWrong("the signature was not made at the time of the record")


def check_pair(received: Said, answered: Said) -> None:
    """Nothing when the answer is to that request: the same call, and the answer's signature covers the request's."""
    for name in _SAME:
        if received[name] != answered[name]:
            raise SignatureWrong(f"request and answer differ in {name}")
    if moment(answered["at"]) < moment(received["at"]):
        raise SignatureWrong("the answer is older than the request")
    if _is_own_answer(answered):
        return
    _check_of_request(_base(answered["base"])[0], received)


def _check_of_request(lines: Mapping[str, str], received: Said) -> None:
    """Nothing when an answer's signature covers that of this very request; SignatureWrong otherwise."""
    _agree(
        ("the request's signature", lines.get("signature;req"), f":{received['signature']['value']}:"),
        ("the request's digest", lines.get("content-digest;req"), received["digest"]),
    )


def check_body(said: Said, body: bytes) -> None:
    """Nothing when the body is the one the record has the digest of; BadBundle otherwise."""
    digest = b64encode(hashlib.sha256(body).digest()).decode()
    if said["digest"] != f"sha-256=:{digest}:" or said.get("size") != len(body):
        raise BadBundle("a body is not the one that was recorded")
