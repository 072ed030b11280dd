"""The node leg written a second time, from PROTOCOL's words alone: request hash, digests, RFC 9421; by no line of ours."""

import hashlib
import os
import re
import time
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from tests.exchange.protocol import REPORTS, Answer, Town, asked, written
from tests.exchange.world import BPBD, PORTAL

from simpul.exchange.outside.keyring import keyring_of

Pairs = list[tuple[str, str]]
ALWAYS = [
    "content-digest",
    "x-road-client",
    "x-road-service",
    "x-road-id",
    "x-road-request-id",
    "x-road-request-hash",
    "simpul-node",
]
IF_PRESENT = ["content-type", "x-road-userid", "x-road-issue", "x-road-represented-party"]


def request_hash(verb: str, target: str, kept: Sequence[tuple[str, str]], body: bytes = b"") -> str:
    """PROTOCOL §1: SHA512(M), or SHA512(SHA512(M) ‖ SHA512(body)); M = verb, target and `Name:Value` lines, CRLF each."""
    message = f"{verb}\r\n{target}\r\n" + "".join(f"{name}:{value}\r\n" for name, value in kept)
    found = hashlib.sha512(message.encode("latin-1")).digest()
    if body:
        found = hashlib.sha512(found + hashlib.sha512(body).digest()).digest()
    return b64encode(found).decode()


def content_digest(body: bytes) -> str:
    """RFC 9530."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


@dataclass
class Letter:
    """A request from PORTAL's node to BPBD's; each part may be spoiled before or after it is signed."""

    key: ec.EllipticCurvePrivateKey
    keyid: str
    method: str = "GET"
    target: str = REPORTS
    body: bytes = b""
    sent: Pairs = field(default_factory=list)
    leg: Pairs = field(default_factory=list)
    signature: Pairs = field(default_factory=list)
    message: str = field(default_factory=lambda: f"ID-{uuid4()}")
    created: int = field(default_factory=lambda: int(time.time()))
    said: dict[str, Any] = field(default_factory=dict)
    turned: bool = False

    def addressed(self, client: str = PORTAL, service: str = "", node: str = BPBD) -> "Letter":
        """Its headers are what a consumer's node sends."""
        path, self.sent = self.target.partition("?")[0], [("X-Road-Client", client), *self.sent]
        self.sent += [("X-Road-Id", self.message), ("x-road-request-id", str(uuid4()))]
        fits = request_hash(self.method, self.target, self.sent, self.body)
        self.leg = [("x-road-service", service or "/".join(path.split("/")[2:7])), ("x-road-request-hash", fits)]
        self.leg += [("simpul-node", node), ("content-digest", content_digest(self.body))]
        return self

    def changed(self, name: str, value: str | None) -> "Letter":
        """One of the leg's headers says something else; None: it is not there."""
        self.leg = [(n, v if n != name else value) for n, v in self.leg if n != name or value is not None]  # type: ignore[misc]
        self.sent = [(n, v if n.lower() != name else value) for n, v in self.sent if n.lower() != name or value is not None]  # type: ignore[misc]
        return self

    def values(self) -> dict[str, str]:
        return {name.lower(): value for name, value in (*self.sent, *self.leg)}

    def signed(self, *, covers: str | None = None, key: ec.EllipticCurvePrivateKey | None = None) -> "Letter":
        """PROTOCOL §2: signed over method, raw path, raw query and the profile's headers, in its order."""
        values = self.values()
        names = [*ALWAYS, *(name for name in IF_PRESENT if name in values)]
        inner = covers or '"@method" "@path" "@query" ' + " ".join(f'"{name}"' for name in names)
        pairs: dict[str, Any] = {"created": self.created, "expires": self.created + 60}
        pairs |= {"nonce": b64encode(os.urandom(16)).decode(), "alg": "ecdsa-p256-sha256", "keyid": self.keyid}
        pairs |= {"tag": "simpul-exchange-v1"} | self.said
        pairs = dict(reversed(pairs.items())) if self.turned else pairs
        text = f"({inner})" + "".join(f";{k}={v}" if isinstance(v, int) else f';{k}="{v}"' for k, v in pairs.items())
        path, _, query = self.target.partition("?")
        lines = [f'"@method": {self.method}', f'"@path": {path}', f'"@query": ?{query}']
        lines += [f'"{name}": {values[name]}' for name in names if name in values]
        base = "\n".join([*lines, f'"@signature-params": {text}'])
        r, s = decode_dss_signature((key or self.key).sign(base.encode("latin-1"), ec.ECDSA(hashes.SHA256())))
        value = b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        self.signature = [("signature-input", f"simpul={text}"), ("signature", f"simpul=:{value}:")]
        return self

    def bytes(self) -> bytes:
        headers = [*self.sent, *self.leg, *self.signature]
        return written(self.method, self.target, headers, self.body)

    def posted(self, town: Town) -> Answer:
        """What BPBD's node listener answers."""
        return asked(town.bpbd.node, self.bytes())


def letter(town: Town, **parts: Any) -> Letter:
    """A letter by PORTAL's own key."""
    signer = keyring_of(town.portal.settings).member
    return Letter(signer.private, signer.thumbprint, **parts)


