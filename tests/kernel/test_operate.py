"""Real processes: a demo's directory and a node's are kept apart; children that die are started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import settings_for

from simpul.kernel.operate.demo import DEMO_MARK, NotADemoDirectory, mark
from simpul.kernel.operate.nodes import Federation, PortTaken, free_port, ports_for, settings_of
from simpul.kernel.operate.serve import DemoDirectory, refuse_demo_directory

CHILD = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
SUPERVISOR = """
import sys
from simpul.kernel.operate.supervise import Child, Supervisor
def child(number, port):
    return Child(f"child {number}", [sys.executable, "-c", sys.argv[1], port], {}, f"http://127.0.0.1:{port}/", [int(port)])
supervisor = Supervisor([child(number, port) for number, port in enumerate(sys.argv[2:])])
supervisor.start()
print("ready", flush=True)
supervisor.watch()
"""


def simpul(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "SIMPUL_DATA_DIR": str(folder), **environment}
    command = [sys.executable, "-m", "simpul.cli", *words]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)


def answer(port: int) -> str:
    """What the server says, once it does; its process's number."""
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                line.sendall(b"GET / HTTP/1.0\r\n\r\n")
                said = b"".join(iter(lambda: line.recv(4096), b""))
                if said:
                    return said.split(b"\r\n\r\n")[1].decode()
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("nobody answers")


def test_serve_refuses_a_directory_that_demo_made(tmp_path):
    mark(tmp_path / "demo")
    refused = simpul(tmp_path / "demo", "serve", SIMPUL_PORT="0")
    assert refused.returncode == 1
    assert "was made by `simpul demo`" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert sorted(p.name for p in (tmp_path / "demo").iterdir()) == [DEMO_MARK]


def test_demo_refuses_a_directory_that_it_did_not_make(tmp_path):
    (tmp_path / "important.txt").write_text("mine")
    refused = simpul(tmp_path, "demo", "--data-dir", str(tmp_path), "--port", "0", "--no-browser")
    assert refused.returncode == 1
    assert "was not made by `simpul demo`" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["important.txt"]


@pytest.mark.rules
def test_who_may_use_which_directory(tmp_path):
    mark(tmp_path / "demo")
    mark(tmp_path / "demo")
    for settings in settings_of(tmp_path / "demo", Federation(ports_for(0, None))):
        mark(settings.data_dir)
        refuse_demo_directory(settings)
    refuse_demo_directory(settings_for(tmp_path))
    with pytest.raises(DemoDirectory):
        refuse_demo_directory(settings_for(tmp_path / "demo"))
    with pytest.raises(NotADemoDirectory):
        mark(tmp_path)


@pytest.mark.rules
def test_a_port_that_is_taken_is_refused_and_0_takes_a_free_one():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTaken):
            free_port(other.getsockname()[1])
    assert free_port(0) > 0


def test_a_killed_child_of_three_is_started_again_and_all_end_together():
    ports = [free_port(0) for _ in range(3)]
    command = [sys.executable, "-c", SUPERVISOR, CHILD, *map(str, ports)]
    supervisor = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "ready\n"
        fresh = [answer(port) for port in ports]
        os.kill(int(fresh[1]), signal.SIGKILL)
        again = [answer(port) for port in ports]
        assert again[1] != fresh[1]
        assert (again[0], again[2]) == (fresh[0], fresh[2])
        supervisor.send_signal(signal.SIGTERM)
        _, said = supervisor.communicate(timeout=20)
        assert "child 1 ended; starting it again" in said
        assert supervisor.returncode == 0
        for pid in again:
            with pytest.raises(ProcessLookupError):
                os.kill(int(pid), 0)
    finally:
        supervisor.kill()


def test_a_child_that_never_becomes_ready_is_named_and_stopped(monkeypatch):
    from simpul.kernel.operate.supervise import Child, Supervisor

    supervisor = Supervisor([Child("broken", [sys.executable, "-c", "raise SystemExit(3)"], {}, "http://127.0.0.1:1/")])
    with pytest.raises(RuntimeError, match="broken did not become ready"):
        supervisor.start()
