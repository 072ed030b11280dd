"""The in-process bus: which handler hears which event, each in its own transaction, each event exactly once.

`Bus` is the port; JetStream comes behind the same one. A handler that fails is tried again with growing pauses; the others
are not held up, since the inbox row of each stands for itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from simpul.kernel.actor import Actor
from simpul.kernel.database.schema import inbox
from simpul.kernel.database.unit import Unit
from simpul.kernel.events import Event

if TYPE_CHECKING:
    from simpul.kernel.platform import Platform

Handler = Callable[["Platform", Unit, Any], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler of one event type, under a name that stays the same for ever: it keys the inbox."""

    event: type[Event]
    name: str
    handler: Handler


class Bus(Protocol):
    """What carries an event to all who listen."""

    def deliver(self, platform: "Platform", id: UUID, event: Event) -> None:
        """Every listener has heard the event when this returns; raises the first failure after trying all."""
        ...


class InProcessBus:
    """Calls the handlers of the table of `app`, one after the other."""

    def __init__(self, subscriptions: Sequence[Subscription] = ()) -> None:
        names = [s.name for s in subscriptions]
        if len(set(names)) != len(names):
            raise ValueError("two subscriptions share a name")
        self.subscriptions = tuple(subscriptions)

    def deliver(self, platform: "Platform", id: UUID, event: Event) -> None:
        """Every listener has heard the event when this returns; raises the first failure after trying all."""
        failures = [f for s in self.subscriptions if s.event is type(event) if (f := _once(platform, s, id, event))]
        if failures:
            raise failures[0]


def _once(platform: "Platform", subscription: Subscription, id: UUID, event: Event) -> Exception | None:
    try:
        with platform.database.writing(Actor.SYSTEM) as unit:
            row = {"handler": subscription.name, "event": id, "at": unit.clock.now()}
            claim = insert(inbox).values(row).on_conflict_do_nothing().returning(inbox.c.event)
            unit.unaudited("the inbox row says what was done; a handler audits its own writes")
            if unit.connection.scalar(claim) is not None:  # an insert's rowcount is unknown (-1): only RETURNING tells
                subscription.handler(platform, unit, event)
    except Exception as failure:  # noqa: BLE001 (the other handlers are still tried; the relay raises it)
        return failure
    return None
