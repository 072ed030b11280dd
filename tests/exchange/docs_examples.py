"""The worked examples of docs/protocol, made by the program itself: fixed keys, a clock that stands, no chance.

`python -m tests.exchange.docs_examples` writes them into the pages anew; `test_docs_protocol.py` fails while a page says
something else.
"""

import hashlib
import os
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from simpul.exchange.actions import joining
from simpul.exchange.actions.notes import sealed, witness_vkey
from simpul.exchange.gateway.arriving import Asked, prepared
from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.consumer import Consumer, Sent
from simpul.exchange.gateway.evidence import Evidence
from simpul.exchange.gateway.leg import _head
from simpul.exchange.gateway.message import Reply
from simpul.exchange.gateway.receiving import Received, for_caller, received
from simpul.exchange.gateway.state import Holder, State
from simpul.exchange.gateway.telling import Teller, Tools
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.gateway.verifying import verified
from simpul.exchange.log import bundle, merkle, notes, tiles, witness
from simpul.exchange.log.bundle import Leaf
from simpul.exchange.log.gathering import Source, gathered
from simpul.exchange.model.joining import JoinRequest
from simpul.exchange.model.register import Checkpoint, Member, MemberKey, Node, Subsystem
from simpul.exchange.rules import requests
from simpul.exchange.rules import statements as say
from simpul.exchange.rules.register import fold
from simpul.exchange.store.ledger import Row
from simpul.exchange.wire import addresses, signing
from simpul.exchange.wire.signing import raw_signature
from simpul.kernel.clock import FixedClock

PAGES = Path(__file__).parents[2] / "docs" / "protocol"
PORTAL, BPBD = "ID/GOV/2060/PORTAL", "ID/GOV/6000/BPBD"
AT = datetime(2026, 11, 23, 4, 50, tzinfo=UTC)
JOINED = AT - timedelta(days=30)
MESSAGE, REQUEST = "ID-3f0cb4a2-6a0c-4b6e-9c0f-0d7fbb6f5c11", "5b1e2c7e-90f1-4a38-8d0e-6e7c2f1f9a02"
TARGET = f"/r1/{BPBD}/reports/list%2Farea?kind=flood&depth=%3E40"
ASKED, ANSWERED = b'{"since":"2026-11-01"}', b'{"reports":17}'
SENT = [
    (b"Host", b"localhost:8090"),
    (b"User-Agent", b"curl/8.10.1"),
    (b"Accept", b"application/json"),
    (b"X-Road-Client", PORTAL.encode()),
    (b"X-Road-Id", MESSAGE.encode()),
    (b"x-road-userid", b"pegawai-17"),
    (b"Content-Type", b"application/json"),
    (b"Signature", b"sig1=:AAAA:"),
    (b"Simpul-Authorization", b"Bearer rahasia"),
    (b"Content-Length", str(len(ASKED)).encode()),
]
ANSWER = Answer(200, [(b"Date", b"Mon, 23 Nov 2026 04:50:00 GMT"), (b"Content-Type", b"application/json")], Body(ANSWERED))
NAMES = {"ID/GOV/2060": "Kementerian PANRB", "ID/GOV/6000": "Pemprov DKI Jakarta"}


def seed(what: str) -> bytes:
    """SHA-256 of `simpul example ` and the words: every key and nonce of the pages."""
    return hashlib.sha256(f"simpul example {what}".encode()).digest()


def ed25519(what: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed(what))


class Signer:
    """A member's key; RFC 6979, so that a signature is always the same."""

    def __init__(self, node: str) -> None:
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        self.number = int.from_bytes(seed(f"member {node}"), "big") % (order - 1) + 1
        self.key = ec.derive_private_key(self.number, ec.SECP256R1())
        self.point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.thumbprint = say.thumbprint(self.point)

    def sign(self, base: bytes) -> bytes:
        return raw_signature(self.key.sign(base, ec.ECDSA(SHA256(), deterministic_signing=True)))


@contextmanager
def chance(*said: str) -> Iterator[None]:
    """`os.urandom` gives what the pages say, one after the other."""
    real, words = os.urandom, list(said)
    os.urandom = lambda size: seed(words.pop(0))[:size]
    try:
        yield
    finally:
        os.urandom = real


def node(path: str) -> Node:
    log = notes.verifier(f"simpul.log/{path}", ed25519(f"log {path}")).text
    vouching = witness_vkey(f"simpul.witness/{path}", ed25519(f"witness {path}"))
    name = path.rpartition("/")[2].lower()
    return Node(path, path.rpartition("/")[2], f"http://{name}.example:8091", b"", log, vouching)


def statements() -> list[bytes]:
    found = [say.said_instance("ID", "ID/GOV/2060", JOINED)]
    for path in (PORTAL, BPBD):
        member, signer = "/".join(path.split("/")[:3]), Signer(path)
        found.append(say.said_member(Member(member, NAMES[member]), JOINED))
        found.append(say.said_node(node(path), JOINED))
        found.append(say.said_subsystem(Subsystem(path, path.rpartition("/")[2], path), JOINED))
        found.append(say.said_key(MemberKey(signer.thumbprint, member, path, signer.point, JOINED)))
    return found


