"""Child processes of a demo: started, watched, started again when one dies, and all ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

PATIENCE = 90.0
KINDNESS = 20.0
LOOK_EVERY = 0.2
_AGAIN = 0.03


@dataclass(frozen=True, slots=True)
class Child:
    """A program to keep running: name, command line, environment, and where it says that it is ready.

    `ready_url` answers then, and every port of `listening` on this machine accepts connections.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready_url: str
    listening: Sequence[int] = ()


class Supervisor:
    """Keeps children running until `stop` or a signal."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = list(children)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._asked_to_stop = False

    def start(self) -> None:
        """Every child is running and ready; RuntimeError names the one that is not within a minute and a half."""
        try:
            for child in self._children:
                self._spawn(child)
            late = time.monotonic() + PATIENCE
            for child in self._children:
                if not self._ready(child, late):
                    raise RuntimeError(f"{child.name} did not become ready")
        except BaseException:
            self.stop()
            raise

    def watch(self) -> None:
        """Returns once the children were stopped by Ctrl-C or SIGTERM; a child that dies before is started again."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        while not self._asked_to_stop:
            for child in self._children:
                if self._running[child.name].poll() is not None:
                    print(f"{child.name} ended; starting it again", file=sys.stderr)
                    _end_rest(self._running[child.name])
                    self._spawn(child)
            time.sleep(LOOK_EVERY)
        self.stop()

    def _ask_to_stop(self, *_: object) -> None:
        """Only a flag: a handler that took a lock would wait for ever for the very thread that it interrupts."""
        self._asked_to_stop = True

    def stop(self) -> None:
        """Every child has ended, kindly if it does so within twenty seconds, and so has all that it started."""
        for process in self._running.values():
            process.terminate()
        late = time.monotonic() + KINDNESS
        for process in self._running.values():
            try:
                process.wait(max(0.1, late - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _end_rest(process)

    def _spawn(self, child: Child) -> None:
        self._running[child.name] = subprocess.Popen(  # noqa: S603
            list(child.command), env=dict(child.environment), start_new_session=True
        )

    def _ready(self, child: Child, late: float) -> bool:
        silent: list[str | int] = [child.ready_url, *child.listening]
        while time.monotonic() < late and self._running[child.name].poll() is None:
            silent = [one for one in silent if not (_accepts(one) if isinstance(one, int) else _answers(one))]
            if not silent:
                return True
            time.sleep(_AGAIN)
        return False


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310
            return True
    except (urllib.error.URLError, OSError):
        return False


def _accepts(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 2):
            return True
    except OSError:
        return False


def _end_rest(child: "subprocess.Popen[bytes]") -> None:
    """Whatever a child that has ended left behind in its session is ended too, so that it holds no port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
