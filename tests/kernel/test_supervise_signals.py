"""A supervisor that is told to stop again and again, as by somebody who presses Ctrl-C twice, still stops."""

import signal
import subprocess
import sys

import pytest

SUPERVISOR = """
import sys
from simpul.kernel.operate.supervise import Child, Supervisor
supervisor = Supervisor([Child("child", [sys.executable, "-c", "import time; time.sleep(60)"], {}, "")])
supervisor._spawn(supervisor._children[0])
print("watching", flush=True)
supervisor.watch()
"""


@pytest.mark.rules
def test_a_hail_of_signals_ends_it_once():
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE, text=True)
    try:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "watching\n"
        try:
            supervisor.wait(0.3)  # until its handlers stand
        except subprocess.TimeoutExpired:
            for _ in range(200):
                supervisor.send_signal(signal.SIGTERM)
                supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(15) == 0
    finally:
        supervisor.kill()
