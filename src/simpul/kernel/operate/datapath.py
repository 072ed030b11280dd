"""The exchange's data path beside a server: processes of their own, begun as soon as the node has keys in the exchange."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from simpul.kernel.settings import Settings

LOOK_EVERY = 0.2
RESTART_AFTER, RESTART_AT_LAST = 0.5, 8.0
LIVED = 10.0
"""Seconds after which a process that ends is one that had worked: the next waits no longer than the first time."""
PATIENCE = 10.0


@dataclass(slots=True)
class _Place:
    """One of the processes: how long it lives, and when the next may start."""

    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    due: float | None = None
    pause: float = RESTART_AFTER


class DataPath:
    """While the block runs, `settings.exchange_workers` data paths do, once the node has joined; who dies starts again.

    `ending` tells that the server was told to stop: what ends then is not started again.
    """

    def __init__(self, settings: Settings, *, ending: Callable[[], bool], command: Sequence[str] = ()) -> None:
        wanted = settings.exchange_workers if "exchange" in settings.modules else 0
        self._places = [_Place() for _ in range(wanted)]
        self._joined = settings.data_dir / "keys" / "exchange" / "member.pem"
        self._ports = (settings.exchange_port, settings.exchange_node_port)
        self._host = settings.exchange_host
        self._ending = ending
        self._command = list(command) or [sys.executable, "-m", "simpul.kernel.operate.launch", "exchange"]
        self._waits = False
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="simpul_datapath", daemon=True)

    def __enter__(self) -> Self:
        if self._places:
            self._look()
            self._watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        if self._places:
            self._watcher.join()
        running = [place.process for place in self._places if place.process is not None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY):
            if not self._ending():
                self._look()

    def _look(self) -> None:
        """Every process runs, except where the node has not joined, or one has ended a moment ago."""
        if not self._joined.exists() or not self._may_listen():
            return
        for place in self._places:
            if place.process is None or (place.process.poll() is not None and self._is_due(place)):
                place.process = subprocess.Popen([*self._command, str(os.getpid())])  # noqa: S603
                place.started, place.due = time.monotonic(), None

    def _may_listen(self) -> bool:
        """Whether the ports are this node's to take: its processes share them, and would with a stranger's, unnoticed."""
        if any(place.process is not None and place.process.poll() is None for place in self._places):
            return True
        taken = [port for port in self._ports if port and not _is_free(self._host, port)]
        if taken and not self._waits:
            print(f"The exchange's port {taken[0]} is in use by another program; waiting for it", file=sys.stderr)
        self._waits = bool(taken)
        return not taken

    def _is_due(self, place: _Place) -> bool:
        """Whether a process that has ended is to be started again: after half a second, later if it ends again at once."""
        now = time.monotonic()
        if place.due is None:
            print("The exchange's data path ended; starting it again", file=sys.stderr)
            failed = now - place.started < LIVED
            place.due = now + (place.pause if failed else RESTART_AFTER)
            place.pause = min(place.pause * 2, RESTART_AT_LAST) if failed else RESTART_AFTER
        return now >= place.due


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
