"""What handlers of a home node's own service codes work with; the table of routes is in `gateway.pubsub`.

A handler is `async def handler(desk: Desk, asked: Asked, body: Body) -> Answer`. By the time it runs, the call is signed,
permitted, counted and on record; its answer is signed and recorded as any other. It raises `Said` to end with one of the
service's own errors, and `Refused` only for what the exchange's own table names.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

import orjson

from simpul.exchange.gateway.body import EMPTY, Body
from simpul.exchange.gateway.event_log import EventLog
from simpul.exchange.gateway.ledger import Ledger
from simpul.exchange.gateway.message import last
from simpul.exchange.gateway.state import State
from simpul.exchange.gateway.upstream import Answer
from simpul.kernel.clock import Clock
from simpul.kernel.ids import Ids

JSON = b"application/json"


class Right(Enum):
    """Who may use a route: every member; the owner's own client; whoever holds a grant on `pull` or `pub` for the type."""

    MEMBER = "member"
    OWNER = "owner"
    PULL = "pull"
    PUB = "pub"


@dataclass(frozen=True, slots=True)
class Asked:
    """One call to the desk, decoded: `parts` are what the route's `*` stand for; `query` the last value of each name."""

    state: State
    owner: str
    client: str
    method: str
    parts: tuple[str, ...]
    query: Mapping[str, str]
    headers: Sequence[tuple[bytes, bytes]]
    now: datetime

    @property
    def is_own(self) -> bool:
        """Whether the owner itself asks: its client, in its own room."""
        return self.client == self.owner

    @property
    def message(self) -> str:
        """The call's X-Road-Id."""
        return self.header(b"x-road-id")

    def header(self, name: bytes) -> str:
        """The last value of the header of this lower-case name; empty when there is none."""
        return last(list(self.headers), name).decode("latin-1")


@dataclass(frozen=True, slots=True)
class Desk:
    """What handlers work with: connections (`ledger.connection()`), the writer of events, time, ids."""

    ledger: Ledger
    events: EventLog
    clock: Clock
    ids: Ids


class Said(Exception):
    """The service's own error: its status, and a body of `type`, `message`, `detail`."""

    def __init__(self, status: int, type: str, message: str, detail: str = "") -> None:
        super().__init__(type)
        self.status, self.type, self.message, self.detail = status, type, message, detail

    def answer(self) -> Answer:
        """The error as an answer."""
        return told(self.status, {"type": self.type, "message": self.message, "detail": self.detail})


Handler = Callable[[Desk, Asked, Body], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Route:
    """`code` and path (`*` stands for one part), who may, and the handler of each method (GET serves HEAD)."""

    code: str
    path: tuple[str, ...]
    right: Right
    handlers: Mapping[str, Handler] = field(default_factory=dict)


def told(status: int, value: Any, kind: bytes = JSON) -> Answer:
    """An answer in JSON."""
    return Answer(status, [(b"content-type", kind)], Body(orjson.dumps(value)))


def nothing() -> Answer:
    """204."""
    return Answer(204, [], EMPTY)


def json_object(body: Body, most: int = 256 * 1024) -> dict[str, Any]:
    """The JSON object in a body; Said 400 when it is none, 413 when it is longer than `most` bytes."""
    if body.size > most:
        raise Said(413, "too_large", f"The body has more than {most // 1024} KiB")
    try:
        found = orjson.loads(body.whole())
    except orjson.JSONDecodeError as wrong:
        raise Said(400, "invalid_request", "The body is no JSON", str(wrong)[:120]) from None
    if not isinstance(found, dict):
        raise Said(400, "invalid_request", "The body is no JSON object")
    return found
