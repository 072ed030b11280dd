"""A small exchange's papers: register, calls signed by both sides, a log with witnesses; and the bundle of one call."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import merkle, notes
from simpul.exchange.log.bundle import Bundle, Leaf
from simpul.exchange.log.gathering import Source, gathered
from simpul.exchange.log.notes import Checkpoint
from simpul.exchange.log.records import entry
from simpul.exchange.log.verify import Verdict, verify
from simpul.exchange.model.register import Member, MemberKey, Node
from simpul.exchange.rules import statements as say
from simpul.exchange.wire import headers, signing

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)
PORTAL, BPBD, DINKES = "ID/GOV/2060/PORTAL", "ID/GOV/6000/BPBD", "ID/GOV/8205/DINKES"
CLIENT, SERVICE = "ID/GOV/2060/PORTAL", "ID/GOV/6000/BPBD/reports"
MESSAGE, REQUEST = "ID-3f0cb4a2-6a0c-4b6e-9c0f-0d7fbb6f5c11", "5b1e2c7e-90f1-4a38-8d0e-6e7c2f1f9a02"
ASKED, ANSWERED = b'{"since":"2026-11-01"}', b'{"reports":17}'


def ed25519(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def member_key(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


REGISTER = ed25519(1)
REGISTER_VKEY = notes.verifier("simpul.register/ID", REGISTER).text
LOGS = {PORTAL: ed25519(2), BPBD: ed25519(3), DINKES: ed25519(4)}
WITNESSES = {PORTAL: ed25519(5), BPBD: ed25519(6), DINKES: ed25519(7)}
KEYS = {PORTAL: member_key(1001), BPBD: member_key(1002), DINKES: member_key(1003)}
KEYIDS = {node: say.thumbprint(point(key)) for node, key in KEYS.items()}


def member(path: str) -> str:
    return "/".join(path.split("/")[:3])


def statements() -> list[bytes]:
    """The register of three members and their nodes; a few statements that have nothing to do with the call."""
    found = [say.said_instance("ID", "ID/GOV/2060", BEFORE)]
    for node in (PORTAL, BPBD, DINKES):
        log = notes.verifier(f"simpul.log/{node}", LOGS[node]).text
        witness = notes.verifier(f"simpul.witness/{node}", WITNESSES[node], notes.COSIGNATURE).text
        found.append(say.said_member(Member(member(node), f"Agency {node}"), BEFORE))
        found.append(say.said_node(Node(node, node, "http://127.0.0.1:1", b"", log, witness), BEFORE))
        found.append(say.said_key(MemberKey(KEYIDS[node], member(node), node, point(KEYS[node]), BEFORE)))
        found.append(say.said_maintenance(node, "", BEFORE))
    return found


def sealed(texts: list[bytes], *, issued: datetime = NOW - timedelta(hours=1), key: Ed25519PrivateKey = REGISTER) -> str:
    root = merkle.root([merkle.leaf_hash(text) for text in texts])
    lines = (f"issued {int(issued.timestamp())}", f"expires {int((issued + timedelta(days=7)).timestamp())}")
    name = "simpul.register/ID"
    return notes.signed(Checkpoint(name, len(texts), root, lines).text, name, key)


@dataclass
class Call:
    """One call as the provider's node records it; fields may be changed before it is signed."""

    method: str = "POST"
    target: str = "/r1/ID/GOV/6000/BPBD/reports/list?kind=flood"
    path: str = "/list?kind=flood"
    node: str = BPBD
    role: str = "provider"
    at: datetime = NOW - timedelta(minutes=10)
    asked_by: str = PORTAL
    answered_by: str = BPBD
    more: dict[str, object] = field(default_factory=dict)

    def records(self) -> list[dict[str, object]]:
        """*Received* and *answered*."""
        values, facts = self._asked(), self._facts()
        path, _, query = self.target.partition("?")
        given = self._parameters(signing.request_components(values), self.asked_by)
        base = signing.request_base((self.method, path, query or None), values, given)
        asked = self._record("received", facts, ASKED, (self.asked_by, base), self.at)
        of_request = (f":{asked['signature']['value']}:".encode(), headers.content_digest(hashlib.sha256(ASKED).digest()))
        reply = {n: values[n] for n in (b"x-road-id", b"x-road-request-id", b"x-road-service")}
        reply[b"content-digest"] = headers.content_digest(hashlib.sha256(ANSWERED).digest())
        given = self._parameters(signing.answer_components(reply), self.answered_by)
        base = signing.answer_base(200, reply, of_request, given)
        later = self.at + timedelta(milliseconds=20)
        return [asked, self._record("answered", facts | {"status": 200}, ANSWERED, (self.answered_by, base), later)]

    def _asked(self) -> dict[bytes, bytes]:
        return {
            b"content-digest": headers.content_digest(hashlib.sha256(ASKED).digest()),
            b"x-road-client": CLIENT.encode(),
            b"x-road-service": SERVICE.encode(),
            b"x-road-id": MESSAGE.encode(),
            b"x-road-request-id": REQUEST.encode(),
            b"x-road-request-hash": b"aGFzaA==",
            b"simpul-node": BPBD.encode(),
            b"content-type": b"application/json",
        }

    def _facts(self) -> dict[str, object]:
        found = {"message": MESSAGE, "request": REQUEST, "client": CLIENT, "service": SERVICE, "method": self.method}
        return found | {"path": self.path, "hash": "aGFzaA==", "purpose": "flood map"} | self.more

    def _parameters(self, components: str, signer: str) -> signing.Parameters:
        return signing.parameters(components, created=int(self.at.timestamp()), nonce=bytes(16), keyid=KEYIDS[signer])

    def _record(self, kind, facts, body, signed, at) -> dict[str, object]:
        signer, base = signed
        value = b64encode(signing.sign(KEYS[signer], base)).decode()
        return {
            "v": 1,
            "kind": kind,
            "role": self.role,
            "node": self.node,
            "at": at.isoformat().replace("+00:00", "Z"),
            "size": len(body),
            "digest": headers.content_digest(hashlib.sha256(body).digest()).decode(),
            "signature": {"keyid": KEYIDS[signer], "value": value},
            "base": base.decode("latin-1"),
            **facts,
        }


