"""The one RFC 9421 profile between nodes: signature bases built by hand, parameters read strictly. PROTOCOL §2.

A base is the exact text that ECDSA P-256 signs. Paths and queries are the raw bytes on the wire; nothing is normalised.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from simpul.exchange.wire import faults
from simpul.exchange.wire.faults import Refused
from simpul.exchange.wire.headers import Headers

TAG, ALGORITHM, LABEL = "simpul-exchange-v1", "ecdsa-p256-sha256", "simpul"
LIFE = 60
"""Seconds from `created` to `expires`."""
SKEW = 60
"""Seconds by which two nodes' clocks may differ."""
NONCE_KEPT = 240
"""Seconds for which a (keyid, nonce) is remembered: life and skew both ways are 180, the seconds cut off are more."""
ALWAYS = (
    b"content-digest",
    b"x-road-client",
    b"x-road-service",
    b"x-road-id",
    b"x-road-request-id",
    b"x-road-request-hash",
    b"simpul-node",
)
IF_PRESENT = (b"content-type", b"x-road-userid", b"x-road-issue", b"x-road-represented-party")
_COVERABLE = frozenset((*ALWAYS, *IF_PRESENT))
ANSWER_ALWAYS = (b"content-digest", b"x-road-id", b"x-road-request-id", b"x-road-service")
ANSWER_IF_PRESENT = (b"content-type", b"x-road-error")
_ANSWER_COVERABLE = frozenset((*ANSWER_ALWAYS, *ANSWER_IF_PRESENT))
_OF_REQUEST = '"signature";req;key="simpul" "content-digest";req'
_ECDSA = ec.ECDSA(SHA256())
_KEYID = re.compile(r"[A-Za-z0-9_-]{43}")
_NONCE = re.compile(r"[A-Za-z0-9+/]{22}==")
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")
_USUAL = re.compile(
    r"simpul=(\(([ -'*-~]*)\);created=([1-9][0-9]{0,11});expires=([1-9][0-9]{0,11});nonce=\"([A-Za-z0-9+/]{22}==)\""
    r";alg=\"ecdsa-p256-sha256\";keyid=\"([A-Za-z0-9_-]{43})\";tag=\"simpul-exchange-v1\")"
)
"""Parameters in the order in which this program writes them."""
_INPUT = re.compile(r"simpul=(\([ -'*-~]*\))((?:;[a-z]+=(?:\"[^\"\\;]*\"|[0-9]+))+)")
_PARAMETER = re.compile(r";([a-z]+)=(?:\"([^\"\\;]*)\"|([0-9]+))")
_PARAMETERS = {("created", True), ("expires", True), *((name, False) for name in ("nonce", "alg", "keyid", "tag"))}
"""Each parameter, and whether it is a bare number."""


class SignatureWrong(Exception):
    """The signature does not hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a signature says of itself; `text` is its `@signature-params` value as it was sent."""

    components: str
    created: int
    expires: int
    nonce: bytes
    keyid: str
    text: str


def covered(headers: Headers, *, answer: bool = False) -> dict[bytes, bytes]:
    """The headers that a signature may cover, by lower-case name; Refused when one stands twice or is not ASCII."""
    names = _ANSWER_COVERABLE if answer else _COVERABLE
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        low = name.lower()
        if low in names:
            if low in found or not value.isascii():
                raise Refused(faults.DUPLICATE_HEADER, f"Header {low.decode()} stands twice or is not ASCII")
            found[low] = value
    return found


def request_components(values: Mapping[bytes, bytes]) -> str:
    """The inner list of a request's signature for the headers there are."""
    present = [name for name in IF_PRESENT if name in values]
    return _REQUEST_ALWAYS if not present else _REQUEST_ALWAYS + "".join(f' "{name.decode()}"' for name in present)


_REQUEST_ALWAYS = '"@method" "@path" "@query" ' + " ".join(f'"{name.decode()}"' for name in ALWAYS)


def answer_components(values: Mapping[bytes, bytes]) -> str:
    """The inner list of an answer's signature for the headers there are."""
    names = [*ANSWER_ALWAYS, *(name for name in ANSWER_IF_PRESENT if name in values)]
    return '"@status" ' + " ".join(f'"{name.decode()}"' for name in names) + " " + _OF_REQUEST


def parameters(components: str, *, created: int, nonce: bytes, keyid: str) -> Parameters:
    """Fresh parameters as this node writes them."""
    text = (
        f'({components});created={created};expires={created + LIFE};nonce="{b64encode(nonce).decode()}"'
        f';alg="{ALGORITHM}";keyid="{keyid}";tag="{TAG}"'
    )
    return Parameters(components, created, created + LIFE, nonce, keyid, text)


