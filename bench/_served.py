"""A node to measure: a database of its own, a served worker, a bare handler beside it, and wrk."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench._clients import ENDPOINT

FEED = "/bencana/laporan.geojson"
Row = dict[str, object]


@dataclass
class Node:
    """A node's folder, its database and the same parts a server has."""

    folder: Path
    url: str
    platform: Any


@contextlib.contextmanager
def database(folder: Path) -> Iterator[Node]:
    from simpul.app import build_platform
    from simpul.kernel.bell import Bell
    from simpul.kernel.database.migrate import migrate
    from simpul.kernel.embedded import embedded_postgres_at
    from simpul.kernel.keys import Keys
    from simpul.kernel.settings import Settings

    keys = Keys.kept_in(folder / "keys")
    with embedded_postgres_at(folder, keys) as url:
        platform = build_platform(Settings(data_dir=folder), keys=keys, url=url)
        migrate(platform.database.engine)
        bell = Bell(url)
        platform.database.rings(bell.ring)
        bell.start()
        yield Node(folder, url, platform)
        bell.stop()
        platform.database.close()


@contextlib.contextmanager
def served(node: Node, *, workers: int, ready: str = FEED) -> Iterator[int]:
    """The port of a node that answers."""
    with started(node, workers=workers) as port:
        until(lambda: get(port, ready)[0] == 200, seconds=60)
        yield port


@contextlib.contextmanager
def started(node: Node, *, workers: int) -> Iterator[int]:
    """The port of a node that was started this moment."""
    port = free_port()
    environment = {
        **os.environ,
        "SIMPUL_DATABASE_URL": node.url,
        "SIMPUL_DATA_DIR": str(node.folder),
        "SIMPUL_PORT": str(port),
        "SIMPUL_WORKERS": str(workers),
        "SIMPUL_TRUSTED_PROXIES": ENDPOINT,
        "SIMPUL_LOG_LEVEL": "error",
    }
    process = subprocess.Popen([sys.executable, "-m", "simpul.cli", "serve"], env=environment)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)


async def bare(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 (ASGI's signature)
    """The least an ASGI application can do: the same bytes, two headers."""
    if scope["type"] == "http":
        headers = [(b"content-type", b"application/geo+json"), (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": _body(scope["path"])})


_kept: dict[str, bytes] = {}


def _body(path: str) -> bytes:
    if path not in _kept:
        _kept[path] = (Path(os.environ["BENCH_BODIES"]) / path.strip("/")).read_bytes()
    return _kept[path]


@contextlib.contextmanager
def bare_served(bodies: Sequence[bytes]) -> Iterator[int]:
    """The port of a handler that gives the first of these bodies at `/0`, the next at `/1`, ..."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="simpul-") as folder:
        for number, body in enumerate(bodies):
            (Path(folder) / str(number)).write_bytes(body)
        command = [sys.executable, "-m", "granian", "--interface", "asginl", "--workers", "1", "--no-ws", "--no-log"]
        command += ["--port", str(port), "--backlog", "4096", "bench._served:bare"]
        process = subprocess.Popen(command, env={**os.environ, "BENCH_BODIES": folder})
        try:
            until(lambda: get(port, "/0")[0] == 200, seconds=20)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def wrk(port: int, path: str, *, connections: int = 64, seconds: int = 3, headers: Sequence[str] = ()) -> float:
    """Requests a second, each answered with 200 or 304."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    command += [part for header in headers for part in ("-H", header)]
    told = subprocess.run(
        [*command, f"http://{ENDPOINT}:{port}{path}"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if found is None or "Non-2xx" in told:
        raise RuntimeError(told)
    return float(found[1])


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; status 0 while nobody listens."""
    connection = http.client.HTTPConnection(ENDPOINT, port, timeout=10)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    except OSError:
        return 0, {}, b""
    finally:
        connection.close()


def page_took(port: int, cookie: str, path: str) -> float:
    """Seconds until the whole page had come, to whoever the cookie signs in, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    response = connection.getresponse()
    response.read()
    took = time.perf_counter() - began
    connection.close()
    if response.status != 200:
        raise RuntimeError(response.status)
    return took


def until(true: Callable[[], object], *, seconds: float, every: float = 0.1) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(every)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ENDPOINT, 0))
        return int(probe.getsockname()[1])
