"""A real node for fault campaigns: `simpul serve` as a process tree of its own, residents and an officer over HTTP."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from tests.conftest import settings_for

from simpul import identity
from simpul.app import build_platform
from simpul.kernel.database.migrate import migrate
from simpul.kernel.keys import Keys
from simpul.kernel.operate.nodes import free_port
from simpul.kernel.operate.serve import environment_of
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings

GONE = (httpx.TransportError,)


class Node:
    """A node's server process and the same node's parts as the test sees them."""

    def __init__(self, folder: Path, url: str, **changes: object) -> None:
        changes = {"port": free_port(0), "workers": 1, "log_level": "error", "demo": True} | changes
        self.settings: Settings = settings_for(folder, database_url=url, trusted_proxies="127.0.0.1", **changes)
        self.base = f"http://127.0.0.1:{self.settings.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.keys = Keys.kept_in(folder / "keys")

    def platform(self, url: str = "") -> Platform:
        """The node's parts in this process, on its database."""
        return build_platform(self.settings, keys=self.keys, url=url or self.settings.database_url)

    def prepare(self) -> tuple[str, str]:
        """The database is migrated and holds the demo's accounts; the officer's login and password."""
        platform = self.platform()
        migrate(platform.database.engine)
        login, password, _ = identity.seed_demo(platform)[0]
        platform.database.close()
        return login, password

    def start(self) -> None:
        """The server runs in a session of its own and is ready."""
        environment = {**os.environ, **environment_of(self.settings, database_url=self.settings.database_url)}
        command = [sys.executable, "-m", "simpul.cli", "serve"]
        self.process = subprocess.Popen(command, env=environment, start_new_session=True)
        until, seen = time.monotonic() + 180, ""
        with httpx.Client(base_url=self.base, timeout=5, verify=False, trust_env=False) as client:
            while time.monotonic() < until:
                assert self.process.poll() is None, "the server ended while starting"
                try:
                    answer = client.get("/health/ready")
                    seen = answer.text[:200]
                    if answer.status_code == 200:
                        return
                except GONE as gone:
                    seen = type(gone).__name__
                time.sleep(0.05)
        raise AssertionError(f"the server did not become ready; last seen: {seen}")

    def kill(self) -> None:
        """The whole process tree is gone at once, without a word (SIGKILL)."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """The server ended in peace; or was killed where it would not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Residents:
    """Threads that report floods; each form is sent until it is acknowledged, also over a server's death."""

    base: str
    writers: int = 4
    acknowledged: dict[str, int] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for number in range(self.writers):
            thread = threading.Thread(target=self._report_on, args=(number,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Nobody sends any more; what was not acknowledged by now stays so."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(30)

    def _report_on(self, writer: int) -> None:
        turn = 0
        with httpx.Client(base_url=self.base, timeout=10, verify=False, trust_env=False) as client:
            while not self._stopping.is_set():
                turn += 1
                client.cookies.clear()  # somebody else's telephone
                self._until_acknowledged(client, writer, turn)

    def _until_acknowledged(self, client: httpx.Client, writer: int, turn: int) -> None:
        form = str(uuid4())
        self.sent.add(form)
        answers = {
            "form_id": form,
            "longitude": f"{106.72 + writer * 0.05 + (turn % 40) * 0.001:.4f}",
            "latitude": f"{-6.16 - (turn % 30) * 0.002:.4f}",
            "depth": str(10 + turn % 140),
            "text": f"Banjir {writer}.{turn}",
            "do": "send",
        }
        address = f"10.{writer}.{turn // 200 % 200}.{turn % 200}"
        while not self._stopping.is_set():
            try:
                answer = client.post("/bencana/lapor", data=answers, headers={"X-Forwarded-For": address})
            except GONE:
                time.sleep(0.05)
                continue
            if answer.status_code == 303:
                self.acknowledged[form] = int(re.findall(r"/laporan/(\d+)", answer.headers["location"])[0])
                return
            if answer.status_code != 503:
                self.strange.append(f"{answer.status_code} {re.sub('<[^>]+>', ' ', answer.text)[-300:]}")
                return
            time.sleep(0.05)


@dataclass
class Officer:
    """A thread that confirms what the residents report, through the desk."""

    base: str
    login: str
    password: str
    numbers: Callable[[], list[int]]
    verified: set[int] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """The officer has signed in, while the server lives, and begins."""
        client = self._signed_in()
        self._thread = threading.Thread(target=self._verify_on, args=client, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(30)

    def _verify_on(self, client: httpx.Client, csrf: str) -> None:
        while not self._stopping.is_set():
            for number in [n for n in self.numbers() if n not in self.verified][:20]:
                if self._stopping.is_set():
                    return
                self._verify(client, csrf, number)
            time.sleep(0.02)

    def _signed_in(self) -> tuple[httpx.Client, str]:
        client = httpx.Client(base_url=self.base, timeout=10, verify=False, trust_env=False)
        answer = client.post("/masuk", data={"login": self.login, "password": self.password})
        assert answer.status_code == 303, answer.text[:2000]
        token = re.findall(r'name="csrf" value="([0-9a-f]+)"', client.get("/akun/kata-sandi").text)
        return client, token[0]

    def _verify(self, client: httpx.Client, csrf: str, number: int) -> None:
        try:
            answer = client.post(f"/bencana/meja/{number}", data={"do": "verify", "version": "1", "csrf": csrf})
        except GONE:
            time.sleep(0.05)
            return
        if answer.status_code in (303, 409):  # 409: confirmed before, by a request whose answer was lost
            self.verified.add(number)
        elif answer.status_code != 503:
            self.strange.append(f"{answer.status_code} {re.sub('<[^>]+>', ' ', answer.text)[-300:]}")
            self.verified.add(number)
