"""Pulling over the wire: `pull/v1/{type}[/{id}]`. What is not acknowledged comes again, in the order of the log."""

from collections.abc import Sequence
from datetime import datetime

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.desk import Asked, Desk, Said, nothing, told
from simpul.exchange.gateway.subscribing import who
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.model.events import Delivery, KeptEvent, Standing, Subscription
from simpul.exchange.rules import cloud_events
from simpul.exchange.rules import events as rules
from simpul.exchange.store import subscriptions as store

LIMIT_MOST, LIMIT = 1000, 100
"""Events of one batch: at most, and where nothing is said."""
BYTES_MOST = 4 * 2**20
"""Bytes of one batch, after the first event."""


async def pull(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The next event that is not acknowledged, or a batch of them; 404 where there is none, 409 without a subscription."""
    form = _form(asked.header(b"accept"))
    most = _limit(asked) if form == cloud_events.BATCH else 1
    async with desk.ledger.connection() as connection:
        found = await store.find(connection, who(asked))
        subscription, since = _pullable(found, asked)
        events = await store.waiting(connection, subscription, since, most, BYTES_MOST)
    if not events:
        raise Said(404, "no-event", "No event waits for you")
    if form == cloud_events.BATCH:
        return _raw(form, b"[%b]" % b",".join(_fitting(events)))
    if form == cloud_events.ONE:
        return _raw(form, rules.delivered(events[0]))
    return told(200, rules.event_item(events[0]))


async def acknowledge(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The event, and with `through=true` every one before it, comes no more; 404 where it is unknown or done."""
    through = asked.query.get("through", "false")
    if through not in ("true", "false"):
        raise Said(400, "invalid_request", "through is true or false", "through")
    async with desk.ledger.connection() as connection, connection.transaction():
        found = await store.find(connection, who(asked), to_change=True)
        subscription, since = _pullable(found, asked)
        named = asked.parts[1]
        if not await store.acknowledge(connection, subscription, named, since, through=through == "true"):
            raise Said(404, "no-event", "No such event waits for you")
    return nothing()


def _pullable(found: tuple[Subscription, int] | None, asked: Asked) -> tuple[Subscription, datetime]:
    """The subscription, and since when events are still wanted; Said 409 where nothing can be pulled."""
    if found is None:
        raise Said(409, "not-subscribed", f"You have no subscription to {asked.parts[0][:100]}", "eventType")
    subscription, days = found
    if subscription.delivery is not Delivery.PULL:
        raise Said(409, "subscription-is-push", "The events of this subscription are pushed", "delivery")
    if subscription.state is not Standing.ACTIVE:
        raise Said(409, "subscription-paused", "The subscription rests; PATCH its state to active", "state")
    return subscription, rules.wanted_since(subscription, days, asked.now)


def _form(accept: str) -> str:
    """The form asked for: one of CloudEvents', or GovStack's."""
    kinds = [piece.partition(";")[0].strip().lower() for piece in accept.split(",")]
    return next((kind for kind in kinds if kind in (cloud_events.BATCH, cloud_events.ONE)), "")


def _limit(asked: Asked) -> int:
    given = asked.query.get("limit", str(LIMIT))
    if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= LIMIT_MOST):
        raise Said(400, "invalid_request", f"limit is a number from 1 to {LIMIT_MOST}", "limit")
    return int(given)


def _fitting(events: Sequence[KeptEvent]) -> list[bytes]:
    """The events as they are delivered, as many as go together."""
    found: list[bytes] = []
    total = 0
    for event in events:
        one = rules.delivered(event)
        total += len(one)
        if found and total > BYTES_MOST:
            break
        found.append(one)
    return found


def _raw(kind: str, body: bytes) -> Answer:
    return Answer(200, [(b"content-type", kind.encode())], Body(body))