REGISTER = ed25519("register")
VKEY = notes.verifier("simpul.register/ID", REGISTER).text


def register_note() -> str:
    texts, issued = statements(), AT - timedelta(hours=1)
    root = merkle.root([merkle.leaf_hash(text) for text in texts])
    return sealed("simpul.register/ID", REGISTER, Checkpoint(len(texts), root, issued, issued + timedelta(hours=72)))


def state(path: str) -> State:
    return State(path, fold(statements()), register_note(), len(statements()), AT + timedelta(hours=71))


@dataclass(frozen=True)
class Call:
    """The one call of all pages, at each of its stations."""

    kept: list[tuple[bytes, bytes]]
    sent: Sent
    head: bytes
    reply: Reply
    received: Received
    rows: tuple[Row, Row]


def tools(path: str) -> Tools:
    ids: Any = SimpleNamespace(random=lambda: REQUEST, new=lambda: UUID(int=0))
    return Tools(FixedClock(AT), ids, Signer(path))


@cache
def call() -> Call:
    given, provider = state(PORTAL), node(BPBD)
    asked = Asked("POST", TARGET, addresses.parse(TARGET), SENT)
    who = PORTAL, [header for header in SENT if header[0] != b"Simpul-Authorization"]
    with chance("request's nonce", "received salt", "answer's nonce", "answered salt"):
        made = replace(prepared(given, asked, who, tools(PORTAL).ids), body=Body(ASKED))
        parts: Any = (Holder(given), None, None, SimpleNamespace(ledger=None), tools(PORTAL))
        sent = Consumer(*parts)._signed(made, provider, AT)
        request = verified(state(BPBD), sent.arrived, AT)
        grant = {"purpose": "tanggap darurat", "legal_basis": "UU 24/2007", "agreement": "PKS-1"}
        vault: Any = None
        evidence = Evidence(node=BPBD, clock=FixedClock(AT), ids=tools(BPBD).ids, vault=vault, body_days=0)
        facts = request.facts | grant
        first = evidence.row("received", ("provider", facts), request.body, request.signed, request.once)
        reply, signed = Teller(tools(BPBD)).reply(request, ANSWER)
        evidence._clock = FixedClock(AT + timedelta(milliseconds=20))
        second = evidence.row("answered", ("provider", facts | {"status": 200}), reply.body, signed, None)
    got = received(given, reply, sent.arrived.headers, sent.signed, AT)
    return Call(made.headers, sent, _head(provider, sent.arrived), reply, got, (first, second))


def log_note() -> tuple[str, str]:
    """The log's checkpoint as it signed it, and the portal's cosignature line."""
    root = merkle.root([merkle.leaf_hash(row.entry) for row in call().rows])
    name = f"simpul.log/{BPBD}"
    made = notes.signed(notes.Checkpoint(name, 2, root).text, name, ed25519(f"log {BPBD}"))
    at = int((AT + timedelta(seconds=2)).timestamp())
    line = notes.cosign(notes.parse(made).text, f"simpul.witness/{PORTAL}", ed25519(f"witness {PORTAL}"), at).line
    return made, line


def proof() -> bytes:
    rows = call().rows
    read = merkle.reading([merkle.leaf_hash(row.entry) for row in rows])
    leaves = [Leaf(row.body.decode(), row.salt, seq, merkle.prove_inclusion(read, seq, 2)) for seq, row in enumerate(rows)]
    source = Source(VKEY, register_note(), statements())
    return bundle.written(gathered(leaves, "".join(log_note()), source, message=MESSAGE, node=BPBD))


def join_request() -> dict[str, Any]:
    signer, member = Signer(BPBD), "ID/GOV/6000"
    key = MemberKey(signer.thumbprint, member, BPBD, signer.point, JOINED)
    asked = JoinRequest(JOINED, Member(member, NAMES[member]), node(BPBD), key, (Subsystem(BPBD, "BPBD", BPBD),))
    unsigned = requests.written_join(asked, "")
    by: Any = {"member": signer, "log": ed25519(f"log {BPBD}")}
    return joining._signed(unsigned, **by)


# the pages' texts


def lines(headers: list[tuple[bytes, bytes]]) -> str:
    return "\n".join(f"{name.decode()}: {value.decode()}" for name, value in headers)


def fenced(text: str, kind: str = "text") -> str:
    return f"```{kind}\n{text}\n```"


def hexed(raw: bytes) -> str:
    return fenced("\n".join(raw[at : at + 32].hex() for at in range(0, len(raw), 32)))


def pretty(value: Any) -> str:
    return fenced(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode(), "json")


def message() -> str:
    """M of the request hash."""
    kept = "".join(f"{name.decode()}:{value.decode()}\r\n" for name, value in call().kept)
    return f"POST\r\n{TARGET}\r\n{kept}"


