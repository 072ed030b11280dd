"""Clients that are slow, silent, many or greedy: each costs bounded time and memory, and others are served meanwhile.

Issue 3 "Bad input": slow-loris. The limits are constants of the modules, and made short here.
"""

import re
import socket
import time
from pathlib import Path

import pytest
from aiohttp import web
from tests.exchange.handmade import letter
from tests.exchange.protocol import OK, REPORTS, Line
from tests.exchange.siege import drained, hurled, sheet, still_stands
from tests.exchange.world import PORTAL, grant

from simpul.exchange.gateway import arriving, serving

__all__ = ["sheet"]
CLIENT = b"Host: x\r\nX-Road-Client: " + PORTAL.encode() + b"\r\n"
ASKING = b"GET " + REPORTS.encode() + b" HTTP/1.1\r\n" + CLIENT
POSTING = b"POST " + REPORTS.encode() + b" HTTP/1.1\r\n" + CLIENT


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """Heads have 0.5 s, bodies 0.5 s, readers 0.5 s."""
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(arriving, "BODY_SECONDS", 0.5)
    monkeypatch.setattr(serving, "WRITE_SECONDS", 0.5)


def port_of(town, side):
    return town.portal.consumer if side == "consumer" else town.bpbd.node


def memory():
    """Megabytes this process holds."""
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024


def dribble(port, start, piece, seconds):
    """Sends the start, and then the piece again and again for so long, or until the other side has had enough."""
    line = socket.create_connection(("127.0.0.1", port), timeout=5)
    begun = time.monotonic()
    try:
        line.sendall(start)
        while time.monotonic() - begun < seconds:
            line.sendall(piece)
            time.sleep(0.1)
    except ConnectionError:
        pass
    return line, time.monotonic() - begun


@pytest.mark.parametrize("side", ["consumer", "node"])
def test_a_head_that_drips_in_is_given_up_however_much_of_it_comes(town, side):
    line, lasted = dribble(port_of(town, side), ASKING, b"X-A: a\r\n", 5)
    assert 0.4 < lasted < 4
    line.close()
    still_stands(town)


@pytest.mark.parametrize("side", ["consumer", "node"])
def test_half_a_head_is_told_that_it_came_too_late(town, side):
    told = hurled(port_of(town, side), ASKING + b"X-A")
    assert "in time" in told.error()["message"]
    assert told.closed


@pytest.mark.parametrize("side", ["consumer", "node"])
def test_a_connection_that_never_says_anything_is_ended_without_a_word(town, side):
    """An answer that nobody asked for would be taken for that to the next request."""
    told = hurled(port_of(town, side), b"")
    assert (told.raw, told.closed) == (b"", True)


@pytest.mark.parametrize("side", ["consumer", "node"])
def test_the_second_head_on_a_connection_has_no_more_time_than_the_first(town, side):
    target = b"/listClients" if side == "consumer" else b"/log/checkpoint"
    whole = b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    line = Line(port_of(town, side))
    line.send(whole)
    assert line.answer().status in (200, 404)
    line.send(whole[:20])
    begun = time.monotonic()
    assert "in time" in line.answer().json["message"]
    assert line.is_closed
    assert 0.4 < time.monotonic() - begun < 4
    line.close()


@pytest.mark.parametrize("side", ["consumer", "node"])
@pytest.mark.parametrize("frame", [b"Content-Length: 1000", b"Transfer-Encoding: chunked"])
def test_a_body_that_drips_in_is_given_up_and_told_once(town, sheet, side, frame):
    start = POSTING + frame + b"\r\n\r\n"
    if side == "node":
        one = letter(town, method="POST", body=bytes(1000)).addressed().signed().bytes()
        start = one.partition(b"\r\n\r\n")[0].replace(b"Content-Length: 1000", frame) + b"\r\n\r\n"
    piece = b"1\r\na\r\n" if b"chunked" in frame else b"a"
    with town.watched() as leaves:
        line, _ = dribble(port_of(town, side), start, piece, 0.7)
        told = drained(line)
    assert "in time" in told.error()["message"]
    assert told.ends
    assert leaves == []
    assert len(sheet.lines) == 1
    line.close()


def test_while_many_drip_others_are_served_at_once(town, monkeypatch):
    """A hundred slow heads and bodies on each listener, and a call takes no longer."""
    monkeypatch.setattr(serving, "HEAD_SECONDS", 30.0)
    monkeypatch.setattr(arriving, "BODY_SECONDS", 30.0)
    lines = []
    for port in (town.portal.consumer, town.bpbd.node):
        for number in range(100):
            line = socket.create_connection(("127.0.0.1", port), timeout=5)
            line.sendall(ASKING if number % 2 else POSTING + b"Content-Length: 9\r\n\r\na")
            lines.append(line)
    begun = time.monotonic()
    still_stands(town)
    assert time.monotonic() - begun < 2
    for line in lines:
        line.close()
    still_stands(town)


