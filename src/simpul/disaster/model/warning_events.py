"""What happened to warnings, told to whoever listens. Nothing here is about a person; an exercise is never an event."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from simpul.kernel.events import Event


@dataclass(frozen=True, slots=True)
class WarningIssued(Event):
    """A warning was given out. `regions` are region codes; actions.warnings.get(number) has the rest."""

    id: UUID
    number: int
    version: int
    hazard: str
    severity: str
    urgency: str
    certainty: str
    regions: tuple[str, ...]
    expires: datetime
    at: datetime

    def __post_init__(self) -> None:
        """Region codes are a tuple, also where the event comes from its JSON."""
        object.__setattr__(self, "regions", tuple(self.regions))


@dataclass(frozen=True, slots=True)
class WarningUpdated(Event):
    """A warning says something new. `matters`: its severity, urgency, place or end changed, not its words alone."""

    id: UUID
    number: int
    version: int
    hazard: str
    severity: str
    severity_before: str
    urgency: str
    certainty: str
    regions: tuple[str, ...]
    regions_before: tuple[str, ...]
    matters: bool
    expires: datetime
    at: datetime

    def __post_init__(self) -> None:
        """Region codes are a tuple, also where the event comes from its JSON."""
        object.__setattr__(self, "regions", tuple(self.regions))
        object.__setattr__(self, "regions_before", tuple(self.regions_before))


@dataclass(frozen=True, slots=True)
class WarningCancelled(Event):
    """A warning was taken back or is over: who was told of it should hear so."""

    id: UUID
    number: int
    version: int
    hazard: str
    severity: str
    regions: tuple[str, ...]
    at: datetime

    def __post_init__(self) -> None:
        """Region codes are a tuple, also where the event comes from its JSON."""
        object.__setattr__(self, "regions", tuple(self.regions))
