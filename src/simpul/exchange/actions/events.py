"""Event types of this node's subsystems, and events that modules publish. Law: Perpres 95/2018 art. 33."""

from typing import Any

from simpul.exchange.actions.services import own_subsystem
from simpul.exchange.model.event_refusals import EventNotFit, EventTypeNotFound, EventTypeTaken
from simpul.exchange.model.events import EventType, ModuleEvent, NewEventType
from simpul.exchange.rules import cloud_events, schemas
from simpul.exchange.rules import events as rules
from simpul.exchange.rules.cloud_events import About
from simpul.exchange.rules.permissions import permit_offer, permit_see_events
from simpul.exchange.rules.schemas import Unfit
from simpul.exchange.store import event_types as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform


def add_type(platform: Platform, actor: Actor, *, new: NewEventType) -> EventType:
    """The type may be published and subscribed to; EventTypeTaken, NotOurSubsystem, or what does not fit."""
    permit_offer(actor, platform.settings.agency_code)
    own_subsystem(platform, new.owner)
    made = rules.event_type(new, platform.clock.now())
    with platform.database.writing(actor) as unit:
        if not store.add_type(unit.connection, made):
            raise EventTypeTaken(owner=made.owner, name=made.name)
        unit.audit("exchange.event_type.add", subject=_name(made), after=_facts(made))
        unit.ring("exchange")
    return made


def types(platform: Platform, actor: Actor) -> list[EventType]:
    """Every event type of this node, by owner and name."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.types(unit.connection)


def subscribers(platform: Platform, *, owner: str, name: str) -> int:
    """How many get the events of the type."""
    with platform.database.reading() as unit:
        return store.subscribers(unit.connection, owner, name)


def retire_type(platform: Platform, actor: Actor, *, owner: str, name: str) -> None:
    """Nothing of the type is published any more; what was published is delivered until it is due. EventTypeNotFound."""
    permit_offer(actor, platform.settings.agency_code)
    with platform.database.writing(actor) as unit:
        before = store.find_type(unit.connection, owner, name)
        if before is None:
            raise EventTypeNotFound(owner=owner[:200], name=name[:100])
        store.retire_type(unit.connection, owner, name, unit.clock.now())
        unit.audit("exchange.event_type.remove", subject=_name(before), before=_facts(before))
        unit.ring("exchange")


def publish_from_module(platform: Platform, *, event: ModuleEvent) -> bool:
    """Whether the event was new; it is in the log, once, however often it is told. EventTypeNotFound, EventNotFit."""
    about = About(event.owner, event.type, event.owner, platform.clock.now())
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("what a module publishes stands in its own trail, and in the log of events")
        kind = store.find_type(unit.connection, event.owner, event.type)
        if kind is None:
            raise EventTypeNotFound(owner=event.owner[:200], name=event.type[:100])
        try:
            new, data = cloud_events.event(_sent(event), about)
            schemas.check_cost(kind.schema, len(new.content))
            schemas.check(kind.schema, data)
        except Unfit as unfit:
            raise EventNotFit(place=unfit.place, reason=unfit.reason) from None
        return store.append(unit.connection, [new]) == 1


def _sent(event: ModuleEvent) -> dict[str, Any]:
    """The module's event as a CloudEvent."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": rules.source_of(event.owner),
        "type": event.type,
        "time": event.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "partitionkey": event.key or None,
        "data": dict(event.data),
    }


def _name(one: EventType) -> str:
    return f"{one.owner}/{one.name}"


def _facts(one: EventType) -> dict[str, object]:
    """What the audit trail says of an event type: all but its schema."""
    return {
        "title": one.title,
        "classification": one.classification.value,
        "public": one.public,
        "days": one.days,
        "added_at": one.added_at.isoformat(),
    }
