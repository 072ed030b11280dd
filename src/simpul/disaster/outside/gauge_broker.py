"""The MQTT broker that gauges send to: a lasting session, at least once, acknowledged only when the node says so.

MQTT 5 by Eclipse Paho in a thread of its own. A message counts as delivered when `acknowledge` was called for it; what was
not is sent again after the next connection, also when this process was killed or the broker restarted. A message that was
kept by the broker (retained) is not asked for: it would make old water look new.
"""

import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt import client as paho
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from simpul.disaster.outside.waiting import Selecting

SESSION_SECONDS = 7 * 24 * 3600
"""So long a broker keeps what comes for a node that is away."""
AT_ONCE = 8_192
"""Messages that a broker may send before the first of them is acknowledged; so many are held at most."""
KEEPALIVE = 30
CONNECTED, UNREACHABLE, REFUSED = "connected", "unreachable", "refused"
_PORTS = {"mqtt": 1883, "mqtts": 8883}
vars(paho)["select"] = Selecting
"""Paho waits by select(2) and takes a descriptor from 1024 on for a lost connection, for ever."""


@dataclass(frozen=True, slots=True)
class Where:
    """A broker, the topic to listen to, and how the node signs in."""

    url: str
    topic: str
    client: str
    username: str = ""
    password: str = ""
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message: whose it is, what it says, and by which it is acknowledged (its number, in which connection)."""

    gauge: str
    payload: bytes
    mid: int
    connection: int


class Broker:
    """The connection. `hear` is called for each message, `tell` when the connection changes; both in Paho's thread."""

    def __init__(self, where: Where, hear: Callable[[Heard], None], tell: Callable[[str, str], None]) -> None:
        self._where, self._hear, self._tell = where, hear, tell
        self._connection = 0
        self._client = _client(where)
        self._client.on_connect = self._connected
        self._client.on_connect_fail = self._failed
        self._client.on_disconnect = self._disconnected
        self._client.on_message = self._heard

    def start(self) -> None:
        """The broker is connected to, now and again whenever the connection is lost; returns at once."""
        parts = urlsplit(self._where.url)
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_SECONDS
        properties.ReceiveMaximum = AT_ONCE
        port = parts.port or _PORTS[parts.scheme]
        host = parts.hostname or ""
        self._client.connect_async(host, port, KEEPALIVE, clean_start=False, properties=properties)
        self._client.loop_start()

    def stop(self) -> None:
        """Nothing is heard any more; the session stays, and with it what was not acknowledged."""
        self._client.disconnect()
        self._client.loop_stop()

    def acknowledge(self, heard: Iterable[Heard]) -> None:
        """The broker forgets these messages, if they came in the present connection; others it sends again."""
        for one in heard:
            if one.connection == self._connection:
                self._client.ack(one.mid, 1)

    def _connected(self, client: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._tell(REFUSED, str(reason))
            return
        self._connection += 1
        only_new = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND)
        client.subscribe(self._where.topic, options=only_new)
        self._tell(CONNECTED, "")

    def _failed(self, _client: Client, _data: Any) -> None:
        self._tell(UNREACHABLE, "")

    def _disconnected(self, _client: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self._connection += 1
        self._tell(REFUSED if reason.is_failure and reason.getName() == "Not authorized" else UNREACHABLE, str(reason))

    def _heard(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        self._hear(Heard(gauge_in(message.topic), bytes(message.payload), message.mid, self._connection))


def gauge_in(topic: str) -> str:
    """The gauge's id in a topic: its second level from the end; empty where there is none."""
    parts = topic.rsplit("/", 2)
    found = parts[-2] if len(parts) > 1 else ""
    return unquote(found) if "%" in found else found


def _client(where: Where) -> Client:
    client = Client(
        CallbackAPIVersion.VERSION2, client_id=where.client, protocol=MQTTProtocolVersion.MQTTv5, manual_ack=True
    )
    client.reconnect_delay_set(1, 30)
    if where.username:
        client.username_pw_set(where.username, where.password)
    if urlsplit(where.url).scheme == "mqtts":
        client.tls_set_context(ssl.create_default_context(cafile=str(where.ca) if where.ca else None))
    return client
