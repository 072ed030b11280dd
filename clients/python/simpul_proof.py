"""Checks the proof of a call through Simpul's exchange, with Python's standard library alone (3.9 or newer), offline.

A proof bundle holds what a node recorded of a call (docs/protocol/evidence-log.md). Whoever knows the register's key needs
to trust nobody else: not the node that gave the bundle, nor the network. Sources: RFC 9421 (signed messages), RFC 7638
(names of keys), RFC 3161 (time stamps); those of notes, trees and curves are named in `simpul_notes`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from simpul_notes import (
    COSIGNATURE,
    ED25519,
    ProofBroken,
    Register,
    Tree,
    canonical,
    check_fields,
    check_inclusion,
    check_order,
    check_signature,
    checkpoint,
    folded,
    is_by,
    leaf_hash,
    need,
    note_of,
    number_of,
    on_calendar,
    opened,
    p256_holds,
    path_of,
    raw_of,
    seconds_of,
    text_of,
    vkey,
)

Said = dict[str, Any]
AHEAD, SKEW, LIFE, SLACK = 300, 60, 60, 600
"""Seconds: another's clock may be ahead; two clocks may differ; a signature lives; a message may be on its way."""


@dataclass(frozen=True)
class Proof:
    """A bundle that holds: `records` as the node wrote them, by place in its log; `findings`: what was checked, in words.

    `witnesses`: how many other nodes cosigned the log. `compared`: whether the register's key was given.
    """

    message: str
    node: str
    records: list[Said]
    findings: list[str]
    witnesses: int
    compared: bool

    def answer(self, request_hash: str, status: int, body: bytes) -> Said:
        """The record of the answer one has got; ProofBroken when its request, status or body is another.

        `request_hash` is X-Road-Request-Hash, `body` the bytes as they came (none for HEAD).
        """
        own = [said for said in self.records if said["kind"] == "answered" and said["hash"] == request_hash]
        need(len(own) == 1, "no answer to a request with this X-Road-Request-Hash is recorded")
        need(own[0].get("status") == status, f"the status {status} is not the one that was recorded")
        need(_is_of(own[0], body), "the body is not the one that was recorded")
        return own[0]


def verify(bundle: bytes | str, register_key: str | None = None, now: datetime | None = None) -> Proof:
    """What the bundle proves; ProofBroken when it does not hold.

    `register_key`: the register's verifier key (`simpul.register/ID+…`) as its operator publishes it. Without it, all rests
    on a fingerprint that is only reported. `now` has a time zone; it is this moment if left out.
    """
    try:
        text = bundle.decode() if isinstance(bundle, bytes) else bundle
        found = canonical(text.removesuffix("\n"), "the bundle")
        return _Session(found, (now or datetime.now(timezone.utc)).timestamp()).proof(register_key)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as wrong:
        raise ProofBroken(f"the bundle is not of its form ({type(wrong).__name__})") from None


