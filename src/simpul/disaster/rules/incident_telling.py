"""What the rest of the system hears of an incident, and what the audit trail holds. An exercise is never an event."""

from typing import Any

from simpul.disaster.model.incident_events import IncidentAdvanced, IncidentClosed, IncidentOpened
from simpul.disaster.model.incidents import Incident, Stage
from simpul.disaster.rules.gathering import common_region
from simpul.kernel.events import Event


def told(before: Incident | None, after: Incident) -> Event | None:
    """The event that this change is to the rest of the system; None where the stage is as it was, or for an exercise."""
    if after.training:
        return None
    was, now = before is not None and before.live, after.live
    if now and before is None:
        return _opened(after)
    if was and not now:
        return _closed(after)
    if before is not None and before.stage is not after.stage and not after.withdrawn:
        return _advanced(before, after)
    return None


def _opened(incident: Incident) -> IncidentOpened:
    return IncidentOpened(
        incident=incident.id,
        number=incident.number,
        version=incident.version,
        hazard=incident.hazard,
        stage=incident.stage.value,
        severity=incident.spread.worst,
        region=common_region(incident.spread.regions),
        longitude=round(incident.spread.longitude, 5),
        latitude=round(incident.spread.latitude, 5),
        opened_at=incident.opened_at,
    )


def _advanced(before: Incident, incident: Incident) -> IncidentAdvanced:
    return IncidentAdvanced(
        incident=incident.id,
        number=incident.number,
        version=incident.version,
        hazard=incident.hazard,
        before=before.stage.value,
        stage=incident.stage.value,
        severity=incident.spread.worst,
        region=common_region(incident.spread.regions),
        at=incident.changed_at,
    )


def _closed(incident: Incident) -> IncidentClosed:
    how = "withdrawn" if incident.withdrawn else "merged" if incident.merged_into else "closed"
    return IncidentClosed(
        incident=incident.id,
        number=incident.number,
        version=incident.version,
        hazard=incident.hazard,
        how=how,
        region=common_region(incident.spread.regions),
        at=incident.changed_at,
    )


def audited(incident: Incident) -> dict[str, Any]:
    """What the audit trail holds of an incident: what was decided about, not every word that was written."""
    return {
        "number": incident.number,
        "hazard": incident.hazard,
        "name": incident.name,
        "stage": incident.stage.value,
        "reports": incident.spread.count,
        "worst": incident.spread.worst,
        "regions": list(incident.spread.regions),
        "areas": list(incident.areas),
        "merged": incident.merged_into is not None,
        "withdrawn": incident.withdrawn,
        "open": incident.stage is not Stage.CLOSED,
    }
