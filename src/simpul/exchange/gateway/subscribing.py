"""Subscriptions over the wire: `api/v1/subs[/{type}]`. Each client sees and changes its own alone."""

from dataclasses import dataclass, replace
from typing import Any

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.desk import Asked, Desk, Said, json_object, nothing, told
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.model.events import Delivery, Standing, Subscription
from simpul.exchange.rules import events as rules
from simpul.exchange.store import events as types_store
from simpul.exchange.store import subscriptions as store

MISSING = "subscription-not-found"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a body asks for; None where it says nothing of it."""

    delivery: Delivery | None = None
    target: str | None = None
    ttl: int | None = None
    fifo: bool | None = None
    state: Standing | None = None


async def mine(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The client's subscriptions in the owner's room; 404 where it has none."""
    async with desk.ledger.connection() as connection:
        found = await store.of_subscriber(connection, asked.owner, asked.client)
    if not found:
        raise Said(404, MISSING, "You have no subscription here")
    return told(200, [rules.subscription_item(one, days) for one, days in found])


async def one(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The client's subscription to the type; 404 where it has none."""
    async with desk.ledger.connection() as connection:
        found = await store.find(connection, who(asked))
    if found is None:
        raise missing(asked.parts[0])
    return told(200, rules.subscription_item(*found))


async def subscribe(desk: Desk, asked: Asked, body: Body) -> Answer:
    """The client gets the events that come from now on; 400 when it asks for what cannot be, 409 when it does already."""
    wish = _read(asked, json_object(body))
    name, delivery = asked.parts[0], wish.delivery or Delivery.PUSH
    made = Subscription(
        id=desk.ids.new(),
        owner=asked.owner,
        type=name,
        subscriber=asked.client,
        delivery=delivery,
        target=_target(asked, wish, delivery, ""),
        ttl=wish.ttl,
        fifo=bool(wish.fifo),
        state=wish.state or Standing.ACTIVE,
        added_at=asked.now,
    )
    async with desk.ledger.connection() as connection:
        kind = await types_store.find_type(connection, asked.owner, name)
        if kind is None:
            raise Said(400, "event-type-not-found", f"There is no event type {name[:100]}", "eventType")
        if not await store.add(connection, made):
            raise Said(409, "subscription-taken", f"You have a subscription to {name} already", "eventType")
    return told(200, rules.subscription_item(made, kind.days))


async def change(desk: Desk, asked: Asked, body: Body) -> Answer:
    """The subscription is as the body says, and as it was where the body says nothing; its place in the log stays."""
    wish = _read(asked, json_object(body))
    async with desk.ledger.connection() as connection, connection.transaction():
        found = await store.find(connection, who(asked), to_change=True)
        if found is None:
            raise missing(asked.parts[0])
        before, days = found
        delivery = wish.delivery or before.delivery
        changed = replace(
            before,
            delivery=delivery,
            target=_target(asked, wish, delivery, before.target),
            ttl=before.ttl if wish.ttl is None else wish.ttl,
            fifo=before.fifo if wish.fifo is None else wish.fifo,
            state=wish.state or before.state,
        )
        await store.change(connection, changed)
    return told(201, rules.subscription_item(changed, days))


async def unsubscribe(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The subscription is gone, with what it has not got yet; 404 where there is none."""
    async with desk.ledger.connection() as connection:
        if not await store.end(connection, who(asked)):
            raise missing(asked.parts[0])
    return nothing()


def missing(type: str) -> Said:
    """What is said where the client has no subscription to the type."""
    return Said(404, MISSING, f"You have no subscription to {type[:100]}", "eventType")


def who(asked: Asked) -> store.Who:
    """Owner, type and subscriber of the call."""
    return asked.owner, asked.parts[0], asked.client


def _bad(message: str, detail: str) -> Said:
    return Said(400, "invalid_request", message, detail)


def _read(asked: Asked, said: dict[str, Any]) -> Wish:
    """What the body asks for; Said 400 for what cannot be."""
    if said.get("eventType", asked.parts[0]) != asked.parts[0]:
        raise _bad("eventType is the event type in the address", "eventType")
    options = said.get("options", {})
    if not isinstance(options, dict):
        raise _bad("options is a JSON object", "options")
    ttl, fifo = options.get("TTL"), options.get("FIFO")
    if ttl is not None and (not isinstance(ttl, int) or isinstance(ttl, bool) or not 1 <= ttl <= rules.TTL_MOST):
        raise _bad(f"TTL is a number of seconds from 1 to {rules.TTL_MOST}", "options/TTL")
    if fifo is not None and not isinstance(fifo, bool):
        raise _bad("FIFO is true or false", "options/FIFO")
    delivery = _chosen(said.get("delivery"), {one.name: one for one in Delivery}, "delivery")
    state = _chosen(said.get("state"), {one.value: one for one in Standing}, "state")
    return Wish(delivery, _wanted_target(asked, options), ttl, fifo, state)


def _chosen(given: Any, among: dict[str, Any], name: str) -> Any:
    if given is None:
        return None
    if not isinstance(given, str) or given not in among:
        raise _bad(f"{name} is {' or '.join(among)}", name)
    return among[given]


def _wanted_target(asked: Asked, options: dict[str, Any]) -> str | None:
    """The target that the options name: a service of the subscriber's own agency, or an https address."""
    service, webhook = options.get("service"), options.get("webhook")
    if service is not None and webhook is not None:
        raise _bad("Events go to a service or to a webhook, not to both", "options/webhook")
    if webhook is not None:
        if not isinstance(webhook, str) or not rules.is_webhook(webhook):
            raise _bad("webhook is an https address without user and fragment", "options/webhook")
        return f"webhook:{webhook}"
    if service is not None:
        if not isinstance(service, str) or not rules.is_of_member(service, asked.client):
            raise _bad("service is the path of a service of your own agency", "options/service")
        return f"service:{service}"
    return None


def _target(asked: Asked, wish: Wish, delivery: Delivery, before: str) -> str:
    if delivery is Delivery.PULL:
        return ""
    if wish.target or before:
        return wish.target or before
    if asked.client.count("/") != 3:
        raise _bad("Name the service that takes the events: an agency as a whole has none", "options/service")
    return f"service:{asked.client}/events"