def _consumer() -> dict[str, str]:
    m = message()
    first, body = hashlib.sha512(m.encode()).digest(), hashlib.sha512(ASKED).digest()
    answer = [*for_caller(call().received), (b"Content-Length", str(len(ANSWERED)).encode())]
    return {
        "request": fenced(f"POST {TARGET} HTTP/1.1\n{lines(SENT)}\n\n{ASKED.decode()}", "http"),
        "hashed-text": fenced(m.replace("\r\n", "␍␊\n").rstrip("\n")),
        "hashed-bytes": f"{len(m.encode())} bytes. Their SHA-512, in hexadecimal:\n\n{hexed(first)}",
        "hashed-body": f"The SHA-512 of the {len(ASKED)} bytes of the body:\n\n{hexed(body)}",
        "request-hash": fenced(dict(call().sent.arrived.headers)[b"x-road-request-hash"].decode()),
        "answer": fenced(f"HTTP/1.1 200 OK\n{lines(answer)}\n\n{ANSWERED.decode()}", "http"),
    }


def _leg() -> dict[str, str]:
    sent, reply = call().sent, call().reply
    keys = "\n".join(
        f"| `{path}` | `{Signer(path).number:064x}` | `{Signer(path).thumbprint}` |" for path in (PORTAL, BPBD)
    )
    head = "\n".join(call().head.decode().rstrip().split("\r\n"))
    answer = [*reply.headers, (b"Content-Length", str(len(ANSWERED)).encode())]
    [(_, signed)] = [header for header in reply.headers if header[0] == b"signature"]
    base = orjson.loads(call().rows[1].body)["base"]
    return {
        "keys": f"| member key of | secret scalar | keyid |\n| --- | --- | --- |\n{keys}",
        "leg-request": fenced(f"{head}\n\n{ASKED.decode()}", "http"),
        "request-base": fenced(sent.signed.base.decode()),
        "request-base-hash": fenced(hashlib.sha256(sent.signed.base).hexdigest()),
        "request-signature": hexed(sent.signed.value),
        "leg-answer": fenced(f"HTTP/1.1 200 OK\n{lines(answer)}\n\n{ANSWERED.decode()}", "http"),
        "answer-base": fenced(base),
        "answer-signature": hexed(signing.signature_of(signed)),
    }


def _register() -> dict[str, str]:
    first, third = statements()[0], statements()[2]
    key = orjson.loads(statements()[4])["jwk"]
    asked = join_request()
    unsigned = {name: value for name, value in asked.items() if name != "signatures"}
    return {
        "statements": fenced("\n".join(text.decode() for text in statements()), "json"),
        "leaf": f"{hexed(merkle.leaf_hash(first))}",
        "register-note": fenced(register_note().rstrip("\n")),
        "register-vkey": fenced(VKEY),
        "thumbprint": f"{fenced(say.canonical(key).decode())}\n\n{fenced(say.thumbprint(say.point_of(key)))}",
        "vkeys": fenced("\n".join(orjson.loads(third)[name] for name in ("log", "witness"))),
        "join-request": pretty(asked),
        "join-signed": f"{len(requests.signed_part(unsigned))} bytes, whose SHA-256 is"
        f"\n\n{fenced(hashlib.sha256(requests.signed_part(unsigned)).hexdigest())}",
    }


def _evidence() -> dict[str, str]:
    first, second = call().rows
    note, line = log_note()
    _, root, changed = tiles.grow(lambda _level, _number: b"", 0, [row.entry for row in call().rows])
    by_path = {tiles.Place(level, number, width).path: content for level, number, width, content in changed}
    asked = witness.request(0, [], note).decode()
    leaf = merkle.leaf_hash(first.entry), merkle.leaf_hash(second.entry)
    return {
        "record": fenced(first.body.decode(), "json"),
        "record-answered": pretty({k: v for k, v in orjson.loads(second.body).items() if k != "base"}),
        "salts": fenced(f"{first.salt.hex()}\n{second.salt.hex()}"),
        "entries": fenced(f"{first.entry.hex()}\n{second.entry.hex()}"),
        "leaves": fenced("\n".join(one.hex() for one in leaf)),
        "root": fenced(f"{root.hex()}\n{b64encode(root).decode()}"),
        "log-note": fenced(note.rstrip("\n")),
        "tiles": "\n\n".join(f"`{path}`:\n\n{hexed(content)}" for path, content in sorted(by_path.items())),
        "witness-request": fenced(asked.rstrip("\n")),
        "cosignature": fenced(line.rstrip("\n")),
    }


@cache
def examples() -> Mapping[str, str]:
    """Every example by name, as it stands between its marks."""
    return {**_consumer(), **_leg(), **_register(), **_evidence()}


MARK = re.compile(r"(<!-- example: ([a-z-]+) -->\n)((?:(?!<!--).)*?)(\n?<!-- end -->)", re.DOTALL)
BUNDLE = PAGES / "example-proof.json"


def write() -> None:
    """The pages say what the program makes."""
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        page.write_text(MARK.sub(lambda m: f"{m[1]}{examples()[m[2]]}\n<!-- end -->", text), encoding="utf-8")
    BUNDLE.write_bytes(proof() + b"\n")


if __name__ == "__main__":
    write()