def parsed(value: bytes) -> Parameters:
    """The parameters in a `signature-input` header; SignatureWrong when they are not of the profile. Any order is read."""
    text = value.decode("ascii", "replace")
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        whole, components, created, expires, nonce, keyid = usual.groups()
        return Parameters(components, int(created), int(expires), b64decode(nonce), keyid, whole)
    return _parsed_anyhow(text)


def _parsed_anyhow(text: str) -> Parameters:
    """The same for parameters in any other order."""
    found = _INPUT.fullmatch(text)
    if found is None:
        raise SignatureWrong("signature-input is not of the profile")
    pairs = [(m[1], m[2] is None, m[2] or m[3] or "") for m in _PARAMETER.finditer(found[2])]
    given = {name: said for name, _, said in pairs}
    if len(pairs) != len(given) or {(name, bare) for name, bare, _ in pairs} != _PARAMETERS:
        raise SignatureWrong("signature-input does not have the profile's parameters")
    if given["alg"] != ALGORITHM or given["tag"] != TAG or not _KEYID.fullmatch(given["keyid"]):
        raise SignatureWrong("signature-input names another algorithm, tag or key")
    if not (
        _NUMBER.fullmatch(given["created"]) and _NUMBER.fullmatch(given["expires"]) and _NONCE.fullmatch(given["nonce"])
    ):
        raise SignatureWrong("signature-input has an unreadable time or nonce")
    nonce = b64decode(given["nonce"])
    text = text.removeprefix("simpul=")
    return Parameters(found[1][1:-1], int(given["created"]), int(given["expires"]), nonce, given["keyid"], text)


def check_time(given: Parameters, now: int) -> None:
    """Nothing when the signature is of now; SignatureWrong when it is stale, early, or lives too long."""
    if given.expires - given.created != LIFE:
        raise SignatureWrong("the signature's life is not 60 seconds")
    if given.created > now + SKEW:
        raise SignatureWrong("the signature was created in the future")
    if given.expires < now - SKEW:
        raise SignatureWrong("the signature has expired")


def request_base(start: tuple[str, str, str | None], values: Mapping[bytes, bytes], given: Parameters) -> bytes:
    """The base of a request's signature over (method, raw path, raw query or None) and the covered headers."""
    method, path, query = start
    lines = [f'"@method": {method}\n"@path": {path}\n"@query": ?{query or ""}\n'.encode("latin-1")]
    lines += [b'"%b": %b\n' % (name, values[name]) for name in ALWAYS]
    lines += [b'"%b": %b\n' % (name, values[name]) for name in IF_PRESENT if name in values]
    lines.append(f'"@signature-params": {given.text}'.encode())
    return b"".join(lines)


def answer_base(status: int, values: Mapping[bytes, bytes], of_request: tuple[bytes, bytes], given: Parameters) -> bytes:
    """The base of an answer's signature; `of_request` is the request's signature as `:base64:` and its content-digest."""
    lines = [b'"@status": %d\n' % status]
    lines += [b'"%b": %b\n' % (name, values[name]) for name in ANSWER_ALWAYS]
    lines += [b'"%b": %b\n' % (name, values[name]) for name in ANSWER_IF_PRESENT if name in values]
    lines.append(b'"signature";req;key="simpul": %b\n"content-digest";req: %b\n' % of_request)
    lines.append(f'"@signature-params": {given.text}'.encode())
    return b"".join(lines)


def raw_signature(der: bytes) -> bytes:
    """R and s, 32 bytes each, of a DER signature, as RFC 9421 has them."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def sign(key: ec.EllipticCurvePrivateKey, base: bytes) -> bytes:
    """The 64 bytes of a signature over `base`."""
    return raw_signature(key.sign(base, _ECDSA))


def check(key: ec.EllipticCurvePublicKey, signature: bytes, base: bytes) -> None:
    """Nothing when `signature` (64 bytes) is that key's over `base`; SignatureWrong otherwise."""
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        key.verify(der, base, _ECDSA)
    except InvalidSignature:
        raise SignatureWrong("the signature does not fit the message") from None


def signature_item(signature: bytes) -> bytes:
    """A signature as the item `:base64:`."""
    return b":%b:" % b64encode(signature)


def signature_of(value: bytes) -> bytes:
    """The 64 bytes in a `signature` header `simpul=:base64:`; SignatureWrong when it is not of that form."""
    if not (value.startswith(b"simpul=:") and value.endswith(b":")):
        raise SignatureWrong("the signature header is not of the profile")
    try:
        found = b64decode(value[8:-1], validate=True)
    except NotBase64:
        raise SignatureWrong("the signature header is not base64") from None
    if len(found) != 64 or b64encode(found) != value[8:-1]:
        raise SignatureWrong("the signature is not 64 bytes")
    return found
