"""Another node's listener, asked as anybody may ask it: how its log and its trust list stand. Bounded in time and size."""

import contextlib
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from simpul.exchange.model.health import Ailment, Heard
from simpul.exchange.model.register import Node

PATIENCE = 3.0
"""Seconds for a whole check: name, connection, TLS, both answers."""
NOTE_MOST = 64 * 1024


class _Ill(Exception):
    def __init__(self, ailment: Ailment) -> None:
        super().__init__(ailment.value)
        self.ailment = ailment


class LegListener:
    """Asks nodes; `permits` says to which numeric addresses this node may connect, `own` is (certificate, key) for TLS."""

    def __init__(self, permits: Callable[[str], bool], own: tuple[str, str] | None) -> None:
        self._permits = permits
        self._own = own

    def ask(self, node: Node) -> Heard:
        """What the node tells, or what stands in the way; within PATIENCE, but for names that are slow to resolve."""
        began = time.monotonic()
        try:
            opened = self._opened(node, began + PATIENCE)
        except _Ill as ill:
            return Heard(ill.ailment)
        alarm = threading.Timer(max(0.01, began + PATIENCE - time.monotonic()), _cut, (opened,))
        alarm.daemon = True
        alarm.start()
        try:
            return self._heard(opened, node, began)
        except _Ill as ill:
            return Heard(ill.ailment)
        finally:
            alarm.cancel()
            opened.close()

    def _opened(self, node: Node, end: float) -> socket.socket:
        url = urlsplit(node.address)
        try:
            where = self._place(url.hostname or "", url.port or (443 if url.scheme == "https" else 80))
            return socket.create_connection(where, timeout=max(0.01, end - time.monotonic()))
        except TimeoutError:
            raise _Ill(Ailment.TIMED_OUT) from None
        except (OSError, ValueError):
            raise _Ill(Ailment.REFUSES) from None

    def _heard(self, opened: socket.socket, node: Node, began: float) -> Heard:
        url = urlsplit(node.address)
        connection = HTTPConnection(url.hostname or "", url.port or 80)
        connection.auto_open = 0  # what is connected was looked at; nothing else is
        connection.sock = self._secured(opened, node, url.hostname or "") if url.scheme == "https" else opened
        try:
            status, log = _get(connection, "/log/checkpoint")
        except (OSError, HTTPException, ValueError):
            late = time.monotonic() - began >= PATIENCE - 0.05
            raise _Ill(Ailment.TIMED_OUT if late else Ailment.BROKE_OFF) from None
        millis = max(1, round((time.monotonic() - began) * 1000))
        if status not in (200, 404):
            raise _Ill(Ailment.NO_NODE)
        trust = ""
        with contextlib.suppress(OSError, HTTPException, ValueError):  # an old node need not tell it
            known, text = _get(connection, "/register/checkpoint")
            trust = text if known == 200 else ""
        connection.close()
        return Heard(Ailment.NONE, millis, log if status == 200 else "", trust)

    def _place(self, host: str, port: int) -> tuple[str, int]:
        """The first address of the host that may be connected to."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise _Ill(Ailment.NAME_UNKNOWN) from None
        for *_, where in found:
            if self._permits(str(where[0])):
                return str(where[0]), port
        raise _Ill(Ailment.NOT_PERMITTED)

    def _secured(self, opened: socket.socket, node: Node, host: str) -> ssl.SSLSocket:
        """TLS that meets exactly the certificate of the register, and shows our own."""
        try:
            secured = self._context(node.certificate).wrap_socket(opened, server_hostname=host)
        except TimeoutError:
            raise _Ill(Ailment.TIMED_OUT) from None
        except (ssl.SSLCertVerificationError, ValueError):
            raise _Ill(Ailment.CERTIFICATE) from None
        except OSError:
            raise _Ill(Ailment.BROKE_OFF) from None
        if secured.getpeercert(binary_form=True) != node.certificate:
            secured.close()
            raise _Ill(Ailment.CERTIFICATE)
        return secured

    def _context(self, certificate: bytes) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # the certificate itself is pinned
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        pem = b"-----BEGIN CERTIFICATE-----\n" + b64encode(certificate) + b"\n-----END CERTIFICATE-----\n"
        context.load_verify_locations(cadata=pem.decode())
        if self._own is not None:
            context.load_cert_chain(*self._own)
        return context


def _get(connection: HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", path, headers={"Accept": "text/plain"})
    answer = connection.getresponse()
    body = answer.read(NOTE_MOST + 1)
    if len(body) > NOTE_MOST:
        raise ValueError(path)
    return answer.status, body.decode()


def _cut(opened: socket.socket) -> None:
    """Whoever reads or writes there stops: the time is over."""
    with contextlib.suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)
