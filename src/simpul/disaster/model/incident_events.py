"""What happened to incidents, told to whoever listens. Nothing here is about a person; an exercise is never an event."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simpul.kernel.events import Event


@dataclass(frozen=True, slots=True)
class IncidentOpened(Event):
    """Officers work on an incident from now on. `region` is the deepest code that holds all of it, empty for none."""

    incident: UUID
    number: int
    version: int
    hazard: str
    stage: str
    severity: str
    region: str
    longitude: float
    latitude: float
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class IncidentAdvanced(Event):
    """An incident's stage changed from `before` to `stage`; also when it was reopened, or a step was taken back."""

    incident: UUID
    number: int
    version: int
    hazard: str
    before: str
    stage: str
    severity: str
    region: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentClosed(Event):
    """Officers no longer work on an incident; `how`: closed, merged (into another), withdrawn (opened by mistake)."""

    incident: UUID
    number: int
    version: int
    hazard: str
    how: str
    region: str
    at: datetime
