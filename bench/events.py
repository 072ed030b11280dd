"""Events end to end: one HTTP publish an event at node 1, pushed as signed calls to a back end behind node 2.

Each publish is a signed, permitted, recorded call like any other; each push too, with records at both nodes. All commits
are durable. Both nodes, their database, the publishers and the back end share this machine.
"""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.exchange import BPBD, PORTAL, TOOLS, _child, _gateway, _settings, _there

TYPE = "bench.happened"
SECONDS, CONNECTIONS = 15, 64
UNLOADED, PAUSE = 300, 0.05
SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-Road-Client"] = "{owner}"
local body = '{{"eventType": "{type}", "event": {{"level": 42, "post": "Manggarai", "words": "{words}"}}}}'
request = function() return wrk.format(nil, nil, nil, body) end
"""


def run() -> list[dict[str, object]]:
    if not _there("wrk", TOOLS["wrk"]):
        print("events: skipped, wrk is not installed (Debian's package)", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory(prefix="simpul-", dir="/tmp") as folder, nodes(Path(folder)) as found:
        rows = [*unloaded(found), *loaded(found, Path(folder))]
    return [{"section": "events", "baseline": None, "ratio": None, **row} for row in rows]


@dataclass
class Pair:
    """The publisher's consumer port, the back end's port, and the gateways."""

    publisher: int
    backend: int
    gateways: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        """What the back end has got so far."""
        connection = http.client.HTTPConnection("127.0.0.1", self.backend)
        connection.request("GET", "/")
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return found


def unloaded(pair: Pair) -> list[dict[str, object]]:
    """From the moment before a publish is sent to the moment when its event is with the back end."""
    connection = http.client.HTTPConnection("127.0.0.1", pair.publisher)
    headers = {"X-Road-Client": BPBD, "Content-Type": "application/json"}
    for number in range(UNLOADED + 20):
        event = {"eventType": TYPE, "event": {"number": number, "sent": time.time()}}
        connection.request("POST", f"/r1/{BPBD}/pub/v1/{TYPE}", json.dumps(event), headers)
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
        answer.read()
        time.sleep(PAUSE)
    _wait(pair, UNLOADED + 20)
    late = sorted(1000 * one for one in pair.told["late"][20:])
    p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
    return [
        {"name": "publish to back end, unloaded: p50", "value": p50, "unit": "ms", "target": None, "met": None},
        {"name": "publish to back end, unloaded: p99", "value": p99, "unit": "ms", "target": 250, "met": p99 <= 250},
    ]


def loaded(pair: Pair, folder: Path) -> list[dict[str, object]]:
    """Publishers as fast as they can, until the back end has every event."""
    script = folder / "publish.lua"
    script.write_text(SCRIPT.format(owner=BPBD, type=TYPE, words="banjir " * 20))
    before, began = pair.told["count"], time.time()
    url = f"http://127.0.0.1:{pair.publisher}/r1/{BPBD}/pub/v1/{TYPE}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "-s", str(script), url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in text, text
    published = int(text.split(" requests in")[0].split()[-1])
    at_end = pair.told["count"] - before
    _wait(pair, before + published)
    took = pair.told["last"] - began
    rate = published / took
    behind = 1 - at_end / published
    return [
        {"name": "single publishes to back end", "value": rate, "unit": "events/s", "target": 1000, "met": rate >= 1000},
        {"name": "not yet there when publishing ends", "value": 100 * behind, "unit": "%", "target": None, "met": None},
    ]


def _wait(pair: Pair, count: int) -> None:
    end = time.monotonic() + 120
    while pair.told["count"] < count:
        assert time.monotonic() < end, pair.told["count"]
        time.sleep(0.02)


@contextlib.contextmanager
def nodes(folder: Path) -> Iterator[Pair]:
    """Two joined nodes with their gateways running: BPBD publishes, PORTAL's service `events` is the back end."""
    from simpul.kernel.embedded import embedded_postgres_at, ensure_database
    from simpul.kernel.keys import Keys
    from simpul.kernel.operate.nodes import free_port

    ports = [free_port(0) for _ in range(5)]
    pair = Pair(publisher=ports[3], backend=ports[0])
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(embedded_postgres_at(folder, Keys.kept_in(folder / "keys"), "portal"))
        other = ensure_database(url.replace("/portal?", "/postgres?", 1), "bpbd")
        plan = {PORTAL: (url, ports[1], ports[2]), BPBD: (other, ports[3], ports[4])}
        settings = {path: _settings(folder, path, *found) for path, found in plan.items()}
        key = _federated(settings, pair.backend)
        stack.enter_context(_child([sys.executable, "-m", "bench._subscriber", str(pair.backend)], {}))
        pair.gateways = [stack.enter_context(_gateway(chosen, key)) for chosen in settings.values()]
        for port in ports:
            _listening(port)
        _subscribe(ports[1])
        yield pair


def _listening(port: int) -> None:
    """Somebody listens at the port."""
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, f"nobody listens at {port}"
            time.sleep(0.1)
        else:
            return


def _subscribe(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"X-Road-Client": PORTAL, "Content-Type": "application/json"}
    connection.request("POST", f"/r1/{BPBD}/api/v1/subs/{TYPE}", json.dumps({"eventType": TYPE}), headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    connection.close()


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
    portal, bpbd = platforms
    why = {"purpose": "bench", "legal_basis": "bench", "tier": "unlimited"}
    services.publish(portal, Actor.SYSTEM, new=NewService(PORTAL, "events", "Bench", f"http://127.0.0.1:{backend}/"))
    grants.give(portal, Actor.SYSTEM, new=NewGrant(PORTAL, "events", SubjectKind.SUBSYSTEM, BPBD, **why))
    _offer_type(bpbd)
    for platform in platforms:
        platform.database.close()
    return key


def _offer_type(bpbd: Any) -> None:
    """BPBD has the event type, and PORTAL may have its events."""
    from simpul.exchange.actions import events, grants
    from simpul.exchange.model.events import NewEventType
    from simpul.exchange.model.offers import NewGrant
    from simpul.exchange.model.services import Endpoint, SubjectKind
    from simpul.kernel.actor import Actor

    schema = {"type": "object", "properties": {"level": {"type": "integer"}, "words": {"type": "string"}}}
    events.add_type(bpbd, Actor.SYSTEM, new=NewEventType(BPBD, TYPE, schema, "Bench"))
    why = {"purpose": "bench", "legal_basis": "bench", "tier": "unlimited", "endpoint": Endpoint("*", f"/v1/{TYPE}")}
    grants.give(bpbd, Actor.SYSTEM, new=NewGrant(BPBD, "pull", SubjectKind.SUBSYSTEM, PORTAL, **why))
