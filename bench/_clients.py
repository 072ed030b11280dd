"""The clients of the disaster section, in processes of their own: `python -m bench._clients watch|send PORT HOW_MANY`."""

import asyncio
import json
import random
import re
import resource
import sys
import time
from typing import Any, ClassVar
from uuid import uuid4

STREAM, REPORT = "/bencana/siaran", "/bencana/lapor"
CONNECTIONS = 32
ENDPOINT = "127.0.0.1"


def raise_limit() -> None:
    """As many open files as the system lets this process have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Watcher(asyncio.Protocol):
    """One open stream: says when it is answered, and when the awaited report came."""

    awaited: ClassVar[bytes] = b"\0"
    arrived: ClassVar[list[float]] = []
    answered: ClassVar[int] = 0

    def __init__(self, port: int) -> None:
        self._port = port
        self._begun = False

    def connection_made(self, transport: Any) -> None:
        transport.write(f"GET {STREAM} HTTP/1.1\r\nHost: {ENDPOINT}:{self._port}\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if not self._begun:
            self._begun = True
            Watcher.answered += 1
        elif Watcher.awaited in data:
            Watcher.arrived.append(time.time())


async def watch(port: int, count: int) -> None:
    raise_limit()
    loop = asyncio.get_running_loop()
    for start in range(0, count, 50):
        some = [loop.create_connection(lambda: Watcher(port), ENDPOINT, port) for _ in range(min(50, count - start))]
        await asyncio.gather(*some)
    await _until(lambda: Watcher.answered >= count, 20)
    await asyncio.sleep(1)
    print(Watcher.answered, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        Watcher.awaited, Watcher.arrived = line.strip().encode(), []
        print("ready", flush=True)
        await _until(lambda: len(Watcher.arrived) >= count, 10)
        print(json.dumps(Watcher.arrived), flush=True)


async def _until(true: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:  # noqa: ASYNC110 (counts arrivals of two thousand; an event for each would cost more)
        await asyncio.sleep(0.02)


async def send(port: int, seconds: float) -> None:
    taken = [0] * CONNECTIONS
    started = time.perf_counter()
    await asyncio.gather(*(_send_on_one(port, at, started + seconds, taken) for at in range(CONNECTIONS)))
    print(json.dumps({"taken": sum(taken), "seconds": time.perf_counter() - started}))


async def _send_on_one(port: int, which: int, deadline: float, taken: list[int]) -> None:
    reader, writer = await asyncio.open_connection(ENDPOINT, port)
    chance = random.Random(which)
    while time.perf_counter() < deadline:
        writer.write(_post(port, chance))
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        taken[which] += b" 303 " in head.split(b"\r\n", 1)[0]
    writer.close()


def _post(port: int, chance: random.Random) -> bytes:
    fields = {
        "form_id": str(uuid4()),
        "longitude": f"{106.75 + chance.random() * 0.1:.6f}",
        "latitude": f"{-6.3 + chance.random() * 0.1:.6f}",
        "placed": "map",
        "depth": "70",
        "text": "Air setinggi paha di depan pasar.",
        "do": "send",
    }
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = ("".join(part.format(*field) for field in fields.items()) + "--b--\r\n").encode()
    address = ".".join(str(chance.randrange(1, 255)) for _ in range(4))
    head = f"POST {REPORT} HTTP/1.1\r\nHost: {ENDPOINT}:{port}\r\nX-Forwarded-For: {address}\r\n"
    head += f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


if __name__ == "__main__":
    act, where, how_many = sys.argv[1:]
    asyncio.run(watch(int(where), int(how_many)) if act == "watch" else send(int(where), float(how_many)))
