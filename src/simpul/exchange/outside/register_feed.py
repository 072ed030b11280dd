"""The operator's register over HTTP: bounded in size and time, no redirects. The note proves what it says, not TLS."""

import json
import ssl
import time
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from simpul.exchange.model.refusals import OperatorUnreachable, RequestNotTaken

PATIENCE = 10.0
"""Seconds for one answer, from the first byte to the last."""
NOTE_MOST = 64 * 1024
PAGE_MOST = 16 * 2**20
PER_PAGE = 1000
STATEMENTS_MOST = 1_000_000
BYTES_MOST = 256 * 2**20
"""Of all statements that come at once."""
REFUSAL_MOST = 16 * 1024


class RegisterFeed:
    """The operator's node listener at `address`; `identity` is our certificate and key, shown where TLS asks for them."""

    def __init__(self, address: str, identity: tuple[str, str] | None = None) -> None:
        self._base = address.rstrip("/")
        if urlsplit(self._base).scheme not in ("http", "https"):
            raise OperatorUnreachable(why="its address is neither http nor https")
        self._opener = urllib.request.build_opener(_NoRedirects(), urllib.request.HTTPSHandler(context=_context(identity)))

    def checkpoint(self) -> str:
        """The newest checkpoint, a signed note; OperatorUnreachable."""
        return _text(self._get("/register/checkpoint", NOTE_MOST))

    def statements(self, *, first: int, to: int) -> list[bytes]:
        """Statements number `first` up to but without `to`; OperatorUnreachable when they do not all come."""
        if to - first > STATEMENTS_MOST:
            raise OperatorUnreachable(why="its list is longer than can be")
        found: list[bytes] = []
        size = 0
        while first + len(found) < to:
            page = _page(self._get(f"/register/statements?from={first + len(found)}", PAGE_MOST))
            size += sum(map(len, page))
            if not page or size > BYTES_MOST:
                raise OperatorUnreachable(why="it did not send all statements, or more than can be")
            found += page
        return found[: to - first]

    def send(self, request: bytes) -> None:
        """The operator took the request; RequestNotTaken with its reason, or OperatorUnreachable."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        asked = urllib.request.Request(f"{self._base}/register/requests", request, headers)  # noqa: S310 (http or https: see above)
        self._read(asked, REFUSAL_MOST)

    def _get(self, path: str, most: int) -> bytes:
        return self._read(urllib.request.Request(self._base + path), most)  # noqa: S310 (http or https: see above)

    def _read(self, request: urllib.request.Request, most: int) -> bytes:
        end = time.monotonic() + PATIENCE
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return _bounded(answer, most, end)
        except HTTPError as error:
            with error:
                if request.data is not None and 400 <= error.code < 500:
                    raise RequestNotTaken(why=_why(error)) from None
                raise OperatorUnreachable(why=f"it answered {error.code}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise OperatorUnreachable(why=type(error).__name__) from None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


def _context(identity: tuple[str, str] | None) -> ssl.SSLContext:
    """Any certificate is taken: nodes' certificates are self-signed, and this node may not have the register yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if identity is not None:
        context.load_cert_chain(*identity)
    return context


def _bounded(answer: Any, most: int, end: float) -> bytes:
    """All of the answer; OperatorUnreachable once it is longer than `most` or takes beyond `end`."""
    parts, size = [], 0
    while part := answer.read1(65536):
        size += len(part)
        if size > most:
            raise OperatorUnreachable(why="its answer is too large")
        if time.monotonic() > end:
            raise OperatorUnreachable(why="its answer takes too long")
        parts.append(part)
    return b"".join(parts)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise OperatorUnreachable(why="its answer is no text") from None


def _page(body: bytes) -> list[bytes]:
    try:
        found = json.loads(body)["statements"]
        page = [one.encode() for one in found]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise OperatorUnreachable(why="its answer holds no statements") from None
    return page[:PER_PAGE]


def _why(error: HTTPError) -> str:
    """The reason in a problem detail; the status alone where there is none that can be read."""
    try:
        said = json.loads(error.read(REFUSAL_MOST))
        return str(said["title"])[:500]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return f"it answered {error.code}"
