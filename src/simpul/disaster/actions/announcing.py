"""What happened, told beyond this program: to other agencies through the exchange, and to registered webhooks."""

from simpul.disaster.actions import webhooks
from simpul.disaster.model import ReportVerified
from simpul.disaster.model.area_events import AreaStateChanged
from simpul.disaster.model.incident_events import IncidentAdvanced, IncidentClosed, IncidentOpened
from simpul.disaster.model.warning_events import WarningCancelled, WarningIssued, WarningUpdated
from simpul.disaster.rules import announcing, announcing_events
from simpul.disaster.store import warnings as store
from simpul.kernel.announcing import Announcement, Announcer
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

Told = (
    ReportVerified
    | WarningIssued
    | WarningUpdated
    | WarningCancelled
    | IncidentOpened
    | IncidentAdvanced
    | IncidentClosed
    | AreaStateChanged
)


def tell_agencies(platform: Platform, unit: Unit, event: Told) -> None:
    """Other agencies that subscribed are told; nobody where the node offers no such event type."""
    told = announcement(platform, unit, event)
    if told is not None:
        platform.port(Announcer).announce(platform, told)


def tell_webhooks(platform: Platform, unit: Unit, event: Told) -> None:
    """The webhooks that want it are called soon."""
    told = announcement(platform, unit, event)
    if told is not None:
        webhooks.queue(platform, unit, told)


def announcement(platform: Platform, unit: Unit, event: Told) -> Announcement | None:
    """What is told of this event; None where there is nothing left to tell."""
    base = platform.settings.public_url
    match event:
        case ReportVerified():
            return announcing.verified(event, base)
        case IncidentOpened() | IncidentAdvanced() | IncidentClosed():
            return announcing_events.incident(event, base)
        case AreaStateChanged():
            return announcing_events.area(event, base)
        case WarningIssued() | WarningUpdated() | WarningCancelled():
            said = store.messages_of(unit.connection, event.number)
            return next((announcing_events.warning(one, base) for one in said if one.version == event.version), None)
