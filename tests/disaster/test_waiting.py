"""A node with more than a thousand open connections still hears its broker and its SMS centre: descriptors from 1024 on."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from paho.mqtt import client as paho

from simpul.disaster.outside import gauge_broker
from simpul.disaster.outside.waiting import ready

pytestmark = pytest.mark.rules


@pytest.fixture
def far() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a connection, both with a descriptor beyond what select(2) knows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2_000:
        pytest.skip("this account may open fewer than 2,000 files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2_000), hard))
    with ExitStack() as stack:
        ends = socket.socketpair()
        while ends[0].fileno() < 1_100:
            for one in ends:
                stack.enter_context(one)
            ends = socket.socketpair()
        for one in ends:
            stack.enter_context(one)
        yield ends
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_what_select_cannot_see_is_waited_for(far: tuple[socket.socket, socket.socket]) -> None:
    here, there = far
    assert ready([here], [], [], 0) == ([], [], [])
    there.send(b"air naik")
    assert ready([here], [here], [], 1) == ([here], [here], [])
    there.close()
    here.recv(100)
    assert ready([here], [], [], 1)[0] == [here], "an end that closed can be read: it says so"


def test_what_is_closed_is_told(far: tuple[socket.socket, socket.socket]) -> None:
    here, _ = far
    here.close()
    with pytest.raises(ValueError, match="closed"):
        ready([here], [], [], 0)


def test_the_broker_is_waited_for_this_way(far: tuple[socket.socket, socket.socket]) -> None:
    """Paho itself: its own waiting, in its own module."""
    assert gauge_broker.Broker
    here, there = far
    there.send(b"x")
    assert paho.select.select([here], [], [], 1)[0] == [here]
