"""The exchange's data path: nginx as the ceiling, one gateway, two in a row; CPU, latency, memory of the gateways.

One gateway: client and service on one node, so the call is signed, verified, logged (*received*, *answered*), sent to the
back end, its answer signed, verified and logged, every commit durable. Two: another node in between. All on the loopback.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

PORTAL, BPBD = "ID/GOV/2060/PORTAL", "ID/GOV/6000/BPBD"
SECONDS = 6
FIRST, LAST = 20_000, 200_000
TOOLS = {"wrk": "wrk", "nginx": "nginx-light"}


def run() -> list[dict[str, object]]:
    missing = [package for tool, package in TOOLS.items() if not _there(tool, package)]
    if missing:
        print(f"exchange: skipped, {', '.join(missing)} is not installed (Debian's packages)", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, federation(Path(folder)) as nodes:
        rows = measured(nodes)
    return [{"section": "exchange", "baseline": None, "ratio": None, **row} for row in rows]


def _there(tool: str, package: str) -> bool:
    if shutil.which(tool) or Path(f"/usr/sbin/{tool}").exists():
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", package], capture_output=True, check=False)
    return shutil.which(tool) is not None or Path(f"/usr/sbin/{tool}").exists()


@dataclass
class Nodes:
    """Ports of the measured things, and the gateways' processes by node."""

    backend: int
    nginx: int
    consumer: int
    gateways: dict[str, list[subprocess.Popen[bytes]]] = field(default_factory=dict)
    another: Callable[[], None] = field(default=lambda: None)
    """Starts one more process of the portal's gateway."""
    floor: int = 0
    on_the_floor: Callable[[], None] = field(default=lambda: None)
    """Two processes of the floor instead of the gateways, at that port."""

    def cpu(self, *names: str) -> float:
        """Seconds of CPU, user and system, of these nodes' gateways so far."""
        return sum(_cpu(process.pid) for name in names for process in self.gateways[name])

    def memory(self) -> float:
        """MB of the largest gateway process."""
        return max(_rss(process.pid) for processes in self.gateways.values() for process in processes)


@dataclass(frozen=True)
class Load:
    """What wrk saw: calls, calls a second, p50 and p99 in milliseconds, answers that were not 2xx."""

    calls: int
    rate: float
    p50: float
    p99: float
    bad: int


def wrk(port: int, path: str, connections: int, seconds: int = SECONDS) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", f"http://127.0.0.1:{port}{path}"]
    text = subprocess.run([*command, "-H", f"X-Road-Client: {PORTAL}"], capture_output=True, text=True, check=True).stdout
    rate, calls = re.search(r"Requests/sec:\s+([\d.]+)", text), re.search(r"(\d+) requests in", text)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    assert rate
    assert calls
    failed = int(bad[1]) if bad else 0
    return Load(int(calls[1]), float(rate[1]), _milliseconds(text, "50%"), _milliseconds(text, "99%"), failed)


def _milliseconds(text: str, mark: str) -> float:
    found = re.search(rf"^\s+{mark}\s+([\d.]+)(us|ms|s)$", text, re.MULTILINE)
    assert found
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


def measured(nodes: Nodes) -> list[dict[str, object]]:
    paths = {"one": (f"/r1/{PORTAL}/own/x", (PORTAL,)), "two": (f"/r1/{BPBD}/reports/x", (PORTAL, BPBD))}
    rows: list[dict[str, object]] = []
    direct = wrk(nodes.backend, "/x", 1)
    ceiling = {c: wrk(nodes.nginx, "/x", c) for c in (1, 64)}
    for c, load in ceiling.items():
        rows += _speeds(f"nginx proxy_pass, {c} connections", load)
    for name, (path, who) in paths.items():
        wrk(nodes.consumer, path, 8, 2)
        for c in (1, 64):
            before = nodes.cpu(*who)
            load = wrk(nodes.consumer, path, c)
            spent = nodes.cpu(*who) - before
            assert not load.bad, f"{load.bad} of {load.calls} calls failed"
            rows += _speeds(f"{name} gateway{'s' if name == 'two' else ''}, {c} connections", load)
            rows += _judged(name, c, load, spent, direct)
    rows += _memory(nodes)
    nodes.another()
    time.sleep(3)
    both = wrk(nodes.consumer, paths["one"][0], 64)
    target = ceiling[64].rate / 15
    against = _row("one gateway (2 processes) against nginx (1)", both.rate, "calls/s", target, met=both.rate >= target)
    rows.append(against | {"baseline": round(ceiling[64].rate), "ratio": both.rate / ceiling[64].rate})
    nodes.on_the_floor()
    time.sleep(3)
    least = wrk(nodes.floor, "/x", 64)
    name = "no gateway (2 processes): its signatures, checks and durable rows alone"
    bare = {"name": name, "value": round(least.rate), "unit": "calls/s", "target": None, "met": None}
    return [*rows, bare | {"baseline": round(ceiling[64].rate), "ratio": least.rate / ceiling[64].rate}]


def _speeds(name: str, load: Load) -> list[dict[str, object]]:
    return [
        {"name": f"{name}", "value": round(load.rate), "unit": "calls/s", "target": None, "met": None},
        {"name": f"{name}: p50", "value": load.p50, "unit": "ms", "target": None, "met": None},
        {"name": f"{name}: p99", "value": load.p99, "unit": "ms", "target": None, "met": None},
    ]


def _judged(name: str, connections: int, load: Load, spent: float, direct: Load) -> list[dict[str, object]]:
    if name == "one" and connections == 64:
        each = load.calls / spent
        return [_row("one gateway: calls per CPU-second", each, "calls", 1500, met=each >= 1500)]
    if name == "two" and connections == 1:
        added = load.p50 - direct.p50
        return [_row("two gateways add at p50", added, "ms", 5.0, met=added <= 5.0)]
    return []


