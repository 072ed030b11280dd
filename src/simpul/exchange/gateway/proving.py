"""Has the caller proved to be the subsystem it names? PROTOCOL §1 "Listener"."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

from simpul.exchange.gateway.state import State
from simpul.exchange.model.services import Authentication, Client
from simpul.exchange.wire import addresses, faults
from simpul.exchange.wire.faults import Refused

OWN_TOKEN = b"simpul-authorization"
"""Where a token for the node may stand, so that Authorization stays free for the back end; never forwarded."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the connection shows of the caller: certificate (DER; empty for none), and the peer's address."""

    certificate: bytes
    peer: str


def proved(state: State, name: str, sent: list[tuple[bytes, bytes]], shown: Shown) -> list[tuple[bytes, bytes]]:
    """The headers without the token that was meant for this node; Refused when the caller is not `name`."""
    client = state.clients.get(name)
    title = addresses.named(name)
    if client is None or not state.knows_client(name):
        raise Refused(faults.UNKNOWN_CLIENT, f"Client '{title}' not found")
    match client.authentication:
        case Authentication.MTLS:
            _by_certificate(client, title, shown)
            kept = sent
        case Authentication.TOKEN:
            kept = _by_token(client, title, sent)
        case Authentication.PLAIN:
            if not _is_loopback(shown.peer):
                raise _not(f"Client ({title}) specifies a connection from this machine")
            kept = sent
    return [header for header in kept if header[0].lower() != OWN_TOKEN]


def _by_certificate(client: Client, title: str, shown: Shown) -> None:
    if not shown.certificate:
        raise _not(f"Client ({title}) specifies HTTPS but did not supply TLS certificate")
    if client.certificate is None or not hmac.compare_digest(shown.certificate, client.certificate):
        raise _not(f"Client ({title}) specifies HTTPS but supplied another TLS certificate")


def _by_token(client: Client, title: str, sent: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    for place, (name, value) in enumerate(sent):
        if name.lower() in (OWN_TOKEN, b"authorization") and _fits(client, value):
            return sent[:place] + sent[place + 1 :]
    raise _not(f"Client ({title}) specifies a token but did not supply a valid one")


def _fits(client: Client, value: bytes) -> bool:
    scheme, _, token = value.partition(b" ")
    digest = hashlib.sha256(token.strip()).digest()
    return scheme.lower() == b"bearer" and client.secret is not None and hmac.compare_digest(digest, client.secret)


def _is_loopback(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


def _not(message: str) -> Refused:
    return Refused(faults.NOT_PROVED, message)
