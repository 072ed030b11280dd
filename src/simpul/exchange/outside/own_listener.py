"""This node's own calls through the exchange: HTTP to its consumer listener, as any program of the agency calls."""

import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection

from simpul.exchange.outside.keyring import keyring_of
from simpul.kernel.platform import Platform

PATIENCE = 8.0
"""Seconds for one answer; a module of the other node that is called for the first time is loaded in that time."""
ANSWER_MOST = 2 * 2**20
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (listened on; here it is where to call)


@dataclass(frozen=True, slots=True)
class Sent:
    """A call: method, path with query as they go over the wire, headers in their order, body (None: none)."""

    method: str
    path: str
    headers: Sequence[tuple[str, str]] = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: the status (0 when nobody answered), the message's number, the body, as far as it was taken in.

    `cut` says that there was more of the body; `seconds` is how long it took.
    """

    status: int
    message: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    seconds: float = 0.0


class OwnListener:
    """The node's consumer listener, with one of the node's subsystems as the client: its own, where no other is named."""

    def __init__(self, platform: Platform, *, patience: float = PATIENCE, most: int = ANSWER_MOST) -> None:
        settings = platform.settings
        self._place = (_EVERYWHERE.get(settings.exchange_host, settings.exchange_host), settings.exchange_port)
        self._own = settings.agency_code
        self._patience, self._most = patience, most
        self._context: ssl.SSLContext | None = None
        if settings.exchange_tls:
            ring = keyring_of(settings)
            certificate, key = ring.tls(settings.agency_code, settings.exchange_host, platform.clock.now())
            self._context = _context(str(certificate), str(key))

    def get(self, path: str) -> Heard:
        """What a GET of this path says; status 0 when nobody answers here, or not in time, or too much."""
        heard = self.call(Sent("GET", path, (("Accept", "application/json"),)))
        return Heard(0) if heard.cut else heard

    def call(self, call: Sent, *, client: str = "") -> Heard:
        """What the call brings; status 0 when nobody answers here, or not in time, or what comes is no HTTP."""
        begun = time.monotonic()
        connection = self._connection()
        try:
            self._write(connection, call, client or self._own)
            answer = connection.getresponse()
            body, cut = _bounded(answer, begun + self._patience, self._most)
            headers = tuple(answer.getheaders())
            message = answer.headers.get("x-road-id") or ""
            return Heard(answer.status, message, body, headers, cut, time.monotonic() - begun)
        except (OSError, HTTPException, ValueError):
            return Heard(0, seconds=time.monotonic() - begun)
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        host, port = self._place
        if self._context is not None:
            return HTTPSConnection(host, port, timeout=self._patience, context=self._context)
        return HTTPConnection(host, port, timeout=self._patience)

    def _write(self, connection: HTTPConnection, call: Sent, client: str) -> None:
        connection.putrequest(call.method, call.path, skip_accept_encoding=True)
        connection.putheader("X-Road-Client", client)
        for name, value in call.headers:
            connection.putheader(name, value)
        if call.body is not None:
            connection.putheader("Content-Length", str(len(call.body)))
        connection.putheader("Connection", "close")
        connection.endheaders(call.body)


def _context(certificate: str, key: str) -> ssl.SSLContext:
    """Both sides show the node's own certificate, and take no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.load_cert_chain(certificate, key)
    return context


def _bounded(answer: HTTPResponse, end: float, most: int) -> tuple[bytes, bool]:
    """The body up to `most` bytes, and whether there was more; ValueError when it is not here at `end`."""
    parts, size = [], 0
    while part := answer.read1(65536):
        size += len(part)
        parts.append(part)
        if time.monotonic() > end:
            raise ValueError("too late")
        if size > most:
            return b"".join(parts)[:most], True
    return b"".join(parts), False
