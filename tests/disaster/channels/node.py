"""A whole node in this process on a port of its own, its workers and jobs running, at a time that a test can move on."""

import asyncio
import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from simpul.app import build_platform, create_app
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.conftest import settings_for
from tests.waiting import until

PATIENCE = 10.0
"""Seconds after which a test gives up on what should have happened long ago."""


@dataclass
class MovedClock:
    """The machine's clock, moved on by as much as a test wants."""

    moved: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC) + self.moved

    def advance(self, by: timedelta) -> None:
        """It is `by` later."""
        self.moved += by


@dataclass(frozen=True)
class Node:
    """A running node: its address, its parts, its clock."""

    url: str
    platform: Platform
    clock: MovedClock

    def get(self, path: str) -> Any:
        """The JSON at a path."""
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
            return json.load(answer)

    def on_map(self, number: int) -> dict[str, Any] | None:
        """The report of this number as the live map has it."""
        features = self.get("/bencana/laporan.geojson")["features"]
        return next((one for one in features if one["properties"]["number"] == number), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(database_url: str, keys: Keys, folder: Path, **changes: object) -> Iterator[Node]:
    """A node with these settings, that may call this machine; stopped at the end of the block."""
    port, clock = free_port(), MovedClock()
    url = f"http://127.0.0.1:{port}"
    settings = settings_for(folder, **({"public_url": url, "disaster_private_networks": "127.0.0.0/8"} | changes))
    platform = build_platform(settings, keys=keys, url=database_url, clock=clock)
    server = Server(create_app(platform), port=port, interface=Interfaces.ASGI, log_enabled=False)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve()), daemon=True)
    thread.start()
    until(lambda: _answers(f"{url}/health/live"))
    yield Node(url, platform, clock)
    loop.call_soon_threadsafe(server.stop)
    thread.join(15)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False