def logged(records: list[dict[str, object]], *, before: int = 5, after: int = 3) -> tuple[list[Leaf], Checkpoint]:
    """The records in a log of `BPBD` among others, and the log's checkpoint."""
    own = [
        Leaf(canonical(said), hashlib.sha256(b"salt%d" % n).digest()[:16], before + n, ()) for n, said in enumerate(records)
    ]
    data = [b"%032d" % n for n in range(before)] + [entry(leaf) for leaf in own] + [b"%032d" % n for n in range(after)]
    hashes = [merkle.leaf_hash(one) for one in data]
    read = merkle.reading(hashes)
    leaves = [replace(leaf, proof=merkle.prove_inclusion(read, leaf.seq, len(data))) for leaf in own]
    return leaves, Checkpoint(f"simpul.log/{BPBD}", len(data), merkle.root(hashes))


def canonical(said: dict[str, object]) -> str:
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


def noted(head: Checkpoint, witnesses: tuple[str, ...] = (PORTAL, DINKES)) -> str:
    """The checkpoint signed by BPBD's log and cosigned."""
    note = notes.signed(head.text, f"simpul.log/{BPBD}", LOGS[BPBD])
    at = int(NOW.timestamp()) - 60
    lines = [notes.cosign(head.text, f"simpul.witness/{node}", WITNESSES[node], at).line for node in witnesses]
    return note + "".join(lines)


def bundle(
    records: list[dict[str, object]] | None = None,
    *,
    texts: list[bytes] | None = None,
    witnesses: tuple[str, ...] = (PORTAL, DINKES),
) -> Bundle:
    """The bundle of the call at BPBD."""
    texts = statements() if texts is None else texts
    leaves, head = logged(Call().records() if records is None else records)
    source = Source(REGISTER_VKEY, sealed(texts), texts)
    return gathered(leaves, noted(head, witnesses), source, message=MESSAGE, node=BPBD)


def judged(text, key=REGISTER_VKEY, now=NOW) -> Verdict:
    return verify(text if isinstance(text, bytes) else bundles.written(text), register_key=key, now=now)


def failed(verdict: Verdict) -> dict[str, str]:
    assert not verdict.ok
    return {check.name: check.detail for check in verdict.checks if not check.ok}


def only(verdict: Verdict, name: str) -> str:
    """What the one failed check says (one that stands on it may fail too)."""
    found = failed(verdict)
    assert name in found, found
    assert all("ot checked" in detail for other, detail in found.items() if other != name), found
    return found[name]
