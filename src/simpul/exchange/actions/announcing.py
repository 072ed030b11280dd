"""What modules of this node announce becomes events of the node's own subsystem. Law: Perpres 95/2018 art. 33."""

from contextlib import suppress

from simpul.exchange.actions import events
from simpul.exchange.model.event_refusals import EventTypeNotFound, EventTypeTaken
from simpul.exchange.model.events import ModuleEvent, NewEventType
from simpul.kernel.actor import Actor
from simpul.kernel.announcing import AnnouncedType, Announcement
from simpul.kernel.platform import Platform


class ToSubscribers:
    """The port `Announcer`, filled by the exchange."""

    def announce(self, platform: Platform, what: Announcement) -> None:
        """The announcement is in the log of events, once; nothing where this node has no such event type.

        EventNotFit when it is not what the type's schema demands: a defect of the module, shown by the outbox.
        """
        own = platform.settings.agency_code
        with suppress(EventTypeNotFound):
            told = ModuleEvent(own, what.type, what.id, what.at, what.data, what.key)
            events.publish_from_module(platform, event=told)


def offer(platform: Platform, actor: Actor, *, type: AnnouncedType) -> bool:
    """Whether the type was not there before; the node's own subsystem has it now. StewardOnly."""
    own = platform.settings.agency_code
    new = NewEventType(own, type.name, type.schema, type.title, type.description)
    try:
        events.add_type(platform, actor, new=new)
    except EventTypeTaken:
        return False
    return True
