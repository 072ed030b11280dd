"""A push service on this machine (RFC 8030): it checks VAPID, and decrypts what it is sent, as a browser would."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from simpul.disaster.actions.subscribing import BrowserAddress


class PushService:
    """Answers `status`, and holds what each browser was shown."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"0123456789abcdef"
        self.shown: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.status = 201
        self.url = ""

    def browser(self, name: str) -> BrowserAddress:
        """The subscription of a browser of this name."""
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return BrowserAddress(f"{self.url}/{name}", _plain(point), _plain(self.auth))

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """The status of an answer to one message."""
        if self.status == 201:
            assert Vapid02.verify(headers["authorization"])
            told = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
            assert len(body) <= 4096
            self.shown.append((path.strip("/"), orjson.loads(told), headers))
        return self.status


@contextmanager
def push_service(kind: type[PushService] = PushService) -> Iterator[PushService]:
    """A push service that answers on a free port."""
    service = kind()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(service.take(self.path, headers, body))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    yield service
    server.shutdown()
    server.server_close()


def _plain(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()
