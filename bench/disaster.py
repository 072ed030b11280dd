"""The live map and CogniCity's feeds, as many as CogniCity was measured with on two cores, and its figures beside ours.

CogniCity (Express, PostgreSQL on the same machine): 0.7 requests a second for 50,000 live reports, 14 for 1,000, 553 from
its cache of 60 s, 323 for the states of areas, 141 reports taken a second. Cards and reports are `disaster_cards`.
Everything stays on the loopback and ends by itself; clients are processes of their own (`_clients`, `_load`).
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from bench import _areas, _reports
from bench._clients import CONNECTIONS, raise_limit
from bench._served import FEED, Node, Row, bare_served, database, free_port, get, has_wrk, served, started, until, wrk
from simpul.kernel.actor import Actor

__all__ = ["FEED", "Node", "database", "free_port", "get", "served", "until", "wrk"]

MANY, LIVE, FEW, WATCHERS, AREAS, ARCHIVED = 50_000, 5_000, 1_000, 2_000, 300, 5_000_000
REPORTS = "/compat/petabencana/reports"
BESIDE, COMING, READING = 20, 150, 100
"""Seconds of the load, and what it is made of: reports a second that come in, requests a second for all of them."""
OFFICER = Actor(UUID(int=7), "Petugas", "ID/GOV/6000/BPBD", "31", frozenset({"disaster.officer"}))
NEWEST = 400_000
"""Bytes of the answer in which a report that came in last is looked for: to unpack all 30 MB would be load by itself."""
SMALL = {
    f"TopoJSON of {FEW:,} live reports (CogniCity: 14)": REPORTS,
    f"GeoJSON of {FEW:,} live reports": f"{REPORTS}?geoformat=geojson",
    f"CAP of {FEW:,} live reports": f"{REPORTS}?geoformat=cap",
    f"outlines of {AREAS} areas with their states": "/compat/petabencana/floods",
    f"states of {AREAS} areas (CogniCity: 323)": "/compat/petabencana/floods/states",
}


def run() -> list[Row]:
    raise_limit()
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, database(Path(folder)) as node:
        rows = [*_many(node), *_few(node), *_own(node), *_cold(node)]
    return [{"section": "disaster", "baseline": None, "ratio": None, **row} for row in rows]


def _many(node: Node) -> Iterator[Row]:
    """50,000 live reports, nine of ten verified, one worker."""
    _reports.live(node.platform, MANY, verified=90)
    with served(node, workers=1) as port:
        for path in (REPORTS, f"{REPORTS}?geoformat=geojson"):
            get(port, path, {"Accept-Encoding": "gzip"})  # what is made at the first question is made
        yield from all_of_them(port)
        yield from beside_load(node, port)
        yield from watched(node, port)
    with served(node, workers=2) as port:
        yield taken(node, port)


def all_of_them(port: int) -> Iterator[Row]:
    """Requests a second for everything that is live, compressed once."""
    for name, path in (("TopoJSON", REPORTS), ("GeoJSON", f"{REPORTS}?geoformat=geojson")):
        rate = wrk(port, path, connections=16) if has_wrk() else 0.0
        told = f"{name} of {MANY:,} live reports, one worker (CogniCity: 0.7)"
        yield _row(told, rate, "1/s", ">= 100", met=rate >= 100)
    tag = get(port, REPORTS, {"Accept-Encoding": "gzip"})[1]["etag"]
    rate = wrk(port, REPORTS, headers=[f"If-None-Match: {tag}"]) if has_wrk() else 0.0
    yield _row(f"304 to those who know these {MANY:,}", rate, "1/s", ">= 5000", met=rate >= 5000)


def beside_load(node: Node, port: int) -> Iterator[Row]:
    """How stale, and how quick about places, while reports come in, officers verify, and all reports are read."""
    places = [_box(number) for number in range(20)] + [_tile(number) for number in range(20)]
    reads = _client("reads", port, BESIDE, READING, REPORTS)
    pairs = _client("pairs", port, BESIDE, COMING)
    near = _client("reads", port, BESIDE, 20, *places)
    stale = [_stale(node, port) for _ in _while_runs(near)]
    told = {name: json.loads(client.communicate()[0]) for name, client in (("all", reads), ("in", pairs), ("near", near))}
    load = f"beside {READING} requests/s for all and {COMING} reports/s"
    yield _row(f"stalest answer with {MANY:,}, {load}, {len(stale)} verified", max(stale), "s", "<= 1", met=max(stale) <= 1)
    for what, rate, client in (("requests for all", READING, "all"), ("card + report pairs", COMING, "in")):
        done = told[client]["answered"] / told[client]["seconds"]
        yield _row(f"{what} answered {load}", done, "1/s", f">= {0.95 * rate:g}", met=done >= 0.95 * rate)
    for part in ("p50", "p95"):
        took = told["near"][part]
        name = f"bounding boxes and tiles, 20/s, {load}, {part}"
        yield _row(name, took, "s", "<= 0.02", met=took <= 0.02 and told["near"]["answered"] == told["near"]["asked"])


def _client(what: str, port: int, seconds: float, rate: float, *paths: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench._load", what, str(port), str(seconds), str(rate), *paths]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _while_runs(client: subprocess.Popen[str]) -> Iterator[None]:
    while client.poll() is None:
        yield


def _box(number: int) -> str:
    """A street's to a town's width, in Jakarta; every third of floods alone."""
    chance = random.Random(number)
    west, south, wide = 106.7 + chance.random() * 0.25, -6.4 + chance.random() * 0.25, 0.005 + 0.03 * chance.random()
    more = "&hazard=flood" if number % 3 == 0 else ""
    return f"{FEED}?bbox={west:.5f},{south:.5f},{west + wide:.5f},{south + wide:.5f}{more}"


def _tile(number: int) -> str:
    """A tile of Jakarta, from the whole country's zoom to a street's."""
    from math import asinh, pi, radians, tan

    chance = random.Random(number)
    z, longitude, latitude = 4 + number % 13, 106.7 + chance.random() * 0.3, -6.4 + chance.random() * 0.3
    x, y = (longitude + 180) / 360, 0.5 - asinh(tan(radians(latitude))) / (2 * pi)
    return f"/bencana/ubin/{z}/{int(x * 2**z)}/{int(y * 2**z)}.mvt"


def _stale(node: Node, port: int) -> float:
    """How much later than the officer's word the last request was sent whose answer did not know of it."""
    number, version = _unverified(node)
    mark = b'"pkey":"%d"' % number
    _verify(node, number, version)
    said, late, tag = time.perf_counter(), 0.0, ""
    while time.perf_counter() - said < 10:
        asked = time.perf_counter()
        status, headers, body = get(port, REPORTS, {"Accept-Encoding": "gzip", "If-None-Match": tag})
        if status == 200 and mark in zlib.decompressobj(31).decompress(body, NEWEST):
            time.sleep(0.2)
            return late
        late, tag = asked - said, headers.get("etag", "")
        time.sleep(0.02)
    return 10.0


