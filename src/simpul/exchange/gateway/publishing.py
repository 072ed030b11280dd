"""Publishing over the wire: `pub/v1/{type}[/{id}]`. 201 is said once the event is durable, and not before."""

import asyncio
from contextlib import suppress

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.desk import Asked, Desk, Said, nothing, told
from simpul.exchange.gateway.event_types import unknown
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.model.events import EventType, KeptEvent
from simpul.exchange.rules import cloud_events, schemas
from simpul.exchange.rules import events as rules
from simpul.exchange.rules.cloud_events import About, Sent
from simpul.exchange.rules.schemas import Unfit
from simpul.exchange.store import events as store
from simpul.exchange.store.events import Appended

BODY_MOST = 10 * 2**20


async def publish(desk: Desk, asked: Asked, body: Body) -> Answer:
    """The events are in the log: 201 with the id of the one, or the ids of the batch."""
    if body.size > BODY_MOST:
        raise Said(413, "too_large", f"The body has more than {BODY_MOST // 2**20} MiB")
    known = asked.state.event_types.get((asked.owner, asked.parts[0])) or await _looked_up(desk, asked)
    try:
        sent = cloud_events.read(asked.headers, body.whole(), known.name, str(desk.ids.new()))
        rows = await _kept(desk, asked, sent, known)
    except Unfit as unfit:
        raise Said(400, "event-not-fit", unfit.reason, unfit.place) from None
    items = [str(row.event.item) for row in rows]
    return told(201, {"ids": items} if sent.many else {"id": items[0]})


async def one(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The event as GovStack's EventItem; 404 where there is none that this client published, or owns."""
    event, _ = await _own(desk, asked)
    return told(200, rules.event_item(event))


async def stop(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The event is delivered no more; 404 where there is none, or it was stopped before."""
    event, stopped = await _own(desk, asked)
    async with desk.ledger.connection() as connection:
        if stopped or not await store.stop(connection, event.seq, asked.now):
            raise Said(404, "event-not-found", "The event was stopped before")
    return nothing()


async def _kept(desk: Desk, asked: Asked, sent: Sent, known: EventType) -> list[Appended]:
    """The events, in the log. The picture may be a moment old: nothing is refused before the database was asked."""
    with suppress(Unfit):
        rows = await _rows(known, asked, sent)
        if not rows or await desk.events.keep(rows):
            return rows
    rows = await _rows(await _looked_up(desk, asked), asked, sent)
    if rows and not await desk.events.keep(rows):
        raise unknown(asked.parts[0])
    return rows


async def _looked_up(desk: Desk, asked: Asked) -> EventType:
    """The type as the database has it."""
    async with desk.ledger.connection() as connection:
        found = await store.find_type(connection, asked.owner, asked.parts[0])
    if found is None:
        raise unknown(asked.parts[0])
    return found


async def _own(desk: Desk, asked: Asked) -> tuple[KeptEvent, bool]:
    """The event that the address names, and whether it was stopped; the owner's, or the client's own."""
    name, named = asked.parts
    async with desk.ledger.connection() as connection:
        found = await store.find_event(connection, (asked.owner, name), named)
    if found is None or not (asked.is_own or found[0].publisher == asked.client):
        raise Said(404, "event-not-found", "There is no such event")
    return found


async def _rows(type: EventType, asked: Asked, sent: Sent) -> list[Appended]:
    """The events as they are kept; Unfit, with the place of the first that is not as CloudEvents or its schema say.

    Other calls go on between two of them.
    """
    about = About(type.owner, type.name, asked.client, asked.now, asked.message)
    rows = []
    for place, one in enumerate(sent.events):
        start = f"/{place}" if sent.many else ""
        try:
            event, data = cloud_events.event(one, about)
        except Unfit as unfit:
            raise Unfit(start + unfit.place, unfit.reason) from None
        try:
            schemas.check_cost(type.schema, len(event.content))
            schemas.check(type.schema, data)
        except Unfit as unfit:
            raise Unfit(f"{start}/data{'' if unfit.place == '/' else unfit.place}", unfit.reason) from None
        rows.append(Appended(event, type.added_at))
        if sent.many:
            await asyncio.sleep(0)
    return rows
