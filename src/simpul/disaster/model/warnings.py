"""A warning that the agency gives out (peringatan), and the messages that say so (CAP 1.2). Law: UU 24/2007 art. 46.

A warning lives by its messages: an alert, then updates, at last a cancellation or the time it expires. A message never
changes once it was given out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class WarningSeverity(StrEnum):
    """How bad it may become, from the least; CAP 1.2 `severity`."""

    MINOR = "minor"
    MODERATE = "moderate"
    SEVERE = "severe"
    EXTREME = "extreme"


class Urgency(StrEnum):
    """How soon people should act; CAP 1.2 `urgency`."""

    IMMEDIATE = "immediate"
    EXPECTED = "expected"
    FUTURE = "future"
    PAST = "past"


class Certainty(StrEnum):
    """How sure it is; CAP 1.2 `certainty`."""

    OBSERVED = "observed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


class WarningStatus(StrEnum):
    """Whether it is meant, or an exercise; CAP 1.2 `status`."""

    ACTUAL = "actual"
    EXERCISE = "exercise"


class WarningState(StrEnum):
    """How a warning stands at a time."""

    IN_FORCE = "in force"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class MessageKind(StrEnum):
    """What a message does to its warning; CAP 1.2 `msgType`."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class Response(StrEnum):
    """What people are asked to do first; CAP 1.2 `responseType`."""

    EVACUATE = "evacuate"
    SHELTER = "shelter"
    PREPARE = "prepare"
    AVOID = "avoid"
    MONITOR = "monitor"
    ALL_CLEAR = "all-clear"


class Origin(StrEnum):
    """What a warning rests on."""

    DESK = "desk"
    INCIDENT = "incident"
    AREA = "area"
    GAUGE = "gauge"
    EARTHQUAKE = "earthquake"
    VOLCANO = "volcano"


@dataclass(frozen=True, slots=True)
class Circle:
    """A place within `radius_km` of a point in degrees."""

    longitude: float
    latitude: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class HazardWarning:
    """A warning (peringatan) as its newest message says it. UU 24/2007 art. 46; OASIS CAP 1.2.

    `number` is what people say, `version` counts its messages from 1. `regions` are region codes, `polygon` a GeoJSON
    Polygon or MultiPolygon or None. Texts are by language: `id` and `en` always, `jv` where there is one. `state` is as of
    the moment the warning was read: `expired` comes by time alone. `sender` names the node to programs, `sender_name`
    the agency to people.
    """

    id: UUID
    number: int
    version: int
    hazard: str
    event: str
    severity: WarningSeverity
    urgency: Urgency
    certainty: Certainty
    status: WarningStatus
    state: WarningState
    regions: tuple[str, ...]
    polygon: Mapping[str, Any] | None
    circle: Circle | None
    headline: Mapping[str, str]
    description: Mapping[str, str]
    instruction: Mapping[str, str]
    onset: datetime
    expires: datetime
    sent: datetime
    sender: str
    sender_name: str = ""
    area: str = ""
    category: str = "Met"
    response: Response = Response.PREPARE
    origin: Origin = Origin.DESK
    origin_ref: str = ""
    issued_at: datetime | None = None
    contact: str = ""
    approximate: bool = False

    @property
    def exercise(self) -> bool:
        """Whether it is only an exercise."""
        return self.status is WarningStatus.EXERCISE


@dataclass(frozen=True, slots=True)
class WarningPlan:
    """What an officer decided that a warning shall say; texts by language, `regions` codes, times absolute."""

    hazard: str
    severity: WarningSeverity
    urgency: Urgency
    certainty: Certainty
    response: Response
    regions: tuple[str, ...]
    headline: Mapping[str, str]
    description: Mapping[str, str]
    instruction: Mapping[str, str]
    onset: datetime
    expires: datetime
    circle: Circle | None = None
    polygon: Mapping[str, Any] | None = None
    exercise: bool = False
    origin: Origin = Origin.DESK
    origin_ref: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class WarningMessage:
    """A message as it was given out: the warning as of then, its CAP 1.2 document, who gave it out and who agreed.

    `matters` says whether those who were told before should hear of it: severity, urgency, place or end changed.
    """

    warning: UUID
    number: int
    version: int
    kind: MessageKind
    identifier: str
    sent: datetime
    content: HazardWarning
    document: bytes
    note: str = ""
    matters: bool = True
    by: UUID | None = None
    by_name: str = ""
    agreed_name: str = ""


@dataclass(frozen=True, slots=True)
class WarningDraft:
    """What an officer wrote: `values` are the form's answers; `of` is the number of the warning that it changes.

    `given` is the number of the warning that it became, None while it has not been given out.
    """

    id: UUID
    kind: MessageKind
    values: Mapping[str, Any]
    of: int | None
    of_version: int
    at: datetime
    by: UUID | None
    by_name: str
    region: str
    given: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the desk might warn of: where it comes from, how bad, where, and the form's answers to begin with."""

    origin: Origin
    ref: str
    hazard: str
    severity: WarningSeverity
    certainty: Certainty
    regions: tuple[str, ...]
    at: datetime
    title: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    circle: Circle | None = None
    polygon: Mapping[str, Any] | None = None
    training: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class WarningsWanted:
    """Which warnings a list wants; what is None or empty does not restrict it."""

    state: WarningState | None = None
    hazard: str = ""
    regions: tuple[str, ...] = ()
    mine: str | None = None
    exercises: bool | None = False
    page: int = 1
    per_page: int = 20