def _unverified(node: Node) -> tuple[int, int]:
    from sqlalchemy import select

    from simpul.disaster.store.tables import reports

    wanted = select(reports.c.number, reports.c.version).where(
        reports.c.status == "unverified", reports.c.province == OFFICER.region
    )
    with node.platform.database.reading() as unit:
        found = unit.connection.execute(wanted.order_by(reports.c.number.desc()).limit(1)).one()
    return found.number, found.version


def _verify(node: Node, number: int, version: int) -> None:
    from simpul.disaster import actions

    actions.verify(node.platform, OFFICER, number, version=version)


def watched(node: Node, port: int) -> Iterator[Row]:
    """Seconds from the officer's word to each of 2,000 watchers on one worker, over five reports."""
    command = [sys.executable, "-m", "bench._clients", "watch", str(port), str(WATCHERS)]
    times: list[float] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdin
        assert client.stdout
        open_ = int(client.stdout.readline())
        for _ in range(5):
            number, version = _unverified(node)
            client.stdin.write(f'"number":{number},\n')
            client.stdin.flush()
            client.stdout.readline()
            begun = time.time()
            _verify(node, number, version)
            arrived = json.loads(client.stdout.readline())
            times += [at - begun for at in arrived] + [10.0] * (open_ - len(arrived))
        client.stdin.close()
    cuts = statistics.quantiles(times, n=100)
    for which, value in (("p50", cuts[49]), ("p99", cuts[98]), ("max", max(times))):
        name = f"event at {open_:,} watchers, {MANY:,} live, one worker, {which}"
        yield _row(name, value, "s", "<= 2", met=value <= 2 and open_ == WATCHERS)


