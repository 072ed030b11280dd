"""The exchange's data path beside a server: begun with the node's keys, started again when killed, ended with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.conftest import settings_for
from tests.waiting import until

from simpul.kernel.operate.datapath import DataPath

pytestmark = pytest.mark.rules
STAND_IN = """
import os, pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
(folder / f"{os.getpid()}.pid").touch()
while True: time.sleep(1)
"""
SERVER = """
import sys, time
from pathlib import Path
from simpul.kernel.operate.datapath import DataPath
from tests.kernel.test_datapath import joined, settings
with DataPath(settings(Path(sys.argv[1]), 1), ending=lambda: False):
    time.sleep(60)
"""
GATEWAY = """
import os, pathlib, signal, sys
def run(settings, modules):
    (settings.data_dir / f"{os.getpid()}.pid").write_text(" ".join(sorted(sys.modules)))
    signal.pause()
"""


def settings(folder: Path, workers: int = 1, modules: str = "identity,exchange", port: int = 0):
    return settings_for(folder, modules=modules, exchange_workers=workers, exchange_port=port)


def joined(folder: Path) -> None:
    (folder / "keys" / "exchange").mkdir(parents=True)
    (folder / "keys" / "exchange" / "member.pem").touch()


def pids(folder: Path) -> set[int]:
    return {int(path.stem) for path in folder.glob("*.pid")}


def alive(folder: Path) -> set[int]:
    found = set()
    for pid in pids(folder):
        with suppress(ProcessLookupError):
            os.kill(pid, 0)
            if "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]:
                found.add(pid)
    return found


def beside(folder: Path, **changes: object) -> DataPath:
    command = [sys.executable, "-c", STAND_IN, str(folder)]
    return DataPath(settings(folder, **changes), ending=lambda: False, command=command)


def test_it_runs_while_the_server_does(tmp_path):
    joined(tmp_path)
    with beside(tmp_path, workers=2):
        until(lambda: len(alive(tmp_path)) == 2)
    assert alive(tmp_path) == set()


def test_one_that_is_killed_is_started_again(tmp_path, capfd):
    joined(tmp_path)
    with beside(tmp_path):
        until(lambda: len(alive(tmp_path)) == 1)
        (first,) = alive(tmp_path)
        os.kill(first, signal.SIGKILL)
        until(lambda: alive(tmp_path) - {first} != set())
    assert len(pids(tmp_path)) == 2
    assert "starting it again" in capfd.readouterr().err


def test_it_begins_when_the_node_joins_while_the_server_runs(tmp_path):
    with beside(tmp_path):
        time.sleep(0.5)
        assert pids(tmp_path) == set()
        joined(tmp_path)
        until(lambda: len(alive(tmp_path)) == 1)


def test_a_port_that_another_program_holds_is_waited_for(tmp_path, capfd):
    """Its processes share their ports (SO_REUSEPORT); a stranger's share would be taken without anybody's notice."""
    joined(tmp_path)
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        with beside(tmp_path, port=stranger.getsockname()[1]):
            time.sleep(0.5)
            assert pids(tmp_path) == set()
            stranger.close()
            until(lambda: len(alive(tmp_path)) == 1)
    assert "in use by another program" in capfd.readouterr().err


def test_a_node_without_the_exchange_has_none(tmp_path):
    joined(tmp_path)
    with beside(tmp_path, modules="identity,disaster"):
        time.sleep(0.5)
    assert pids(tmp_path) == set()


def test_what_ends_because_the_server_is_told_to_stop_is_not_started_again(tmp_path):
    joined(tmp_path)
    ending = []
    command = [sys.executable, "-c", STAND_IN, str(tmp_path)]
    with DataPath(settings(tmp_path), ending=lambda: bool(ending), command=command):
        until(lambda: len(alive(tmp_path)) == 1)
        ending.append(1)
        os.kill(alive(tmp_path).pop(), signal.SIGTERM)
        time.sleep(1.2)
    assert len(pids(tmp_path)) == 1


def test_the_real_program_loads_little_and_dies_with_a_server_that_was_killed(tmp_path):
    joined(tmp_path)
    stand_in = tmp_path / "doubles"
    stand_in.mkdir()
    (stand_in / "sitecustomize.py").write_text(
        "import sys, types\nmodule = types.ModuleType('simpul.exchange.gateway.process')\n"
        f"exec({GATEWAY!r}, module.__dict__)\nsys.modules['simpul.exchange.gateway.process'] = module\n"
    )
    root = str(Path(__file__).parents[2])
    variables = {**os.environ, "PYTHONPATH": f"{stand_in}:{root}", "SIMPUL_DATA_DIR": str(tmp_path)}
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)], env=variables)
    try:
        until(lambda: len(alive(tmp_path)) == 1)
        (pid,) = alive(tmp_path)
        until(lambda: (tmp_path / f"{pid}.pid").read_text() != "")
        loaded = set((tmp_path / f"{pid}.pid").read_text().split())
        assert loaded.isdisjoint({"sqlalchemy", "fastapi", "numpy", "starlette", "simpul.app"})
        server.kill()
        server.wait(10)
        until(lambda: alive(tmp_path) == set())
    finally:
        server.kill()
