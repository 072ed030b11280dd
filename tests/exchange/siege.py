"""What attacks have in common: raw bytes to a listener, what came back, what was logged, and whether it still stands."""

import importlib
import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
import structlog
from tests.exchange.protocol import REPORTS, Town

ROOM = "simpul.exchange.gateway."
THAT_LOG = ("rendering", "telling", "serving", "committing", "keeping", "cosigning", "modules")
SECRETS = (
    "/work",
    "/root",
    "/home",
    "/usr",
    "site-packages",
    "Traceback",
    "asyncpg",
    "postgres",
    ".py",
    "BEGIN PRIVATE",
    " at 0x",
)
"""What no answer may hold: paths of the machine, traces, the database, keys."""


@dataclass(frozen=True)
class Heard:
    """All that came back on a connection."""

    raw: bytes
    closed: bool

    @property
    def answers(self) -> list[tuple[int, bytes, bytes]]:
        """(status, head, body) of each answer."""
        found, rest = [], self.raw
        while rest:
            head, blank, rest = rest.partition(b"\r\n\r\n")
            assert blank, rest
            assert re.match(rb"HTTP/1\.1 [1-5][0-9][0-9] ", head), head
            length = re.search(rb"\r\nContent-Length: ([0-9]+)", head)
            size = int(length[1]) if length else 0
            found.append((int(head[9:12]), head, rest[:size]))
            assert len(rest) >= size
            rest = rest[size:]
        return found

    @property
    def ends(self) -> bool:
        """Whether the last answer says that the connection ends with it."""
        return b"\r\nConnection: close" in self.answers[-1][1]

    def error(self) -> dict[str, str]:
        """The only answer, an error of the exchange itself, clear and telling nothing that it should not."""
        ((status, head, body),) = self.answers
        told = json.loads(body)
        assert told.keys() - {"status"} == {"type", "message", "detail"}, told  # "status": between nodes
        assert f"X-Road-Error: {told['type']}".lower().encode() in head.lower()
        assert status == (500 if told["type"].lower().startswith("server.") else 400)
        assert 0 < len(told["message"]) < 300
        tells_nothing(self.raw)
        return told


def tells_nothing(raw: bytes) -> None:
    """There is no secret of the machine's in it."""
    assert [secret for secret in SECRETS if secret.encode() in raw] == []


def hurled(port: int, data: bytes, *, patience: float = 5.0, end: bool = False) -> Heard:
    """What the listener says to these bytes until it closes, or says nothing more; `end`: nothing more is sent either."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as line:
        with suppress(ConnectionError):
            line.sendall(data)
            if end:
                line.shutdown(socket.SHUT_WR)
        return drained(line)


def drained(line: socket.socket) -> Heard:
    """What comes on a connection until it ends; after an answer a moment is waited for more."""
    found = b""
    try:
        while piece := line.recv(65536):
            found += piece
            line.settimeout(0.12)
    except TimeoutError:
        return Heard(found, closed=False)
    except ConnectionError:
        return Heard(found, closed=True)
    return Heard(found, closed=True)


def still_stands(town: Town) -> None:
    """A call goes through as if nothing had happened."""
    assert town.ask(REPORTS).status == 200


class Sheet:
    """Takes log lines instead of the terminal."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def msg(self, line: str) -> None:
        self.lines.append(line)

    debug = info = warning = error = critical = msg

    @property
    def told(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def sheet(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[Sheet]:
    """What the data path logs in the meantime, through the program's own processors; nothing goes elsewhere."""
    found = Sheet()
    wide = structlog.make_filtering_bound_logger(0)
    log = structlog.wrap_logger(found, processors=structlog.get_config()["processors"], wrapper_class=wide)
    for name in THAT_LOG:
        monkeypatch.setattr(importlib.import_module(ROOM + name), "_log", log)
    yield found
    assert caplog.records == []
    told = capfd.readouterr()
    assert "Traceback" not in told.out + told.err