def taken(node: Node, port: int) -> Row:
    """Reports of the web form acknowledged per second, and whether the database holds every one of them."""
    before = _count(node)
    command = [sys.executable, "-m", "bench._clients", "send", str(port), "5"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)
    rate, kept = told["taken"] / told["seconds"], _count(node) - before
    name = f"web forms accepted durably, {CONNECTIONS} connections, {MANY:,} live (CogniCity: 141)"
    return _row(name, rate, "1/s", ">= 300", met=rate >= 300 and kept >= told["taken"])


def _count(node: Node) -> int:
    from sqlalchemy import func, select

    from simpul.disaster.store.tables import reports

    with node.platform.database.reading() as unit:
        return int(unit.connection.scalar(select(func.count()).select_from(reports)) or 0)


def _few(node: Node) -> Iterator[Row]:
    """1,000 live reports and 300 areas: each answer against a bare handler that gives the same bytes, in turns."""
    _reports.clear(node.platform)
    _reports.live(node.platform, FEW)
    _areas.flooded(node.platform, AREAS)
    if not has_wrk():
        return
    with served(node, workers=1) as port:
        bodies = [get(port, path, {"Accept-Encoding": "gzip"})[2] for path in SMALL.values()]
        with bare_served(bodies) as other:
            for number, (name, path) in enumerate(SMALL.items()):
                yield _beside_bare(f"{name}, one worker", (port, path), (other, f"/{number}"), least=0.5)


def _own(node: Node) -> Iterator[Row]:
    """Our own feed of 5,000 live reports against a bare handler with the same bytes, as since the first slice."""
    _reports.clear(node.platform)
    _reports.live(node.platform, LIVE)
    if not has_wrk():
        return
    with served(node, workers=1) as port, bare_served([get(port, FEED, {"Accept-Encoding": "gzip"})[2]]) as other:
        name = f"feed of {LIVE:,} live reports, 64 connections, one worker"
        yield _beside_bare(name, (port, FEED), (other, "/0"), least=0.6)


def _beside_bare(name: str, ours: tuple[int, str], bare: tuple[int, str], *, least: float) -> Row:
    """Requests a second of an answer and of a bare handler with the same bytes, in turns; their ratio."""
    turns = [(wrk(*ours, seconds=2), wrk(*bare, seconds=2)) for _ in range(2)]
    rate, theirs = (statistics.mean(column) for column in zip(*turns, strict=True))
    row = _row(name, rate, "1/s", f"ratio >= {least:g}", met=rate / theirs >= least)
    return {**row, "baseline": theirs, "ratio": rate / theirs}


def _cold(node: Node) -> Iterator[Row]:
    """Seconds from the process's start to the first answer of the map, with five million old reports in the table."""
    _reports.clear(node.platform)
    _reports.archived(node.platform, ARCHIVED)
    _reports.live(node.platform, FEW)
    before = _scans(node)
    begun = time.perf_counter()
    with started(node, workers=1) as port:
        until(lambda: get(port, FEED)[0] == 200, seconds=60, every=0.02)
        took = time.perf_counter() - begun
    whole = _scans(node) - before
    name = f"cold start with {ARCHIVED:,} archived reports to the first map"
    yield _row(name, took, "s", "<= 3", met=took <= 3)
    yield _row(f"{name}: reads of the whole table", whole, "", "0", met=whole == 0)


def _scans(node: Node) -> int:
    from sqlalchemy import text

    with node.platform.database.reading() as unit:
        unit.connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        asked = text("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'disaster_report'")
        return int(unit.connection.scalar(asked) or 0)


def _row(name: str, value: float, unit: str, target: str, *, met: bool) -> Row:
    return {"name": name, "value": value, "unit": unit, "target": target, "met": met}
