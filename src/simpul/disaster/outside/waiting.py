"""Waiting for a connection with poll(2): select(2), which libraries use, knows no descriptor from 1024 on.

A node with a thousand watchers of its map has such descriptors, and a broker or an SMS centre would be lost to it.
"""

import select
from collections.abc import Sequence
from typing import Any

Ready = tuple[list[Any], list[Any], list[Any]]


def ready(readers: Sequence[Any], writers: Sequence[Any], others: Sequence[Any], seconds: float | None) -> Ready:
    """As `select.select`: those that can be read, can be written, are in trouble; ValueError for what is closed."""
    poll = select.poll()
    asked: dict[int, int] = {}
    for things, mask in ((readers, select.POLLIN), (writers, select.POLLOUT), (others, select.POLLPRI)):
        for one in things:
            number = one if isinstance(one, int) else one.fileno()
            if number < 0:
                raise ValueError("closed")
            asked[number] = asked.get(number, 0) | mask
    for number, mask in asked.items():
        poll.register(number, mask)
    found = dict(poll.poll(None if seconds is None else round(seconds * 1000)))
    broken = select.POLLHUP | select.POLLERR | select.POLLNVAL

    def of(things: Sequence[Any], mask: int) -> list[Any]:
        numbers = ((one, one if isinstance(one, int) else one.fileno()) for one in things)
        return [one for one, number in numbers if found.get(number, 0) & (mask | broken)]

    return of(readers, select.POLLIN), of(writers, select.POLLOUT), of(others, select.POLLPRI)


class Selecting:
    """What stands in for the module `select` in a library that knows no other way to wait."""

    select = staticmethod(ready)