def answer_holds(town: Town, answer: Answer, request: Letter, *, by: str = BPBD) -> bool:
    """PROTOCOL §2: whether the answer is signed by the node at `by`, over what the contract lists, for this request."""
    values = {name.lower(): value for name, value in answer.headers}
    names = ["content-digest", "x-road-id", "x-road-request-id", "x-road-service"]
    names += [name for name in ("content-type", "x-road-error") if name in values]
    inner = '"@status" ' + " ".join(f'"{name}"' for name in names) + ' "signature";req;key="simpul" "content-digest";req'
    params = values["signature-input"].removeprefix("simpul=")
    asked_for = dict(request.signature) | dict(request.leg)
    lines = [f'"@status": {answer.status}', *(f'"{name}": {values[name]}' for name in names)]
    lines.append(f'"signature";req;key="simpul": {asked_for["signature"].removeprefix("simpul=")}')
    lines.append(f'"content-digest";req: {asked_for["content-digest"]}')
    base = "\n".join([*lines, f'"@signature-params": {params}']).encode("latin-1")
    raw = b64decode(values["signature"].removeprefix("simpul=:").removesuffix(":"))
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    signer = keyring_of(town.world.sites[by].settings).member
    signer.private.public_key().verify(der, base, ec.ECDSA(hashes.SHA256()))
    covers = re.match(r"\((.*?)\);created=(\d+);expires=(\d+);nonce=\"[A-Za-z0-9+/]{22}==\";", params)
    assert covers is not None
    lives = int(covers[3]) - int(covers[2])
    of_body = values["content-digest"] == content_digest(answer.body)
    return covers[1] == inner and lives == 60 and f'keyid="{signer.thumbprint}"' in params and of_body


@dataclass
class Reply:
    """A provider node's answer to a request that arrived as `asked`; each part may be spoiled before or after."""

    asked: bytes
    key: ec.EllipticCurvePrivateKey
    keyid: str
    status: int = 200
    body: bytes = b"baik"
    sent: Pairs = field(default_factory=lambda: [("content-type", "text/plain")])
    signature: Pairs = field(default_factory=list)
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def request(self) -> dict[str, str]:
        lines = self.asked.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    def addressed(self) -> "Reply":
        """Its headers are what a provider's node sends."""
        names = ("x-road-id", "x-road-client", "x-road-service", "x-road-request-id", "x-road-request-hash")
        self.sent = [*self.sent, *((name, self.request[name]) for name in names)]
        self.sent.append(("content-digest", content_digest(self.body)))
        return self

    def changed(self, name: str, value: str | None) -> "Reply":
        self.sent = [(n, v if n != name else value) for n, v in self.sent if n != name or value is not None]  # type: ignore[misc]
        return self

    def signed(self, *, covers: str | None = None, of: dict[str, str] | None = None) -> "Reply":
        """PROTOCOL §2 "A response covers"."""
        values, request = dict(self.sent), self.request | (of or {})
        names = ["content-digest", "x-road-id", "x-road-request-id", "x-road-service"]
        names += [name for name in ("content-type", "x-road-error") if name in values]
        inner = (
            '"@status" ' + " ".join(f'"{name}"' for name in names) + ' "signature";req;key="simpul" "content-digest";req'
        )
        nonce = b64encode(os.urandom(16)).decode()
        text = f'({covers or inner});created={self.created};expires={self.created + 60};nonce="{nonce}"'
        text += f';alg="ecdsa-p256-sha256";keyid="{self.keyid}";tag="simpul-exchange-v1"'
        lines = [f'"@status": {self.status}', *(f'"{name}": {values[name]}' for name in names if name in values)]
        lines.append(f'"signature";req;key="simpul": {request["signature"].removeprefix("simpul=")}')
        lines.append(f'"content-digest";req: {request["content-digest"]}')
        base = "\n".join([*lines, f'"@signature-params": {text}']).encode("latin-1")
        r, s = decode_dss_signature(self.key.sign(base, ec.ECDSA(hashes.SHA256())))
        value = b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        self.signature = [("signature-input", f"simpul={text}"), ("signature", f"simpul=:{value}:")]
        return self

    def bytes(self) -> bytes:
        headers = "".join(f"{name}: {value}\r\n" for name, value in (*self.sent, *self.signature)).encode("latin-1")
        return b"HTTP/1.1 %d X\r\n%bContent-Length: %d\r\n\r\n%b" % (self.status, headers, len(self.body), self.body)


def request_holds(asked: bytes, key: ec.EllipticCurvePublicKey, keyid: str) -> bool:
    """PROTOCOL §2: whether a request as it went over the leg is signed with this key, over what the contract lists."""
    method, target = asked.split(b" ")[0].decode(), asked.split(b" ")[1].decode()
    values = Reply(asked, ec.generate_private_key(ec.SECP256R1()), "").request
    path, _, query = target.partition("?")
    names = [*ALWAYS, *(name for name in IF_PRESENT if name in values)]
    params = values["signature-input"].removeprefix("simpul=")
    lines = [
        f'"@method": {method}',
        f'"@path": {path}',
        f'"@query": ?{query}',
        *(f'"{name}": {values[name]}' for name in names),
    ]
    base = "\n".join([*lines, f'"@signature-params": {params}']).encode("latin-1")
    raw = b64decode(values["signature"].removeprefix("simpul=:").removesuffix(":"))
    key.verify(
        encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")),
        base,
        ec.ECDSA(hashes.SHA256()),
    )
    inner = '"@method" "@path" "@query" ' + " ".join(f'"{name}"' for name in names)
    form = r'\((.*)\);created=(\d+);expires=(\d+);nonce="([A-Za-z0-9+/]{22}==)"'
    form += r';alg="ecdsa-p256-sha256";keyid="(.+)";tag="(.+)"'
    said = re.fullmatch(form, params)
    assert said is not None
    return (said[1], int(said[3]) - int(said[2]), said[5], said[6]) == (inner, 60, keyid, "simpul-exchange-v1")
