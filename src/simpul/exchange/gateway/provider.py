"""The provider's side of a call, in PROTOCOL's order: signature, service, access, disabled, quota, log, call, log."""

from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

from simpul.exchange.gateway.backends import Backends, Outgoing
from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.evidence import Evidence, Signed
from simpul.exchange.gateway.ledger import Ledger, Replayed
from simpul.exchange.gateway.message import Arrived, Facts, Reply
from simpul.exchange.gateway.persons import Persons
from simpul.exchange.gateway.pubsub import Call, permitted
from simpul.exchange.gateway.quota import Quotas
from simpul.exchange.gateway.state import Holder
from simpul.exchange.gateway.telling import Teller, Tools
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.gateway.usage import Usage
from simpul.exchange.gateway.verifying import Verified, announced, verified
from simpul.exchange.model.services import Grant, Service
from simpul.exchange.rules import lifecycle
from simpul.exchange.rules.access import permitting
from simpul.exchange.store.ledger import Row
from simpul.exchange.wire import addresses, faults
from simpul.exchange.wire.faults import Refused


@dataclass(frozen=True, slots=True)
class Records:
    """Where evidence goes: what makes rows, makes them durable, finds whom a call is about; and what counts calls."""

    evidence: Evidence
    ledger: Ledger
    persons: Persons
    usage: Usage

    async def keep(
        self, kind: str, about: tuple[str, Facts], body: Body, signed: Signed | None, once: tuple[str, bytes] | None = None
    ) -> None:
        """A record of `kind` is durable, with its body; `about` is (role, facts). Replayed when `once` was seen before."""
        await self._kept(self.evidence.row(kind, about, body, signed, once), body)

    async def begin(self, request: Verified, service: Service | None) -> None:
        """The record *received* of a permitted call is durable, and with it whom the call is about."""
        about = (request.role, request.facts)
        row = self.evidence.row("received", about, request.body, request.signed, request.once)
        persons = await self.persons.named(service, request)
        await self._kept(replace(row, persons=persons) if persons else row, request.body)

    async def _kept(self, row: Row, body: Body) -> None:
        if body.is_spooled and row.due_at is not None:
            await self.ledger.keep_with_body(row, body, row.due_at)
        else:
            await self.ledger.keep(row)


class Provider:
    """Serves calls to this node's services."""

    def __init__(self, holder: Holder, backends: Backends, records: Records, tools: Tools) -> None:
        self._holder = holder
        self._backends = backends
        self._records = records
        self._clock = tools.clock
        self._teller = Teller(tools)
        self._quotas = Quotas(records.ledger)

    def screened(self, arrived: Arrived) -> Reply | None:
        """The refusal of a request whose head does not hold, so that nobody's large body is taken in; None when it does."""
        try:
            announced(self._holder.now, arrived, self._clock.now())
        except Refused as refused:
            reply = self._teller.early(arrived, refused)
            self._records.usage.served(self._holder.now, None, reply, perf_counter())
            return reply
        return None

    async def serve(self, arrived: Arrived) -> Reply:
        """The signed answer: the back end's, or a refusal."""
        began, now, request = perf_counter(), self._clock.now(), None
        try:
            request = verified(self._holder.now, arrived, now)
            reply = await self._answered(request, now)
        except Refused as refused:
            reply = self._teller.early(arrived, refused)
        self._records.usage.served(self._holder.now, request, reply, began)
        return reply

    async def _answered(self, request: Verified, now: datetime) -> Reply:
        try:
            return await self._served(request, now)
        except Replayed:
            raise Refused(faults.BAD_SIGNATURE, "The message was sent before: its nonce is known") from None
        except LogAway:
            raise Refused(faults.PROVIDER_LOG_AWAY, "The evidence log cannot be written right now") from None

    async def _served(self, request: Verified, now: datetime) -> Reply:
        try:
            service, grant = self._permitted(request, now)
            if grant is not None:
                await self._quotas.take(grant, request.client, now)
        except Refused as refused:
            return await self._concluded("refused", request, refused)
        await self._records.begin(request, service)
        try:
            out = Outgoing(request.arrived.method, request.address, request.kept, request.body, request.client)
            return await self._concluded(
                "answered", request, await self._backends.answer(self._holder.now, service, out, now)
            )
        except Refused as refused:
            return await self._concluded("answered", request, refused)

    async def _concluded(self, kind: str, request: Verified, outcome: Answer | Refused) -> Reply:
        """The reply, once its record is durable."""
        more: Facts = {}
        if isinstance(outcome, Refused):
            told = self._teller.refusal(outcome)
            more = {"fault": told.fault, "error": told.number}
            reply, signed = self._teller.reply(request, told.answer, told.fault)
        else:
            reply, signed = self._teller.reply(request, outcome)
        if kind == "refused":
            more["asked"] = self._records.evidence.asked(request.body, request.signed)
        about = (request.role, {**request.facts, **more, "status": reply.status})
        await self._records.keep(kind, about, reply.body, signed, request.once if kind == "refused" else None)
        return reply

    def _permitted(self, request: Verified, now: datetime) -> tuple[Service | None, Grant | None]:
        """The service and the grant by which it may be called (neither for the directory); Refused otherwise."""
        state, named = self._holder.now, request.address.service
        owner, home = request.address.owner, self._holder.now.home(request.address.owner)
        here = home is not None and home.id == state.node
        if here and named.service in addresses.DIRECTORY and request.arrived.method in ("GET", "HEAD"):
            return None, None
        if here and named.service in addresses.EVENTS:
            return None, self._desk_grant(request, now)
        service = state.services.get((owner, named.service))
        if service is None or not here:
            raise Refused(faults.UNKNOWN_SERVICE, f"Unknown service: {named}")
        grant = self._grant(request, now)
        request.facts |= {"purpose": grant.purpose, "legal_basis": grant.legal_basis, "agreement": grant.agreement}
        if not service.enabled:
            raise Refused(faults.DISABLED, f"Service {named} is disabled: {service.notice}")
        if lifecycle.is_over(service, now):
            raise Refused(faults.DISABLED, f"Service {named} is disabled: {lifecycle.farewell(service)}")
        return service, grant

    def _desk_grant(self, request: Verified, now: datetime) -> Grant | None:
        """The grant by which the events' desk may be asked; None where none is needed."""
        call = Call(request.arrived.method, request.address, request.kept, request.client)
        grant = permitted(self._holder.now, call, now)
        if grant is not None:
            request.facts |= {"purpose": grant.purpose, "legal_basis": grant.legal_basis, "agreement": grant.agreement}
        return grant

    def _grant(self, request: Verified, now: datetime) -> Grant:
        state, named = self._holder.now, request.address.service
        grants = state.grants.get((request.address.owner, named.service), ())
        path, method = addresses.readings(request.address.path), request.arrived.method
        found = permitting(grants, state.caller(request.client), method=method, readings=path, now=now)
        if found is None:
            raise Refused(faults.ACCESS_DENIED, f"Request is not allowed: {named}")
        return found
