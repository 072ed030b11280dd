"""Load at a steady rate, in a process of its own: `python -m bench._load reads|pairs PORT SECONDS RATE [PATH...]`.

`reads`: that many requests a second on sixteen connections, each sent when it is due, however long the ones before it take;
paths in turn. `pairs`: so many times a second a card is opened and a report put on it, each from an address of its own.
Prints how many were answered as they should, and the times in seconds.
"""

import json
import queue
import random
import socket
import sys
import threading
import time
from collections.abc import Callable

from bench._pairs import CARDS, NEW, REPORT

HOST = "127.0.0.1"
CONNECTIONS = 16
Job = Callable[["Caller"], bool]


class Caller:
    """One connection, which reads answers into the same memory again and again."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=30)
        self._memory = memoryview(bytearray(8 << 20))

    def call(self, request: bytes) -> tuple[bytes, bytes]:
        """The head, and the beginning of the body; all of it was received."""
        self._socket.sendall(request)
        filled, end = 0, -1
        while end < 0:
            filled += self._some(filled)
            end = bytes(self._memory[: min(filled, 8192)]).find(b"\r\n\r\n")
        head = bytes(self._memory[:end]).lower()
        start = head.find(b"content-length: ")
        whole = end + 4 + (int(head[start + 16 :].split(b"\r\n", 1)[0]) if start >= 0 else 0)
        while filled < whole:
            filled += self._some(min(filled, 1 << 20))
        return head, bytes(self._memory[end + 4 : min(whole, end + 4 + 200)])

    def _some(self, at: int) -> int:
        """How many bytes more were received; ConnectionError at the end."""
        got = self._socket.recv_into(self._memory[at:])
        if not got:
            raise ConnectionError
        return got


def get(path: str) -> Job:
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    return lambda caller: caller.call(request)[0].startswith(b"http/1.1 200")


def pair(caller: Caller) -> bool:
    opened, body = caller.call(_request("POST", CARDS, NEW))
    if not opened.startswith(b"http/1.1 200"):
        return False
    place = -6.3 + random.random() * 0.1, 106.75 + random.random() * 0.1
    report = REPORT % (random.randrange(5, 200), *place)
    return caller.call(_request("PUT", f"{CARDS}/{body[11:47].decode()}", report))[0].startswith(b"http/1.1 200")


def _request(method: str, path: str, body: bytes) -> bytes:
    address = ".".join(str(random.randrange(1, 255)) for _ in range(4))
    head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nX-Forwarded-For: {address}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def run(port: int, seconds: float, rate: float, jobs: list[Job]) -> dict[str, object]:
    """The load, to its end. A job that is late counts from when it was due."""
    due: queue.SimpleQueue[tuple[float, Job] | None] = queue.SimpleQueue()
    took: list[float] = []
    well: list[bool] = []

    def work() -> None:
        caller = Caller(port)
        while (task := due.get()) is not None:
            at, job = task
            well.append(job(caller))
            took.append(time.perf_counter() - at)

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    begun = time.perf_counter()
    for number in range(int(seconds * rate)):
        at = begun + number / rate
        time.sleep(max(0.0, at - time.perf_counter()))
        due.put((at, jobs[number % len(jobs)]))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    took.sort()
    quantiles = {f"p{part}": took[int(len(took) * part / 100)] for part in (50, 95, 99)}
    return {"answered": sum(well), "asked": len(well), "seconds": time.perf_counter() - begun, **quantiles}


if __name__ == "__main__":
    what, port, seconds, rate, *paths = sys.argv[1:]
    print(json.dumps(run(int(port), float(seconds), float(rate), [pair] if what == "pairs" else [get(p) for p in paths])))
