"""A request that is sent again on a fresh connection: how it ends when the first try had come through after all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from tests.exchange.world import BPBD, LOOPBACK

from simpul.exchange.gateway.body import Vault
from simpul.exchange.gateway.guard import Guard
from simpul.exchange.gateway.leg import Leg
from simpul.exchange.gateway.message import Arrived, Reply
from simpul.exchange.gateway.upstream import Upstream
from simpul.exchange.model.register import Node
from simpul.exchange.wire import faults
from simpul.exchange.wire.faults import Refused

pytestmark = pytest.mark.rules

FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbaik"
KNOWN = b"HTTP/1.1 500 X\r\nX-Road-Error: server.serverproxy.invalid_signature_value\r\nContent-Length: 2\r\n\r\n{}"


@asynccontextmanager
async def provider(*answers: bytes) -> AsyncIterator[tuple[Node, list[int]]]:
    """A node that gives these answers one by one, however it is connected to; an empty one is a broken connection."""
    left, connections = list(answers), []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n") and (answer := left.pop(0)):
                writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield Node(BPBD, "BPBD", address, b"", "", ""), connections


def sent(folder: Path, *answers: bytes) -> tuple[list[Reply | Refused], int]:
    """How a call for each answer but one ends, one after another, and over how many connections they went."""

    async def sending() -> tuple[list[Reply | Refused], int]:
        upstream = Upstream(Guard([LOOPBACK]))
        leg = Leg(upstream, Vault(bytes(32), folder), None)
        async with provider(*answers) as (node, connections):
            ends: list[Reply | Refused] = []
            for _ in range(len(answers) - 1):
                try:
                    ends.append(await leg.send(node, Arrived("GET", "/r1/x", [])))
                except Refused as refused:
                    ends.append(refused)
            upstream.close()
            return ends, len(connections)

    return asyncio.run(sending())


def test_a_message_that_the_node_knows_by_its_first_try_is_told_as_a_lost_answer_not_as_a_forged_call(tmp_path):
    (first, second), connections = sent(tmp_path, FINE, b"", KNOWN)
    assert (first.status, connections) == (200, 2)
    assert second.fault is faults.NODE_UNREACHABLE
    assert "closed before the answer was complete" in second.message


def test_a_message_that_only_the_second_try_brought_is_answered_as_ever(tmp_path):
    (_, second), connections = sent(tmp_path, FINE, b"", FINE)
    assert (second.status, second.body.whole(), connections) == (200, b"baik", 2)


def test_a_refusal_at_the_first_try_is_the_nodes_own_word(tmp_path):
    (first, second), connections = sent(tmp_path, FINE, KNOWN, b"")
    assert (first.status, second.status, connections) == (200, 500, 1)
