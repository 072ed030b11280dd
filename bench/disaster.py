"""The live map: the feed against a bare handler with the same bytes, how soon a verified report is seen, watchers, reports.

Everything stays on the loopback and ends by itself; clients are processes of their own (`_clients`).
"""

import contextlib
import gzip
import http.client
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench._clients import CONNECTIONS, ENDPOINT, raise_limit

FEED = "/bencana/laporan.geojson"
LIVE, WATCHERS = 5_000, 2_000


def run() -> list[dict[str, object]]:
    raise_limit()
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
        fill(node)
        with served(node, workers=1) as port:
            rows = [*feed(port), *seen(node, port), *watched(node, port)]
        with served(node, workers=2) as port:
            rows.append(taken(node, port))
    return [{"section": "disaster", "baseline": None, "ratio": None, **row} for row in rows]


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


def fill(node: Node) -> None:
    """5,000 live reports in and around Jakarta, half of them verified."""
    from sqlalchemy import insert

    from simpul.disaster.store.tables import reports

    now, chance = node.platform.clock.now(), random.Random(2017)
    rows = [_row(number, now, chance) for number in range(LIVE)]
    with node.platform.database.writing() as unit:
        unit.unaudited("the bench's own rows")
        unit.connection.execute(insert(reports), rows)


def _row(number: int, now: Any, chance: random.Random) -> dict[str, Any]:
    at = now - timedelta(seconds=chance.randrange(3600))
    return {
        "id": uuid4(),
        "form_id": uuid4(),
        "hazard": "flood",
        "card": {"flood_depth": chance.randrange(5, 200)},
        "severity": "moderate",
        "text": f"Air naik di depan rumah, motor tidak bisa lewat ({number})",
        "status": chance.choice(("verified", "unverified")),
        "training": False,
        "reported_at": at,
        "live_until": now + timedelta(hours=3),
        "changed_at": at,
        "version": 1,
        "longitude": 106.7 + chance.random() * 0.3,
        "latitude": -6.4 + chance.random() * 0.3,
        "province": "31",
        "regency": "31.74",
        "district": "31.74.03",
        "village": "31.74.03.1001",
        "approximate": True,
        "source": "web",
    }


@contextlib.contextmanager
def served(node: Node, *, workers: int) -> Iterator[int]:
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
        until(lambda: get(port, FEED)[0] == 200, seconds=40)
        yield port
    finally:
        process.terminate()
        process.wait(20)


