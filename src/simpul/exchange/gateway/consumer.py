"""The consumer's side of a call: where it goes, signed, recorded, sent, checked, recorded. PROTOCOL §1 and §2."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from simpul.exchange.gateway.arriving import Call
from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.evidence import Signed
from simpul.exchange.gateway.leg import Leg
from simpul.exchange.gateway.message import Arrived, Facts, Reply
from simpul.exchange.gateway.provider import Provider, Records
from simpul.exchange.gateway.receiving import Received, received
from simpul.exchange.gateway.state import Holder, State
from simpul.exchange.gateway.telling import Tools
from simpul.exchange.model.names import NodeId
from simpul.exchange.model.register import Node
from simpul.exchange.wire import faults, headers, signing
from simpul.exchange.wire.faults import Fault, Refused


@dataclass(frozen=True, slots=True)
class Sent:
    """A signed request: as it goes over the leg, its signature, and what the records say of it."""

    arrived: Arrived
    signed: Signed
    digest: bytes
    facts: Facts


class Consumer:
    """Makes the calls of this node's subsystems."""

    def __init__(self, holder: Holder, provider: Provider, leg: Leg, records: Records, tools: Tools) -> None:
        self._holder = holder
        self._provider = provider
        self._leg = leg
        self._records = records
        self.ledger = records.ledger
        self._clock, self._signer = tools.clock, tools.signer

    async def call(self, call: Call) -> Received:
        """The provider's answer, checked, on record and counted; Refused when the exchange must end the call."""
        began, usage = perf_counter(), self._records.usage
        try:
            found = await self._called(call)
        except Refused as refused:
            usage.made(call, 0, refused.fault, began)
            raise
        refusal = found.refused()
        usage.made(call, found.reply.status, refusal.fault if refusal else None, began)
        return found

    @contextmanager
    def turned_away(self) -> Iterator[None]:
        """Who is refused in this block, before there is a call, is counted."""
        try:
            yield
        except Refused as refused:
            self.broke_off(refused.fault)
            raise

    def broke_off(self, fault: Fault) -> None:
        """What came was no call, or came to nothing by a defect of ours: it is counted."""
        self._records.usage.turned_away(fault)

    async def _called(self, call: Call) -> Received:
        state, now = self._holder.now, self._clock.now()
        node = self._destination(state, call, now)
        sent = self._signed(call, node, now)
        try:
            if node.id == state.node:
                return self._checked(state, sent, await self._provider.serve(sent.arrived))
            return await self._away(state, sent, node)
        except LogAway:
            raise Refused(faults.LOG_AWAY, "The evidence log cannot be written right now") from None

    def _destination(self, state: State, call: Call, now: datetime) -> Node:
        """The node to send to; Refused when the trust list has expired, or knows no such provider or node."""
        if state.is_stale(now):
            raise Refused(faults.TRUST_EXPIRED, _expired(state))
        node = state.home(call.address.owner)
        if node is None:
            why = f'Could not find addresses for service provider "{call.address.service}"'
            raise Refused(faults.UNKNOWN_PROVIDER, why)
        if call.node is not None and call.node.path != node.id:
            raise Refused(faults.WRONG_NODE, f'Could not find security server "{call.node}"')
        if node.maintenance:
            why = f"Security server {NodeId.parse(node.id)} is in maintenance mode."
            raise Refused(faults.MAINTENANCE, f"{why} Message from administrator: {node.maintenance}")
        return node

    def _signed(self, call: Call, node: Node, now: datetime) -> Sent:
        service = call.address.name
        hash_ = headers.request_hash((call.method, call.target), call.headers, call.body.sha512)
        digest = headers.content_digest(call.body.sha256)
        sent = headers.wrapped(call.headers)
        sent.append((b"x-road-service", service.encode()))
        sent.append((b"x-road-request-hash", hash_))
        sent.append((b"simpul-node", node.id.encode()))
        sent.append((b"content-digest", digest))
        signed = self._sign(call, sent, now)
        facts = {
            "message": call.message,
            "request": call.request,
            "client": call.client,
            "service": service,
            "method": call.method,
            "path": call.address.rest,
            "hash": hash_.decode(),
            "provider": node.id,
        }
        local = node.id == self._holder.now.node
        return Sent(Arrived(call.method, call.target, sent, call.body, local=local), signed, digest, facts)

    def _sign(self, call: Call, sent: list[tuple[bytes, bytes]], now: datetime) -> Signed:
        """The signature over the request; its two headers are added to `sent`."""
        values = signing.covered(sent)
        components = signing.request_components(values)
        keyid = self._signer.thumbprint
        given = signing.parameters(components, created=int(now.timestamp()), nonce=os.urandom(16), keyid=keyid)
        start = (call.method, call.target.partition("?")[0], call.address.query)
        base = signing.request_base(start, values, given)
        value = self._signer.sign(base)
        sent.append((b"signature-input", f"simpul={given.text}".encode()))
        sent.append((b"signature", b"simpul=" + signing.signature_item(value)))
        return Signed(given.keyid, value, base)

    async def _away(self, state: State, sent: Sent, node: Node) -> Received:
        """The call to another node, with both records of this one."""
        await self._keep("received", sent, {}, sent.arrived.body, sent.signed)
        try:
            found = self._checked(state, sent, await self._leg.send(node, sent.arrived))
        except Refused as refused:
            more = {"fault": refused.fault.snake, "status": refused.fault.xroad_status}
            await self._keep("answered", sent, more, Body(refused.message.encode()), None)
            raise
        more = {"status": found.reply.status} | ({"fault": found.fault} if found.fault else {})
        await self._keep("answered", sent, more, found.reply.body, found.signed)
        return found

    def _checked(self, state: State, sent: Sent, reply: Reply) -> Received:
        return received(state, reply, sent.arrived.headers, sent.signed, self._clock.now())

    async def _keep(self, kind: str, sent: Sent, more: Facts, body: Body, signed: Signed | None) -> None:
        await self._records.keep(kind, ("consumer", {**sent.facts, **more}), body, signed)


def _expired(state: State) -> str:
    if state.expires_at is None:
        return "This node has no trust list yet"
    return f"The trust list has expired at {state.expires_at:%Y-%m-%dT%H:%M:%SZ}"
