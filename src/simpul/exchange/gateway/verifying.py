"""Who sent this, and is it whole? The checks of a signed request, before anything else is looked at. PROTOCOL §2."""

from dataclasses import dataclass
from datetime import datetime

from simpul.exchange.gateway.arriving import MESSAGE_MOST
from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.evidence import Signed
from simpul.exchange.gateway.message import Arrived, Facts
from simpul.exchange.gateway.state import State, public_key
from simpul.exchange.rules.register import key_of
from simpul.exchange.wire import addresses, faults, headers, signing
from simpul.exchange.wire.addresses import Address
from simpul.exchange.wire.faults import Refused
from simpul.exchange.wire.signing import SignatureWrong


@dataclass(slots=True)
class Verified:
    """A request whose signature holds, and what its records will say of it (`facts`)."""

    arrived: Arrived
    address: Address
    client: str
    kept: list[tuple[bytes, bytes]]
    values: dict[bytes, bytes]
    signed: Signed
    nonce: bytes
    facts: Facts

    @property
    def role(self) -> str:
        """On which side of the call this node stands."""
        return "local" if self.arrived.local else "provider"

    @property
    def once(self) -> tuple[str, bytes]:
        """What must never be seen again: key and nonce."""
        return self.signed.keyid, self.nonce

    @property
    def body(self) -> Body:
        """The request's body."""
        return self.arrived.body


def verified(state: State, arrived: Arrived, now: datetime) -> Verified:
    """The request, when its signature holds; Refused otherwise."""
    found = announced(state, arrived, now)
    _check_digests(arrived, found.values, found.kept)
    return found


def announced(state: State, arrived: Arrived, now: datetime) -> Verified:
    """The same for a request whose body is yet to come: what its head says of the body is signed, and no more is known."""
    values = signing.covered(arrived.headers)
    _check_status(state, values, now)
    given, signature = _signature(arrived, values, now)
    address = _address(arrived.method, arrived.target)
    _check_route(state, address, values)
    kept = [h for h in headers.unwrapped(arrived.headers) if h[0].lower() not in headers.FROM_LEG]
    start = (arrived.method, arrived.target.partition("?")[0], address.query)
    base = signing.request_base(start, values, given)
    client = _client(state, given.keyid, values, (now, arrived.certificate))
    try:
        signing.check(public_key(state.trust.keys[given.keyid].point), signature, base)
    except SignatureWrong as wrong:
        raise _bad(str(wrong)) from None
    signed = Signed(given.keyid, signature, base)
    facts = _facts(arrived.method, address, client, values)
    return Verified(arrived, address, client, kept, values, signed, given.nonce, facts)


def _check_status(state: State, values: dict[bytes, bytes], now: datetime) -> None:
    """Whoever is named must be in the trust list, before it matters whether they signed; no name at all is told later."""
    if state.is_stale(now):
        raise Refused(faults.PROVIDER_TRUST_EXPIRED, "The trust list of the provider's node has expired")
    try:
        client = addresses.parse_client(values.get(b"x-road-client", b"").decode())
    except Refused:
        return
    if not state.knows_client(client):
        raise Refused(faults.CLIENT_GONE, f"Client '{addresses.named(client)}' not found")


def _signature(arrived: Arrived, values: dict[bytes, bytes], now: datetime) -> tuple[signing.Parameters, bytes]:
    inputs = [v for n, v in arrived.headers if n.lower() == b"signature-input"]
    signatures = [v for n, v in arrived.headers if n.lower() == b"signature"]
    if not inputs or not signatures:
        raise Refused(faults.NO_SIGNATURE, "The request has no signature")
    if len(inputs) > 1 or len(signatures) > 1:
        raise Refused(faults.DUPLICATE_HEADER, "The signature stands twice")
    missing = [name for name in signing.ALWAYS if name not in values]
    if missing:
        raise _bad(f"header {missing[0].decode()} is missing")
    try:
        given = signing.parsed(inputs[0])
        if given.components != signing.request_components(values):
            raise SignatureWrong("the signature does not cover what the profile demands")
        signing.check_time(given, int(now.timestamp()))
        return given, signing.signature_of(signatures[0])
    except SignatureWrong as wrong:
        raise _bad(str(wrong)) from None


def _address(method: str, target: str) -> Address:
    if method not in addresses.METHODS:
        raise Refused(faults.INVALID_REQUEST, "Invalid request method")
    try:
        return addresses.parse_modern(target) if target.startswith("/v1/") else addresses.parse(target)
    except Refused as refusal:
        raise Refused(faults.INVALID_REQUEST, refusal.message) from None


def _check_route(state: State, address: Address, values: dict[bytes, bytes]) -> None:
    if values[b"simpul-node"].decode() != state.node:
        raise _bad("the message is addressed to another node")
    if values[b"x-road-service"].decode() != address.name:
        raise _bad("x-road-service is not the service in the path")
    if len(values[b"x-road-id"]) > MESSAGE_MOST:
        raise Refused(faults.INVALID_REQUEST, "X-Road-Id is too long")


def _check_digests(arrived: Arrived, values: dict[bytes, bytes], kept: list[tuple[bytes, bytes]]) -> None:
    if values[b"content-digest"] != headers.content_digest(arrived.body.sha256):
        raise _bad("content-digest is not the body's")
    expected = headers.request_hash((arrived.method, arrived.target), kept, arrived.body.sha512)
    if values[b"x-road-request-hash"] != expected:
        raise _bad("x-road-request-hash does not fit the headers and the body")


def _client(state: State, keyid: str, values: dict[bytes, bytes], met: tuple[datetime, bytes | None]) -> str:
    """The client, when the key is its member's and the peer is the key's node."""
    now, certificate = met
    try:
        client = addresses.parse_client(values[b"x-road-client"].decode())
    except Refused:
        raise _bad("x-road-client cannot be read") from None
    key = key_of(state.trust, keyid, now)
    if key is None or key.member != "/".join(client.split("/")[:3]):
        raise _bad("the key is unknown, revoked, or not the client's")
    node = state.trust.nodes.get(key.node)
    if certificate is not None and (node is None or node.certificate != certificate):
        raise _bad("the TLS certificate is not that of the key's node")
    return client


def _facts(method: str, address: Address, client: str, values: dict[bytes, bytes]) -> Facts:
    return {
        "message": values[b"x-road-id"].decode(),
        "request": values[b"x-road-request-id"].decode(),
        "client": client,
        "service": address.name,
        "method": method,
        "path": address.rest,
        "hash": values[b"x-road-request-hash"].decode(),
    }


def _bad(why: str) -> Refused:
    return Refused(faults.BAD_SIGNATURE, why[0].upper() + why[1:])
