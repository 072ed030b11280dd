"""The consumer listener: which request is what, and each one's answer. PROTOCOL §1."""

from dataclasses import replace
from urllib.parse import parse_qs, quote, unquote

from aiohttp import web

from simpul.exchange.gateway import directory, govstack
from simpul.exchange.gateway.arriving import Asked, identified, prepared, read_body
from simpul.exchange.gateway.body import Body, Vault
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.consumer import Consumer
from simpul.exchange.gateway.message import last
from simpul.exchange.gateway.proofs import Proofs
from simpul.exchange.gateway.proving import Shown
from simpul.exchange.gateway.receiving import for_caller
from simpul.exchange.gateway.rendering import GOVSTACK, Renderer, Surface
from simpul.exchange.gateway.serving import TWICE, Written
from simpul.exchange.gateway.state import Holder
from simpul.exchange.wire import addresses, answers, faults
from simpul.exchange.wire.faults import Refused
from simpul.kernel.ids import Ids

BODY_LIMIT = 10 * 2**20


class Consuming:
    """Answers the consumers of this node."""

    def __init__(
        self, holder: Holder, consumer: Consumer, proofs: Proofs, renderer: Renderer, tools: tuple[Ids, Vault]
    ) -> None:
        self._holder = holder
        self._consumer = consumer
        self._proofs = proofs
        self._renderer = renderer
        self._ids, self._vault = tools

    async def handle(self, request: web.BaseRequest) -> Written:
        """The answer to one request."""
        target, surface = request.raw_path, Surface.XROAD
        try:
            if target.startswith("/v1/"):
                surface = Surface.MODERN
            elif govstack.is_alias(target):
                surface = Surface.GOVSTACK
            return await self._answer(request, target, surface)
        except Refused as refused:
            return self._renderer.refused(refused, surface, _accept(request))
        except LogAway:
            away = Refused(faults.LOG_AWAY, "The evidence log cannot be read right now")
            return self._renderer.refused(away, surface, _accept(request))

    def broken(self, status: int, reason: str) -> Written:
        """The answer to what is not HTTP, or came too slowly, or to a defect of ours."""
        fault = {408: faults.TOO_SLOW, 500: faults.INTERNAL}.get(status, faults.INVALID_ADDRESS)
        if reason.startswith(TWICE):
            fault = faults.DUPLICATE_HEADER
        self._consumer.broke_off(fault)
        message = "Internal error" if status == 500 else f"Invalid request: {reason or 'not readable HTTP'}"
        return self._renderer.refused(Refused(fault, message), Surface.XROAD, b"")

    async def _answer(self, request: web.BaseRequest, target: str, surface: Surface) -> Written:
        path = target.partition("?")[0]
        if path in ("/listClients", "/r1/listClients"):
            return self._clients(request, target)
        if path.startswith("/proof/"):
            return await self._proof(request, unquote(path.removeprefix("/proof/")))
        with self._consumer.turned_away():
            asked = _asked(request, target, surface)
            who = identified(self._holder.now, asked, shown(request))
            call = prepared(self._holder.now, asked, who, self._ids)
            body = await read_body(request, self._vault, BODY_LIMIT)
        with self._consumer.ledger.call():
            received = await self._consumer.call(replace(call, body=body))
        refusal = received.refused()
        if refusal is not None:
            raise refusal
        sent = for_caller(received)
        if surface is Surface.GOVSTACK:
            return self._in_govstacks_words(target, received.reply.status, received.reply.body)
        _date_once(sent, self._renderer)
        return Written(received.reply.status, sent, received.reply.body)

    def _in_govstacks_words(self, target: str, status: int, body: Body) -> Written:
        return self._renderer.plain(status, GOVSTACK, govstack.answer(target, body.whole()))

    def _clients(self, request: web.BaseRequest, target: str) -> Written:
        if request.method not in ("GET", "HEAD"):
            raise Refused(faults.INVALID_ADDRESS, "Invalid request method")
        state, query = self._holder.now, parse_qs(target.partition("?")[2], keep_blank_values=True)
        theirs = next((query[name][-1] for name in govstack.INSTANCE if name in query), None)
        if theirs is not None:
            return self._renderer.plain(200, GOVSTACK, govstack.clients(state, theirs))
        instance = query.get("xRoadInstance", [state.trust.instance])[-1]
        if instance != state.trust.instance:
            raise Refused(faults.INVALID_ADDRESS, f"Unknown instance: {quote(instance)}")
        xml = not answers.wants_json(last(list(request.raw_headers), b"accept"))
        kind, body = answers.clients(directory.members(state, instance), xml=xml)
        return self._renderer.plain(200, kind, body)

    async def _proof(self, request: web.BaseRequest, message: str) -> Written:
        asked = _asked_proof(request)
        client, _ = identified(self._holder.now, asked, shown(request))
        bundle = await self._proofs.of_message(message, client)
        return self._renderer.plain(200, b"application/json", bundle)


def _accept(request: web.BaseRequest) -> bytes:
    return last(list(request.raw_headers), b"accept")


def _asked(request: web.BaseRequest, target: str, surface: Surface) -> Asked:
    sent = list(request.raw_headers)
    if surface is Surface.GOVSTACK:
        target, sent = govstack.in_xroads_words(target, sent)
    address = addresses.parse_modern(target) if surface is Surface.MODERN else addresses.parse(target)
    if address.service.service in addresses.EVENTS:
        sent = govstack.client_in_xroads_words(sent)
    return Asked(request.method, target, address, sent)


def _asked_proof(request: web.BaseRequest) -> Asked:
    if request.method != "GET":
        raise Refused(faults.INVALID_ADDRESS, "Invalid request method")
    return Asked("GET", request.raw_path, _NOWHERE, list(request.raw_headers))


_NOWHERE = addresses.parse("/r1/-/-/-/-/proof")


def shown(request: web.BaseRequest) -> Shown:
    """What the connection shows of who calls."""
    transport = request.transport
    if transport is None:
        return Shown(b"", "")
    secure, peer = transport.get_extra_info("ssl_object"), transport.get_extra_info("peername")
    certificate = (secure.getpeercert(binary_form=True) or b"") if secure is not None else b""
    return Shown(certificate, str(peer[0]) if isinstance(peer, tuple) else "127.0.0.1")


def _date_once(sent: list[tuple[bytes, bytes]], renderer: Renderer) -> None:
    """The back end's first Date stays; where it gave none, ours is there."""
    dates = [place for place, (name, _) in enumerate(sent) if name.lower() == b"date"]
    for place in reversed(dates[1:]):
        del sent[place]
    if not dates:
        sent.insert(0, (b"Date", renderer.date()))
