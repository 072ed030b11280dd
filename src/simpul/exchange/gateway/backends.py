"""What answers a permitted call: an HTTP back end, a module of this node in process, the directory, the events' desk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from simpul.exchange.gateway import directory
from simpul.exchange.gateway.body import EMPTY, Body, BodyTooLong, Intake, Vault
from simpul.exchange.gateway.modules import Modules
from simpul.exchange.gateway.pubsub import Call, Pubsub
from simpul.exchange.gateway.state import State
from simpul.exchange.gateway.upstream import (
    Answer,
    Ask,
    BrokeOff,
    CannotConnect,
    NameUnknown,
    Place,
    PlaceRefused,
    TooSlow,
    Unreadable,
    Upstream,
)
from simpul.exchange.model.services import Service
from simpul.exchange.rules import lifecycle
from simpul.exchange.wire import faults
from simpul.exchange.wire.addresses import EVENTS, WITH_BODY, Address
from simpul.exchange.wire.faults import Fault, Refused
from simpul.exchange.wire.headers import REMOVED

MODULE = "module:"
ANSWER_LIMIT = 10 * 2**20
_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call as the back end gets it: method, address, kept headers, body, and who calls."""

    method: str
    address: Address
    headers: list[tuple[bytes, bytes]]
    body: Body
    client: str


class Backends:
    """The way to every service of this node."""

    def __init__(self, upstream: Upstream, vault: Vault, modules: Modules, pubsub: Pubsub) -> None:
        self._upstream = upstream
        self._vault = vault
        self._modules = modules
        self._pubsub = pubsub

    async def answer(self, state: State, service: Service | None, out: Outgoing, now: datetime) -> Answer:
        """What the service says (the directory or the events' desk, where it is None); Refused when it cannot."""
        if service is None and out.address.service.service in EVENTS:
            return await self._pubsub.answer(state, Call(out.method, out.address, out.headers, out.client), out.body, now)
        if service is None:
            return directory.answer(state, out.address, out.client, now)
        if not service.url:
            raise Refused(faults.NO_ADDRESS, f"Service address not specified for '{out.address.service}'")
        if out.body.size > service.body_limit:
            raise Refused(faults.TOO_LARGE, "Message size exceeds maximum loggable size")
        limit = max(service.body_limit, ANSWER_LIMIT)
        try:
            if service.url.startswith(MODULE):
                inside, intake = service.url.removeprefix(MODULE), Intake(self._vault, limit)
                return _until(service, await self._modules.answer(inside, out, intake))
            return _until(service, await self._upstream.ask(*self._request(service, out, limit)))
        except FAILURES as failure:
            raise _ended(failure) from None

    def _request(self, service: Service, out: Outgoing, limit: int) -> tuple[Place, Ask]:
        url = urlsplit(service.url)
        secure = url.scheme == "https"
        place = Place(url.hostname or "", url.port or (443 if secure else 80), self._upstream.context if secure else None)
        body = out.body if out.method in WITH_BODY else EMPTY
        lines = [b"%b %b HTTP/1.1\r\nhost: %b\r\n" % (out.method.encode(), _target(url.path, out), url.netloc.encode())]
        lines += [b"%b: %b\r\n" % header for header in out.headers if header[0].lower() not in REMOVED]
        if out.method in WITH_BODY:
            lines.append(b"content-length: %d\r\n" % body.size)
        lines.append(b"\r\n")
        ask = Ask(
            b"".join(lines),
            body,
            service.timeout.total_seconds(),
            lambda: Intake(self._vault, limit),
            bodiless=out.method == "HEAD",
            again=out.method in _SAFE_TO_REPEAT,
        )
        return place, ask


FAILURES = (
    BodyTooLong,
    NameUnknown,
    PlaceRefused,
    CannotConnect,
    TooSlow,
    TimeoutError,
    BrokeOff,
    Unreadable,
)
_ENDS: Mapping[type[Exception], tuple[Fault, str]] = {
    BodyTooLong: (faults.TOO_LARGE, "Message size exceeds maximum loggable size"),
    NameUnknown: (faults.BACKEND_UNKNOWN, "{0}: name or service not known"),
    PlaceRefused: (faults.BACKEND_REFUSES, "Connect to {0} refused: not a public address"),
    CannotConnect: (faults.BACKEND_REFUSES, "Connect to {0}"),
    TooSlow: (faults.BACKEND_SLOW, "Read timed out"),
    TimeoutError: (faults.BACKEND_SLOW, "Read timed out"),
    BrokeOff: (faults.BACKEND_BROKE_OFF, "The connection was closed before the answer was complete"),
    Unreadable: (faults.BACKEND_UNREADABLE, "The answer is not readable HTTP"),
}
"""How a back end may fail, and in which of the table's errors each ends."""


def _until(service: Service, answer: Answer) -> Answer:
    """The answer; a deprecated service's says until when there is one."""
    said = lifecycle.headers_of(service)
    return replace(answer, headers=[*answer.headers, *said]) if said else answer


def _ended(failure: Exception) -> Refused:
    fault, words = _ENDS[type(failure)]
    return Refused(fault, words.format(failure))


def _target(base: str, out: Outgoing) -> bytes:
    """The service's path and the call's, one doubled slash dropped, and the raw query."""
    path = out.address.path
    joined = base + (path[1:] if base.endswith("/") and path.startswith("/") else path)
    query = "" if out.address.query is None else f"?{out.address.query}"
    return ((joined or "/") + query).encode()
