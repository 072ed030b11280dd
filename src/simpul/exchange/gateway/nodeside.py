"""The node listener: signed calls from other nodes; register, log and witness for everybody. PROTOCOL §2 and §3."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs

import orjson
from aiohttp import web

from simpul.exchange.gateway.arriving import read_body
from simpul.exchange.gateway.body import EMPTY, IN_MEMORY, Vault
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.consuming import shown
from simpul.exchange.gateway.joining import Joining
from simpul.exchange.gateway.ledger import Ledger
from simpul.exchange.gateway.message import Arrived
from simpul.exchange.gateway.provider import Provider
from simpul.exchange.gateway.rendering import Renderer, Surface
from simpul.exchange.gateway.serving import TWICE, Written
from simpul.exchange.gateway.witnessing import Witnessing
from simpul.exchange.log.sequencing import tile_content
from simpul.exchange.store import published
from simpul.exchange.wire import faults
from simpul.exchange.wire.faults import Refused

BODY_LIMIT = 64 * 2**20
REQUEST_LIMIT = 64 * 1024
PAGE = 1000
TEXT, BINARY, JSON = b"text/plain; charset=utf-8", b"application/octet-stream", b"application/json"


class NodeSide:
    """Answers other nodes."""

    def __init__(self, provider: Provider, ledger: Ledger, renderer: Renderer, vault: Vault, desks: "Desks") -> None:
        self._provider = provider
        self._ledger = ledger
        self._renderer = renderer
        self._vault = vault
        self._joining, self._witnessing, self._secure = desks

    async def handle(self, request: web.BaseRequest) -> Written:
        """The answer to one request."""
        target = request.raw_path
        try:
            if target.startswith(("/r1/", "/v1/")):
                return await self._call(request, target)
            return await self._public(request, *target.partition("?")[::2])
        except Refused as refused:
            return self._renderer.refused(refused, Surface.XROAD, b"")
        except LogAway:
            away = Refused(faults.PROVIDER_LOG_AWAY, "The evidence log cannot be read right now")
            return self._renderer.refused(away, Surface.XROAD, b"")

    def broken(self, status: int, reason: str) -> Written:
        """The answer to what is not HTTP, or to a defect of ours."""
        fault = faults.BROKEN if status == 500 else faults.INVALID_REQUEST
        if reason.startswith(TWICE):
            fault = faults.DUPLICATE_HEADER
        return self._renderer.refused(Refused(fault, reason or "Not readable HTTP"), Surface.XROAD, b"")

    async def _call(self, request: web.BaseRequest, target: str) -> Written:
        certificate = shown(request).certificate if self._secure else None
        arrived = Arrived(request.method, target, list(request.raw_headers), certificate=certificate)
        refusal = self._provider.screened(arrived) if _is_large(request) else None
        if refusal is not None:
            return Written(refusal.status, refusal.headers, refusal.body)
        body = await read_body(request, self._vault, BODY_LIMIT)
        with self._ledger.call():
            reply = await self._provider.serve(replace(arrived, body=body))
        return Written(reply.status, reply.headers, reply.body)

    async def _public(self, request: web.BaseRequest, path: str, query: str) -> Written:
        match request.method, path:
            case "GET", "/register/checkpoint":
                return await self._checkpoint(published.REGISTER)
            case "GET", "/log/checkpoint":
                return await self._checkpoint(published.LOG)
            case "GET", "/register/statements":
                return await self._statements(parse_qs(query))
            case "POST", ("/register/requests" | "/witness/add-checkpoint"):
                body = await read_body(request, self._vault, REQUEST_LIMIT)
                desk = self._joining.receive if path == "/register/requests" else self._witnessing.witness
                return self._renderer.plain(*await desk(body.whole()))
        if request.method == "GET" and path.startswith("/log/tile/"):
            return await self._tile(path.removeprefix("/log/"))
        return self._nothing()

    async def _checkpoint(self, which: str) -> Written:
        async with self._ledger.connection() as connection:
            note = await published.checkpoint(connection, which)
        return self._nothing() if note is None else self._renderer.plain(200, TEXT, note.encode())

    async def _statements(self, query: Mapping[str, list[str]]) -> Written:
        first = query.get("from", ["0"])[-1]
        if not (first.isascii() and first.isdigit() and len(first) < 16):
            return self._renderer.plain(400, TEXT, b"from must be a number\n")
        async with self._ledger.connection() as connection:
            found = await published.statements(connection, int(first), PAGE)
        return self._renderer.plain(200, JSON, orjson.dumps({"statements": [one.decode() for one in found]}))

    async def _tile(self, path: str) -> Written:
        async with self._ledger.connection() as connection:
            content = await tile_content(connection, path)
        return self._nothing() if content is None else self._renderer.plain(200, BINARY, content)

    def _nothing(self) -> Written:
        return Written(404, [(b"Date", self._renderer.date())], EMPTY)


def _is_large(request: web.BaseRequest) -> bool:
    """Whether a body may be on its way that does not stay in memory."""
    return not request.content.is_eof() and (request.content_length or IN_MEMORY + 1) > IN_MEMORY


Desks = tuple[Joining, Witnessing, bool]
"""Who takes requests to join, who cosigns checkpoints, and whether this listener speaks TLS."""