def test_five_hundred_idle_connections_are_no_burden(town, monkeypatch):
    monkeypatch.setattr(serving, "HEAD_SECONDS", 30.0)
    before = memory()
    ports = (town.portal.consumer, town.bpbd.node)
    lines = [socket.create_connection(("127.0.0.1", ports[number % 2]), timeout=5) for number in range(500)]
    begun = time.monotonic()
    for _ in range(3):
        still_stands(town)
    assert time.monotonic() - begun < 3
    assert memory() - before < 40
    for line in lines:
        line.close()
    still_stands(town)


def test_a_client_that_asks_and_never_reads_is_asked_to_go(town):
    """Four hundred requests for 250 KB each, and nothing is read: a few are answered, then the connection ends."""
    served = []

    def large(_request, _body):
        served.append(1)
        return web.Response(body=bytes(250_000))

    behaved, town.world.backend.behave = town.world.backend.behave, large
    try:
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.connect(("127.0.0.1", town.portal.consumer))
            line.settimeout(3)
            before = memory()
            line.sendall((ASKING + b"\r\n") * 400)
            time.sleep(1.2)
            count = len(served)
            time.sleep(0.2)
            assert len(served) == count < 40
            assert memory() - before < 30
    finally:
        town.world.backend.behave = behaved
    still_stands(town)


def test_a_client_that_never_reads_a_large_answer_holds_neither_memory_nor_disk(town, monkeypatch):
    """An answer of 8 MB lies sealed on disk; it goes with its connection once nobody reads it for a while."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 8000000\r\n\r\n" + bytes(8_000_000)
    town.rough.says = answer
    target = town.offer().encode()
    before = memory()
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", town.portal.consumer))
        line.sendall(b"GET " + target + b" HTTP/1.1\r\n" + CLIENT + b"\r\n")
        line.settimeout(5)
        assert line.recv(10) == b"HTTP/1.1 2"
        time.sleep(1.0)
        found = 0
        try:
            while piece := line.recv(65536):
                found += len(piece)
        except ConnectionError:
            pass
        assert found < 8_000_000
    assert memory() - before < 40
    still_stands(town)


def test_a_slow_reader_that_goes_on_reading_gets_it_all(town, monkeypatch):
    """The limit is for a piece, not for the whole."""
    monkeypatch.setattr(serving, "WRITE_SECONDS", 0.6)
    town.rough.says = b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + bytes(3_000_000)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        line.connect(("127.0.0.1", town.portal.consumer))
        line.sendall(b"GET " + town.offer().encode() + b" HTTP/1.1\r\n" + CLIENT + b"\r\n")
        line.settimeout(5)
        found, begun = b"", time.monotonic()
        while len(found) < 3_000_000:
            found += line.recv(131072)
            time.sleep(0.03)
    assert time.monotonic() - begun > 0.7


def test_what_strangers_ask_for_is_not_remembered(town):
    """Long names, paths and clients that nobody has are looked at and forgotten: nothing fills the memory."""
    wide = b"a" * 15_000

    def ask(line, number):
        mark = b"%06d" % number + wide
        for target, own in (
            (REPORTS.encode() + b"/" + mark, b""),
            (b"/r1/ID/GOV/6000/BPBD/" + mark, b""),
            (REPORTS.encode(), b"X-Road-Client: ID/GOV/2060/" + mark + b"\r\n"),
        ):
            line.send(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n" + own + b"\r\n")
            assert line.answer().status == 500

    line = Line(town.portal.consumer)
    for number in range(50):
        ask(line, number)
    before = memory()
    for number in range(50, 550):
        ask(line, number)
    assert memory() - before < 5
    line.close()


def test_what_clients_ask_for_is_not_remembered_either(town):
    """Long paths of calls that are let through by an endpoint's right."""
    town.rough.says = OK
    target = town.offer(subject="").encode()
    town.run(grant(town.bpbd, code=target.rpartition(b"/")[2].decode(), path="/**"))
    line = Line(town.portal.consumer)
    before = 0.0
    for number in range(130):
        line.send(b"GET " + target + b"/%06d" % number + b"a" * 15_000 + b" HTTP/1.1\r\n" + CLIENT + b"\r\n")
        assert line.answer().status == 200
        before = memory() if number == 30 else before
    town.rough.got.clear()
    assert memory() - before < 15
    line.close()