async def bare(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 (ASGI's signature)
    """The least an ASGI application can do: the same bytes, one header."""
    if scope["type"] == "http":
        headers = [(b"content-type", b"application/geo+json"), (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": _body()})


_kept: list[bytes] = []


def _body() -> bytes:
    if not _kept:
        _kept.append(Path(os.environ["BENCH_BODY"]).read_bytes())
    return _kept[0]


@contextlib.contextmanager
def bare_served(body: bytes) -> Iterator[int]:
    port = free_port()
    with tempfile.NamedTemporaryFile(prefix="simpul-") as file:
        file.write(body)
        file.flush()
        command = [sys.executable, "-m", "granian", "--interface", "asginl", "--workers", "1", "--no-ws", "--no-log"]
        command += ["--port", str(port), "--backlog", "4096", "bench.disaster:bare"]
        process = subprocess.Popen(command, env={**os.environ, "BENCH_BODY": file.name})
        try:
            until(lambda: get(port, "/")[0] == 200, seconds=20)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def feed(port: int) -> list[dict[str, object]]:
    """Requests per second for the feed of 5,000 live reports, compressed; beside a bare handler, in turns."""
    row = {"name": f"feed of {LIVE:,} live reports, 64 connections, one worker", "unit": "1/s", "target": "ratio >= 0.6"}
    if shutil.which("wrk") is None:
        return [{**row, "value": None, "met": None}]
    _, _, body = get(port, FEED, {"Accept-Encoding": "gzip"})
    count = len(json.loads(gzip.decompress(body))["features"])
    with bare_served(body) as other:
        turns = [(wrk(port, FEED), wrk(other, "/")) for _ in range(2)]
    ours, theirs = (statistics.mean(column) for column in zip(*turns, strict=True))
    met = ours / theirs >= 0.6 and count == LIVE
    return [{**row, "value": ours, "baseline": theirs, "ratio": ours / theirs, "met": met}]


def wrk(port: int, path: str) -> float:
    command = ["wrk", "-t2", "-c64", "-d4s", "-H", "Accept-Encoding: gzip", f"http://{ENDPOINT}:{port}{path}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if found is None or "Non-2xx" in told:
        raise RuntimeError(told)
    return float(found[1])


def seen(node: Node, port: int) -> list[dict[str, object]]:
    """Seconds from the officer's word to the feed that shows it; the slowest of five."""
    slowest = max(_seen_once(node, port) for _ in range(5))
    name = f"verified report in the feed, {LIVE:,} live (slowest of 5)"
    return [{"name": name, "value": slowest, "unit": "s", "target": "<= 1", "met": slowest <= 1}]


def _seen_once(node: Node, port: int) -> float:
    report, number, version = _unverified(node)
    tag = get(port, FEED)[1]["etag"]
    started = time.perf_counter()
    _verify(node, number, version)
    while time.perf_counter() - started < 10:
        status, headers, body = get(port, FEED, {"If-None-Match": tag})
        if status == 200 and _is_verified(body, report):
            return time.perf_counter() - started
        tag = headers["etag"]
        time.sleep(0.01)
    return 10.0


def _is_verified(body: bytes, report: UUID) -> bool:
    return any(
        one["id"] == str(report) and one["properties"]["status"] == "verified" for one in json.loads(body)["features"]
    )


def _unverified(node: Node) -> tuple[UUID, int, int]:
    from sqlalchemy import select

    from simpul.disaster.store.tables import reports

    wanted = select(reports.c.id, reports.c.number, reports.c.version).where(reports.c.status == "unverified").limit(1)
    with node.platform.database.reading() as unit:
        found = unit.connection.execute(wanted).one()
    return found.id, found.number, found.version


def _verify(node: Node, number: int, version: int) -> None:
    from simpul.disaster import actions
    from simpul.kernel.actor import Actor

    officer = Actor(UUID(int=7), "Petugas", "ID/GOV/6000/BPBD", "31", frozenset({"disaster.officer"}))
    actions.verify(node.platform, officer, number, version=version)


def watched(node: Node, port: int) -> list[dict[str, object]]:
    """Seconds from the officer's word to each of 2,000 watchers on one worker, over five reports."""
    command = [sys.executable, "-m", "bench._clients", "watch", str(port), str(WATCHERS)]
    times: list[float] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdin
        assert client.stdout
        open_ = int(client.stdout.readline())
        for _ in range(5):
            report, number, version = _unverified(node)
            client.stdin.write(f"{report}\n")
            client.stdin.flush()
            client.stdout.readline()
            started = time.time()
            _verify(node, number, version)
            arrived = json.loads(client.stdout.readline())
            times += [at - started for at in arrived] + [10.0] * (open_ - len(arrived))
        client.stdin.close()
    cuts = statistics.quantiles(times, n=100)
    rows = [("p50", cuts[49]), ("p99", cuts[98]), ("max", max(times))]
    name = f"event at {open_:,} watchers, one worker, "
    return [
        {"name": name + which, "value": value, "unit": "s", "target": "<= 2", "met": value <= 2 and open_ == WATCHERS}
        for which, value in rows
    ]


def taken(node: Node, port: int) -> dict[str, object]:
    """Reports acknowledged per second, and whether the database holds every one of them."""
    before = _count(node)
    command = [sys.executable, "-m", "bench._clients", "send", str(port), "6"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)
    rate, kept = told["taken"] / told["seconds"], _count(node) - before
    met = rate >= 300 and kept >= told["taken"]
    name = f"reports accepted durably, {CONNECTIONS} connections"
    return {"name": name, "value": rate, "unit": "1/s", "target": ">= 300", "met": met}


def _count(node: Node) -> int:
    from sqlalchemy import func, select

    from simpul.disaster.store.tables import reports

    with node.platform.database.reading() as unit:
        return int(unit.connection.scalar(select(func.count()).select_from(reports)) or 0)


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


def until(true: Any, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ENDPOINT, 0))
        return int(probe.getsockname()[1])