class _Session:
    """One bundle under examination, question by question."""

    def __init__(self, found: Any, now: float) -> None:
        always = {"v", "message", "node", "records", "checkpoint", "register"}
        check_fields(found, always, {"stamp", "stamp_roots", "bodies"})
        need(type(found["v"]) is int and found["v"] == 1, "the bundle is of another version")
        need(("stamp" in found) == ("stamp_roots" in found), "the bundle's stamp has no roots")
        self.bundle, self.now = found, now
        self.message, self.node = text_of(found["message"]), text_of(found["node"])
        self.findings: list[str] = []
        self.witnesses = 0

    def proof(self, register_key: str | None) -> Proof:
        """The proof, once every question is answered well."""
        known = self._register(self.bundle["register"], register_key)
        tree = self._log(known)
        leaves = self.bundle["records"]
        for leaf in leaves:
            check_fields(leaf, {"record", "salt", "seq", "proof"})
        check_order([leaf["seq"] for leaf in leaves], "record")
        need(leaves, "the bundle has no record")
        records = [self._record(leaf, tree, known) for leaf in leaves]
        self._calls(records)
        self._bodies(records)
        self._stamp()
        return Proof(self.message, self.node, records, self.findings, self.witnesses, register_key is not None)

    def _register(self, register: Any, given: str | None) -> Register:
        """What the carried statements say, once the register's checkpoint is signed and they stand in it."""
        check_fields(register, {"key", "checkpoint", "statements"})
        key = vkey(text_of(register["key"]))
        need(given is None or given.strip() == register["key"], "the bundle is of another register than the one given")
        text, signatures = opened(register["checkpoint"], key)
        need(len(signatures) == 1, "the register's checkpoint bears other signatures")
        tree, more = checkpoint(text, key[0])
        issued, expires = (self._extension(more, word) for word in ("issued", "expires"))
        need(issued <= self.now + AHEAD, "the register's checkpoint is of the future")
        carried = register["statements"]
        for one in carried:
            check_fields(one, {"index", "statement", "proof"})
            check_inclusion(leaf_hash(text_of(one["statement"]).encode()), one["index"], tree, one["proof"])
        check_order([one["index"] for one in carried], "statement")
        mark = "the one given" if given is not None else f"NOT compared: {hashlib.sha256(key[2]).hexdigest()}"
        late = ", which has expired since" if expires < self.now else ""
        self.findings.append(f"register {key[0]}: {len(carried)} of its {tree[0]} statements{late}; key {mark}")
        return folded([one["statement"] for one in carried])

    def _extension(self, lines: Sequence[str], word: str) -> float:
        """The instant in a checkpoint's line, in seconds since 1970."""
        found = [line for line in lines if line.startswith(word + " ")]
        need(len(found) == 1, f"the register's checkpoint does not say when it is {word}")
        return on_calendar(number_of(found[0][len(word) + 1 :]))

    def _log(self, known: Register) -> Tree:
        """The node's log, once the register names its key, and it and its witnesses signed."""
        key = vkey(known.nodes.get(self.node, {}).get("log", ""), f"simpul.log/{self.node}", ED25519)
        text, signatures = opened(self.bundle["checkpoint"], key)
        tree, more = checkpoint(text, key[0])
        need(not more and is_by(signatures[0], key), "the checkpoint is another log's, or its signatures are out of order")
        seen = []
        for signature in signatures[1:]:
            path = signature[0].removeprefix("simpul.witness/")
            witness = vkey(known.nodes.get(path, {}).get("witness", ""), f"simpul.witness/{path}", COSIGNATURE)
            at = on_calendar(check_signature(text, signature, witness))
            need(at <= self.now + AHEAD, "a cosignature is of the future")
            seen.append(path)
        need(len(set(seen)) == len(seen), "a witness signed twice")
        others = [path for path in seen if path != self.node]
        self.witnesses = len(others)
        self.findings.append(f"{key[0]}: {tree[0]} records; cosigned by {', '.join(others) or 'no other node'}")
        return tree

    def _record(self, leaf: Any, tree: Tree, known: Register) -> Said:
        """The record, once it is in the log and the signature it holds says the same as it does."""
        salt = raw_of(leaf["salt"])
        entry = hashlib.sha256(b"simpul-record-v1\n" + salt + text_of(leaf["record"]).encode()).digest()
        check_inclusion(leaf_hash(entry), leaf["seq"], tree, leaf["proof"])
        need(len(salt) == 16, "the record's salt is not 16 bytes")
        said: Said = canonical(leaf["record"], "a record")
        texts = [
            *(said[name] for name in (*_SAME, "at", "digest", "base")),
            *(said["signature"][n] for n in ("keyid", "value")),
        ]
        good = type(said["v"]) is int and said["v"] == 1 and said["kind"] in ("received", "answered", "refused")
        need(good and all(isinstance(text, str) for text in texts), "a record is not written as nodes write them")
        need((said["message"], said["node"]) == (self.message, self.node), "the record is of another message or node")
        need(seconds_of(said["at"]) <= self.now + AHEAD, "the record is of the future")
        signer = _check_record(said, known)
        self.findings.append(f"record {leaf['seq']}: {said['kind']} as {said['role']} at {said['at']}, {signer}")
        return said

    def _calls(self, records: Sequence[Said]) -> None:
        """Each answer belongs to its request, and its signature covers the request's."""
        groups: dict[tuple[str, str], dict[str, Said]] = {}
        for said in records:
            group = groups.setdefault((said["role"], said["request"]), {})
            need(said["kind"] not in group, f"{said['kind']} stands twice for one call")
            group[said["kind"]] = said
        for group in groups.values():
            if "refused" in group:
                need(len(group) == 1, "a call was refused and yet served")
                self.findings.append(f"the call was refused: {group['refused'].get('fault', 'no reason given')}")
                continue
            need("received" in group, "an answer without its request")
            if "answered" in group:
                _check_pair(group["received"], group["answered"])
            self.findings.append("the answer belongs to the request" if "answered" in group else "no answer is recorded")

    def _bodies(self, records: Sequence[Said]) -> None:
        bodies = self.bundle.get("bodies", {})
        check_fields(bodies, set(), {"received", "answered"})
        for kind, body in bodies.items():
            of_kind = [said for said in records if said["kind"] == kind]
            need(len(of_kind) == 1, "a body belongs to no single record")
            need(_is_of(of_kind[0], raw_of(body)), "a body is not the one that was recorded")

    def _stamp(self) -> None:
        """A time stamp (RFC 3161) holds, where openssl is there to say so: Python's library cannot read one."""
        if "stamp" not in self.bundle:
            return
        stamp, roots = raw_of(self.bundle["stamp"]), [raw_of(root) for root in self.bundle["stamp_roots"]]
        text, signatures = note_of(self.bundle["checkpoint"])
        tool = shutil.which("openssl")
        if tool is None:
            self.findings.append("time stamp: NOT checked, there is no openssl here")
            return
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "stamp").write_bytes(stamp)
            (folder / "note").write_bytes(f"{text}\n{signatures[0][2]}".encode())
            (folder / "roots").write_text("".join(map(ssl.DER_cert_to_PEM_cert, roots)))
            command = [tool, "ts", "-verify", "-in", "stamp", "-data", "note", "-CAfile", "roots"]
            ran = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 (no word of it is another's)
        need(ran.returncode == 0, "the time stamp does not hold")
        marks = ", ".join(hashlib.sha256(root).hexdigest() for root in roots)
        self.findings.append(f"time stamp: holds, says openssl; compare its root's fingerprint {marks}")


# records against what was signed (docs/protocol/node-leg.md)

_SAME = ("role", "node", "message", "request", "client", "service", "method", "path", "hash")
_INPUT = re.compile(r"\(([ -'*-~]*)\)((?:;[a-z]+=(?:\"[^\"\\;]*\"|[0-9]+))+)")
_PARAMETERS = {
    "created": r"[1-9][0-9]{0,11}",
    "expires": r"[1-9][0-9]{0,11}",
    "nonce": r'"[A-Za-z0-9+/]{22}=="',
    "alg": r'"ecdsa-p256-sha256"',
    "keyid": r'"[A-Za-z0-9_-]{43}"',
    "tag": r'"simpul-exchange-v1"',
}


def _check_record(said: Said, known: Register) -> str:
    """Whose signature the record holds, in words."""
    if _is_own_answer(said):
        return f"not signed: the answer is the node's own ({said['fault']})" + _check_asked(said, {}, known)
    lines, given = _base(said["base"])
    answers = "@status" in lines
    fits = said["kind"] == "refused" or answers == (said["kind"] == "answered")
    need(fits, "a record holds a signature of the other kind")
    need(given["keyid"].strip('"') == said["signature"]["keyid"], "the key in the base is another than the record's")
    _check_answer(said, lines) if answers else _check_request(said, lines)
    at, created, expires = seconds_of(said["at"]), int(given["created"]), int(given["expires"])
    need(expires - created == LIFE, "the signature's life is not 60 seconds")
    need(created - SKEW <= at <= expires + SKEW + SLACK, "the signature was not made at the time of the record")
    member = "/".join(said["service" if answers else "client"].split("/")[:3])
    key = known.keys.get(said["signature"]["keyid"], {})
    need(key.get("member") == member, f"the register does not give the key to {member}")
    need(key["since"] <= at + SKEW and at < key["until"], "the key was not yet, or no longer, in the register")
    base = said["base"].encode("latin-1", "replace")
    need(p256_holds(key["point"], raw_of(said["signature"]["value"]), base), "the signature does not fit the message")
    return f"signed by {known.names.get(member, 'a member')} ({member})" + _check_asked(
        said, lines if answers else {}, known
    )


def _check_asked(said: Said, lines: dict[str, str], known: Register) -> str:
    """Whose request a refusal answers, in words; `lines`: what the refusal's signature covers, this request among it."""
    if said["kind"] != "refused" or "asked" not in said:
        return ""
    asked = said["asked"]
    good = all(isinstance(asked[name], str) for name in ("base", "digest")) and set(asked["signature"]) == {
        "keyid",
        "value",
    }
    need(good, "a record is not written as nodes write them")
    request = {name: value for name, value in {**said, **asked, "kind": "received"}.items() if name != "asked"}
    if lines:
        _check_of_request(lines, request)
    return f", of a request {_check_record(request, known)}"


def _is_own_answer(said: Said) -> bool:
    """Whether the node itself ended the call: then there is no signature of the other side."""
    bare = not (said["base"] or said["signature"]["value"])
    return bare and said["kind"] != "received" and bool(said.get("fault"))


def _base(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """The lines of a signature base by name (`;req` behind those of the request), and the signature's parameters."""
    rows = [row.partition(": ") for row in text.split("\n")]
    names = [name for name, _, _ in rows]
    whole = names[-1] == '"@signature-params"' and len(set(names)) == len(names) and all(gap for _, gap, _ in rows)
    found = _INPUT.fullmatch(rows[-1][2])
    if not whole or found is None or found[1] != " ".join(names[:-1]):
        raise ProofBroken("the signature base is not what its parameters cover")
    pairs = [one.partition("=")[::2] for one in found[2].split(";")[1:]]
    given = dict(pairs)
    good = len(given) == len(pairs) and given.keys() == _PARAMETERS.keys()
    good = good and all(re.fullmatch(_PARAMETERS[name], value) for name, value in pairs)
    need(good, "the signature's parameters are not the profile's")
    plain = {name.split(";")[0].strip('"') + (";req" if ";" in name else ""): value for name, _, value in rows[:-1]}
    return plain, given


def _check_request(said: Said, lines: dict[str, str]) -> None:
    path, _, query = said["path"].partition("?")
    target = lines.get("@path", "").split("/", 7)
    _agree(lines, {"@method": said["method"], "@query": "?" + query, "content-digest": said["digest"]})
    _agree(lines, {"x-road-service": said["service"], "x-road-id": said["message"], "x-road-request-id": said["request"]})
    node = said["node"] if said["role"] != "consumer" else said.get("provider", lines.get("simpul-node"))
    _agree(lines, {"x-road-request-hash": said["hash"], "simpul-node": node})
    rest = "/" + target[7] if len(target) > 7 else ""
    same = (path_of("/".join(target[2:7]), 5), rest) == (said["service"], path)
    need(same, "what was signed as @path is not what the record says")
    client = path_of(lines.get("x-road-client", "").strip(), 3, 4)
    need(client == said["client"], "what was signed as x-road-client is not what the record says")


def _check_answer(said: Said, lines: dict[str, str]) -> None:
    _agree(lines, {"@status": str(said.get("status")), "content-digest": said["digest"], "x-road-id": said["message"]})
    _agree(lines, {"x-road-request-id": said["request"], "x-road-service": said["service"]})
    if "fault" in said and "x-road-error" in lines:
        _agree(lines, {"x-road-error": said["fault"]})


def _agree(lines: dict[str, str], recorded: Said) -> None:
    for name, value in recorded.items():
        need(name in lines and lines[name] == value, f"what was signed as {name} is not what the record says")


def _check_pair(received: Said, answered: Said) -> None:
    for name in _SAME:
        need(received[name] == answered[name], f"request and answer differ in {name}")
    need(seconds_of(answered["at"]) >= seconds_of(received["at"]), "the answer is older than the request")
    if not _is_own_answer(answered):
        _check_of_request(_base(answered["base"])[0], received)


def _check_of_request(lines: dict[str, str], received: Said) -> None:
    _agree(lines, {"signature;req": f":{received['signature']['value']}:", "content-digest;req": received["digest"]})


def _is_of(said: Said, body: bytes) -> bool:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return said["digest"] == f"sha-256=:{digest}:" and said.get("size") == len(body)
