"""Event types over the wire: `api/v1/eventType`. The owner adds and removes; every member reads what is public."""

from typing import Any

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.desk import Asked, Desk, Said, json_object, nothing, told
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.model.events import EventType, NewEventType
from simpul.exchange.model.services import Classification
from simpul.exchange.rules import events as rules
from simpul.exchange.rules.access import Caller
from simpul.exchange.store import events as store
from simpul.kernel.errors import Invalid


async def names(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The names of the owner's event types that the client may know of; 204 where there are none."""
    async with desk.ledger.connection() as connection:
        found = await store.types(connection, asked.owner)
    shown = [one.name for one in found if may_know(asked, one)]
    return told(200, shown) if shown else nothing()


async def one(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The event type with its schema; 204 where there is none that the client may know of."""
    async with desk.ledger.connection() as connection:
        found = await store.find_type(connection, asked.owner, asked.parts[0])
    return told(200, rules.type_item(found)) if found is not None and may_know(asked, found) else nothing()


async def add(desk: Desk, asked: Asked, body: Body) -> Answer:
    """The event type is there; 400 when it does not fit, 409 when there is one of this name."""
    try:
        new = rules.event_type(_read(asked, json_object(body)), asked.now)
    except Invalid as unfit:
        raise Said(400, unfit.code, unfit.sentence.format(**unfit.facts), unfit.field or "") from None
    async with desk.ledger.connection() as connection:
        if not await store.add_type(connection, new):
            raise Said(409, "event-type-taken", f"The event type {new.name} exists already", "eventType")
    return told(200, rules.type_item(new))


async def remove(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """Nothing of the type is published any more; 404 where there is none."""
    async with desk.ledger.connection() as connection:
        if not await store.retire_type(connection, asked.owner, asked.parts[0], asked.now):
            raise unknown(asked.parts[0])
    return nothing()


def unknown(name: str) -> Said:
    """What is said of an event type that there is not."""
    return Said(404, "event-type-not-found", f"There is no event type {name[:100]}", "eventType")


def may_know(asked: Asked, type: EventType) -> bool:
    """Whether the client may hear of the type: its owner, everybody where it is public, and who may take or publish it."""
    if type.public or asked.is_own:
        return True
    caller: Caller = asked.state.caller(asked.client)
    pulls, pubs = (asked.state.grants.get((asked.owner, code), ()) for code in ("pull", "pub"))
    taking = rules.may_take(pulls, caller, type.name, asked.now)
    return taking is not None or rules.may_publish(pubs, caller, type.name, asked.now) is not None


def _read(asked: Asked, said: dict[str, Any]) -> NewEventType:
    """What is asked for; Said 400 for a value of another kind."""
    texts = {name: said.get(name, "") for name in ("title", "description")}
    name, days, public = said.get("eventType"), said.get("days", 30), said.get("public", True)
    fits = isinstance(name, str) and all(isinstance(text, str) for text in texts.values())
    if not fits or not isinstance(public, bool) or not isinstance(days, int) or isinstance(days, bool):
        raise Said(400, "invalid_request", "eventType, title, description are texts, days a number, public true or false")
    try:
        secrecy = Classification(said.get("classification", "open"))
    except ValueError:
        raise Said(400, "invalid_request", "classification is open, restricted or closed", "classification") from None
    return NewEventType(
        owner=asked.owner,
        name=str(name),
        schema=_schema(said.get("schema")),
        classification=secrecy,
        public=public,
        days=days,
        **texts,
    )


def _schema(given: Any) -> Any:
    """The schema; GovStack's own examples write it as a text that holds JSON."""
    return rules.parsed(given) if isinstance(given, str) else given
