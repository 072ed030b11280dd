"""The demo itself, as `make demo` runs it: three nodes, their data paths, one PostgreSQL; a stage for stories."""

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from playwright.sync_api import Browser, Page

READY, PATIENCE = "Simpul is ready", 300


@dataclass(frozen=True)
class Heard:
    """An answer of a consumer listener."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Demo:
    """A running demo: its folder, each node's ports and accounts, what it printed."""

    folder: Path
    ports: dict[str, dict[str, int]]
    accounts: dict[str, dict[str, str]]
    said: str

    def address(self, node: str) -> str:
        return f"http://localhost:{self.ports[node]['web']}"

    def call(self, node: str, target: str, client: str) -> Heard:
        """What the node's consumer listener answers."""
        url = f"http://127.0.0.1:{self.ports[node]['consumer']}{target}"
        request = urllib.request.Request(url, headers={"X-Road-Client": client})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Heard(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as refused:
            return Heard(refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read())

    def execute(self, node: str, statement: str) -> None:
        """SQL in the node's database; its data path hears of it."""
        with psycopg.connect(self._database(node), autocommit=True) as connection:
            connection.execute(statement)
            connection.execute("SELECT pg_notify('simpul', 'exchange')")

    def _database(self, node: str) -> str:
        environment = Path(f"/proc/{self._process(node)}/environ").read_bytes().split(b"\0")
        url = next(line for line in environment if line.startswith(b"SIMPUL_DATABASE_URL=")).partition(b"=")[2].decode()
        return url.replace("postgresql+psycopg://", "postgresql://", 1)

    def _process(self, node: str) -> int:
        """Some process that serves the node."""
        mark = f"SIMPUL_DATA_DIR={self.folder / node}".encode()
        for found in Path("/proc").iterdir():
            if found.name.isdigit() and mark in _environment(found).split(b"\0"):
                return int(found.name)
        raise LookupError(node)


def _environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


@contextmanager
def demo_in(folder: Path) -> Iterator[Demo]:
    """The demo runs in the folder; stopped as by Ctrl-C at the end."""
    command = [sys.executable, "-m", "simpul.cli", "demo", "--port", "0", "--data-dir", str(folder), "--no-browser"]
    own = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=own, text=True)
    try:
        said = _until_ready(process)
        ports = json.loads((folder / "nodes.json").read_text())["ports"]
        yield Demo(folder, ports, {name: _accounts(folder / name) for name in ports}, said)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _until_ready(process: "subprocess.Popen[str]") -> str:
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    threading.Thread(target=_pour, args=(process.stdout, lines), daemon=True).start()
    said, deadline = "", time.monotonic() + PATIENCE
    while READY not in said:
        try:
            said += lines.get(timeout=max(0.1, deadline - time.monotonic()))
        except queue.Empty:
            raise RuntimeError(f"the demo did not become ready:\n{said}") from None
    return said


def _pour(source: IO[str], lines: "queue.Queue[str]") -> None:
    for line in source:
        lines.put(line)


def _accounts(folder: Path) -> dict[str, str]:
    (mark,) = [path for path in folder.iterdir() if path.is_file() and "Made by" in path.read_text(errors="replace")[:40]]
    lines = [line.split("\t") for line in mark.read_text().splitlines()[1:]]
    return {line[0]: line[1] for line in lines}


def person(browser: Browser, demo: Demo, node: str, login: str) -> Page:
    """A window of somebody who has signed in at a node."""
    page = browser.new_context(base_url=demo.address(node), viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/en/masuk")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", demo.accounts[node][login])
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"^(?!.*/masuk)"))
    return page
