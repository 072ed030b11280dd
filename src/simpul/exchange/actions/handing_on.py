"""What arrived from other owners is handed to this node's modules, once. Law: Perpres 95/2018 art. 33."""

from simpul.exchange.model.deliveries import EventsReceived, ReceivedEvent
from simpul.exchange.store import received as store
from simpul.kernel.database import Unit
from simpul.kernel.hearing import Heard, Hearing
from simpul.kernel.platform import Platform


def hand_on(platform: Platform, unit: Unit, event: EventsReceived) -> None:
    """Every module that listens has heard what this message brought of this type, in its order, in this transaction.

    What its owner was never asked for by a subscription of this node is kept, and handed on to nobody.
    """
    if not store.is_subscribed(unit.connection, event.owner, event.type, event.subscriber):
        return
    hearing = platform.port(Hearing)
    for one in store.by_message(unit.connection, event.message):
        if (one.subscriber, one.owner, one.type) == (event.subscriber, event.owner, event.type):
            hearing.hand_on(platform, unit, _heard(one))


def _heard(one: ReceivedEvent) -> Heard:
    return Heard(one.owner, one.source, one.id, one.type, one.at, one.received_at, one.content)
