"""Subscriptions: who is told of warnings, of which, where and when. Law: UU 24/2007 art. 46 (early warning)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any


class Severity(IntEnum):
    """How bad a warning is (tingkat keparahan), as CAP 1.2 grades it; higher is worse."""

    MINOR = 1
    MODERATE = 2
    SEVERE = 3
    EXTREME = 4


class Telling(StrEnum):
    """What people are told: a new warning, a change of it, its end; or that residents report something."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"
    REPORTS = "reports"


class NoticeState(IntEnum):
    """How far a notice has come; the number is what the table holds."""

    WAITING = 0
    TAKEN = 1
    SENT = 2
    DROPPED = 3
    FAILED = 4


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours (jam tenang): minutes of the local day from `begins` until before `ends`, over midnight or not."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Around:
    """A point with a radius in km; the point is coarse, three decimals of a degree (110 m)."""

    longitude: float
    latitude: float
    radius_km: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to be told of. `hazards` empty for all; `regions` codes, "" for the whole country.

    `wakes`: danger to life breaks quiet hours and pauses between messages; so it does unless somebody declined it.
    `every_minutes`: at most one message in so long.
    """

    regions: tuple[str, ...] = ()
    around: Around | None = None
    hazards: tuple[str, ...] = ()
    least: Severity = Severity.MINOR
    quiet: Quiet | None = Quiet(1260, 300)
    zone: str = "WIB"
    wakes: bool = True
    every_minutes: int = 0
    reports: bool = False
    language: str = "id"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who is told (pelanggan): the keyed hash and the seal of their address on one channel, and their wish."""

    id: int
    channel: str
    person: str
    address: bytes
    wish: Wish
    since: datetime
    told_at: datetime | None = None
    paused_until: datetime | None = None
    left_at: datetime | None = None
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Alarm:
    """A warning as telling needs it: what, where, until when. `circle` is longitude, latitude, km; `polygon` GeoJSON.

    `subject` names what it is about (`w12`, `r31.71:2026-11-26`): of one subject and version nobody is told twice.
    """

    subject: str
    version: int
    kind: Telling
    hazard: str
    severity: Severity
    urgency: str = ""
    regions: tuple[str, ...] = ()
    circle: tuple[float, float, float] | None = None
    polygon: Mapping[str, Any] | None = None
    count: int = 0
    until: datetime | None = None

    @property
    def urgent(self) -> bool:
        """Whether it breaks quiet hours of those who chose so: danger to life, now."""
        return self.severity >= Severity.SEVERE and self.urgency == "immediate" and self.kind is not Telling.CANCEL


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one subscriber, as it was taken from the queue."""

    alarm: Alarm
    subscriber: Subscriber
    tries: int


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was sent, and when."""

    alarm: Alarm
    at: datetime
    state: NoticeState


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription that stands: the places by name, and the secret part of the addresses that manage and end it."""

    places: tuple[str, ...]
    token: str
