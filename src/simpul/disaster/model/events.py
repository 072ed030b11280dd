"""What happened, told to whoever listens. An unverified report is never an event; nothing here is about a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simpul.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ReportVerified(Event):
    """An officer confirmed a report: `card` is its JSON, coordinates are rounded to five places (1 m)."""

    report: UUID
    number: int
    version: int
    hazard: str
    severity: str
    depth_cm: int | None
    longitude: float
    latitude: float
    region: str
    reported_at: datetime
    live_until: datetime


@dataclass(frozen=True, slots=True)
class ReportCorrected(Event):
    """An officer changed place or depth of a verified report; the fields say how it is now, `before` where it counted."""

    report: UUID
    number: int
    version: int
    hazard: str
    severity: str
    depth_cm: int | None
    longitude: float
    latitude: float
    region: str
    region_before: str
    reported_at: datetime
    live_until: datetime


@dataclass(frozen=True, slots=True)
class ReportHidden(Event):
    """A report that had been verified is no longer so: an officer hid it or took the confirmation back."""

    report: UUID
    number: int
    version: int
    hazard: str
    region: str
    reported_at: datetime
