"""A real Mosquitto for tests: on a free port, its messages kept on disk, killed and started again at will."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.waiting import until

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
CONFIG = """listener {port} 127.0.0.1
allow_anonymous {anonymous}
persistence true
persistence_location {folder}/
max_inflight_messages 0
max_queued_messages 0
"""
CAREFUL = "autosave_interval 1\nautosave_on_changes true\n"
"""Each message is on disk before it is confirmed, so that a kill loses none."""
needs_mosquitto = pytest.mark.skipif(not MOSQUITTO, reason="mosquitto is not installed (Debian's package)")


class Mosquitto:
    """One broker; `kill` takes it down without a word, `start` brings it back on the same port with what it had kept."""

    def __init__(self, folder: Path, *, passwords: Path | None = None, careful: bool = True) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self._config = folder / "mosquitto.conf"
        lines = CONFIG.format(port=self.port, folder=folder, anonymous="false" if passwords else "true")
        lines += CAREFUL if careful else ""
        lines += f"password_file {passwords}\n" if passwords else ""
        lines += "user root\n" if os.geteuid() == 0 else ""
        self._config.write_text(lines)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """The broker answers."""
        command = [str(MOSQUITTO), "-c", str(self._config)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self._answers, what="mosquitto does not answer")

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """The broker has ended, and kept what it had."""
        self._end(kill=False)

    def kill(self) -> None:
        """The broker is gone, from one moment to the next."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        if self._process is not None:
            self._process.kill() if kill else self._process.terminate()
            self._process.wait(10)
            self._process = None


class Sensor:
    """A gauge's sensor: it sends with QoS 1, and what the broker did not confirm it sends again."""

    def __init__(self, broker: Mosquitto, name: str = "sensor") -> None:
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5, clean_session=None
        )
        self._client.reconnect_delay_set(1, 1)
        self._client.max_inflight_messages_set(500)
        self._sent = self._confirmed = 0
        self._client.on_publish = self._published
        self._client.connect("127.0.0.1", broker.port, 30, clean_start=False)
        self._client.loop_start()

    def send(self, gauge: str, payload: str | bytes) -> None:
        """The message is on its way."""
        self._client.publish(f"pos-air/{gauge}/level", payload, qos=1)
        self._sent += 1

    def _published(self, *_told: object) -> None:
        self._confirmed += 1

    def confirmed(self, seconds: float = 30) -> bool:
        """Whether the broker has every message within this time."""
        end = time.monotonic() + seconds
        while self._confirmed < self._sent and time.monotonic() < end:
            time.sleep(0.02)
        return self._confirmed == self._sent

    def stop(self) -> None:
        """The sensor is off."""
        self._client.disconnect()
        self._client.loop_stop()
