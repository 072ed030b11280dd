"""Events that other owners push to this node: each is kept once, what comes again is counted, what is new is told on.

Law: Perpres 95/2018 art. 33. Personal data: what events say is kept `KEPT` and then erased.
"""

from collections import Counter
from datetime import datetime, timedelta

from simpul.exchange.model.deliveries import EventsReceived, ReceivedEvent
from simpul.exchange.model.delivery_refusals import OnlyThroughExchange
from simpul.exchange.rules import receiving as rules
from simpul.exchange.rules.permissions import permit_see_events
from simpul.exchange.store import received as store
from simpul.exchange.wire.inside import InsideCall
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

KEPT = timedelta(days=90)
PER_PAGE, EXPORT_MOST = 25, 100_000


def receive(platform: Platform, *, call: object, body: bytes) -> tuple[int, int]:
    """How many of the body's events were new, and how many had come before; durable. OnlyThroughExchange, EventsMalformed.

    `call` is what the exchange says of the call; whatever else comes here is refused.
    """
    if not isinstance(call, InsideCall):
        raise OnlyThroughExchange()
    events, subscriber = rules.arrivals(body), call.service.rpartition("/")[0]
    fresh: Counter[str] = Counter()
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("the call that brought the events stands in the evidence log")
        now = unit.clock.now()
        for part in rules.in_rounds(events):
            new = set(store.keep(unit.connection, [_kept(one, subscriber, call, now) for one in part]))
            fresh.update(one.type for one in part if (one.source, one.id) in new)
        for kind, count in fresh.items():
            unit.emit(EventsReceived(subscriber, call.client, kind, call.message, count))
    return fresh.total(), len(events) - fresh.total()


def search(platform: Platform, actor: Actor, *, q: str, type: str, page: int) -> tuple[list[ReceivedEvent], int]:
    """A page of the received events that fit, the newest first, and how many there are; EventReadersOnly."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.page(unit.connection, q, type, ((page - 1) * PER_PAGE, PER_PAGE))


def all_received(platform: Platform, actor: Actor, *, q: str, type: str) -> list[ReceivedEvent]:
    """Every received event that fits, at most a hundred thousand; EventReadersOnly."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.page(unit.connection, q, type, (0, EXPORT_MOST))[0]


def types(platform: Platform) -> list[str]:
    """The types of what was received."""
    with platform.database.reading() as unit:
        return store.types(unit.connection)


def erase(platform: Platform) -> None:
    """What was received more than 90 days ago is erased."""
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        store.erase(unit.connection, unit.clock.now() - KEPT)


def _kept(one: rules.Arrival, subscriber: str, call: InsideCall, now: datetime) -> ReceivedEvent:
    return ReceivedEvent(
        subscriber=subscriber,
        owner=call.client,
        source=one.source,
        id=one.id,
        type=one.type,
        key=one.key,
        at=one.at or now,
        received_at=now,
        message=call.message,
        content=one.content,
        sequence=one.sequence,
    )