def _row(name: str, value: float, unit: str, target: float, *, met: bool) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "target": target, "met": met}


def _memory(nodes: Nodes) -> list[dict[str, object]]:
    """Two gateways in a row, until each has taken 200,000 calls."""
    seen: dict[int, float] = {}
    calls = 0
    for mark in (FIRST, LAST):
        while calls < mark:
            calls += wrk(nodes.consumer, f"/r1/{BPBD}/reports/x", 64, 5).calls
        seen[mark] = nodes.memory()
    grown = seen[LAST] - seen[FIRST]
    return [
        {"name": "memory of a gateway process", "value": seen[LAST], "unit": "MB", "target": 150, "met": seen[LAST] <= 150},
        {"name": f"growth from call {FIRST:,} to {LAST:,}", "value": grown, "unit": "MB", "target": 5, "met": grown <= 5},
    ]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rss(pid: int) -> float:
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


@contextlib.contextmanager
def federation(folder: Path) -> Iterator[Nodes]:
    """Two joined nodes with their gateways running, a back end, and nginx before it."""
    from simpul.kernel.embedded import embedded_postgres_at, ensure_database
    from simpul.kernel.keys import Keys
    from simpul.kernel.operate.nodes import free_port

    ports = [free_port(0) for _ in range(7)]
    nodes = Nodes(backend=ports[0], nginx=ports[1], consumer=ports[2], floor=ports[6])
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(embedded_postgres_at(folder, Keys.kept_in(folder / "keys"), "portal"))
        other = ensure_database(url.replace("/portal?", "/postgres?", 1), "bpbd")
        plan = {PORTAL: (url, ports[2], ports[3]), BPBD: (other, ports[4], ports[5])}
        settings = {path: _settings(folder, path, *found) for path, found in plan.items()}
        key = _federated(settings, nodes.backend)
        stack.enter_context(_child([sys.executable, "-m", "bench._backend", str(nodes.backend)], {}))
        stack.enter_context(_nginx(folder, nodes))
        for path, chosen in settings.items():
            nodes.gateways[path] = [stack.enter_context(_gateway(chosen, key))]
        more = nodes.gateways[PORTAL]
        nodes.another = lambda: more.append(stack.enter_context(_gateway(settings[PORTAL], key)))
        plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
        bare = [sys.executable, "-m", "bench._floor", str(ports[6]), str(ports[0]), plain]

        def on_the_floor() -> None:
            for _ in range(2):
                stack.enter_context(_child(bare, {}))

        nodes.on_the_floor = on_the_floor
        time.sleep(3)
        yield nodes


def _settings(folder: Path, path: str, url: str, consumer: int, node: int) -> Any:
    from simpul.kernel.settings import Settings

    return Settings(
        node=path.rsplit("/", 1)[1].lower(),
        agency_code=path,
        data_dir=folder / path.rsplit("/", 1)[1].lower(),
        database_url=url,
        demo=True,
        exchange_tls=False,
        exchange_port=consumer,
        exchange_node_port=node,
        exchange_private_networks=("127.0.0.0/8",),
        log_level="error",
    )


def _federated(settings: dict[str, Any], backend: int) -> str:
    from simpul.app import build_platform
    from simpul.exchange.actions import grants, services
    from simpul.exchange.actions.demo import federate
    from simpul.exchange.model.offers import NewGrant, NewService
    from simpul.exchange.model.services import SubjectKind
    from simpul.kernel.actor import Actor
    from simpul.kernel.database.migrate import migrate
    from simpul.kernel.keys import Keys

    platforms = [build_platform(s, keys=Keys.kept_in(s.data_dir / "keys"), url=s.database_url) for s in settings.values()]
    for platform in platforms:
        migrate(platform.database.engine)
    key = federate(platforms[0], platforms[1:])
    for platform, code in zip(platforms, ("own", "reports"), strict=True):
        path = platform.settings.agency_code
        new = NewService(path, code, "Bench", f"http://127.0.0.1:{backend}/base")
        services.publish(platform, Actor.SYSTEM, new=new)
        why = ("bench", "bench")
        grants.give(platform, Actor.SYSTEM, new=NewGrant(path, code, SubjectKind.SUBSYSTEM, PORTAL, *why, tier="unlimited"))
        platform.database.close()
    return key


def _gateway(settings: Any, key: str) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    from simpul.kernel.operate.serve import environment_of

    chosen = settings.model_copy(update={"exchange_register_key": key})
    return _child(
        [sys.executable, "-m", "simpul.kernel.operate.launch", "exchange"],
        environment_of(chosen, database_url=chosen.database_url),
    )


def _nginx(folder: Path, nodes: Nodes) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    config = folder / "nginx.conf"
    config.write_text(
        f"worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        "events { worker_connections 4096; }\n"
        "http { access_log off; keepalive_requests 100000000;\n"
        f"upstream back {{ server 127.0.0.1:{nodes.backend}; keepalive 128; }}\n"
        f"server {{ listen 127.0.0.1:{nodes.nginx}; location / {{ proxy_pass http://back; proxy_http_version 1.1;"
        ' proxy_set_header Connection ""; } } }\n'
    )
    found = shutil.which("nginx") or "/usr/sbin/nginx"
    return _child([found, "-c", str(config), "-e", str(folder / "nginx.log")], {})


@contextlib.contextmanager
def _child(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timedelta(seconds=15).total_seconds())
        process.kill()
