"""Child processes of a demo: started, watched, started again when one dies, and all ended together."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PATIENCE = 60.0
LOOK_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Child:
    """A program to keep running: name, command line, environment, and the address where it says that it is ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready_url: str


class Supervisor:
    """Keeps children running until `stop` or a signal."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = list(children)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._asked_to_stop = False

    def start(self) -> None:
        """Every child is running and ready; RuntimeError names the one that is not within a minute."""
        for child in self._children:
            self._spawn(child)
        for child in self._children:
            if not self._ready(child):
                self.stop()
                raise RuntimeError(f"{child.name} did not become ready")

    def watch(self) -> None:
        """Returns once the children were stopped by Ctrl-C or SIGTERM; a child that dies before is started again."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        while not self._asked_to_stop:
            for child in self._children:
                if self._running[child.name].poll() is not None:
                    print(f"{child.name} ended; starting it again", file=sys.stderr)
                    self._spawn(child)
            time.sleep(LOOK_EVERY)
        self.stop()

    def _ask_to_stop(self, *_: object) -> None:
        """Only a flag: a handler that took a lock would wait for ever for the very thread that it interrupts."""
        self._asked_to_stop = True

    def stop(self) -> None:
        """Every child has ended, kindly if it does so within ten seconds."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _spawn(self, child: Child) -> None:
        self._running[child.name] = subprocess.Popen(  # noqa: S603
            list(child.command), env=dict(child.environment), start_new_session=True
        )

    def _ready(self, child: Child) -> bool:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._running[child.name].poll() is None:
            try:
                with urllib.request.urlopen(child.ready_url, timeout=2):  # noqa: S310
                    return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.03)
        return False
