"""`GET …/api/v1/catalogue`: all that a subsystem tells everybody of its public services and event types."""

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.desk import Asked, Desk
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.rules import catalogue as rules
from simpul.exchange.store import events as store
from simpul.exchange.wire import answers


async def answer(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """What the owner's node says of its public services and event types, by code and name."""
    async with desk.ledger.connection() as connection:
        types = [one for one in await store.types(connection, asked.owner) if one.public]
    own = (service for (owner, _), service in asked.state.services.items() if owner == asked.owner and service.public)
    body = rules.told(asked.owner, sorted(own, key=lambda one: one.code), types)
    return Answer(200, [(b"content-type", answers.JSON)], Body(body))
