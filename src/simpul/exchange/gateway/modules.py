"""Services that are modules of this node: called in process, as ASGI, without a socket."""

import asyncio
from collections.abc import Callable, MutableMapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import structlog

from simpul.exchange.gateway.body import Body, Intake
from simpul.exchange.gateway.message import last
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.wire import faults
from simpul.exchange.wire.faults import Refused
from simpul.exchange.wire.inside import CALL, InsideCall

if TYPE_CHECKING:
    from simpul.exchange.gateway.backends import Outgoing

Application = Callable[..., Any]
Opening = Callable[[], AbstractAsyncContextManager[Application]]
PREFIX = "/api/v1/"
_log = structlog.get_logger("simpul.exchange")


class Modules:
    """The node's own application, opened at the first call to one of its modules."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._stack = AsyncExitStack()
        self._application: Application | None = None
        self._first = asyncio.Lock()

    async def answer(self, module: str, out: "Outgoing", intake: Intake) -> Answer:
        """What the module's public JSON interface says to the call; Refused when it fails."""
        application = await self.opened()
        exchange = _Exchange(out, intake)
        try:
            await application(exchange.scope(module), exchange.receive, exchange.send)
        except Exception as failure:
            _log.exception("module.failed", module=module)
            raise Refused(faults.BROKEN, "The module failed") from failure
        return exchange.answer()

    async def post(self, posted: "Posted", intake: Intake) -> Answer:
        """What the node's JSON interface says to a post of this program's own."""
        application = await self.opened()
        exchange = _Exchange(posted, intake)
        await application(exchange.scope(""), exchange.receive, exchange.send)
        return exchange.answer()

    async def close(self) -> None:
        """The application is closed."""
        await self._stack.aclose()
        self._application = None

    async def opened(self) -> Application:
        """The application; opened once, however many calls come first."""
        async with self._first:
            if self._application is None:
                self._application = await self._stack.enter_async_context(self._opening())
            return self._application


@dataclass(frozen=True, slots=True)
class Posted:
    """A JSON body for a path of the node's own interface."""

    path: str
    body: Body
    method: str = "POST"
    query: str | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/json"),)


def _inside(out: "Outgoing") -> InsideCall:
    return InsideCall(out.client, out.address.name, last(out.headers, b"x-road-id").decode("latin-1"))


class _Exchange:
    """One call in the words of ASGI."""

    def __init__(self, out: "Outgoing | Posted", intake: Intake) -> None:
        self._out = out
        self._intake = intake
        self._chunks = iter(out.body.chunks())
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []

    def scope(self, module: str) -> dict[str, Any]:
        """The ASGI scope; the module's own JSON interface is below `/api/v1/<module>`, and no secret goes along."""
        out = self._out
        inside, query = (out.path, out.query) if isinstance(out, Posted) else (out.address.path, out.address.query)
        path = f"{PREFIX}{module}{inside}"
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": self._out.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": (query or "").encode(),
            "root_path": "",
            "headers": [(n.lower(), v) for n, v in self._out.headers if n.lower() not in _SECRETS],
            "client": ("127.0.0.1", 0),
            "server": ("localhost", 80),
            "state": {} if isinstance(out, Posted) else {CALL: _inside(out)},
        }

    async def receive(self) -> MutableMapping[str, Any]:
        """The next piece of the body."""
        chunk = next(self._chunks, None)
        if chunk is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """A piece of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = [(bytes(n), bytes(v)) for n, v in message.get("headers", [])]
        elif message["type"] == "http.response.body":
            self._intake.feed(message.get("body", b""))

    def answer(self) -> Answer:
        """The whole answer; Refused when the module said nothing."""
        if not self._status:
            raise Refused(faults.BROKEN, "The module gave no answer")
        return Answer(self._status, [h for h in self._headers if h[0] != b"set-cookie"], self._intake.body())


_SECRETS = frozenset({b"authorization", b"cookie"})
"""What callers send for a back end means nothing to a module, and must not sign anybody in."""
