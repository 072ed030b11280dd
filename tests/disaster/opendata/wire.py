"""The application behind a real HTTP socket, for clients that speak HTTP by themselves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from starlette.testclient import TestClient

_KEPT = ("content-type", "etag", "link", "cache-control", "content-disposition", "content-range", "accept-ranges")
_OWN = ("connection", "accept-encoding")


@contextmanager
def on_the_wire(client: TestClient) -> Iterator[tuple[str, list[str]]]:
    """The address of the application, and the paths that were asked for, as they come."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            given = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
            given["accept-encoding"] = "identity"
            answer = client.get(self.path, headers=given)
            self.send_response(answer.status_code)
            for name in _KEPT:
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: Any) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
