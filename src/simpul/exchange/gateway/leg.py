"""To other nodes: signed requests over pooled HTTP, with mutual TLS where the register says https. PROTOCOL §2."""

import ssl
from base64 import b64encode
from functools import lru_cache
from urllib.parse import urlsplit

from simpul.exchange.gateway.body import BodyTooLong, Intake, Vault
from simpul.exchange.gateway.message import Arrived, Reply, last
from simpul.exchange.gateway.upstream import (
    Ask,
    BrokeOff,
    CannotConnect,
    NameUnknown,
    Place,
    PlaceRefused,
    TooSlow,
    Unreadable,
    Upstream,
)
from simpul.exchange.model.register import Node
from simpul.exchange.wire import faults
from simpul.exchange.wire.faults import Refused
from simpul.exchange.wire.headers import REMOVED

SECONDS = 120.0
"""How long another node may take; a service's own time-out is shorter and ends in that node's error."""
ANSWER_LIMIT = 64 * 2**20


class Leg:
    """The way to other nodes; `own` is (certificate, key) as PEM file names, None where this node has no TLS."""

    def __init__(self, upstream: Upstream, vault: Vault, own: tuple[str, str] | None) -> None:
        self._upstream = upstream
        self._vault = vault
        self._own = own
        self.place = lru_cache(maxsize=4096)(self._place)

    async def send(self, node: Node, arrived: Arrived) -> Reply:
        """The node's reply, not yet checked; Refused when it cannot be had."""
        ask = Ask(
            _head(node, arrived),
            arrived.body,
            SECONDS,
            lambda: Intake(self._vault, ANSWER_LIMIT),
            bodiless=arrived.method == "HEAD",
            again=True,  # its nonce lets it take effect once only
        )
        try:
            answer = await self._upstream.ask(self.place(node), ask)
        except (TooSlow, TimeoutError):
            raise Refused(faults.NODE_SLOW, f"Node SERVER:{node.id} did not answer in time") from None
        except CannotConnect as failure:
            raise Refused(faults.NODE_UNREACHABLE, f"Connect to {failure}") from None
        except (NameUnknown, PlaceRefused, BrokeOff, Unreadable, BodyTooLong) as failure:
            raise _unreachable(node, type(failure)) from None
        if answer.again and last(answer.headers, b"x-road-error") == _SENT_BEFORE:
            raise _unreachable(node, BrokeOff)  # the first try had come through, and its answer was lost on the way
        return Reply(answer.status, answer.headers, answer.body)

    def _place(self, node: Node) -> Place:
        url = urlsplit(node.address)
        if url.scheme != "https":
            return Place(url.hostname or "", url.port or 80)
        return Place(url.hostname or "", url.port or 443, self._context(node.certificate), node.certificate)

    def _context(self, certificate: bytes) -> ssl.SSLContext:
        """TLS that meets exactly this certificate, and shows our own."""
        pem = b"-----BEGIN CERTIFICATE-----\n" + b64encode(certificate) + b"\n-----END CERTIFICATE-----\n"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # the certificate itself is pinned
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.load_verify_locations(cadata=pem.decode())
        if self._own is not None:
            context.load_cert_chain(*self._own)
        return context


_WHY = {
    NameUnknown: "its name is unknown",
    PlaceRefused: "its address is not public",
    BrokeOff: "the connection was closed before the answer was complete",
    Unreadable: "its answer is not readable HTTP",
    BodyTooLong: "its answer is too large",
}
_SENT_BEFORE = faults.BAD_SIGNATURE.snake.encode()


def _unreachable(node: Node, how: type[Exception]) -> Refused:
    return Refused(faults.NODE_UNREACHABLE, f"Node SERVER:{node.id} cannot be reached: {_WHY[how]}")


def _head(node: Node, arrived: Arrived) -> bytes:
    lines = [b"%b %b HTTP/1.1\r\nhost: %b\r\n" % (arrived.method.encode(), arrived.target.encode(), _host(node.address))]
    lines += [b"%b: %b\r\n" % header for header in arrived.headers if header[0].lower() not in REMOVED]
    if arrived.body.size or arrived.method in ("POST", "PUT", "PATCH"):
        lines.append(b"content-length: %d\r\n" % arrived.body.size)
    lines.append(b"\r\n")
    return b"".join(lines)


@lru_cache(maxsize=4096)
def _host(address: str) -> bytes:
    return urlsplit(address).netloc.encode()
