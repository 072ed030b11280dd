"""Tickets shown one by one: `python -m bench._cooperation_gates_client PORT EVENT SECONDS KEY...`. A process of its own.

Each key is a device at a gate with eight connections, which show the next ticket as soon as they were told of the last.
"""

import asyncio
import itertools
import json
import sys
import time

import uvloop

from bench._cooperation_gates import digest

HOST, EACH = "127.0.0.1", 8


async def gate(
    port: int, event: str, key: str, more: tuple["itertools.count[int]", "itertools.count[int]", float]
) -> list[float]:
    """How long each showing took that was answered as admitted; -1 for one that was not."""
    tickets, numbers, until = more
    reader, writer = await asyncio.open_connection(HOST, port)
    head = f"POST /api/v1/cooperation/gates/{event}/checkins HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {key}\r\n"
    took = []
    while time.perf_counter() < until:
        now = int(time.time() * 1000)
        entry = {"seq": next(numbers), "at": now, "ticket": digest(next(tickets)).hex(), "asks": True}
        body = json.dumps({"now": now, "unsent": 0, "entries": [entry]})
        began = time.perf_counter()
        writer.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        told = await reader.readexactly(length)
        well = answer.startswith(b"HTTP/1.1 200") and b'"outcome":"admitted"' in told
        took.append(time.perf_counter() - began if well else -1.0)
    writer.close()
    return took


async def run(port: int, event: str, seconds: float, keys: list[str]) -> dict[str, float]:
    """All gates at once."""
    tickets, began = itertools.count(), time.perf_counter()
    numbers = {key: itertools.count(1) for key in keys}
    work = [gate(port, event, key, (tickets, numbers[key], began + seconds)) for key in keys for _ in range(EACH)]
    took = [one for each in await asyncio.gather(*work) for one in each]
    well = sorted(one for one in took if one >= 0)
    return {
        "admitted": len(well),
        "failed": len(took) - len(well),
        "took": time.perf_counter() - began,
        "p50": well[len(well) // 2],
        "p99": well[int(len(well) * 0.99)],
    }


if __name__ == "__main__":
    given = sys.argv
    print(json.dumps(uvloop.run(run(int(given[1]), given[2], float(given[3]), given[4:]))))
