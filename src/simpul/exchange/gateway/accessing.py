"""Requests for access, as the owner's node takes and tells them: `POST api/v1/access`, `GET`, `DELETE`. docs/protocol.

Open to every subsystem of the exchange: asking opens nothing. Each is a signed call on record, and a client sees its own
requests alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import asyncpg

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.desk import Asked, Desk, Said, nothing, told
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.model.access import AccessRequest, AccessState, AccessWish
from simpul.exchange.model.access_refusals import (
    AccessDecided,
    AccessRequestNotFound,
    AccessServiceRetired,
    AccessServiceUnknown,
    AccessUnreadable,
    AskedAlready,
    MembersAskNot,
    TooManyToday,
    TooManyWaiting,
)
from simpul.exchange.model.services import Grant
from simpul.exchange.rules import access_requests as rules
from simpul.exchange.rules import access_words as words
from simpul.exchange.rules import lifecycle
from simpul.exchange.rules.access import holds, speaks_to
from simpul.exchange.store import accessing as store
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal, TooMany

STATUSES: Mapping[type[Refusal], int] = {NotFound: 404, Conflict: 409, Invalid: 400, TooMany: 429}


async def ask(desk: Desk, asked: Asked, body: Body) -> Answer:
    """The request waits for the owner's decision: 201 with its number; or what stands in its way."""
    with _honestly():
        if body.size > words.BODY_MOST:
            raise AccessUnreadable(why=f"it has more than {words.BODY_MOST} bytes")
        wish, reference = words.read(body.whole())
        fit = rules.check_wish(wish, asked.now)
        async with desk.ledger.connection() as connection:
            number = desk.ids.new()
            kept = await _kept(connection, asked, fit, (number, reference or number))
        return told(201, words.told(kept, []))


async def mine(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """What this client asked of this owner, the newest hundred."""
    with _honestly():
        async with desk.ledger.connection() as connection:
            found = await store.of_client(connection, asked.client, asked.owner)
            rights = await store.rights(connection, [one.id for one in found])
        return told(200, {"requests": [words.told(one, rights[one.id]) for one in found]})


async def one(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """Where the client's request stands; 404 for anybody else's."""
    with _honestly():
        async with desk.ledger.connection() as connection:
            found = await _own(connection, asked)
            rights = await store.rights(connection, [found.id])
        return told(200, words.told(found, rights[found.id]))


async def withdraw(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The client's request is withdrawn: 204; 409 once it was decided."""
    with _honestly():
        async with desk.ledger.connection() as connection:
            found = await _own(connection, asked)
            if not await store.withdraw(connection, found.id, asked.now):
                raise AccessDecided()
        return nothing()


@contextmanager
def _honestly() -> Iterator[None]:
    """What a rule refuses is said in its own words, and so is that nothing can be kept right now."""
    try:
        yield
    except Refusal as refusal:
        status = next((code for kind, code in STATUSES.items() if isinstance(refusal, kind)), 400)
        raise Said(status, refusal.code, refusal.sentence.format(**refusal.facts), refusal.field or "") from None
    except LogAway:
        raise Said(503, "unavailable", "The node cannot reach its database right now") from None


async def _kept(
    connection: asyncpg.Connection, asked: Asked, wish: AccessWish, numbers: tuple[UUID, UUID]
) -> AccessRequest:
    """The request under `numbers`, this node's and the asker's own: the same one sent again is found by the latter."""
    if asked.client.count("/") != 3:
        raise MembersAskNot()
    number, reference = numbers
    await _check_known(connection, asked, wish)
    async with connection.transaction():
        await store.lock(connection, asked.client)
        same = await store.by_reference(connection, asked.client, reference)
        if same is not None:
            return same
        await _check_room(connection, asked, wish)
        made = AccessRequest(number, reference, asked.client, wish, asked.message, asked.now)
        await store.add(connection, made)
    return made


async def _check_known(connection: asyncpg.Connection, asked: Asked, wish: AccessWish) -> None:
    name = rules.named(wish.service)
    unknown = AccessServiceUnknown(service=wish.service[:200])
    if name.subsystem.path != asked.owner:
        raise unknown
    held = _held(asked, name.service)
    if rules.is_offered_as_event(name.service):
        public = await store.event_type(connection, asked.owner, wish.event_type)
        if public is None or not rules.may_be_known(public=public, grants=held):
            raise unknown
        return
    service = asked.state.services.get((asked.owner, name.service))
    if service is None or not rules.may_be_known(public=service.public, grants=held):
        raise unknown
    if lifecycle.is_over(service, asked.now):
        raise AccessServiceRetired(service=wish.service[:200])


def _held(asked: Asked, code: str) -> list[Grant]:
    grants, caller = asked.state.grants.get((asked.owner, code), ()), asked.state.caller(asked.client)
    return [one for one in grants if speaks_to(one, caller) and holds(one, asked.now)]


async def _check_room(connection: asyncpg.Connection, asked: Asked, wish: AccessWish) -> None:
    waits = [AccessState.WAITING.value]
    others = await store.of_client(connection, asked.client, asked.owner, states=waits)
    if any(rules.is_same(one.wish, wish) for one in others):
        raise AskedAlready(client=asked.client)
    waiting, lately = await store.counts(connection, asked.client, asked.now - rules.DAY)
    if waiting >= rules.WAITING_MOST:
        raise TooManyWaiting(most=rules.WAITING_MOST, client=asked.client)
    if lately >= rules.PER_DAY:
        raise TooManyToday(most=rules.PER_DAY, client=asked.client)


async def _own(connection: asyncpg.Connection, asked: Asked) -> AccessRequest:
    try:
        number = UUID(asked.parts[0])
    except ValueError:
        raise AccessRequestNotFound() from None
    found = await store.one(connection, number, asked.client, asked.owner)
    if found is None:
        raise AccessRequestNotFound()
    return found
