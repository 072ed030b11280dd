"""This node's own calls through the exchange: HTTP to its consumer listener, as any program of the agency calls."""

import ssl
import time
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from simpul.exchange.outside.keyring import keyring_of
from simpul.kernel.platform import Platform

PATIENCE = 8.0
"""Seconds for one answer; a module of the other node that is called for the first time is loaded in that time."""
ANSWER_MOST = 2 * 2**20
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 (listened on; here it is where to call)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: the status (0 when nobody answered), the message's number, the body."""

    status: int
    message: str = ""
    body: bytes = b""


class OwnListener:
    """The node's consumer listener, with the node's own subsystem as the client."""

    def __init__(self, platform: Platform) -> None:
        settings = platform.settings
        scheme = "https" if settings.exchange_tls else "http"
        host = _EVERYWHERE.get(settings.exchange_host, settings.exchange_host)
        self._base = f"{scheme}://{host}:{settings.exchange_port}"
        self._client = settings.agency_code
        handlers: list[Any] = [urllib.request.ProxyHandler({}), _NoRedirects()]
        if settings.exchange_tls:
            certificate, key = keyring_of(settings).tls(self._client, settings.exchange_host, platform.clock.now())
            handlers.append(urllib.request.HTTPSHandler(context=_context(str(certificate), str(key))))
        self._opener = urllib.request.build_opener(*handlers)

    def get(self, path: str) -> Heard:
        """What a GET of this path says; status 0 when nobody answers here, or not in time, or too much."""
        headers = {"X-Road-Client": self._client, "Accept": "application/json"}
        asked = urllib.request.Request(self._base + path, headers=headers)  # noqa: S310 (http or https: see above)
        end = time.monotonic() + PATIENCE
        try:
            with self._opener.open(asked, timeout=PATIENCE) as answer:
                return Heard(answer.status, answer.headers.get("x-road-id") or "", _bounded(answer, end))
        except HTTPError as error:
            with error:
                return Heard(error.code, error.headers.get("x-road-id") or "", _small(error))
        except (OSError, HTTPException, ValueError):
            return Heard(0)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


def _context(certificate: str, key: str) -> ssl.SSLContext:
    """Both sides show the node's own certificate, and take no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.load_cert_chain(certificate, key)
    return context


def _bounded(answer: Any, end: float) -> bytes:
    parts, size = [], 0
    while part := answer.read1(65536):
        size += len(part)
        if size > ANSWER_MOST or time.monotonic() > end:
            raise ValueError("too much, or too late")
        parts.append(part)
    return b"".join(parts)


def _small(error: HTTPError) -> bytes:
    try:
        return error.read(16384)
    except (OSError, HTTPException):
        return b""
