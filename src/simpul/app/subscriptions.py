"""The table of event subscriptions: each event, the name of its effect, the handler."""

from simpul.kernel.bus import Subscription
from simpul.kernel.settings import Settings


def subscriptions(settings: Settings) -> tuple[Subscription, ...]:
    """The table: each event, the name of its effect (kept for ever: it keys the inbox), the handler."""
    table: list[Subscription] = []
    if "disaster" in settings.modules:
        from simpul.disaster import handlers, model
        from simpul.disaster.model import warning_events

        table += [
            Subscription(model.ReportVerified, "disaster.tally.verified", handlers.count_verified),
            Subscription(model.ReportCorrected, "disaster.tally.corrected", handlers.count_corrected),
            Subscription(model.ReportHidden, "disaster.tally.hidden", handlers.count_hidden),
            Subscription(model.ReportVerified, "disaster.incident.verified", handlers.refresh_incident),
            Subscription(model.ReportCorrected, "disaster.incident.corrected", handlers.refresh_incident),
            Subscription(model.ReportHidden, "disaster.incident.hidden", handlers.refresh_incident),
            Subscription(warning_events.WarningIssued, "disaster.notices.issued", handlers.tell_issued),
            Subscription(warning_events.WarningUpdated, "disaster.notices.updated", handlers.tell_updated),
            Subscription(warning_events.WarningCancelled, "disaster.notices.cancelled", handlers.tell_cancelled),
        ]
        table += _announced(settings)
    if {"malaria", "exchange"} <= set(settings.modules):
        from simpul.malaria.handlers import announce_alert
        from simpul.malaria.model.alerts import AlertRaised

        table.append(Subscription(AlertRaised, "malaria.announce.alert", announce_alert))
    if "exchange" in settings.modules:
        from simpul.exchange.handlers import hand_on
        from simpul.exchange.model.deliveries import EventsReceived

        table.append(Subscription(EventsReceived, "exchange.hand_on", hand_on))
    return tuple(table)


def _announced(settings: Settings) -> list[Subscription]:
    """What the disaster module's events tell beyond this program: to webhooks, and to agencies through the exchange."""
    from simpul.disaster import handlers, model
    from simpul.disaster.model import area_events, incident_events, warning_events

    told = {
        "verified": model.ReportVerified,
        "warning_issued": warning_events.WarningIssued,
        "warning_updated": warning_events.WarningUpdated,
        "warning_cancelled": warning_events.WarningCancelled,
        "incident_opened": incident_events.IncidentOpened,
        "incident_advanced": incident_events.IncidentAdvanced,
        "incident_closed": incident_events.IncidentClosed,
        "area_changed": area_events.AreaStateChanged,
    }
    table = [Subscription(event, f"disaster.webhooks.{name}", handlers.tell_webhooks) for name, event in told.items()]
    if "exchange" in settings.modules:
        table += [Subscription(event, f"disaster.announce.{name}", handlers.tell_agencies) for name, event in told.items()]
    return table
